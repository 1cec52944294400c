"""The line above the page: what was done or refused a moment ago, or that the records are out of reach."""

from __future__ import annotations

import time
from typing import Final

from rich.text import Text

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.frame import trouble_line
from noktvrn.interfaces.console.lines import ends, fit
from noktvrn.interfaces.console.waiting import LOCK

SAID_S: Final = 7.0
_TRIED_AGAIN_S: Final = (1.0, 2.0, 5.0)


class Notices:
    """Keeps what is said for a while, and trouble for as long as it lasts."""

    def __init__(self) -> None:
        """See the class."""
        self._line, self._aside, self._until = Text(end=""), Text(), 0.0
        self._trouble: NoktvrnError | None = None
        self._failed_looks = 0

    def say(self, line: Text, aside: Text | None, seconds: float) -> None:
        """Say something, with something quiet at the right that does not give way."""
        self._line, self._aside, self._until = line, aside or Text(), time.monotonic() + seconds

    def trouble(self, error: NoktvrnError) -> float:
        """Keep what is wrong; return after how many seconds it is tried again, longer each time."""
        self._trouble = error
        wait_s = _TRIED_AGAIN_S[min(self._failed_looks, len(_TRIED_AGAIN_S) - 1)]
        self._failed_looks += 1
        return wait_s

    def all_well(self) -> bool:
        """Forget the trouble; return whether there was any."""
        was, self._trouble, self._failed_looks = self._trouble is not None, None, 0
        return was

    def shown(self, width: int, again_s: float, waits: Text | None = None) -> Text:
        """Return the line for a width.

        Args:
            width: Cells.
            again_s: When the records are tried again, after trouble.
            waits: What is waited for at the moment, if anything. An answer to a key goes before a reading that takes
                long, and after a database that is busy.
        """
        if self._trouble is not None:
            return fit(trouble_line(self._trouble, max(again_s, 0.0), width), width)
        said = time.monotonic() < self._until
        if waits is not None and (LOCK in waits.plain or not said):
            return fit(waits, width)
        return fit(ends(self._line, self._aside, width), width) if said else Text(end="")
