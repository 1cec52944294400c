"""Bad input: one clear message that names the value and the remedy, the right exit status, the same as JSON."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import pytest
from tests.interfaces.commanding import Answer, command


def _check(words: tuple[str, ...], *, status: int, code: str, names: str) -> Answer:
    answer = command(*words)
    assert answer.status == status, answer
    assert answer.out == ""
    assert answer.err.startswith("✗ ")
    assert answer.err.count("✗") == 1
    assert names in answer.err
    assert "\n  Do: " in answer.err
    assert "Traceback" not in answer.err
    as_json = command(*words, "--json")
    assert as_json.status == status
    assert as_json.out == ""
    error = as_json.error
    assert error["code"] == code
    assert names in error["message"] + error["remedy"]
    assert error["remedy"]
    assert isinstance(error["retryable"], bool)
    assert error["exit_code"] == status
    return answer


CREATE = ("artist", "create", "--brief")


def test_an_unknown_genre_is_named_with_those_that_exist():
    answer = _check((*CREATE, "rain", "--genre", "polka"), status=2, code="invalid_input", names="'polka'")
    assert "synthwave" in answer.err


@pytest.mark.parametrize("brief", ["", "   "])
def test_an_empty_brief_is_refused(brief):
    _check((*CREATE, brief), status=2, code="invalid_input", names="brief")


def test_a_negative_seed_is_refused():
    _check((*CREATE, "rain", "--seed", "-1"), status=2, code="invalid_input", names="-1")


def test_a_home_that_cannot_be_made_is_named():
    _check(("run", "list", "--home", "/proc/label"), status=1, code="home_unusable", names="/proc/label")


def test_a_home_that_holds_other_things_for_all_to_see_is_left_alone(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (shared / "letters.txt").write_text("mine")
    _check(("run", "list", "--home", str(shared)), status=1, code="home_unusable", names="letters.txt")
    assert [path.name for path in shared.iterdir()] == ["letters.txt"]


def test_a_full_disk_is_said_to_be_full(monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    answer = command("artist", "list")
    assert answer.status == 1
    assert "space" in answer.err
    assert "\n  Do: " in answer.err


@pytest.mark.parametrize("verb", [("run", "show"), ("run", "cancel"), ("review", "show"), ("review", "approve")])
def test_an_unknown_run_ends_with_status_3(verb):
    _check((*verb, "zzzzzzzz"), status=3, code="not_found", names="zzzzzzzz")


def test_an_unknown_artist_or_release_ends_with_status_3_and_the_nearest_name():
    assert command(*CREATE, "rain and tape hiss", "--name", "Paper Lantern").status == 0
    answer = _check(("artist", "show", "papper-lantern"), status=3, code="not_found", names="papper-lantern")
    assert "paper-lantern" in answer.err
    _check(("release", "show", "nothing"), status=3, code="not_found", names="nothing")
    _check(("run", "start", "--artist", "nobody"), status=3, code="not_found", names="nobody")


def test_an_unknown_state_or_step_suggests_the_nearest():
    answer = _check(("run", "list", "--state", "relased"), status=2, code="invalid_input", names="'relased'")
    assert "Did you mean released?" in answer.err


def _settings(home: Path, text: str, mode: int = 0o600) -> Path:
    folder = home / "noktvrn"
    folder.mkdir(mode=0o700)
    file = folder / "noktvrn.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[review]\nhold_seconds = 3\n", "review.hold_seconds"),
        ('[review]\nhold_s = "soon"\n', "review.hold_s"),
        ("[worker]\nnice = 40\n", "worker.nice"),
        ("review = [\n", "noktvrn.toml"),
    ],
)
def test_settings_that_are_wrong_name_the_key_and_the_file(home, text, names):
    _settings(home, text)
    answer = _check(("run", "list"), status=2, code="config", names=names)
    assert "noktvrn.toml" in answer.err


def test_a_settings_file_that_others_may_read_is_refused(home):
    file = _settings(home, 'database_url = "sqlite:///x"\n', 0o644)
    answer = _check(("config", "show"), status=2, code="config", names="0644")
    assert f"chmod 600 {file}" in answer.err


def test_a_secret_in_the_settings_is_shown_by_no_command(home):
    _settings(home, 'database_url = "postgresql+psycopg://ana:s3cr3t-w0rd@127.0.0.1:1/label"\n')
    for words in (
        ("config", "show"),
        ("config", "show", "--json"),
        ("run", "list"),
        ("doctor",),
        ("-vv", "run", "list"),
    ):
        answer = command(*words)
        assert "s3cr3t-w0rd" not in answer.out + answer.err, words


def test_an_artist_is_not_retired_without_a_word_where_nobody_can_be_asked():
    assert command(*CREATE, "rain", "--name", "Paper Lantern").status == 0
    answer = _check(("artist", "retire", "paper-lantern"), status=2, code="invalid_input", names="--yes")
    assert "cannot be taken back" in answer.err
    dry = command("artist", "retire", "paper-lantern", "--dry-run", "--json")
    assert dry.value["status"] == "candidate"
    assert command("artist", "retire", "paper-lantern", "--yes", "--json").value["status"] == "retired"
    _check(("artist", "retire", "paper-lantern", "--yes"), status=5, code="invalid_transition", names="retired")
    _check(("run", "start", "--artist", "paper-lantern"), status=5, code="invalid_transition", names="retired")


@pytest.mark.parametrize(
    ("words", "names", "status"),
    [
        (("studio", "song", "--genre", "polka", "--out", "x"), "polka", 2),
        (("studio", "song", "--genre", "lofi", "--bpm", "0", "--out", "x"), "0", 2),
        (("studio", "song", "--genre", "lofi", "--length", "36000", "--out", "x"), "36000", 2),
        (("studio", "song", "--genre", "lofi", "--key", "H minor", "--out", "x"), "H minor", 2),
        (("studio", "cover", "--title", "A", "--artist", "B", "--family", "oil", "--out", "x"), "oil", 2),
        (("studio", "cover", "--title", "A", "--artist", "B", "--style", "oil", "--out", "x"), "oil", 2),
    ],
)
def test_impossible_wishes_to_the_studio_name_the_value(words, names, status):
    _check(words, status=status, code="parameter", names=names)


def test_measuring_what_is_no_recording_is_refused(tmp_path):
    noise = tmp_path / "noise.flac"
    noise.write_bytes(b"not a recording")
    _check(("studio", "measure", str(noise)), status=1, code="media_unreadable", names="noise.flac")
    _check(("studio", "measure", str(tmp_path / "gone.wav")), status=3, code="not_found", names="gone.wav")
