"""What the console waits for, so that it can say so: the lock of the database, a reading that takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, cast

from rich.text import Text

from noktvrn.interfaces.console.lines import join, say
from noktvrn.ports.repositories import Records, UnitOfWork

TOLD_AFTER_S: Final = 0.2
"""A wait that is over sooner is not worth a word."""
TOLD_FOR_S: Final = 0.7
"""What was said stays for so long, even if the wait is over: nobody can read it in less."""
LOCK: Final = "The database is busy: another program writes"
READING: Final = "The records take long to answer"


class Waits:
    """Keeps since when something is waited for; asked and told from any thread.

    Args:
        now: Tells seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """See the class."""
        self._now, self._lock = now, threading.Lock()
        self._since: dict[object, tuple[str, float]] = {}
        self._told, self._told_since = Text(end=""), float("-inf")

    @contextmanager
    def waiting(self, what: str, told_after_s: float = TOLD_AFTER_S) -> Iterator[None]:
        """Wait for something as long as the block lasts.

        Args:
            what: What is waited for.
            told_after_s: How long nobody needs to know.
        """
        key = object()
        with self._lock:
            self._since[key] = (what, self._now() + told_after_s)
        try:
            yield
        finally:
            with self._lock:
                del self._since[key]

    def line(self) -> Text | None:
        """Return what is waited for, and how long already; None when it is not worth a word.

        A lock explains a reading that waits beside it, so it goes first; of the same, the one that waits longest.
        """
        now = self._now()
        with self._lock:
            told = sorted((what != LOCK, at, what) for what, at in self._since.values() if at <= now)
        if not told:
            if now - self._told_since < TOLD_FOR_S:
                return self._told
            self._told_since = float("-inf")
            return None
        _, at, what = told[0]
        left = say(f"waiting {int(now - at + TOLD_AFTER_S)} s. Keys are kept.", "ink2")
        self._told_since = max(self._told_since, at)
        self._told = join(say("… ", "needs"), say(f"{what}; "), left)
        return self._told


class WatchedRecords:
    """Implements :class:`noktvrn.ports.repositories.Records`; tells when a write waits for its turn.

    Args:
        records: What is watched.
        waits: Where it is told.
    """

    def __init__(self, records: Records, waits: Waits) -> None:
        """See the class."""
        self._records, self._waits = records, waits

    def write(self) -> UnitOfWork:
        """Open a unit of work that may write."""
        return cast(UnitOfWork, _Entered(self._records.write(), self._waits))

    def read(self) -> UnitOfWork:
        """Open a unit of work that reads only."""
        return self._records.read()


class _Entered:
    """A unit of work whose beginning is told; from then on it is that unit itself."""

    def __init__(self, unit: UnitOfWork, waits: Waits) -> None:
        self._unit, self._waits = unit, waits

    def __enter__(self) -> UnitOfWork:
        with self._waits.waiting(LOCK):
            return self._unit.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unit.__exit__(kind, error, trace)
