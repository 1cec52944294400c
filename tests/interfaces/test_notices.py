"""``noktvrn notice``: what happened is listed, places are shown and tried, and people are told."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.contract.receivers import HttpReceiver, http_receiver
from tests.interfaces.commanding import command
from tests.interfaces.conftest import Loop

from noktvrn.app import open_label, telling_people
from noktvrn.ports.notice_kinds import RunFailed
from noktvrn.services.notices.announcing import announce
from noktvrn.settings import load_settings
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.notifier_contract import SECRET, Mood
from noktvrn.types import RunId

HOSTILE = RunFailed(
    run_id=RunId(counted_id(7)),
    artist_id=None,
    pass_no=1,
    dispatch_no=1,
    title="<script>alert(1)</script>\n\x1b[31m\u202egnp.exe " + "x" * 1_000,
    artist="",
    stage="song",
    code="render",
    cause="[bold]no[/bold] {0} %s",
    remedy="Mend it.",
    retryable=True,
    paused=False,
)


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver(through_apprise=False) as receiver:
        yield receiver


@pytest.fixture
def hook(receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch) -> HttpReceiver:
    """A receiver that the settings name, and that has been seen before."""
    monkeypatch.setenv("NOKTVRN_NOTIFY__TARGETS__HOOK__URL", f"webhook+http://{receiver.address}")
    monkeypatch.setenv("NOKTVRN_NOTIFY__TARGETS__HOOK__KINDS", "all")
    assert command("notice", "deliver", "--once").status == 0
    return receiver


def create_artist() -> str:
    return str(command("artist", "create", "--brief", "night drives", "--json").value["name"])


def wait_for(is_so: Callable[[], object], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


class TestList:
    def test_a_loop_leaves_what_a_person_wants_to_know(self, loop: Loop) -> None:
        notices = command("--home", str(loop.home), "notice", "list", "--json").value["notices"]
        told = [notice["kind"] for notice in reversed(notices)]
        assert told == ["artist_created", "decided", "released", "run_failed", "needs_decision"]
        failed = notices[1]["payload"]
        assert (failed["stage"], failed["retryable"]) == ("cover", False)
        assert failed["remedy"]
        assert [notice["loud"] for notice in reversed(notices)] == [False, False, False, True, True]

    def test_it_is_narrowed_by_kind_and_run_and_paged(self, loop: Loop) -> None:
        home = ("--home", str(loop.home), "notice", "list", "--json")
        waiting = command(*home, "--run", loop.run(loop.waiting)).value["notices"]
        assert [notice["kind"] for notice in waiting] == ["needs_decision"]
        some = command(*home, "--kind", "released", "--kind", "run-failed").value["notices"]
        assert [notice["kind"] for notice in some] == ["run_failed", "released"]
        (first,) = command(*home, "--limit", "1").value["notices"]
        (second,) = command(*home, "--limit", "1", "--before", str(first["id"])).value["notices"]
        assert second["id"] < first["id"]

    def test_a_kind_that_is_not_there_is_refused_with_the_nearest(self) -> None:
        answer = command("notice", "list", "--kind", "run_faild", "--json")
        assert answer.status == 2
        assert "run_failed" in answer.error["remedy"]

    def test_people_read_one_line_for_each(self, loop: Loop) -> None:
        lines = command("--home", str(loop.home), "notice", "list").out.splitlines()
        assert len(lines) == 6
        assert "waits for you" in lines[1]
        assert "failed at cover" in lines[2]
        assert lines[-1].endswith("Nova Lux is new on the roster")

    def test_an_empty_label_says_so(self) -> None:
        answer = command("notice", "list")
        assert (answer.status, answer.out, answer.err) == (0, "", "Nothing has happened yet.\n")

    def test_hostile_text_stays_on_its_line(self) -> None:
        with open_label(load_settings()) as label, label.records.write() as unit:
            announce(unit, HOSTILE, NOON)
            unit.commit()
        _, line = command("notice", "list").out.splitlines()
        assert "\x1b" not in line
        assert "\u202e" not in line
        assert len(line) < 200
        (notice,) = command("notice", "list", "--json").value["notices"]
        assert notice["payload"]["title"] == HOSTILE.title

    def test_ten_thousand_notices_are_listed_at_once(self) -> None:
        with open_label(load_settings()) as label:
            with label.records.write() as unit:
                for number in range(10_000):
                    failed = {"run_id": RunId(counted_id(number)), "dispatch_no": number}
                    announce(unit, RunFailed(**{**_fields(HOSTILE), **failed}), NOON + timedelta(seconds=number))
                unit.commit()
            with label.records.read() as unit:
                begin = time.process_time()
                assert len(unit.notices.select(limit=50)) == 50
                assert len(unit.notices.select(run_id=RunId(counted_id(5_000)))) == 1
                assert time.process_time() - begin < 0.1


def _fields(payload: RunFailed) -> dict[str, object]:
    return {name: getattr(payload, name) for name in RunFailed.__dataclass_fields__ if name not in {"kind", "loud"}}


class TestTargets:
    def test_without_targets_it_says_how_to_set_one(self) -> None:
        answer = command("notice", "targets")
        assert answer.status == 0
        assert "notify.targets.NAME.url" in answer.err

    def test_a_target_is_shown_with_what_it_was_told_and_what_waits(self, hook: HttpReceiver) -> None:
        create_artist()
        (before,) = command("notice", "targets", "--json").value["targets"]
        assert (before["name"], before["way"], before["waiting"], before["told"]) == ("hook", "webhook+http", 1, 0)
        shown = command("notice", "targets")
        assert "telling" not in shown.out
        assert "1 waiting" in shown.out
        assert "No worker is there" in shown.err
        assert "noktvrn notice deliver" in shown.err
        assert command("notice", "deliver", "--once").status == 0
        (after,) = command("notice", "targets", "--json").value["targets"]
        assert (after["waiting"], after["told"], after["failure"]) == (0, 1, None)
        told = command("notice", "targets")
        assert "told just now" in told.out
        assert "No worker" not in told.err

    def test_a_target_that_fails_says_why_and_what_to_do_and_never_its_address(self, hook: HttpReceiver) -> None:
        create_artist()
        hook.mood = Mood.STRANGER
        answer = command("notice", "deliver", "--once", "--json")
        assert (answer.status, answer.value) == (6, {"targets": {"hook": ["failed"]}})
        shown = command("notice", "targets")
        assert "failing" in shown.out
        assert "answered 401" in shown.out
        assert "notify.targets.hook.url" in shown.out
        everything = shown.out + shown.err + command("config", "show").out + command("notice", "targets", "--json").out
        assert SECRET not in everything

    @pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
    def test_a_place_that_can_never_be_told_is_shown_as_such_and_keeps_no_other_from_being_told(
        self, hook: HttpReceiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, url in {"A": "webhook+ftp://x/y", "B": "nosuch://x", "C": SECRET}.items():
            monkeypatch.setenv(f"NOKTVRN_NOTIFY__TARGETS__{name}__URL", url)
        shown = command("notice", "targets")
        assert shown.out.count("cannot be used") >= 3
        assert "Do: Mend notify.targets.b.url" in shown.out
        assert "Do: Set notify.targets.a.url to webhook+https://host/path." in shown.out
        assert SECRET not in shown.out
        create_artist()
        assert command("notice", "deliver", "--once", "--json").value["targets"]["hook"] == ["told"]

    def test_the_doctor_tells_of_places_and_of_a_bot_that_cannot_do_their_work(
        self, hook: HttpReceiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NOKTVRN_NOTIFY__TARGETS__BAD__URL", "webhook+ftp://x/y")
        monkeypatch.setenv("NOKTVRN_TELEGRAM__TOKEN", "123456:of-a-bot-that-is-never-asked")
        with open_label(load_settings()) as label, label.records.write() as unit:
            problem = {"message": "Telegram does not know the bot's token.", "remedy": "Get a good one from BotFather."}
            unit.chats.save_bot(replace(unit.chats.bot("telegram"), problem=problem))
            unit.commit()
        told = command("doctor").out
        assert "The address of the target 'bad' cannot be used." in told
        assert "Telegram does not know the bot's token." in told
        assert "All is well" not in told

    def test_chats_are_a_place_like_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NOKTVRN_TELEGRAM__TOKEN", "123456:of-a-bot-that-is-never-asked")
        (chats,) = command("notice", "targets", "--json").value["targets"]
        assert (chats["name"], chats["way"]) == ("telegram bot", "telegram bot")
        assert command("notice", "test", "telegram bot").status == 0
        assert "noktvrn notice test 'telegram bot'" in command("notice", "targets").err

    def test_the_settings_name_each_place_and_where_it_comes_from(self, hook: HttpReceiver) -> None:
        settings = command("config", "show", "--changed", "--json").value["settings"]
        (targets,) = [each for each in settings if each["key"] == "notify.targets"]
        assert (targets["value"], targets["origin"]) == ("hook", "environment")

    @pytest.mark.parametrize(
        ("key", "value", "words"),
        [
            ("KINDS", "run_faild", "run_faild"),
            ("KINDS", "digest", "digest_at"),
            ("ZONE", "Mars/Olympus", "Europe/Berlin"),
            ("ZONE", "../../etc/passwd", "Europe/Berlin"),
            ("QUIET_FROM", "22:00", "quiet_to"),
            ("DIGEST_AT", "25:00", "notify.targets.hook.digest_at"),
            ("URLL", "x", "notify.targets"),
        ],
    )
    def test_settings_that_cannot_be_are_refused_with_their_name(
        self, hook: HttpReceiver, monkeypatch: pytest.MonkeyPatch, key: str, value: str, words: str
    ) -> None:
        monkeypatch.setenv(f"NOKTVRN_NOTIFY__TARGETS__HOOK__{key}", value)
        answer = command("notice", "targets", "--json")
        assert answer.status == 2
        assert words in answer.error["message"] + answer.error["remedy"]


class TestTelling:
    def test_a_trial_reaches_a_place_and_is_no_notice(self, hook: HttpReceiver) -> None:
        assert command("notice", "test", "hook").status == 0
        assert [taken.title for taken in hook.taken] == ["A trial for hook"]
        assert command("notice", "list", "--json").value["notices"] == []

    def test_a_trial_that_fails_says_why(self, hook: HttpReceiver) -> None:
        hook.go_away()
        answer = command("notice", "test", "hook", "--json")
        assert (answer.status, answer.error["code"]) == (6, "provider_unavailable")
        assert "by itself" not in answer.error["remedy"]
        assert SECRET not in answer.err

    def test_a_trial_of_an_unknown_place_names_the_nearest(self, hook: HttpReceiver) -> None:
        answer = command("notice", "test", "hok", "--json")
        assert answer.status == 3
        assert "hook" in answer.error["remedy"]

    def test_what_happened_is_told_with_its_payload(self, hook: HttpReceiver) -> None:
        name = create_artist()
        answer = command("notice", "deliver", "--once", "--json")
        assert answer.value == {"targets": {"hook": ["told"]}}
        (document,) = hook.documents
        assert document["title"] == f"{name} is new on the roster"
        assert document["notices"][0]["payload"]["artist"] == name
        assert hook.headers[0]["idempotency-key"] == document["id"]
        assert command("notice", "deliver", "--once", "--json").value == {"targets": {"hook": []}}

    def test_people_are_told_while_the_label_is_open(self, hook: HttpReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NOKTVRN_NOTIFY__LOOK_S", "0.05")
        with open_label(load_settings()) as label, telling_people(label):
            create_artist()
            wait_for(lambda: hook.taken)
        wait_for(lambda: command("notice", "targets", "--json").value["targets"][0]["told"] == 1)

    def test_a_worker_tells_by_itself(self, hook: HttpReceiver, tmp_path: Path) -> None:
        (tmp_path / "one.nbi").touch()
        create_artist()
        worker = _start(("worker",), NUMBA_CACHE_DIR=str(tmp_path))
        wait_for(lambda: hook.taken)
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=60)
        assert worker.returncode == 0

    def test_a_teller_that_is_killed_after_the_delivery_makes_one_repeat_that_says_so(
        self, hook: HttpReceiver, home: Path
    ) -> None:
        create_artist()
        teller = _start(("notice", "deliver"))
        hook.on_taken = teller.kill
        teller.communicate(timeout=60)
        hook.on_taken = lambda: None
        assert teller.returncode == -signal.SIGKILL
        assert command("notice", "deliver", "--once", "--json").value == {"targets": {"hook": []}}
        with closing(sqlite3.connect(home / "noktvrn" / "label.db")) as database, database:
            database.execute("UPDATE notice_targets SET claimed_until = '2026-01-01 00:00:00.000000'")
        assert command("notice", "deliver", "--once", "--json").value == {"targets": {"hook": ["told"]}}
        assert command("notice", "deliver", "--once", "--json").value == {"targets": {"hook": []}}
        assert [document["repeated"] for document in hook.documents] == [False, True]
        assert len({document["id"] for document in hook.documents}) == 1

    @pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
    def test_telling_can_be_stopped_while_a_place_never_answers(
        self, hook: HttpReceiver, home: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals, status: int
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            address = f"webhook+http://127.0.0.1:{deaf.getsockname()[1]}/"
            monkeypatch.setenv("NOKTVRN_NOTIFY__TARGETS__HOOK__URL", address)
            create_artist()
            teller = _start(("notice", "deliver"))
            deaf.settimeout(60)
            connection, _ = deaf.accept()
            teller.send_signal(how)
            _, err = teller.communicate(timeout=60)
            connection.close()
        assert teller.returncode == status
        with closing(sqlite3.connect(home / "noktvrn" / "label.db")) as database:
            assert database.execute("SELECT sum(failures) FROM notice_targets").fetchone() == (0,), "it waited for it"
        assert "Stopped." in err
        assert "Traceback" not in err


def _start(words: tuple[str, ...], **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "noktvrn", *words],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
