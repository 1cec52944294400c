"""A camera over the artwork: any window of it, anywhere on the frame, with grain, in its own colours or the key's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from noktvrn.studio.picture.film.field import Grain, Ints
from noktvrn.studio.picture.film.place import Place
from noktvrn.studio.picture.film.planes import Planes, picture_planes
from noktvrn.studio.picture.film.tones import STEPS, SUBLEVELS, ToneTable
from noktvrn.studio.picture.kernels import kernel
from noktvrn.studio.picture.raster import Bytes, shrink

_LARGE_PX = 2880
_SMALL_PX = 1536
# a flat artwork has nothing between its darkest and lightest but grain, which must not be drawn out
_LEAST_RANGE = 48.0


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the artwork.

    Attributes:
        x: Middle, 0..1 of the artwork's side.
        y: Middle, 0..1.
        width: Share of the artwork's side that fills the width of the place.
    """

    x: float
    y: float
    width: float


@kernel
def lay_window(
    target: Bytes,
    source: Bytes,
    left: int,
    top: int,
    width: int,
    height: int,
    x0: float,
    y0: float,
    step: float,
    grain: Ints,
    shift: int,
) -> None:
    """Draw a window of ``source`` bilinearly; ``grain`` is sixteenths of a level, a single zero for none."""
    last_row, last_column = source.shape[0] - 1.001, source.shape[1] - 1.001
    first = max(left, 0)
    after = min(left + width, target.shape[1])
    count = after - first
    if count <= 0:
        return
    beside = np.empty(count, np.int32)
    share = np.empty(count, np.int32)
    for column in range(count):
        at = min(max(x0 + (column + first - left + 0.5) * step - 0.5, 0.0), last_column)
        beside[column] = int(at)
        share[column] = int((at - int(at)) * 256)
    begin, end = beside[0], beside[count - 1] + 2
    line = np.empty(end - begin, np.int32)
    has_grain = grain.shape[1] > 1
    for row in range(max(top, 0), min(top + height, target.shape[0])):
        at_y = min(max(y0 + (row - top + 0.5) * step - 0.5, 0.0), last_row)
        upper = int(at_y)
        way = np.int32((at_y - upper) * 256)
        above, below = source[upper], source[upper + 1]
        for column in range(end - begin):
            high = np.int32(above[begin + column])
            line[column] = (high << 8) + way * (np.int32(below[begin + column]) - high)
        target_row = target[row]
        grain_row = grain[(row + shift * 37) % grain.shape[0]]
        offset = (shift * 53) % grain.shape[0]
        for column in range(count):
            here = line[beside[column] - begin]
            beyond = line[beside[column] - begin + 1]
            value = (here << 4) + ((beyond - here) * share[column] >> 4)
            noise = grain_row[column + offset] if has_grain else np.int32(0)
            target_row[first + column] = np.uint8(min(max((value + (noise << 8) + 2048) >> 12, 16), 240))


@kernel
def retone(y: Bytes, u: Bytes, v: Bytes, luma: Bytes, blue: Bytes, red: Bytes, place: Ints) -> None:
    """Replace each colour of a place by what its luma stands for in the tables of 256 entries."""
    left, top, width, height = place[0], place[1], place[2], place[3]
    for row in range(max(top, 0), min(top + height, y.shape[0])):
        if row & 1:
            for column in range(max(left, 0) >> 1, min(left + width, y.shape[1]) >> 1):
                seen = y[row, column * 2]
                u[row >> 1, column] = blue[seen]
                v[row >> 1, column] = red[seen]
        # after the chroma has read it
        for column in range(max(left, 0), min(left + width, y.shape[1])):
            y[row, column] = luma[y[row, column]]


class Camera:
    """Windows of one artwork."""

    def __init__(self, artwork: Bytes, grain: Grain) -> None:
        """Keep a large and a small copy of the square ``artwork``, so that no window is read too coarsely."""
        side = min(artwork.shape[:2])
        large = min(side, _LARGE_PX) // 2 * 2
        self._large = _resized(artwork, large)
        self._small = _resized(artwork, min(large, _SMALL_PX) // 2 * 2)
        self._grain = grain.tile
        self._none: Ints = np.zeros((1, 1), np.int32)
        self.levels = _levels(self._small.y)

    def draw(self, planes: Planes, place: Place, window: Window, frame: int, grained: bool = True) -> None:
        """Draw a window; it is kept within the artwork.

        Args:
            planes: Drawn on.
            place: Where.
            window: What.
            frame: Moves the grain.
            grained: Whether to add grain.
        """
        source = self._large if window.width * self._small.y.shape[1] < place.width * 0.9 else self._small
        side = source.y.shape[0]
        width = min(window.width, 1.0, place.width / place.height)
        high = width * place.height / place.width
        x = min(max(window.x, width / 2), 1 - width / 2) - width / 2
        y = min(max(window.y, high / 2), 1 - high / 2) - high / 2
        step = width * side / place.width
        grain = self._grain if grained else self._none
        lay_window(
            planes.y,
            source.y,
            place.left,
            place.top,
            place.width,
            place.height,
            x * side,
            y * side,
            step,
            grain,
            frame,
        )
        half = (place.left // 2, place.top // 2, place.width // 2, place.height // 2)
        for target, plane in ((planes.u, source.u), (planes.v, source.v)):
            lay_window(target, plane, *half, x * side / 2, y * side / 2, step, self._none, frame)

    def tone(self, planes: Planes, place: Place, table: ToneTable) -> None:
        """Turn a place into the tones of a table, from the artwork's darkest to its lightest."""
        low, high = self.levels
        at = np.clip((np.arange(256) - low) / max(high - low, 1.0), 0, 1) * (STEPS - 1)
        entry = np.rint(at).astype(int)
        retone(
            planes.y,
            planes.u,
            planes.v,
            (table.y[entry] // SUBLEVELS).astype(np.uint8),
            table.u[entry],
            table.v[entry],
            np.array([place.left, place.top, place.width, place.height], np.int32),
        )


def _resized(artwork: Bytes, side_px: int) -> Planes:
    edge = min(artwork.shape[:2])
    square = artwork[:edge, :edge]
    if edge != side_px:
        square = np.clip(shrink(square, side_px, side_px) + 0.5, 0, 255).astype(np.uint8)
    return picture_planes(square)


def _levels(luma: Bytes) -> tuple[float, float]:
    low, high = np.percentile(luma[::7, ::7], (2, 98))
    lacking = max(_LEAST_RANGE - float(high - low), 0.0) / 2
    return float(low) - lacking, float(high) + lacking


def eased(share: float) -> float:
    """Return a way that begins and ends gently, 0..1."""
    t = min(max(share, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def arriving(share: float) -> float:
    """Return a way that begins at once and ends gently, 0..1."""
    t = min(max(share, 0.0), 1.0)
    return 1 - (1 - t) ** 3


def between(first: Window, second: Window, share: float) -> Window:
    """Return the window on the way from one to another; widths change by equal ratios."""
    return Window(
        first.x + (second.x - first.x) * share,
        first.y + (second.y - first.y) * share,
        math.exp(math.log(first.width) + (math.log(second.width) - math.log(first.width)) * share),
    )
