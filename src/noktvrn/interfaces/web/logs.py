"""Entries of the log about one run, read from its end."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path

_READ_BYTES = 1_000_000
_MOST = 60


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry.

    Attributes:
        at: UTC in ISO 8601.
        level: ``"INFO"``, ``"WARNING"``, ``"ERROR"``.
        step: The step, where it is about one.
        message: What happened; masked when it was written.
    """

    at: str
    level: str
    step: str
    message: str


def entries_about(log: Path, run_id: str) -> list[LogLine]:
    """Return the last entries about a run, oldest first; those before the last megabyte of the log are left out."""
    found: deque[LogLine] = deque(maxlen=_MOST)
    try:
        with log.open("rb") as stream:
            stream.seek(max(stream.seek(0, 2) - _READ_BYTES, 0))
            lines = stream.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    for line in lines:
        if run_id not in line:
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry.get("run_id") == run_id or run_id in str(entry.get("message")):
            found.append(
                LogLine(
                    str(entry.get("at", ""))[:19].replace("T", " "),
                    str(entry.get("level", "")),
                    str(entry.get("step", "")),
                    str(entry.get("message", "")),
                )
            )
    return list(found)
