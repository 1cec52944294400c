"""Weave: square tiles whose quarter circles join at random into ribbons that wander over the sheet.

Variants: ``ribbons`` (bands with a bright core), ``tubes`` (round and lit), ``strands`` (parallel lines), ``islands``
(the two sides of the ribbons in two colours). Where ribbons cross, one passes over the other.

References:
    Sebastien Truchet (1704), "Memoire sur les combinaisons"; Cyril Smith (1987) for the quarter circles.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.families.voronoi import clearance
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2, smooth
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, gradient, srgb, with_lightness
from noktvrn.studio.picture.scene import Box, Scene

VARIANTS = ("ribbons", "tubes", "strands", "islands")
_EMPTY, _FALLING, _RISING, _OVER, _UNDER = range(5)
_BORDER = 1
_RAMP_STEPS = 512
_WIDE = 0.5

Kinds = npt.NDArray[np.int64]


@kernel
def _arcs(kinds: Kinds, i: int, j: int, p: Scalar, q: Scalar) -> tuple[Scalar, Scalar]:
    """Return the distance to the upper ribbon's middle and to the lower one's, in tiles; 9 where there is none."""
    kind = kinds[j, i]
    if kind == _OVER:
        return abs(q - 0.5), abs(p - 0.5)
    if kind == _UNDER:
        return abs(p - 0.5), abs(q - 0.5)
    if kind == _EMPTY:
        return _caps(kinds, i, j, p, q), 9.0
    if kind == _RISING:
        p = 1.0 - p
    near = abs(math.sqrt(p * p + q * q) - 0.5)
    far = abs(math.sqrt((1.0 - p) ** 2 + (1.0 - q) ** 2) - 0.5)
    return min(near, far), 9.0


@kernel
def _caps(kinds: Kinds, i: int, j: int, p: Scalar, q: Scalar) -> Scalar:
    """Round off the ribbons that end at the sides of an empty tile."""
    away = 9.0
    last_row, last_column = kinds.shape[0] - 1, kinds.shape[1] - 1
    if i > 0 and kinds[j, i - 1] != _EMPTY:
        away = min(away, math.sqrt(p * p + (q - 0.5) ** 2))
    if i < last_column and kinds[j, i + 1] != _EMPTY:
        away = min(away, math.sqrt((1 - p) ** 2 + (q - 0.5) ** 2))
    if j > 0 and kinds[j - 1, i] != _EMPTY:
        away = min(away, math.sqrt((p - 0.5) ** 2 + q * q))
    if j < last_row and kinds[j + 1, i] != _EMPTY:
        away = min(away, math.sqrt((p - 0.5) ** 2 + (1 - q) ** 2))
    return away


@kernel
def _side(kind: int, i: int, j: int, p: Scalar, q: Scalar, soft: Scalar) -> Scalar:
    """Return the share of the first side at a place: quarter discs and what lies between them alternate."""
    if kind == _RISING:
        p = 1.0 - p
    near, far = math.sqrt(p * p + q * q), math.sqrt((1.0 - p) ** 2 + (1.0 - q) ** 2)
    corner = min(max((0.5 - min(near, far)) / (2 * soft) + 0.5, 0.0), 1.0)
    even = (i + j + (1 if kind == _RISING else 0)) % 2 == 0
    return corner if even else 1.0 - corner


@kernel
def _profile(variant: int, across: Scalar, soft: Scalar, strands: int) -> tuple[Scalar, Scalar]:
    """Return coverage and lightness -1..1 of a ribbon at ``across`` half widths from its middle."""
    cover = min(max((1.0 - across) / (2 * soft) + 0.5, 0.0), 1.0)
    if variant == 1:
        return cover, 1.7 * math.sqrt(max(1.0 - across * across, 0.0)) - 1.0
    if variant == 2:
        part = abs(across * strands - math.floor(across * strands + 0.5))
        line = min(max((0.29 - part) / (2 * soft * strands) + 0.5, 0.0), 1.0)
        return cover * line, 0.0
    core = min(max((0.42 - across) / (2 * soft) + 0.5, 0.0), 1.0)
    return cover, 1.5 * core - 0.4


@kernel
def _paint(
    target: Floats,
    first: int,
    last: int,
    variant: int,
    kinds: Kinds,
    half: Scalar,
    strands: int,
    ramp: Floats,
    grounds: Floats,
    lean: Scalar,
    swing: Scalar,
    seed: int,
) -> None:
    size = target.shape[0]
    count = kinds.shape[0] - 2 * _BORDER
    soft = 0.6 * count / size
    top = ramp.shape[0] - 1
    lx, ly = math.cos(lean), math.sin(lean)
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            x = (column + 0.5) / size
            i, j = int(x * count) + _BORDER, int(y * count) + _BORDER
            p, q = x * count - math.floor(x * count), y * count - math.floor(y * count)
            upper, lower = _arcs(kinds, i, j, p, q)
            way = 0.5 + ((x - 0.5) * lx + (y - 0.5) * ly) * 0.95
            way += swing * noise2(np.float32(x * 1.7), np.float32(y * 1.7), seed)
            worn = 1.0 - 0.05 * max(noise2(np.float32(x * 260), np.float32(y * 260), seed + 5), 0.0)
            shadow = 0.42 * smooth(np.float32(half * 1.65), np.float32(half * 0.9), np.float32(upper))
            two_sided = variant == 3 and kinds[j, i] != _EMPTY
            share = _side(kinds[j, i], i, j, p, q, soft) if two_sided else 0.0
            for channel in range(3):
                colour = grounds[0, channel] + share * (grounds[1, channel] - grounds[0, channel])
                target[row, column, channel] = colour * worn
            if variant == 3:
                continue
            for layer in range(2):
                away = lower if layer == 0 else upper
                cover, light = _profile(variant, away / half, soft / half, strands)
                if cover <= 0:
                    continue
                dim = 1.0 - shadow if layer == 0 else 1.0
                at = min(max(int((way * 0.72 + 0.14 + 0.15 * light) * top), 0), top)
                for channel in range(3):
                    ink = ramp[at, channel] * dim * worn
                    target[row, column, channel] += cover * (ink - target[row, column, channel])


def paint(scene: Scene) -> Floats:
    """Paint a weave; see the module."""
    variant = scene.pick("variant", VARIANTS)
    count = round(scene.dial("scale", 4.0, 10.4))
    kinds = arrange(scene, count, 0.0 if variant == "islands" else scene.dial("density", 0.0, 0.34))
    half = scene.dial("contrast", 0.17, 0.33) * (1.2 if variant == "strands" else 1.0)
    strands = 2 + round(scene.dial("density", 0.0, 2.4))
    roles = scene.roles
    deep = with_lightness(roles.dominant, roles.dominant[0] * (0.62 if roles.is_night else 0.85))
    ramp = gradient((deep, roles.dominant, roles.support, roles.accent), _RAMP_STEPS, (0, 0.3, 0.66, 1))
    grounds = np.array([srgb(roles.ground), srgb(roles.dominant)], np.float32)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    lean, swing = scene.dial("angle", -3.1, 3.1), scene.dial("warp", 0.1, 0.5)
    number, seed = VARIANTS.index(variant), scene.kernel_seed("weave")
    in_bands(
        scene.size_px,
        lambda first, last: _paint(target, first, last, number, kinds, half, strands, ramp, grounds, lean, swing, seed),
        scene.pace,
    )
    return target


def arrange(scene: Scene, count: int, crossings: float) -> Kinds:
    """Return the kind of each tile, with a border; tiles that would come under the text stay empty."""
    if not scene.textless and scene.calm.width > _WIDE:
        # half tiles left and right of a wide title would be crumbs
        scene = replace(scene, calm=Box(-1.0, scene.calm.top, 2.0, scene.calm.bottom))
    rng = scene.rng("tiles")
    side = count + 2 * _BORDER
    kinds = np.where(rng.random((side, side)) < 0.5, _FALLING, _RISING)
    over = np.where(rng.random((side, side)) < 0.5, _OVER, _UNDER)
    kinds = np.where(rng.random((side, side)) < crossings, over, kinds)
    middles = (np.arange(side) + 0.5 - _BORDER) / count
    x, y = np.meshgrid(middles.astype(np.float32), middles.astype(np.float32))
    reach = 0.5 / count
    clear = np.minimum.reduce(
        [clearance(scene, x + dx * reach, y + dy * reach) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    )
    return np.where(clear > 0.2 * reach, kinds, _EMPTY).astype(np.int64)
