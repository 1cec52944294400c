"""Several threads at one buffer, with results that do not depend on how many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from noktvrn.studio.sound.limiter import BLOCK_FRAMES

Found = TypeVar("Found")

CHUNK_FRAMES: Final = BLOCK_FRAMES * 8192
"""2.6 s: whole blocks of the limiter."""


class Crew:
    """Threads that share the work on a buffer; use as a context manager.

    Args:
        frames: Length of the buffer.
        threads: How many.
    """

    def __init__(self, frames: int, threads: int) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(max(threads, 1), thread_name_prefix="master")
        self.chunks = [(first, min(CHUNK_FRAMES, frames - first)) for first in range(0, frames, CHUNK_FRAMES)]

    def __enter__(self) -> Crew:
        """Return self."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what has not begun."""
        self._pool.shutdown(cancel_futures=True)

    def begin(self, task: Callable[..., Found], *arguments: Any) -> Future[Found]:
        """Start a task."""
        return self._pool.submit(task, *arguments)

    def all(self, *tasks: Callable[[], Found]) -> list[Found]:
        """Run tasks side by side; return what they answer, in order."""
        return [future.result() for future in [self._pool.submit(task) for task in tasks]]

    def each(self, task: Callable[[int, int], Found]) -> list[Found]:
        """Run a task for the first frame and the length of every chunk; chunks MUST NOT depend on each other."""
        return self.every(task, self.chunks)

    def every(self, task: Callable[[int, int], Found], chunks: Iterable[tuple[int, int]]) -> list[Found]:
        """Run a task for some chunks."""
        return [future.result() for future in [self._pool.submit(task, *chunk) for chunk in chunks]]
