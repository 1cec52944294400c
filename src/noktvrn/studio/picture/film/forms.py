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
    """Draw one line per row of ``history`` (the newest last, in front), each hiding what lies behind it.

    The lines are drawn from front to back, each only above the horizon that those before it left.
    """
    target[:] = 0
    height, width = target.shape
    lines, bands = history.shape
    horizon = np.full(width, height, np.int32)
    heights = np.empty(width + 1, np.float32)
    for number in range(lines):
        line = lines - 1 - number
        base = height - 6.0 - number * gap_px
        inset = number * width / 120.0
        span = width - 2 * inset
        presence = 255.0 * (0.22 + 0.78 * (line + 1) / lines)
        first, after = int(inset), int(width - inset)
        for column in range(first, after + 1):
            heights[column] = _ridge(history, line, bands, (column - inset) / span) * reach_px
        for column in range(first, after):
            slant = math.sqrt(1 + (heights[column + 1] - heights[column]) ** 2)
            thick = line_px * slant / 2
            y = base - heights[column]
            for row in range(max(int(y - thick) - 1, 0), min(int(y + thick) + 2, horizon[column])):
                off = abs(row + 0.5 - y)
                cover = min(max((thick - off) / slant + 0.5, 0.0), 1.0)
                target[row, column] = max(np.uint8(presence * cover), target[row, column])
            horizon[column] = min(horizon[column], max(int(y), 0))


@kernel
def draw_columns(target: Bytes, levels: Floats, gap_px: Scalar) -> None:
    """Draw broad columns that stand on the lower edge, a gap between them."""
    target[:] = 0
    height, width = target.shape
    pitch = (width + gap_px) / len(levels)
    for number in range(len(levels)):
        top = height - levels[number] * height
        first, after = int(number * pitch), min(int((number + 1) * pitch - gap_px), width)
        for row in range(max(int(top), 0), height):
            edge = min(max(row + 1 - top, 0.0), 1.0)
            for column in range(first, after):
                target[row, column] = np.uint8(255 * edge)


@kernel
def draw_spine(target: Bytes, levels: Floats, pitch_px: Scalar, width_px: Scalar, least_px: Scalar) -> None:
    """Draw round-headed bars that grow to both sides of a middle line, lowest band in the middle."""
    target[:] = 0
    height, width = target.shape
    half = width_px / 2
    middle = height / 2
    count = 2 * len(levels) - 1
    offset = (width - pitch_px * count) / 2
    for bar in range(count):
        level = levels[abs(bar - (len(levels) - 1))]
        centre = offset + (bar + 0.5) * pitch_px
        tall = max(level * (middle - half), least_px)
        for column in range(max(int(centre - half) - 1, 0), min(int(centre + half) + 2, width)):
            dx = abs(column + 0.5 - centre)
            side = min(max(half - dx + 0.5, 0.0), 1.0)
            if side <= 0:
                continue
            reach = tall + math.sqrt(max(half * half - dx * dx, 0.0)) - half
            for row in range(max(int(middle - reach) - 1, 0), min(int(middle + reach) + 2, height)):
                edge = min(max(reach - abs(row + 0.5 - middle) + 0.5, 0.0), 1.0)
                target[row, column] = np.uint8(255 * side * edge)


@kernel
def draw_dots(target: Bytes, history: Floats, pitch_px: Scalar) -> None:
    """Draw a grid of dots, a row per row of ``history`` and a column per band, each as large as its level."""
    target[:] = 0
    rows, columns = history.shape
    for line in range(rows):
        for band in range(columns):
            radius = (0.06 + 0.42 * history[line, band]) * pitch_px
            x, y = (band + 0.5) * pitch_px, (line + 0.5) * pitch_px
            for row in range(max(int(y - radius) - 1, 0), min(int(y + radius) + 2, target.shape[0])):
                for column in range(max(int(x - radius) - 1, 0), min(int(x + radius) + 2, target.shape[1])):
                    off = math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2)
                    target[row, column] = np.uint8(255 * min(max(radius - off + 0.5, 0.0), 1.0))


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
