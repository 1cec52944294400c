"""The moving ground of a film: noise that displaces noise, coloured by a ramp of the artist's palette, with grain."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

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

FIELD_DIVISION: Final = 4
"""The field is smooth: it is computed at a quarter of the frame's sides."""

_RAMP_STEPS = 512
_TEXT_CONTRAST = 5.2


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
    y: Bytes, u: Bytes, v: Bytes, field: Floats, ramp: Floats, grain: Bytes, shift: int, lift: Scalar, lights: Floats
) -> None:
    """Colour the field, enlarge it bilinearly, darken the corners and add grain before rounding.

    ``lights`` holds for each row of a quarter-size frame the factor by which the middle of the row is brighter.
    """
    height, width = y.shape
    rows, columns = field.shape
    steps = ramp.shape[0] - 1
    grain_side = grain.shape[0]
    for row in range(height):
        at = min(max((row + 0.5) * rows / height - 0.5, 0.0), rows - 1.001)
        upper = int(at)
        share_y = np.float32(at - upper)
        away_y = np.float32((row + 0.5) / height * 2 - 1)
        glow = np.float32(lift) * lights[row]
        grain_row = (row + shift * 37) % grain_side
        for column in range(width):
            across = min(max((column + 0.5) * columns / width - 0.5, 0.0), columns - 1.001)
            left = int(across)
            share_x = np.float32(across - left)
            a = field[upper, left] + share_x * (field[upper, left + 1] - field[upper, left])
            b = field[upper + 1, left] + share_x * (field[upper + 1, left + 1] - field[upper + 1, left])
            away_x = np.float32((column + 0.5) / width * 2 - 1)
            corner = np.float32(0.20) * away_x * away_x + np.float32(0.16) * away_y * away_y
            value = (a + share_y * (b - a)) * glow - corner
            step = min(max(int(value * steps), 0), steps)
            speck = np.float32(grain[grain_row, (column + shift * 53) % grain_side]) * np.float32(0.0625) - np.float32(
                8
            )
            y[row, column] = np.uint8(min(max(ramp[step, 0] + speck * np.float32(0.42) + np.float32(0.5), 16.0), 235.0))
            if (row & 1) == 0 and (column & 1) == 0:
                u[row // 2, column // 2] = np.uint8(ramp[step, 1] + np.float32(0.5))
                v[row // 2, column // 2] = np.uint8(ramp[step, 2] + np.float32(0.5))


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


class Ground:
    """The moving ground of one film."""

    def __init__(self, roles: Roles, width_px: int, height_px: int, rng: np.random.Generator, seed: int) -> None:
        """Choose scale, warp and drift from ``rng``."""
        self._field = np.empty((height_px // FIELD_DIVISION, width_px // FIELD_DIVISION), np.float32)
        self._ramp = field_ramp(roles)
        self._grain = np.clip(rng.normal(128, 40, (257, 257)), 0, 255).astype(np.uint8)
        self._scale = float(rng.uniform(1.5, 2.3))
        self._warp = float(rng.uniform(0.8, 1.5))
        self._drift = (float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.5, 0.9)))
        self._phase = float(rng.uniform(0, 6.28))
        self._seed = seed
        self._lights = np.ones(height_px, np.float32)

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
        lay_field(planes.y, planes.u, planes.v, self._field, self._ramp, self._grain, frame, lift, self._lights)
