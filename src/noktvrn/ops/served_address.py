"""Where the page of a home listens at this moment, for whoever prints a link to it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_FILE: Final = "page.lock"
_MOST_BYTES: Final = 2_000


@contextmanager
def leave_address(locks: Path, base: str) -> Iterator[None]:
    """Say where the page listens while the block lasts.

    The file is locked meanwhile, so that what a killed server left is not believed. A second server of the same home
    leaves the word of the first alone.

    Args:
        locks: Folder of the locks of the home.
        base: Address without a slash at its end.
    """
    descriptor = os.open(locks / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if _is_free(descriptor, fcntl.LOCK_EX):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, base.encode())
        yield
    finally:
        os.close(descriptor)


def served_address(locks: Path) -> str:
    """Return where the page listens; empty when none is up on this machine.

    Args:
        locks: Folder of the locks of the home.
    """
    try:
        descriptor = os.open(locks / _FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return ""
    try:
        return "" if _is_free(descriptor, fcntl.LOCK_SH) else os.read(descriptor, _MOST_BYTES).decode()
    finally:
        os.close(descriptor)


def _is_free(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
