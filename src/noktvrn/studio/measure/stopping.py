"""Stopping a measurement between two pieces of its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from noktvrn.errors import StepCancelledError

Cancelled = Callable[[], bool]
"""Answers True once nobody wants the figures any more."""


FRAMES_BETWEEN_STOPS: Final = 1 << 23
"""Three minutes at 44.1 kHz: what a kernel that cannot be stopped does in a tenth of a second."""


def stop_if(cancelled: Cancelled | None) -> None:
    """Stop when it is wanted.

    Raises:
        StepCancelledError: ``cancelled`` answered True.
    """
    if cancelled and cancelled():
        raise StepCancelledError("Measuring was stopped.", remedy="Start it again to measure.", stage="measure")
