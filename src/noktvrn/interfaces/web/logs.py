"""Entries of the log about one run, read from its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_READ_BYTES = 1_000_000
MOST = 60
_ROTATED = 5
"""Older files of the log; the newest of them is ``.1``."""


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


class LogTail:
    """The ends of a log's files, each read once and only when it is needed.

    Args:
        log: The newest file.
    """

    def __init__(self, log: Path) -> None:
        """See the class."""
        self._paths = [log, *(log.with_name(f"{log.name}.{number}") for number in range(1, _ROTATED + 1))]
        self._read: list[list[str]] = []

    def about(self, run_id: str, most: int = MOST) -> list[LogLine]:
        """Return the last entries about a run, oldest first, also from files that were rotated away.

        Of each file the last megabyte is read; older files only while fewer entries than ``most`` are found.
        """
        found: list[LogLine] = []
        for lines in self._files():
            found = [*_entries_in(lines, run_id), *found]
            if len(found) >= most:
                break
        return found[-most:]

    def _files(self) -> Iterator[list[str]]:
        yield from self._read
        for path in self._paths[len(self._read) :]:
            self._read.append(_end_of(path))
            yield self._read[-1]


def entries_about(log: Path, run_id: str) -> list[LogLine]:
    """Return the last entries about one run; see :meth:`LogTail.about`."""
    return LogTail(log).about(run_id)


def _end_of(path: Path) -> list[str]:
    try:
        with path.open("rb") as stream:
            stream.seek(max(stream.seek(0, 2) - _READ_BYTES, 0))
            return stream.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _entries_in(lines: list[str], run_id: str) -> Iterator[LogLine]:
    for line in lines:
        if run_id not in line:
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry.get("run_id") == run_id or run_id in str(entry.get("message")):
            yield LogLine(
                str(entry.get("at", ""))[:19].replace("T", " "),
                str(entry.get("level", "")),
                str(entry.get("step", "")),
                str(entry.get("message", "")),
            )
