"""Forms that follow the music: bars on a water line, ridges of the last seconds, a ring round the artwork.

Each is drawn as coverage 0..255 into a plane of its own, with analytic edges, and then laid on the frame in one colour
or a gradient of rows.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.raster import Bytes


@kernel
def draw_bars(
    target: Bytes, levels: Floats, pitch_px: Scalar, width_px: Scalar, water_px: Scalar, reach_px: Scalar
) -> None:
    """Draw round-headed bars that stand on a water line, with a paler reflection below it."""
    target[:] = 0
    height, width = target.shape
    half = width_px / 2
    offset = (width - pitch_px * len(levels)) / 2
    for bar in range(len(levels)):
        centre = offset + (bar + 0.5) * pitch_px
        tall = max(levels[bar] * reach_px, half)
        for column in range(max(int(centre - half) - 1, 0), min(int(centre + half) + 2, width)):
            dx = abs(column + 0.5 - centre)
            side = min(max(half - dx + 0.5, 0.0), 1.0)
            if side <= 0:
                continue
            cap = math.sqrt(max(half * half - dx * dx, 0.0)) - half
            top = water_px - tall - cap
            for row in range(max(int(top) - 1, 0), int(water_px)):
                edge = min(max(row + 1 - top, 0.0), 1.0)
                target[row, column] = np.uint8(255 * side * edge)
            low = water_px + 7 + (tall + cap) * 0.42
            for row in range(int(water_px) + 7, min(int(low) + 1, height)):
                edge = min(max(low - row, 0.0), 1.0)
                fade = 0.34 * (1 - (row - water_px) / max(low - water_px, 1.0) * 0.85)
                target[row, column] = np.uint8(255 * side * edge * max(fade, 0.0))


@kernel
def draw_ridges(target: Bytes, history: Floats, gap_px: Scalar, reach_px: Scalar, line_px: Scalar) -> None:
    """Draw one line per row of ``history`` (the newest last, in front), each hiding what lies behind it."""
    target[:] = 0
    height, width = target.shape
    lines, bands = history.shape
    for line in range(lines):
        base = height - 6.0 - (lines - 1 - line) * gap_px
        inset = (lines - 1 - line) * 9.0
        presence = 0.28 + 0.72 * (line + 1) / lines
        for column in range(width):
            span = width - 2 * inset
            along = (column - inset) / span
            if along < 0 or along > 1:
                continue
            here = _ridge(history, line, bands, along) * reach_px
            beside = _ridge(history, line, bands, along + 1.0 / span) * reach_px
            slant = math.sqrt(1 + (beside - here) ** 2)
            thick = line_px * slant / 2
            y = base - here
            for row in range(max(int(y - thick) - 1, 0), min(int(base) + 2, height)):
                off = abs(row + 0.5 - y)
                cover = min(max((thick - off) / slant + 0.5, 0.0), 1.0)
                # below the line nothing of the lines behind shows through
                target[row, column] = np.uint8(255 * cover * presence)


@kernel
def _ridge(history: Floats, line: int, bands: int, along: Scalar) -> Scalar:
    """Height 0..1 of a ridge: bands mirrored round the middle, joined by a cubic, sinking to the sides."""
    if along < 0:
        along = 0.0
    if along > 1:
        along = 1.0
    away = abs(along - 0.5) * 2
    at = away * (bands - 1)
    low = min(int(at), bands - 2)
    share = at - low
    eased = share * share * (3 - 2 * share)
    level = history[line, low] * (1 - eased) + history[line, low + 1] * eased
    sink = math.exp(-3.2 * away * away) * (1 - away) ** 0.4
    return level * sink


@kernel
def ring_places(
    size: int, count: int, centre_px: Scalar, inner_px: Scalar, outer_px: Scalar, width_px: Scalar
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats, Floats]:
    """Return what does not move in a ring of ``count`` mirrored bars in a square of ``size``.

    Returns:
        For each pixel that a bar can touch: its index in the flat square, the number of its bar, its distance from the
        centre, and how much of it lies between the bar's sides (0..1).
    """
    indices = np.empty(size * size, np.int32)
    bars = np.empty(size * size, np.int32)
    radii = np.empty(size * size, np.float32)
    sides = np.empty(size * size, np.float32)
    found = 0
    sector = math.pi / count
    for row in range(size):
        dy = row + 0.5 - centre_px
        for column in range(size):
            dx = column + 0.5 - centre_px
            radius = math.sqrt(dx * dx + dy * dy)
            if radius < inner_px - 1 or radius > outer_px + 1:
                continue
            angle = math.atan2(dx, dy) % (2 * math.pi)
            spoke = int(angle / sector)
            across = abs(angle - (spoke + 0.5) * sector) * radius
            side = min(max(width_px / 2 - across + 0.5, 0.0), 1.0)
            side *= min(max(radius - inner_px + 0.5, 0.0), 1.0)
            if side > 0:
                indices[found] = row * size + column
                bars[found] = spoke if spoke < count else max(2 * count - 1 - spoke, 0)
                radii[found] = radius
                sides[found] = side
                found += 1
    return indices[:found].copy(), bars[:found].copy(), radii[:found].copy(), sides[:found].copy()


@kernel
def draw_ring(
    target: Bytes,
    levels: Floats,
    indices: npt.NDArray[np.int32],
    bars: npt.NDArray[np.int32],
    radii: Floats,
    sides: Floats,
    inner_px: Scalar,
    reach_px: Scalar,
    least_px: Scalar,
) -> None:
    """Draw bars that point outward from a circle; ``target`` is the flat square of ``ring_places``."""
    for place in range(len(indices)):
        tip = inner_px + max(levels[bars[place]] * reach_px, least_px)
        end = min(max(tip - radii[place] + np.float32(0.5), np.float32(0)), np.float32(1))
        target[indices[place]] = np.uint8(np.float32(255) * sides[place] * end)


@kernel
def stamp_dust(y: Bytes, places: Floats, radii: Floats, strengths: Floats, bright: Scalar) -> None:
    """Add soft round specks to the luma plane, towards ``bright``."""
    height, width = y.shape
    for speck in range(len(radii)):
        radius = radii[speck]
        x0, y0 = places[speck, 0], places[speck, 1]
        reach = int(radius * 2.2) + 1
        for row in range(max(int(y0) - reach, 0), min(int(y0) + reach + 1, height)):
            for column in range(max(int(x0) - reach, 0), min(int(x0) + reach + 1, width)):
                far = ((row + 0.5 - y0) ** 2 + (column + 0.5 - x0) ** 2) / (radius * radius)
                share = strengths[speck] * math.exp(-far * 1.4)
                y[row, column] = np.uint8(y[row, column] + share * (bright - y[row, column]) + 0.5)
