"""One thread that does all bookkeeping of a room, in the order in which it was asked for.

The event loop never waits for a disk; SQLite sees one writer of this process instead of many that wait for each other;
and what has been begun comes to its end even when whoever asked for it is cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Clerk:
    """Does bookkeeping."""

    def __init__(self) -> None:
        """See the class."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="noktvrn-room-clerk")

    async def do(self, work: Callable[[], T]) -> T:
        """Do a piece of work and return what came of it."""
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(work)))

    def leave(self, work: Callable[[], object]) -> None:
        """Do a piece of work after all others, without waiting for it."""
        self._thread.submit(work)

    def close(self) -> None:
        """Finish everything; blocking."""
        self._thread.shutdown(wait=True)
