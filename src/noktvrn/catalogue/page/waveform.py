"""The waveform as a vector path: bars that stand on a water line, and their reflection below it.

Coordinates: x runs from 0 to the number of bars, y from 0 (top) to 100 (bottom); the water line is at 70. Bars are
strokes, so that they keep their share of the width when the picture is stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noktvrn.errors import MediaUnreadableError

WATER_LINE: Final = 70.0
_REFLECTION: Final = 0.34
_SHORE: Final = 1.5
"""Gap between a bar and its reflection."""
_LOWEST_BAR: Final = 1.2
"""Silence still shows where time is."""
_SHAPE: Final = 1.35
"""Exponent on the level: above 1 it tells loud parts from quiet ones in music that was levelled in mastering."""


class Peaks(BaseModel):
    """Extremes and level of equal stretches of a recording, nominal -1..1."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)

    min: Annotated[tuple[float, ...], Field(min_length=1, max_length=100_000)]
    max: Annotated[tuple[float, ...], Field(min_length=1, max_length=100_000)]
    rms: Annotated[tuple[float, ...], Field(min_length=1, max_length=100_000)]


@dataclass(frozen=True, slots=True)
class Waveform:
    """A path in the coordinates of this module.

    Attributes:
        bars: Number of bars; the width of the view box.
        path: The bars.
    """

    bars: int
    path: str

    @property
    def reflection(self) -> str:
        """Matrix that mirrors the path at the water line."""
        return f"1 0 0 {-_REFLECTION} 0 {WATER_LINE * (1 + _REFLECTION) + _SHORE:.1f}"


def read_peaks(path: Path) -> Peaks:
    """Read a file of peaks.

    Raises:
        MediaUnreadableError: It cannot be read, or holds no peaks.
    """
    try:
        return Peaks.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise MediaUnreadableError(
            f"{path.name} holds no peaks of a recording.", remedy="Measure the master again.", stage="package"
        ) from error


def draw_waveform(peaks: Peaks, bars: int) -> Waveform:
    """Draw ``bars`` bars, the loudest of which reaches the top."""
    heights = bar_heights(peaks, bars)
    strokes = (f"M{place}.5 {WATER_LINE:.0f}v-{height * WATER_LINE:.1f}" for place, height in enumerate(heights))
    return Waveform(bars, "".join(strokes))


def bar_heights(peaks: Peaks, bars: int) -> tuple[float, ...]:
    """Return the height of each bar, 0..1; the highest is 1 unless all is silent."""
    levels = [_level(peaks, place, bars) for place in range(bars)]
    loudest = max(levels)
    if loudest <= 0.0:
        return (_LOWEST_BAR / WATER_LINE,) * bars
    return tuple(max((level / loudest) ** _SHAPE, _LOWEST_BAR / WATER_LINE) for level in levels)


def _level(peaks: Peaks, place: int, bars: int) -> float:
    """Mostly the level, a little the peak, so that single hits are seen."""
    rms = _stretch(peaks.rms, place, bars)
    peak = max(0.0, *_stretch(peaks.max, place, bars), -min(_stretch(peaks.min, place, bars)))
    return 0.8 * math.sqrt(sum(value * value for value in rms) / len(rms)) + 0.2 * peak


def _stretch(values: Sequence[float], place: int, bars: int) -> Sequence[float]:
    start = place * len(values) // bars
    return values[start : max(start + 1, (place + 1) * len(values) // bars)]
