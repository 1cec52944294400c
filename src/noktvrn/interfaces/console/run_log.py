"""The log of one run, read on from where it was read before."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.lines import fit, join, say, wrap
from noktvrn.interfaces.presenters.checklist import STEP_NAMES

_FIRST_BYTES: Final = 2_000_000
_MOST: Final = 2_000
_STEPS: Final = {step.value: name.lower() for step, name in STEP_NAMES.items()}
_ROLES: Final = {"WARNING": "needs", "ERROR": "fail", "CRITICAL": "fail"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: time of day (UTC), level, step, and what happened."""

    at: str
    level: str
    step: str
    message: str


class RunLog:
    """Follows the entries about a run while they are written; the file may be rotated meanwhile.

    Args:
        path: The log of this program.
        run_id: The run.
    """

    def __init__(self, path: Path, run_id: str) -> None:
        """See the class."""
        self._path, self.run_id = path, run_id
        self._place: int | None = None
        self._file = 0
        self._rest = b""
        self.entries: deque[Entry] = deque(maxlen=_MOST)

    def read_on(self) -> None:
        """Read what was written since; a log that cannot be read holds nothing new."""
        try:
            with self._path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                if self._place is None or status.st_ino != self._file or status.st_size < self._place:
                    self._place = max(status.st_size - _FIRST_BYTES, 0) if self._place is None else 0
                    self._file, self._rest = status.st_ino, b""
                stream.seek(self._place)
                read = stream.read()
        except OSError:
            return
        self._place += len(read)
        *whole, self._rest = (self._rest + read).split(b"\n")
        self.entries.extend(self._about(whole))

    def _about(self, lines: Iterable[bytes]) -> Iterable[Entry]:
        sought = self.run_id.encode()
        for line in lines:
            if sought not in line:
                continue
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield Entry(
                    at=str(entry.get("at", ""))[11:19],
                    level=str(entry.get("level", "")),
                    step=_STEPS.get(str(entry.get("step", "")), ""),
                    message=str(entry.get("message", "")),
                )


def log_page(log: RunLog, title: str, width: int) -> list[Text]:
    """Return the log as lines, the oldest entry first."""
    head = fit(join(say("Log", "strong"), "  ", say(title, "ink2")), width)
    if not log.entries:
        return [head, Text(), *wrap("Nothing was logged about this run on this machine.", width, "ink3")]
    lines = [head, Text()]
    for entry in log.entries:
        step = say(f"{entry.step:<10}" if entry.step else "", "ink2")
        lead = join(say(entry.at, "ink3"), " ", step, " " if step.plain else "")
        first, *more = wrap(entry.message, width - lead.cell_len, _ROLES.get(entry.level, "ink"))
        lines += [join(lead, first), *[join(" " * lead.cell_len, line) for line in more]]
    return lines
