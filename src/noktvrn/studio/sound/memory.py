"""Giving memory back."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return what was freed to the system, where the C library can.

    After songs of other lengths glibc keeps tens of megabytes of freed arrays in the arenas of threads that have
    ended; a worker that makes song after song would hold them beside the next song's.
    """
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
