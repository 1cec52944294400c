"""What the music moves in a film besides the ground: a spectrum form and dust."""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np

from noktvrn.studio.measure.features import BandEnergies
from noktvrn.studio.picture.film.forms import (
    draw_bars,
    draw_columns,
    draw_dots,
    draw_ridges,
    draw_ring,
    draw_spine,
    ring_places,
    stamp_dust,
)
from noktvrn.studio.picture.film.planes import Planes, lay_coverage, video_colours
from noktvrn.studio.picture.palette import Floats, Oklch, gradient

FORMS: Final = ("bars", "columns", "ridges", "ring", "spine", "dots")
"""Spectrum forms."""

_RIDGE_LINES = 13
_FRAMES_PER_RIDGE = 4
_FRAMES_PER_DOT = 3
_COLUMNS = 12
# the lowest bands are narrow and mostly empty
_LOWEST_IN_SPINE = 4
# energies are decibels; the curve lets loud bands stand out from what is always there
_CURVE = 2.2


class SpectrumForm(Protocol):
    """A form that follows the bands of the music."""

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """Draw the form as it stands at ``frame``."""
        ...


class Bars:
    """Bars on a water line."""

    def __init__(self, left: int, top: int, width_px: int, height_px: int, colours: tuple[Oklch, Oklch]) -> None:
        """Stand in the given rectangle, coloured from top to foot."""
        self._place = (left // 2 * 2, top // 2 * 2)
        self._cover = np.zeros((height_px // 2 * 2, width_px // 2 * 2), np.uint8)
        self._colours = video_colours(gradient(colours, self._cover.shape[0]))

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        levels = sound.bands[frame] ** _CURVE
        pitch = self._cover.shape[1] / len(levels)
        water = self._cover.shape[0] * 0.70
        draw_bars(self._cover, levels, pitch, pitch * 0.52, water, water - 8)
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


class Ridges:
    """Lines of the last seconds, the newest in front."""

    def __init__(self, left: int, top: int, width_px: int, height_px: int, colours: tuple[Oklch, Oklch]) -> None:
        """Stand in the given rectangle, coloured from the far lines to the near ones."""
        self._place = (left // 2 * 2, top // 2 * 2)
        self._cover = np.zeros((height_px // 2 * 2, width_px // 2 * 2), np.uint8)
        self._colours = video_colours(gradient(colours, self._cover.shape[0]))

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        ages = frame - np.arange(_RIDGE_LINES - 1, -1, -1) * _FRAMES_PER_RIDGE
        history = _rounded(sound.bands[np.maximum(ages, 0)] ** _CURVE * (ages >= 0)[:, None])
        height = self._cover.shape[0]
        gap = height * 0.5 / _RIDGE_LINES
        draw_ridges(self._cover, history.astype(np.float32), gap, height * 0.46, max(height / 240, 2.0))
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


class Spine:
    """Bars to both sides of a middle line."""

    def __init__(self, left: int, top: int, width_px: int, height_px: int, colours: tuple[Oklch, Oklch]) -> None:
        """Stand in the given rectangle, coloured from the middle line outward."""
        self._place = (left // 2 * 2, top // 2 * 2)
        self._cover = np.zeros((height_px // 2 * 2, width_px // 2 * 2), np.uint8)
        self._colours = video_colours(gradient((colours[1], colours[0], colours[1]), self._cover.shape[0]))

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        levels = _rounded(sound.bands[frame][None, _LOWEST_IN_SPINE:] ** _CURVE)[0]
        pitch = self._cover.shape[1] / (2 * len(levels) - 1)
        width = min(pitch * 0.42, self._cover.shape[1] / 160)
        draw_spine(self._cover, levels, pitch, width, width / 2)
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


class Columns:
    """A few broad columns, as buildings of a poster."""

    def __init__(self, left: int, top: int, width_px: int, height_px: int, colours: tuple[Oklch, Oklch]) -> None:
        """Stand in the given rectangle, coloured from top to foot."""
        self._place = (left // 2 * 2, top // 2 * 2)
        self._cover = np.zeros((height_px // 2 * 2, width_px // 2 * 2), np.uint8)
        self._colours = video_colours(gradient((colours[0], colours[0]), self._cover.shape[0]))

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        bands = sound.bands[frame]
        groups = np.array_split(bands[_LOWEST_IN_SPINE:], _COLUMNS)
        levels = np.array([0.04 + 0.96 * float(group.mean()) ** 2.6 for group in groups], np.float32)
        draw_columns(self._cover, levels, self._cover.shape[1] / 150)
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


class Dots:
    """A screen of dots: bands from left to right, the last moments from top to foot."""

    def __init__(self, left: int, top: int, width_px: int, height_px: int, colours: tuple[Oklch, Oklch]) -> None:
        """Stand in the given rectangle, coloured from top to foot."""
        self._place = (left // 2 * 2, top // 2 * 2)
        self._cover = np.zeros((height_px // 2 * 2, width_px // 2 * 2), np.uint8)
        self._colours = video_colours(gradient(colours, self._cover.shape[0]))

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        pitch = self._cover.shape[1] / sound.bands.shape[1]
        rows = int(self._cover.shape[0] / pitch)
        ages = frame - np.arange(rows) * _FRAMES_PER_DOT
        history = sound.bands[np.maximum(ages, 0)] ** _CURVE * (ages >= 0)[:, None]
        draw_dots(self._cover, history.astype(np.float32), pitch)
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


def _rounded(levels: Floats) -> Floats:
    """Let neighbouring bands share, so that a ridge has slopes instead of steps."""
    for _ in range(2):
        beside = np.pad(levels, ((0, 0), (1, 1)), mode="edge")
        levels = ((beside[:, :-2] + 2 * levels + beside[:, 2:]) / 4).astype(np.float32)
    return levels


class Ring:
    """Bars round a disc."""

    def __init__(self, centre: tuple[int, int], inner_px: float, reach_px: float, colours: tuple[Oklch, Oklch]) -> None:
        """Stand round ``centre``, from ``inner_px`` outward by at most ``reach_px``."""
        half = int(inner_px + reach_px + 4) // 2 * 2
        self._place = ((centre[0] - half) // 2 * 2, (centre[1] - half) // 2 * 2)
        self._cover = np.zeros((half * 2, half * 2), np.uint8)
        self._colours = video_colours(gradient((colours[1], colours[0], colours[1]), half * 2))
        self._inner, self._reach = inner_px, reach_px
        self._places: tuple[Any, Any, Any, Any] | None = None

    def draw(self, planes: Planes, sound: BandEnergies, frame: int, strength: float) -> None:
        """See ``SpectrumForm``."""
        levels = sound.bands[frame] ** _CURVE
        width = np.pi * self._inner / len(levels) * 0.36
        side = self._cover.shape[0]
        if self._places is None:
            self._places = ring_places(side, len(levels), side / 2, self._inner, self._inner + self._reach, width)
        indices, bars, radii, sides = self._places
        flat = self._cover.reshape(-1)
        draw_ring(flat, levels, indices, bars, radii, sides, self._inner, self._reach, width * 0.6)
        lay_coverage(planes.y, planes.u, planes.v, self._cover, *self._place, self._colours, strength)


class Dust:
    """Specks that drift upward, nearer ones larger and faster, and glow when something begins."""

    def __init__(
        self,
        count: int,
        width_px: int,
        height_px: int,
        rng: np.random.Generator,
        bright: float,
        rise: float = 1.0,
        size: float = 1.0,
    ) -> None:
        """Scatter ``count`` specks.

        Args:
            count: How many.
            width_px: Of the frame.
            height_px: Of the frame.
            rng: Scatters them.
            bright: Luma they tend to, 16..235.
            rise: Factor of their speed upward; negative falls.
            size: Factor of their radius.
        """
        self._start = rng.random((count, 2)).astype(np.float32) * (width_px, height_px)
        depth = rng.random(count) ** 2
        self._speed = (9 + 46 * depth) * rise
        self._sway = rng.uniform(4, 22, count)
        self._phase = rng.uniform(0, 6.28, count)
        self._unit = min(width_px, height_px) / 1080
        self._radii = ((1.3 + 3.4 * depth) * self._unit * size).astype(np.float32)
        self._strength = (0.22 + 0.5 * (1 - depth)) * rng.uniform(0.3, 1.0, count)
        self._size = (width_px, height_px)
        self._bright = bright

    def draw(self, planes: Planes, time_s: float, onset: float, strength: float) -> None:
        """Draw the specks at a time."""
        width, height = self._size
        scale = self._unit
        x = (self._start[:, 0] + scale * self._sway * np.sin(self._phase + time_s * 0.6)) % width
        y = (self._start[:, 1] - scale * self._speed * time_s) % height
        glow = self._strength * (0.55 + 0.6 * onset) * (0.75 + 0.25 * np.sin(self._phase * 3 + time_s * 1.7))
        places: Floats = np.stack([x, y], axis=1).astype(np.float32)
        stamp_dust(planes.y, places, self._radii, (glow * strength).astype(np.float32), self._bright)

    def draw_loop(self, planes: Planes, share: float, strength: float) -> None:
        """Draw the specks of a loop at ``share`` 0..1 of it: each on a small round, back where it began at the end."""
        turn = 2 * np.pi * share + self._phase
        reach = self._unit * self._sway
        x = np.clip(self._start[:, 0] + reach * np.sin(turn), 0, self._size[0] - 1)
        y = np.clip(self._start[:, 1] + 1.6 * reach * np.cos(turn), 0, self._size[1] - 1)
        glow = self._strength * (0.75 + 0.25 * np.sin(turn * 2))
        places: Floats = np.stack([x, y], axis=1).astype(np.float32)
        stamp_dust(planes.y, places, self._radii, (glow * strength).astype(np.float32), self._bright)
