"""Errors as they are told, and the log: JSON lines, private, rotated, shared, without secrets."""

from __future__ import annotations

import errno
import json
import logging
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from noktvrn.errors import CredentialsMissingError, ModelCallError, NoSpaceError, RateLimitedError, StorageError
from noktvrn.interfaces.errors import explained, told, told_failure, unexpected
from noktvrn.interfaces.logging import SharedRotatingFile, known_secrets, logging_to
from noktvrn.journal.steps import Failure
from noktvrn.ops.log_context import log_context, log_subjects
from noktvrn.ops.redaction import MASK, Redactor
from noktvrn.settings import Settings

LIMITED = RateLimitedError("Too many.", remedy="Wait.", provider="x", operation="y", stage="write_song")


def test_an_error_is_told_in_four_parts():
    assert told(LIMITED).lines() == ["Too many.", "Stage: write song", "Do: Wait.", "Trying again can help."]
    assert told(LIMITED).record() == {
        "code": "rate_limited", "message": "Too many.", "stage": "write_song", "remedy": "Wait.",
        "retryable": True, "exit_code": 6, "provider": "x", "operation": "y",
    }  # fmt: skip
    assert not {"provider", "operation", "fault"} & set(told(StorageError("No.", remedy="Look.")).record())


def test_whether_a_model_may_answer_later_and_whose_fault_it_is_is_told_by_fault():
    def ended(fault: str) -> tuple[bool, int, str | None]:
        error = ModelCallError("No.", remedy="Look.", provider="x", operation="author", fault=fault)
        words = told(error)
        return words.retryable, words.exit_code, words.fault

    assert ended("overloaded") == (True, 6, "overloaded")
    assert ended("key_refused") == (False, 4, "key_refused")
    assert ended("too_long") == (False, 6, "too_long")


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("the song was stopped", "The song was stopped."),
        ("noise.flac cannot be read!", "noise.flac cannot be read!"),
        ("'polka' is not a genre", "'polka' is not a genre."),
        ("noktvrn made a mistake", "noktvrn made a mistake."),
    ],
)
def test_a_message_is_told_as_a_sentence_and_names_keep_their_case(message, says):
    assert told(StorageError(message, remedy="Look.")).message == says


@pytest.mark.parametrize(
    ("code", "status"), [("credentials_missing", 4), ("rate_limited", 6), ("render", 1), ("of a later version", 1)]
)
def test_a_failed_run_ends_with_the_status_of_its_cause(code, status):
    assert told_failure(Failure(code, "m", "s", "r", False)).exit_code == status
    assert CredentialsMissingError.exit_code == 4


def test_a_full_disk_and_a_refusal_of_the_system_are_told_as_such():
    full = explained(OSError(errno.ENOSPC, "No space left on device", "/disk/song.flac"))
    assert isinstance(full, NoSpaceError)
    assert "/disk/song.flac" in full.message
    denied = explained(PermissionError(errno.EACCES, "Permission denied", "/root/x"))
    assert isinstance(denied, StorageError)
    assert "Permission denied (/root/x)" in denied.message
    assert explained(ValueError("bug")) is None


def test_a_mistake_of_the_program_is_said_to_be_one_and_points_to_the_log():
    error = unexpected(ZeroDivisionError("division by zero"), Path("/home/logs/noktvrn.jsonl"))
    assert "mistake of its own: ZeroDivisionError: division by zero" in error.message
    assert "/home/logs/noktvrn.jsonl" in error.remedy


@given(st.text(alphabet="abcdefghij0123456789-_", min_size=4, max_size=40), st.text(max_size=40))
def test_no_known_secret_survives(secret, around):
    assert secret not in Redactor([secret])(f"{around} {secret} {around}").replace(MASK, "")


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://ana:hunter22@db/label",
        "https://hunter22@host/x",
        "Authorization: Bearer hunter22hunter22",
        'api_key = "hunter22"',
        "SUNO_TOKEN=hunter22",
    ],
)
def test_what_looks_like_a_secret_is_masked(text):
    assert "hunter22" not in Redactor()(text)


def test_ordinary_text_is_left_alone():
    text = "The key is A minor; see https://host/path and mail@host, tokens 12."
    assert Redactor(["ab"])(text) == text


def test_settings_give_up_their_secrets_to_the_redactor_only():
    settings = Settings(database_url=SecretStr("postgresql://u:p4ssw0rd@h/d"))
    assert known_secrets(settings) == ["postgresql://u:p4ssw0rd@h/d"]


def test_entries_are_json_with_what_they_are_about_and_without_secrets(tmp_path):
    path = tmp_path / "noktvrn.jsonl"
    logger = logging.getLogger("noktvrn.test")
    with logging_to(path, level="INFO", verbosity=0, redact=Redactor(["hunter22"])):
        with log_context(run_id="r1", artist="nova-lux"), log_context(step="song"):
            logger.info("with %s", "hunter22")
            assert log_subjects() == {"run_id": "r1", "artist": "nova-lux", "step": "song"}
        try:
            int("hunter22")
        except ValueError:
            logger.exception("it broke")
        logger.debug("too fine")
    first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert first["message"] == f"with {MASK}"
    assert (first["run_id"], first["artist"], first["step"]) == ("r1", "nova-lux", "song")
    assert "step" not in second
    assert "ValueError" in second["traceback"]
    assert "hunter22" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert log_subjects() == {}


def test_people_see_the_log_only_when_they_ask(capsys, tmp_path):
    logger = logging.getLogger("noktvrn.test")
    for verbosity, sees in ((0, ""), (1, "went on"), (2, "went on")):
        with logging_to(None, level="INFO", verbosity=verbosity, redact=str):
            logger.warning("went on")
        shown = capsys.readouterr().err
        assert (sees in shown) if sees else (shown == "")


def test_the_file_is_rotated_and_every_part_stays_private(tmp_path):
    handler = SharedRotatingFile(tmp_path / "log", max_bytes=1_000, kept_files=2)
    for number in range(60):
        handler.emit(logging.makeLogRecord({"msg": f"entry {number:03d} {'x' * 80}"}))
    handler.close()
    parts = sorted(path for path in tmp_path.iterdir() if not path.name.endswith(".lock"))
    assert [path.name for path in parts] == ["log", "log.1", "log.2"]
    assert all(path.stat().st_mode & 0o777 == 0o600 and path.stat().st_size <= 1_100 for path in parts)


def test_two_writers_of_one_file_lose_no_entry_when_it_is_rotated(tmp_path):
    handlers = [SharedRotatingFile(tmp_path / "log", max_bytes=2_000, kept_files=50) for _ in range(2)]

    def write(name: int) -> None:
        for number in range(200):
            handlers[name].emit(logging.makeLogRecord({"msg": f"{name}-{number}"}))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for handler in handlers:
        handler.close()
    kept = [line for path in tmp_path.glob("log*") if path.suffix != ".lock" for line in path.read_text().splitlines()]
    assert sorted(kept) == sorted(f"{name}-{number}" for name in range(2) for number in range(200))
