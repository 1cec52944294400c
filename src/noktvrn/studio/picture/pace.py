"""Work in bands of rows: two at a time, with progress, and an ear for cancellation."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

from noktvrn.errors import StepCancelledError

Progress: TypeAlias = Callable[[float, str], None]
"""Called with the share of the work that is done, 0..1, and what is being done."""

Cancelled: TypeAlias = Callable[[], bool]
"""Answers whether to stop."""

_BANDS = 24


def unwatched(fraction: float, what: str) -> None:
    """A ``Progress`` that nobody watches."""


def never() -> bool:
    """A ``Cancelled`` that never asks to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a piece of work reports and asks.

    Attributes:
        progress: Told the share of the whole that is done.
        cancelled: Asked whether to stop.
        begin: Share of the whole that was done before this piece.
        end: Share that is done after it.
        what: Words for this piece.
    """

    progress: Progress = unwatched
    cancelled: Cancelled = never
    begin: float = 0.0
    end: float = 1.0
    what: str = ""

    def part(self, begin: float, end: float, what: str | None = None) -> Pace:
        """Return the pace of a part of this piece, from ``begin`` to ``end`` (0..1) of it."""
        span = self.end - self.begin
        return Pace(
            self.progress,
            self.cancelled,
            self.begin + span * begin,
            self.begin + span * end,
            self.what if what is None else what,
        )

    def at(self, fraction: float) -> None:
        """Report that ``fraction`` (0..1) of this piece is done.

        Raises:
            StepCancelledError: Somebody asked to stop.
        """
        if self.cancelled():
            raise StepCancelledError(
                f"Stopped while {self.what or 'painting'}.", remedy="Start the step again when you want the picture."
            )
        self.progress(self.begin + (self.end - self.begin) * min(max(fraction, 0.0), 1.0), self.what)


def in_bands(rows: int, paint: Callable[[int, int], object], pace: Pace) -> None:
    """Call ``paint(first_row, row_after_last)`` until all ``rows`` are painted.

    Args:
        rows: Number of rows.
        paint: Paints some rows; must not touch others, because two bands run at once.
        pace: Told after each band.

    Raises:
        StepCancelledError: ``pace`` was asked to stop; the remaining bands are not begun.
    """
    edges = [rows * band // _BANDS for band in range(_BANDS + 1)]
    threads = min(2, os.cpu_count() or 1)
    pace.at(0.0)
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, _BANDS, threads):
            wave = range(first, min(first + threads, _BANDS))
            for task in [pool.submit(paint, edges[band], edges[band + 1]) for band in wave]:
                task.result()
            pace.at((first + threads) / _BANDS)
