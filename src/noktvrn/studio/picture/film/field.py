"""The moving ground of a film: noise that displaces noise, coloured by a ramp of the artist's palette, with grain."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.film.planes import Planes, video_colours
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import fractal2, noise2
from noktvrn.studio.picture.palette import (
    Floats,
    Oklch,
    contrast_ratio,
    gradient,
    luminance,
    mix,
    srgb,
    with_chroma,
    with_lightness,
)
from noktvrn.studio.picture.raster import Bytes
from noktvrn.studio.picture.scene import Roles

FIELD_DIVISION: Final = 8
"""The field is smooth: it is computed at an eighth of the frame's sides."""

_RAMP_STEPS = 512
_TEXT_CONTRAST = 5.2
_GRAIN_SIDE = 257
_GRAIN_SIGMA = 1.05


@kernel
def draw_field(
    target: Floats, clock: Scalar, scale: Scalar, warp: Scalar, drift_x: Scalar, drift_y: Scalar, seed: int
) -> None:
    """Fill ``target`` with values 0..1.

    Time moves the places at which noise is read along circles, so that the field flows and never slides away.
    """
    height, width = target.shape
    turn_x, turn_y = math.cos(clock) * drift_x, math.sin(clock * 1.3) * drift_y
    for row in range(height):
        y = np.float32((row + 0.5) / width * scale)
        for column in range(width):
            x = np.float32((column + 0.5) / width * scale)
            a = noise2(x + np.float32(turn_x), y + np.float32(turn_y), seed)
            b = noise2(x - np.float32(turn_y + 5.2), y + np.float32(turn_x * 0.7 + 1.3), seed + 7)
            value = fractal2(
                x + np.float32(warp) * a + np.float32(turn_y * 0.4),
                y + np.float32(warp) * b - np.float32(turn_x * 0.4),
                seed + 19,
                2,
                np.float32(0.35),
            )
            ridge = math.sin(np.float32(4.2) * value + np.float32(2.0) * a)
            target[row, column] = min(
                max(np.float32(0.42) + np.float32(0.34) * value + np.float32(0.27) * ridge, np.float32(0)),
                np.float32(1),
            )


@kernel
def lay_field(
    y: Bytes,
    u: Bytes,
    v: Bytes,
    field: Floats,
    ramp: Floats,
    grain: Floats,
    shift: int,
    lift: Scalar,
    left: npt.NDArray[np.int32],
    share: Floats,
    corner: Floats,
) -> None:
    """Colour the field, enlarge it bilinearly, darken the corners and add grain before rounding.

    ``left``, ``share`` and ``corner`` hold for each column of the frame the column of the field to its left, the way to
    the next one, and how much the column is darkened. ``grain`` is wider than the frame by its own height.
    """
    height, width = y.shape
    rows, columns = field.shape
    top_step = np.int32(ramp.shape[0] - 1)
    steps = np.float32(top_step)
    side = grain.shape[0]
    offset = (shift * 53) % side
    line = np.empty(columns, np.float32)
    for row in range(height):
        at = min(max((row + 0.5) * rows / height - 0.5, 0.0), rows - 1.001)
        upper = int(at)
        way = np.float32(at - upper)
        away = np.float32((row + 0.5) / height * 2 - 1)
        dark = np.float32(0.16) * away * away
        for column in range(columns):
            mixed = field[upper, column] + way * (field[upper + 1, column] - field[upper, column])
            line[column] = (mixed * np.float32(lift) - dark) * steps
        grain_row = grain[(row + shift * 37) % side]
        odd_row = (row & 1) == 1
        for column in range(width):
            here = line[left[column]]
            value = here + share[column] * (line[left[column] + 1] - here) - corner[column] * steps
            step = min(max(np.int32(value), np.int32(0)), top_step)
            y[row, column] = np.uint8(ramp[step, 0] + grain_row[column + offset])
            if odd_row and (column & 1) == 1:
                u[row // 2, column // 2] = np.uint8(ramp[step, 1])
                v[row // 2, column // 2] = np.uint8(ramp[step, 2])


def field_ramp(roles: Roles) -> Floats:
    """Return Y, U, V of a ramp from ground through dominant to support that stays legible under the ink.

    Returns:
        Shape ``(512, 3)``.
    """
    return video_colours(gradient(_legible_stops(roles), _RAMP_STEPS))


def far_end_luminance(roles: Roles) -> float:
    """Return the relative luminance of the field's colour that is nearest to its text."""
    lights = [float(luminance(srgb(stop))) for stop in _legible_stops(roles)]
    return max(lights) if roles.is_night else min(lights)


def _legible_stops(roles: Roles) -> tuple[Oklch, ...]:
    far = 0.46 if roles.is_night else 0.80
    while True:
        stops = _stops(roles, far)
        if _least_contrast(stops, text_ink(roles)) >= _TEXT_CONTRAST or abs(far - roles.ground[0]) < 0.05:
            return stops
        far += -0.02 if roles.is_night else 0.02


def text_ink(roles: Roles) -> Oklch:
    """Return the colour of text on the field."""
    if roles.is_night:
        return 0.97, min(roles.ink[1], 0.02), roles.ink[2]
    return 0.16, min(roles.ink[1], 0.04), roles.ink[2]


def _stops(roles: Roles, far: float) -> tuple[Oklch, ...]:
    if roles.is_night:
        deep = with_lightness(roles.ground, min(roles.ground[0], 0.13))
        low = with_lightness(mix(roles.ground, roles.dominant, 0.6), 0.13 + (far - 0.13) * 0.35)
        return deep, low, with_lightness(roles.dominant, 0.13 + (far - 0.13) * 0.72), with_lightness(roles.support, far)
    pale = with_chroma(mix(roles.ground, roles.dominant, 0.25), 0.9)
    return (
        with_chroma(with_lightness(mix(roles.ground, roles.support, 0.45), max(far, 0.6)), 1.15),
        with_lightness(pale, (far + roles.ground[0]) / 2),
        roles.ground,
        with_lightness(roles.ground, min(roles.ground[0] + 0.02, 0.98)),
    )


def _least_contrast(stops: tuple[Oklch, ...], ink: Oklch) -> float:
    ink_light = float(luminance(srgb(ink)))
    return min(contrast_ratio(ink_light, float(luminance(srgb(stop)))) for stop in stops)


def _column_places(width_px: int, columns: int) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
    at = np.clip((np.arange(width_px) + 0.5) * columns / width_px - 0.5, 0.0, columns - 1.001)
    away = (np.arange(width_px) + 0.5) / width_px * 2 - 1
    left = at.astype(np.int32)
    return left, (at - left).astype(np.float32), (0.20 * away * away).astype(np.float32)


class Ground:
    """The moving ground of one film."""

    def __init__(self, roles: Roles, width_px: int, height_px: int, rng: np.random.Generator, seed: int) -> None:
        """Choose scale, warp and drift from ``rng``."""
        self._field = np.empty((max(height_px // FIELD_DIVISION, 8), max(width_px // FIELD_DIVISION, 8)), np.float32)
        # half a step up, so that cutting off the fraction rounds; clear of the ends of the range by the grain's reach
        self._ramp = np.clip(field_ramp(roles) + 0.5, 21.0, 230.0)
        tile = np.clip(rng.normal(0.0, _GRAIN_SIGMA, (_GRAIN_SIDE, _GRAIN_SIDE)), -4.5, 4.5).astype(np.float32)
        self._grain = np.tile(tile, (1, width_px // _GRAIN_SIDE + 2))
        self._columns = _column_places(width_px, self._field.shape[1])
        self._scale = float(rng.uniform(1.5, 2.3))
        self._warp = float(rng.uniform(0.8, 1.5))
        self._drift = (float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.5, 0.9)))
        self._phase = float(rng.uniform(0, 6.28))
        self._seed = seed

    def draw(self, planes: Planes, time_s: float, frame: int, flow: float, lift: float) -> None:
        """Draw the ground.

        Args:
            planes: Drawn on, whole.
            time_s: Since the start.
            frame: Number of the frame; moves the grain.
            flow: Extra time that the music has pushed the field on, in seconds.
            lift: Brightness factor, near 1.
        """
        clock = self._phase + (time_s + flow) * 0.32
        draw_field(self._field, clock, self._scale, self._warp, *self._drift, self._seed)
        lay_field(planes.y, planes.u, planes.v, self._field, self._ramp, self._grain, frame, lift, *self._columns)
