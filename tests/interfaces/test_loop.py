"""The loop from the command line: start, wait, look, decide, undo, cancel, retry, verify."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.interfaces.commanding import QUICK_CLI, Answer, command, quick_command
from tests.interfaces.conftest import QUICK, Loop

from noktvrn.services.as_json import as_json


def _at(loop: Loop, *words: str) -> Answer:
    return command("--home", str(loop.home), *words)


def test_waiting_ends_with_the_status_of_what_the_run_came_to(loop):
    assert (loop.released.status, loop.waiting.status, loop.failed.status) == (0, 8, 1)
    assert [each.value["state"] for each in (loop.released, loop.waiting, loop.failed)] == [
        "released",
        "needs_decision",
        "failed",
    ]


def test_json_of_a_run_has_the_promised_fields(loop):
    run = _at(loop, "run", "show", loop.run(loop.waiting), "--json").value
    assert run["artist"] == {"slug": "nova-lux", "name": "Nova Lux"}
    assert run["created_at"].endswith("Z")
    assert {step["step"] for step in run["steps"]} >= {"song", "gate", "wait_for_decision"}
    assert all(step["duration_s"] is not None for step in run["steps"] if step["outcome"] == "succeeded")
    assert set(run["assets"]["master"]) == {"sha256", "size_bytes", "media_type"}
    assert {"severity", "value", "limit", "remedy"} <= set(run["findings"][0])


def test_a_failed_run_says_stage_cause_and_remedy_on_both_surfaces(loop):
    error = loop.failed.error
    assert (error["code"], error["stage"], error["exit_code"]) == ("render", "cover", 1)
    assert error["message"]
    assert error["remedy"]
    page = _at(loop, "run", "show", loop.run(loop.failed))
    assert "✗ failed" in page.out
    assert f"Do: {error['remedy']}" in page.out
    assert f"Next: noktvrn run retry {loop.run(loop.failed)}" in page.err


def test_progress_without_a_terminal_is_one_line_for_each_change(own_loop):
    answer = quick_command("--home", str(own_loop.home), "run", "retry", own_loop.run(own_loop.failed), "--wait",
                           environment=QUICK)  # fmt: skip
    assert answer.status == 8
    lines = answer.err.splitlines()
    assert "\x1b" not in answer.err
    assert [line for line in lines if line.startswith("✓ Cover")]
    assert [line for line in lines if line.startswith("! Decision")]
    assert lines[-1] == f"Next: noktvrn review show {own_loop.run(own_loop.failed)}"
    assert "waits for your decision until" in answer.out


def test_lists_name_runs_by_their_last_characters_and_filter_by_state(loop):
    assert _at(loop, "run", "list").out.count("nova-lux") == 3
    waiting = _at(loop, "run", "list", "--state", "needs-decision", "--json").value["runs"]
    assert [run["short_id"] for run in waiting] == [loop.run(loop.waiting)]
    assert waiting[0]["id"].endswith(waiting[0]["short_id"])
    queue = _at(loop, "review", "list")
    assert loop.run(loop.waiting) in queue.out
    assert queue.err.startswith("One song waits for you.")


def test_review_shows_findings_figures_words_and_files(loop):
    page = _at(loop, "review", "show", loop.run(loop.waiting))
    assert "by noktvrn-writer" in page.out
    assert page.status == 0
    for piece in (
        "One check wants a look, 32 pass.",
        "Originality",
        "not compared",
        "−14.0 LUFS",
        "allowed",
        "Lyrics",
        "Nova Lux",
        str(loop.home),
    ):
        assert piece in page.out, piece
    view = _at(loop, "review", "show", loop.run(loop.waiting), "--json").value
    assert view["figures"]["loudness_lufs"] == -14.0
    assert os.path.isfile(view["paths"]["cover"])  # noqa: PTH113 - a string from JSON


def test_approving_says_until_when_it_can_be_undone_and_undo_takes_it_back(own_loop):
    run = own_loop.run(own_loop.waiting)
    approved = _at(own_loop, "review", "approve", run, "--by", "ana")
    assert approved.status == 0
    assert "approved by ana." in approved.out
    assert f"it can be undone: noktvrn review undo {run}" in approved.out
    assert "packaged as a release" in approved.out
    assert "Next: noktvrn worker" in approved.err
    conflict = _at(own_loop, "review", "reject", run, "--reason", "no", "--json")
    assert (conflict.status, conflict.error["code"]) == (5, "decision_conflict")
    assert "ana" in conflict.error["message"]
    assert _at(own_loop, "review", "undo", run, "--json").value["state"] == "undone"
    assert _at(own_loop, "review", "list", "--json").value["reviews"][0]["short_id"] == run


def test_changes_and_rejections_need_a_reason(own_loop):
    run = own_loop.run(own_loop.waiting)
    for verb in ("changes", "reject"):
        refused = _at(own_loop, "review", verb, run)
        assert refused.status == 2
        assert "--reason" in refused.err
    asked = _at(own_loop, "review", "changes", run, "--chip", "too slow", "--json").value
    assert (asked["verdict"], asked["chips"], asked["surface"]) == ("changes", ["too slow"], "cli")


def test_deciding_on_a_finished_run_is_a_conflict(loop):
    run = loop.run(loop.released)
    for words in (("review", "approve", run), ("review", "undo", run), ("run", "retry", run), ("run", "cancel", run)):
        answer = _at(loop, *words, "--json")
        assert answer.status == 5, words
        assert answer.error["code"] in {"invalid_transition", "decision_conflict"}


def test_a_cancelled_run_keeps_what_it_made_and_says_how_to_go_on(own_loop):
    run = own_loop.run(own_loop.waiting)
    cancelled = _at(own_loop, "run", "cancel", run, "--reason", "wrong artist")
    assert "what it made is kept" in cancelled.out
    assert f"Next: noktvrn run resume {run}" in cancelled.err
    assert "wrong artist" in _at(own_loop, "run", "show", run).out


def test_a_release_is_listed_shown_and_verified(own_loop):
    (release,) = _at(own_loop, "release", "list", "--json").value["releases"]
    assert os.path.isdir(release["path"])  # noqa: PTH112 - a string from JSON
    shown = _at(own_loop, "release", "show", own_loop.run(own_loop.released))
    assert "index.html" in shown.out
    assert "SHA256SUMS" in shown.out
    described = _at(own_loop, "release", "show", release["folder"], "--json").value["description"]
    assert f'"{release["title"]}"' in described
    assert described.split()[-1] in shown.out
    report = _at(own_loop, "release", "verify", release["folder"], "--json")
    assert (report.status, report.value["whole"]) == (0, True)
    (score,) = Path(release["path"]).glob("audio/score.mid")
    score.write_bytes(score.read_bytes()[:-1] + b"\x01")
    damaged = _at(own_loop, "release", "verify", release["folder"], "--json")
    assert damaged.status == 1
    (problem,) = damaged.value["problems"]
    assert problem["file"] == "audio/score.mid"
    assert problem["remedy"]


@pytest.mark.parametrize(("damage", "code"), [("remove", "asset_missing"), ("change", "asset_corrupt")])
def test_a_damaged_asset_is_found_when_it_is_to_be_judged(own_loop, damage, code):
    run = own_loop.run(own_loop.waiting)
    digest = own_loop.waiting.value["assets"]["cover"]["sha256"]
    (asset,) = (own_loop.home / "assets").rglob(f"*{digest[2:]}*")
    asset.chmod(0o600)
    if damage == "remove":
        asset.unlink()
    else:
        asset.write_bytes(b"x" * asset.stat().st_size)
    answer = _at(own_loop, "review", "show", run, "--json")
    assert answer.status == 1
    assert answer.error["code"] == code
    assert digest in answer.error["message"]
    assert answer.error["remedy"]


def test_watching_without_a_worker_says_so_and_stops_at_once_when_told(own_loop):
    assert _at(own_loop, "run", "resume", own_loop.run(own_loop.failed)).status == 0
    words = ("--home", str(own_loop.home), "run", "watch", own_loop.run(own_loop.failed))
    with subprocess.Popen([sys.executable, str(QUICK_CLI), *words], stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        said = [watching.stderr.readline()]
        while "No worker is alive" not in said[-1]:
            assert said[-1], said
            said.append(watching.stderr.readline())
        watching.send_signal(signal.SIGINT)
        rest = watching.stderr.read()
    assert watching.returncode == 130
    assert "Stopped watching" in rest


def test_stopping_while_working_says_what_is_kept_and_the_next_worker_goes_on(own_loop):
    words = ("--home", str(own_loop.home), "run", "start", "--wait")
    environment = os.environ | QUICK | {"QUICK_WORK_S": "120"}
    command_line = [sys.executable, str(QUICK_CLI), *words]
    with subprocess.Popen(command_line, env=environment, stderr=subprocess.PIPE, text=True) as working:
        assert working.stderr is not None
        while "● Song" not in working.stderr.readline():
            assert working.poll() is None
        working.send_signal(signal.SIGINT)
        _, rest = working.communicate(timeout=120)
    assert working.returncode == 130
    assert "done and kept" in rest
    (run, *_) = _at(own_loop, "run", "list", "--json").value["runs"]
    assert run["state"] == "making"
    with subprocess.Popen(
        [sys.executable, str(QUICK_CLI), "--home", str(own_loop.home), "worker"],
        env=os.environ | QUICK,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        watched = quick_command("--home", str(own_loop.home), "run", "watch", run["short_id"])
        worker.send_signal(signal.SIGTERM)
        assert worker.stderr is not None
        farewell = worker.stderr.read()
    assert watched.status == 8
    assert worker.returncode == 0
    assert "Nothing that was made is lost" in farewell


def test_the_log_is_private_and_knows_run_and_step(loop):
    log = loop.home / "logs" / "noktvrn.jsonl"
    assert log.stat().st_mode & 0o777 == 0o600
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"at", "level", "logger", "message"} <= set(entries[0])
    assert any(entry.get("step") == "song" and entry.get("run_id") for entry in entries)


def test_an_artist_is_shown_with_its_history(own_loop):
    page = _at(own_loop, "artist", "show", "nova")
    for piece in ("Nova Lux", "synthwave", "Runs", "Releases", "History"):
        assert piece in page.out, piece
    assert _at(own_loop, "artist", "autopilot", "nova-lux", "on", "--json").value["autopilot"] is True
    assert _at(own_loop, "artist", "pause", "nova-lux", "--reason", "new sound").status == 0
    assert _at(own_loop, "run", "start", "--artist", "nova-lux").status == 5
    assert _at(own_loop, "artist", "resume", "nova-lux", "--json").value["status"] != "paused"
    events = _at(own_loop, "artist", "show", "nova-lux", "--json").value["events"]
    assert [event["kind"] for event in events][:1] == ["created"]
    assert as_json(events)


def test_a_mistake_of_the_program_is_one_message_and_a_traceback_in_the_log(own_loop):
    with closing(sqlite3.connect(own_loop.home / "label.db")) as database, database:
        database.execute("update steps set result = '{}' where step = 'brief'")
    words = ("review", "show", own_loop.run(own_loop.waiting))
    answer = _at(own_loop, *words)
    assert answer.status == 1
    assert "mistake of its own" in answer.err
    assert "Traceback" not in answer.err
    log = own_loop.home / "logs" / "noktvrn.jsonl"
    assert str(log) in answer.err
    assert "KeyError" in json.loads(log.read_text().splitlines()[-1])["traceback"]
    assert "Traceback" in _at(own_loop, "-vv", *words).err
    assert _at(own_loop, *words, "--json").error["exit_code"] == 1


def test_two_demos_make_two_songs_and_record_who_approved(own_loop):
    words = ("--home", str(own_loop.home), "--json", "demo", "--brief", "neon and night drives, synthwave", "--seed")
    demos = [quick_command(*words, seed, environment=QUICK).value for seed in ("3", "4")]
    assert len({demo["run"]["title"] for demo in demos}) == 2
    assert len({demo["run"]["artist"]["slug"] for demo in demos}) == 2
    for demo in demos:
        assert demo["run"]["state"] == "released"
        assert [decision["actor"] for decision in demo["run"]["decisions"]] == ["demo"]
        assert demo["release"]["path"] == demo["verification"]["folder"]


def test_an_invented_song_that_is_to_be_changed_is_made_with_words_of_its_own(tmp_path):
    home = ("--home", str(tmp_path / "invented"))
    assert command(*home, "dev", "seed", "--artists", "3", "--runs", "400").status == 0
    run, *_ = command(*home, "review", "list", "--json").value["reviews"]
    asked = ("review", "changes", run["short_id"], "--chip", "too slow", "--wait", "--json")
    answer = quick_command(*home, *asked, environment=QUICK)
    assert answer.status == 8, answer.err
    page = command(*home, "review", "show", run["short_id"], "--json").value
    assert page["title"] != run["title"]
    assert page["title"] in page["lyrics"]
