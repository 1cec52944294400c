"""The artwork in a film: a rounded square or a disc with a soft shadow, that breathes with the music."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.film.planes import Planes, picture_planes
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.raster import Bytes, blur, shrink


@kernel
def _lay_pane(
    target: Bytes,
    source: Bytes,
    shape: Bytes,
    left: int,
    top: int,
    zoom: Scalar,
    pan_x: Scalar,
    pan_y: Scalar,
    strength: Scalar,
) -> None:
    side = shape.shape[0]
    source_side = source.shape[0]
    step = source_side / (side * zoom)
    origin_x = source_side / 2 + pan_x * source_side - side * step / 2
    origin_y = source_side / 2 + pan_y * source_side - side * step / 2
    last = source_side - 1.001
    beside = np.empty(side, np.int32)
    share = np.empty(side, np.float32)
    for column in range(side):
        at = min(max(origin_x + (column + 0.5) * step - 0.5, 0.0), last)
        beside[column] = int(at)
        share[column] = at - int(at)
    line = np.empty(source_side, np.float32)
    weight = np.float32(strength / 255.0)
    for row in range(side):
        y = top + row
        if y < 0 or y >= target.shape[0]:
            continue
        at_y = min(max(origin_y + (row + 0.5) * step - 0.5, 0.0), last)
        upper = int(at_y)
        v = np.float32(at_y - upper)
        # both source rows are mixed once, then read at each column: half the work of mixing at each pixel
        for column in range(source_side):
            a = np.float32(source[upper, column])
            line[column] = a + v * (np.float32(source[upper + 1, column]) - a)
        for column in range(max(-left, 0), min(side, target.shape[1] - left)):
            cover = shape[row, column]
            if cover == 0:
                continue
            here = line[beside[column]]
            value = here + share[column] * (line[beside[column] + 1] - here)
            under = np.float32(target[y, left + column])
            mixed = under + np.float32(cover) * weight * (value - under)
            target[y, left + column] = np.uint8(mixed + np.float32(0.5))


@kernel
def _lay_shadow(y: Bytes, shadow: Bytes, left: int, top: int, strength: Scalar) -> None:
    for row in range(shadow.shape[0]):
        at = top + row
        if at < 0 or at >= y.shape[0]:
            continue
        for column in range(shadow.shape[1]):
            x = left + column
            if shadow[row, column] == 0 or x < 0 or x >= y.shape[1]:
                continue
            share = np.float32(shadow[row, column]) * np.float32(strength / 255.0)
            y[at, x] = np.uint8(16 + (y[at, x] - np.float32(16)) * (np.float32(1) - share) + np.float32(0.5))


class ArtworkPane:
    """The artwork at its place in the frame."""

    def __init__(self, artwork: Bytes, side_px: int, corner_px: float) -> None:
        """Prepare a pane of ``side_px`` (a multiple of 4); ``corner_px`` of half the side makes a disc."""
        source_side = side_px * 5 // 4 // 2 * 2
        small = np.clip(shrink(_square(artwork), source_side, source_side) + 0.5, 0, 255).astype(np.uint8)
        self._source = picture_planes(small)
        self.side_px = side_px
        self._shape = _rounded(side_px, corner_px)
        halves = self._shape.reshape(side_px // 2, 2, side_px // 2, 2).mean(axis=(1, 3))
        self._half_shape = np.rint(halves).astype(np.uint8)
        self._pad = side_px // 8 // 2 * 2
        padded = np.pad(self._shape, self._pad).astype(np.float32)
        self._shadow = np.rint(blur(padded, side_px / 26)).astype(np.uint8)

    def draw(
        self, planes: Planes, left: int, top: int, zoom: float, pan: tuple[float, float], strength: float, shade: float
    ) -> None:
        """Draw the artwork.

        Args:
            planes: Drawn on.
            left: Column of its edge, rounded down to even.
            top: Row of its edge, rounded down to even.
            zoom: 1 shows the whole artwork, 1.1 its middle.
            pan: Shift of the middle, in shares of the artwork.
            strength: 0..1.
            shade: Strength of the shadow, 0..1.
        """
        left, top = left // 2 * 2, top // 2 * 2
        drop = self.side_px // 40
        _lay_shadow(planes.y, self._shadow, left - self._pad, top - self._pad + drop, shade * strength)
        _lay_pane(planes.y, self._source.y, self._shape, left, top, zoom, *pan, strength)
        for target, source in ((planes.u, self._source.u), (planes.v, self._source.v)):
            _lay_pane(target, source, self._half_shape, left // 2, top // 2, zoom, *pan, strength)


def _square(picture: Bytes) -> Bytes:
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    return picture[top : top + side, left : left + side]


def _rounded(side_px: int, corner_px: float) -> Bytes:
    """Return the coverage of a square with round corners."""
    at = np.abs(np.arange(side_px) + 0.5 - side_px / 2)
    inner = side_px / 2 - corner_px
    past = np.maximum(at - inner, 0.0)
    far = np.sqrt(past[:, None] ** 2 + past[None, :] ** 2)
    cover = np.clip(corner_px - far + 0.5, 0.0, 1.0)
    return np.asarray(np.rint(cover * 255), dtype=np.uint8)


def breathing(time_s: float, length_s: float, beat: float) -> float:
    """Return the zoom at a time: a slow approach over the whole film and a small breath with the bass."""
    return 1.0 + 0.10 * (0.5 - 0.5 * math.cos(math.pi * min(time_s / max(length_s, 1e-6), 1.0))) + 0.022 * beat
