"""Grading: footage takes on the colours of the artist's palette, and clips of all cameras one exposure.

Luma is evened out, then read as a place on a ramp of the palette's hues; of the clip's own colours a share remains
that depends on how much the artist's pictures are drawn or painted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.film.planes import video_colours
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.moods import coloured
from noktvrn.studio.picture.palette import Floats, Oklch, mix, tone_ramp, with_lightness
from noktvrn.studio.picture.raster import Bytes
from noktvrn.studio.picture.scene import Roles

OWN_COLOUR: Final[dict[str, float]] = {
    "silk": 0.42,
    "aura": 0.45,
    "attractor": 0.30,
    "tile_grid": 0.24,
    "ink_flow": 0.10,
    "paper_contours": 0.16,
    "halftone": 0.06,
    "typographic": 0.0,
}
"""Share of a clip's own colours that remains, by way of painting; others keep a quarter."""

_TARGET_BRIGHTNESS = 0.40
_TARGET_CONTRAST = 0.23
_LEAST_GAMMA, _MOST_GAMMA = 0.55, 1.75
_STEPS = 256


@dataclass(frozen=True, slots=True)
class Grade:
    """Tables from a clip's 8-bit planes to the film's.

    Attributes:
        luma: Shape ``(256,)``, from luma to luma.
        blue: Shape ``(256,)``, from luma to U.
        red: Shape ``(256,)``, from luma to V.
        own: Share of the clip's own colours that is added, 0..1.
    """

    luma: Bytes
    blue: Floats
    red: Floats
    own: float


class Grader:
    """Grades for the clips of one film.

    Args:
        look: The artist's look.
        mood: One word; moves the palette as it does on the cover.
    """

    def __init__(self, look: LookSpec, mood: str = "") -> None:
        """See the class."""
        roles = coloured(Roles(*look.palette), mood)
        self._ramp = video_colours(_ramp(roles))
        self._own = OWN_COLOUR.get(look.style_family, 0.25)

    def grade(self, brightness: float, contrast: float) -> Grade:
        """Return the grade of a clip of this mean luma and deviation, both 0..1."""
        places = _exposure(brightness, contrast) * (_STEPS - 1)
        steps = np.arange(_STEPS)
        y, u, v = (np.interp(places, steps, self._ramp[:, axis]) for axis in range(3))
        return Grade(
            np.clip(np.rint(y), 16, 235).astype(np.uint8), u.astype(np.float32), v.astype(np.float32), self._own
        )


def _ramp(roles: Roles) -> Floats:
    """Return the sRGB ramp from shadow to light: the ground's hue below, the dominant's and support's above."""
    if roles.is_night:
        stops: tuple[Oklch, ...] = (
            with_lightness(roles.ground, 0.12),
            with_lightness(mix(roles.ground, roles.dominant, 0.6), 0.34),
            with_lightness(roles.dominant, 0.56),
            with_lightness(mix(roles.support, roles.accent, 0.25), 0.80),
        )
        return tone_ramp(stops, _STEPS, darkest=0.09, lightest=0.88)
    stops = (
        with_lightness(mix(roles.ink, roles.dominant, 0.5), 0.24),
        with_lightness(roles.dominant, 0.48),
        with_lightness(mix(roles.support, roles.ground, 0.35), 0.74),
        with_lightness(roles.ground, 0.95),
    )
    return tone_ramp(stops, _STEPS, darkest=0.17, lightest=0.96)


def _exposure(brightness: float, contrast: float) -> npt.NDArray[np.float64]:
    """Return for each 8-bit limited-range luma its place 0..1 on the ramp: one mean and one spread for all clips."""
    luma = np.clip((np.arange(256) - 16) / 219, 0.0, 1.0)
    middle = min(max(brightness, 0.02), 0.98)
    gamma = min(max(np.log(_TARGET_BRIGHTNESS) / np.log(middle), _LEAST_GAMMA), _MOST_GAMMA)
    even = luma**gamma
    steep = min(max(_TARGET_CONTRAST / max(contrast, 0.05), 0.8), 1.5)
    bent = _TARGET_BRIGHTNESS + (even - _TARGET_BRIGHTNESS) * steep
    # a soft knee at both ends instead of a hard one, so that skies keep their shape
    return np.asarray(np.clip(0.5 + np.tanh((bent - 0.5) * 2.1) / (2 * np.tanh(1.05)), 0.0, 1.0))


@kernel
def _apply(
    y: Bytes,
    u: Bytes,
    v: Bytes,
    luma: Bytes,
    blue: Floats,
    red: Floats,
    own: Scalar,
    to_y: Bytes,
    to_u: Bytes,
    to_v: Bytes,
) -> None:
    height, width = y.shape
    for row in range(height):
        for column in range(width):
            to_y[row, column] = luma[y[row, column]]
    keep = np.float32(own)
    for row in range(height // 2):
        for column in range(width // 2):
            four = np.int32(y[2 * row, 2 * column]) + y[2 * row, 2 * column + 1]
            four += np.int32(y[2 * row + 1, 2 * column]) + y[2 * row + 1, 2 * column + 1]
            middle = (four + 2) >> 2
            new_u = blue[middle] + keep * (np.float32(u[row, column]) - np.float32(128.0))
            new_v = red[middle] + keep * (np.float32(v[row, column]) - np.float32(128.0))
            to_u[row, column] = np.uint8(min(max(new_u, np.float32(16.0)), np.float32(240.0)) + np.float32(0.5))
            to_v[row, column] = np.uint8(min(max(new_v, np.float32(16.0)), np.float32(240.0)) + np.float32(0.5))


@kernel
def _mix(first: Bytes, second: Bytes, share: int, target: Bytes) -> None:
    for row in range(first.shape[0]):
        for column in range(first.shape[1]):
            way = np.int32(second[row, column]) - np.int32(first[row, column])
            target[row, column] = np.uint8(np.int32(first[row, column]) + ((way * share + 128) >> 8))


def graded(planes: tuple[Bytes, Bytes, Bytes], grade: Grade) -> tuple[Bytes, Bytes, Bytes]:
    """Return fresh planes of the film from a clip's planes."""
    fresh = tuple(np.empty_like(plane) for plane in planes)
    _apply(*planes, grade.luma, grade.blue, grade.red, grade.own, *fresh)
    return fresh[0], fresh[1], fresh[2]


def crossfaded(
    first: tuple[Bytes, Bytes, Bytes], second: tuple[Bytes, Bytes, Bytes], share: float
) -> tuple[Bytes, Bytes, Bytes]:
    """Return fresh planes ``share`` (0..1) of the way from the first to the second."""
    fresh = tuple(np.empty_like(plane) for plane in first)
    for below, above, target in zip(first, second, fresh, strict=True):
        _mix(below, above, round(min(max(share, 0.0), 1.0) * 256), target)
    return fresh[0], fresh[1], fresh[2]
