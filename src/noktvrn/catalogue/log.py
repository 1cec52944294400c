"""The release log: one JSON line per packaged release, in the order of packaging."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pydantic import AwareDatetime, ValidationError

from noktvrn.catalogue.records import Digest, Record

LOG_NAME = "log.jsonl"


class LogEntry(Record):
    """One line of the log."""

    release_id: str
    run_id: str
    artist: str
    title: str
    folder: str
    packaged_at: AwareDatetime
    sums_sha256: Digest


def append_entry(log: Path, entry: LogEntry) -> bool:
    """Append a line and flush it to disk; a release that is in the log already is not logged again.

    A line that a crash cut short is removed first. Safe to call from several processes.

    Returns:
        Whether a line was added.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with _locked(log) as stream:
        content = stream.read()
        whole = content[: content.rfind(b"\n") + 1]
        if any(known.release_id == entry.release_id for known in _entries(whole)):
            return False
        stream.truncate(len(whole))
        stream.seek(len(whole))
        stream.write((json.dumps(entry.model_dump(mode="json"), ensure_ascii=False) + "\n").encode())
        stream.flush()
        os.fsync(stream.fileno())
    return True


def read_log(log: Path) -> tuple[LogEntry, ...]:
    """Return the entries, oldest first; none when there is no log. Lines that are no entries are left out."""
    return tuple(_entries(log.read_bytes())) if log.exists() else ()


@contextmanager
def _locked(log: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(log, os.O_RDWR | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream


def _entries(content: bytes) -> Iterator[LogEntry]:
    for line in content.splitlines():
        try:
            yield LogEntry.model_validate_json(line)
        except ValidationError:
            continue
