"""Places for workers on one machine: a lock per place, held for as long as the process lives.

The engine needs an identifier that no other live process has; two processes with one identifier would take each
other's work. A place whose lock is free while the database says that a worker stands there belongs to a dead worker.
"""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from noktvrn.errors import WorkerUnavailableError

MAX_SLOTS = 64


def host_name() -> str:
    """Return the name of this machine, as it stands in worker identifiers."""
    return socket.gethostname()


class WorkerSlot:
    """The first free place on this machine, held until ``close``.

    Args:
        directory: Where the lock files are.

    Raises:
        WorkerUnavailableError: All places are taken.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory
        for number in range(MAX_SLOTS):
            lock = _try_lock(directory / f"slot-{number}.lock")
            if lock is not None:
                self._lock = lock
                self.number = number
                break
        else:
            raise WorkerUnavailableError(
                f"All {MAX_SLOTS} places for workers on {host_name()} are taken.",
                remedy="Stop one of them.",
                stage="worker",
            )

    @property
    def worker(self) -> str:
        """Identifier of the worker that stands here."""
        return f"{host_name()}:{self.number}"

    def is_dead(self, worker: str) -> bool:
        """Tell whether another worker's place on this machine is empty; False for workers elsewhere."""
        host, _, number = worker.rpartition(":")
        if host != host_name() or worker == self.worker or not number.isdigit():
            return False
        lock = _try_lock(self._directory / f"slot-{number}.lock")
        if lock is None:
            return False
        os.close(lock)
        return True

    def close(self) -> None:
        """Leave the place."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        """Return the slot."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the place."""
        self.close()


def _try_lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
