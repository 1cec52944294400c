"""Voronoi: the sheet divided into cells, each nearest to its own point.

Variants: ``glass`` (panes in lead), ``crystal`` (each cell a cut stone whose faces catch the light), ``pebbles`` (round
stones with room between them), ``terrazzo`` (chips strewn over the ground).

References:
    Georges Voronoi (1908), "Nouvelles applications des parametres continus" (the cells).
    Inigo Quilez, "Voronoi borders" (exact distance to the edge of a cell).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, gradient, mix, srgb, with_lightness
from noktvrn.studio.picture.scene import Box, Scene

VARIANTS = ("glass", "crystal", "pebbles", "terrazzo")
_BORDER = 4
_RAMP_STEPS = 512


@kernel
def _nearest(points: Floats, x: Scalar, y: Scalar, home_x: int, home_y: int) -> tuple[int, int]:
    """Return the field of the nearest point, which keeps well within its field and so is at most one field away."""
    best, best_x, best_y = 9.0, home_x, home_y
    for j in range(home_y - 1, home_y + 2):
        for i in range(home_x - 1, home_x + 2):
            away = (points[j, i, 0] - x) ** 2 + (points[j, i, 1] - y) ** 2
            if away < best:
                best, best_x, best_y = away, i, j
    return best_x, best_y


@kernel
def _edges(
    points: Floats,
    x: Scalar,
    y: Scalar,
    own_x: int,
    own_y: int,
    pitch: Scalar,
    lx: Scalar,
    ly: Scalar,
    is_round: bool,
) -> tuple[Scalar, Scalar, Scalar, Scalar, Scalar, int, int]:
    """Return how far the cell's edges are from a place within it.

    Distance to the nearest edge, to the second nearest, to the nearest with rounded corners (where ``is_round``); how
    far the first two are turned to the light, -1..1; and the cell beyond the nearest.
    """
    nearest, second, crowd = 9.0, 9.0, 0.0
    face, second_face, beyond_x, beyond_y = 0.0, 0.0, own_x, own_y
    px, py = points[own_y, own_x, 0], points[own_y, own_x, 1]
    reach = math.sqrt((x - px) ** 2 + (y - py) ** 2) + 0.7 * pitch
    furthest = 4.0 * reach * reach
    for j in range(own_y - 2, own_y + 3):
        for i in range(own_x - 2, own_x + 3):
            dx, dy = points[j, i, 0] - px, points[j, i, 1] - py
            squared = dx * dx + dy * dy
            if squared > furthest or squared < 1e-12:
                continue
            shorter = 1.0 / math.sqrt(squared)
            away = ((px + 0.5 * dx - x) * dx + (py + 0.5 * dy - y) * dy) * shorter
            if is_round:
                crowd += math.exp(-min(away / pitch * 13.0, 60.0))
            if away < nearest:
                second, second_face = nearest, face
                nearest, face, beyond_x, beyond_y = away, (dx * lx + dy * ly) * shorter, i, j
            elif away < second:
                second, second_face = away, (dx * lx + dy * ly) * shorter
    rounded = -math.log(max(crowd, 1e-20)) / 13.0 * pitch
    return nearest, second, rounded, face, second_face, beyond_x, beyond_y


@kernel
def _face(
    cells: Floats, i: int, j: int, ramp: Floats, accent: Floats, face: Scalar, relief: Scalar, channel: int
) -> Scalar:
    """Return the colour of a stone's face that is turned to the light by ``face`` -1..1."""
    if cells[j, i, 3] > 0:
        return min(accent[channel] * (1.0 + 0.35 * relief * face), 1.0)
    place = cells[j, i, 0] + cells[j, i, 1] * relief * (0.27 * face - 0.02)
    return ramp[min(max(int(place * (ramp.shape[0] - 1)), 0), ramp.shape[0] - 1), channel]


@kernel
def _paint(
    target: Floats,
    first: int,
    last: int,
    variant: int,
    points: Floats,
    cells: Floats,
    ramp: Floats,
    special: Floats,
    lean: Scalar,
    relief: Scalar,
    bend: Scalar,
    seed: int,
) -> None:
    """Paint rows; ``cells`` holds place on the ramp, how loud the cell is, its margin, and whether it is the accent."""
    size = target.shape[0]
    count = points.shape[0] - 2 * _BORDER
    pitch = 1.0 / count
    soft = 0.7 / size
    top = ramp.shape[0] - 1
    lx, ly = math.cos(lean), math.sin(lean)
    for row in range(first, last):
        for column in range(size):
            x, y = (column + 0.5) / size, (row + 0.5) / size
            if bend > 0:
                dx = bend * pitch * noise2(np.float32(x * count * 0.55), np.float32(y * count * 0.55), seed)
                dy = bend * pitch * noise2(np.float32(x * count * 0.55 + 9), np.float32(y * count * 0.55), seed + 3)
                x, y = min(max(x + dx, 0.0), 0.99999), min(max(y + dy, 0.0), 0.99999)
            i, j = _nearest(points, x, y, int(x * count) + _BORDER, int(y * count) + _BORDER)
            sharp, second, rounded, to_light, next_to_light, beyond_x, beyond_y = _edges(
                points, x, y, i, j, pitch, lx, ly, variant > 1
            )
            if variant == 1:
                # both edges of a face are softened over one pixel: between faces of a stone, and between stones
                own = min(max((second - sharp) / (4 * soft) + 0.5, 0.0), 1.0)
                face = own * to_light + (1.0 - own) * next_to_light
                whole = min(max(sharp / (2 * soft) + 0.5, 0.0), 1.0)
                for channel in range(3):
                    colour = _face(cells, i, j, ramp, special[1], face, relief, channel)
                    other = _face(cells, beyond_x, beyond_y, ramp, special[1], -to_light, relief, channel)
                    target[row, column, channel] = other + whole * (colour - other)
                continue
            u, v = (x - points[j, i, 0]) / pitch, (y - points[j, i, 1]) / pitch
            loud, margin = cells[j, i, 1], cells[j, i, 2]
            depth = sharp if variant == 0 else rounded
            cover = min(max((depth - margin) / (2 * soft) + 0.5, 0.0), 1.0)
            place, light = cells[j, i, 0], 0.0
            if variant == 0:
                # lead fades out with its panes, where the text stands
                cover = 1.0 - loud * (1.0 - cover)
                place += 0.12 * loud * (u * lx + v * ly)
                light = -0.24 * math.exp(-max(depth - margin, 0.0) / pitch * 8.0) * loud
            elif variant == 2:
                hill = max(1.0 - (depth - margin) / pitch * 4.5, 0.0)
                light = relief * loud * (u * lx + v * ly) * (0.25 + 0.55 * hill)
            for channel in range(3):
                colour = special[1, channel]
                if cells[j, i, 3] == 0:
                    colour = ramp[min(max(int(place * top), 0), top), channel]
                colour = min(max(colour * (1.0 + light), 0.0), 1.0)
                target[row, column, channel] = special[0, channel] + cover * (colour - special[0, channel])


def paint(scene: Scene) -> Floats:
    """Paint cells; see the module."""
    variant = scene.pick("variant", VARIANTS)
    count = round(scene.dial("scale", 8, 17) * (1.35 if variant == "terrazzo" else 1.0))
    points = _points(scene, count, 0.58 + 0.24 * scene.dial("warp", 0, 1))
    cells = _cells(scene, variant, points)
    roles = scene.roles
    between = roles.ground
    if variant == "glass":
        between = with_lightness(roles.ground, 0.10) if roles.is_night else with_lightness(roles.ink, 0.22)
    colours = (roles.ground, mix(roles.ground, roles.dominant, 0.55), roles.dominant, roles.support)
    ramp = gradient((*colours, _pale(scene)), _RAMP_STEPS, (0, 0.22, 0.5, 0.8, 1))
    special = np.array([srgb(between), srgb(roles.accent)], np.float32)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    lean, relief = scene.dial("angle", -2.6, -0.5), scene.dial("contrast", 0.55, 1.1)
    bend = {"glass": 0.5, "crystal": 0.0, "pebbles": 0.2, "terrazzo": 0.25}[variant] * scene.dial("warp", 0, 1)
    seed, number = scene.kernel_seed("voronoi"), VARIANTS.index(variant)
    in_bands(
        scene.size_px,
        lambda first, last: _paint(target, first, last, number, points, cells, ramp, special, lean, relief, bend, seed),
        scene.pace,
    )
    return target


def _pale(scene: Scene) -> tuple[float, float, float]:
    roles = scene.roles
    return with_lightness(roles.support, 0.9 if roles.is_night else 0.45)


def _points(scene: Scene, count: int, jitter: float) -> Floats:
    """Return one point in each field of a grid that reaches ``_BORDER`` fields beyond the sheet."""
    side = count + 2 * _BORDER
    drawn = scene.rng("points").random((side, side, 2)) - 0.5
    fields = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) + 0.5 - _BORDER
    return ((fields + jitter * drawn) / count).astype(np.float32)


def _cells(scene: Scene, variant: str, points: Floats) -> Floats:
    """Return for each cell its place on the ramp, how loud it is, its margin, and whether it is of the accent."""
    rng = scene.rng("cells")
    side, pitch = points.shape[0], 1.0 / (points.shape[0] - 2 * _BORDER)
    x, y = points[..., 0], points[..., 1]
    far = clearance(scene, x, y)
    loud = np.clip(far / 0.16 + 0.15, 0.0, 1.0)
    cx, cy, radius = scene.focus_circle
    lean = scene.dial("angle", -2.6, -0.5)
    slope = ((x - cx) * math.cos(lean) + (y - cy) * math.sin(lean)) / 1.1
    glow = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (0.9 * radius) ** 2)
    turns = scene.rng("swell").uniform(1.5, 4.0, 2)
    swell = 0.16 * np.sin(turns[0] * x * 2.2 + turns[1] * 3.0) * np.cos(turns[1] * y * 2.0 + turns[0])
    place = (
        0.40
        + 0.42 * slope
        + 0.22 * (glow - 0.4)
        + swell
        + rng.normal(0, 0.19 if variant == "glass" else 0.10, (side, side))
    )
    cells = np.empty((side, side, 4), np.float32)
    cells[..., 0] = np.clip(place, 0.10, 0.97) * loud
    cells[..., 1] = loud
    low, high = {"glass": (0.035, 0.035), "crystal": (0, 0), "pebbles": (0.05, 0.11), "terrazzo": (0.06, 0.30)}[variant]
    cells[..., 2] = pitch * rng.uniform(low, high + 1e-6, (side, side))
    share = {"glass": 0.11, "crystal": 0.04, "pebbles": 0.08, "terrazzo": 0.13}[variant]
    cells[..., 3] = (rng.random((side, side)) < share) & (loud > 0.85)
    if variant in {"pebbles", "terrazzo"}:
        # stones are whole or absent: none lies under the text
        absent = (far < 0.62 * pitch) | (rng.random((side, side)) < (0.22 if variant == "terrazzo" else 0.0))
        cells[..., 0] = np.clip(np.clip(place, 0.30, 0.97), 0, 1)
        cells[..., 1] = 1.0
        cells[..., 2] = np.where(absent, 9.0, cells[..., 2])
    return cells


def clearance(scene: Scene, x: Floats, y: Floats) -> Floats:
    """Return how far places lie from text, in shares of the edge; 0 and below is at or under it."""
    bleed, quiet = scene.bleed, scene.quiet
    inside = np.minimum(_within(bleed, x, 0), _within(bleed, y, 1))
    gap_x = np.maximum(np.maximum(quiet.left - x, x - quiet.right), 0)
    gap_y = np.maximum(np.maximum(quiet.top - y, y - quiet.bottom), 0)
    gap: Floats = np.hypot(gap_x, gap_y).astype(np.float32)
    return np.minimum(inside, gap)


def _within(bleed: Box, at: Floats, axis: int) -> Floats:
    """Return the distance from the sides of ``bleed`` that are not edges of the sheet."""
    low, high = bleed[axis], bleed[axis + 2]
    from_low = at - low if low > 0 else np.full_like(at, 9.0)
    from_high = high - at if high < 1 else np.full_like(at, 9.0)
    nearest: Floats = np.minimum(from_low, from_high).astype(np.float32)
    return nearest
