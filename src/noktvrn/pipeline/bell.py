"""A bell: an event that stops a thread, and that can also only wake it."""

from __future__ import annotations

import threading


class Bell(threading.Event):
    """An event that means "stop", and whose waiter can also be woken without it. One thread waits at a time."""

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self._rung = threading.Event()

    def ring(self) -> None:
        """End the present wait, or the next one when nobody waits now."""
        self._rung.set()

    def set(self) -> None:
        """Say stop."""
        super().set()
        self._rung.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for a ring, for stop, or for so many seconds; True means stop."""
        self._rung.wait(timeout)
        self._rung.clear()
        return self.is_set()
