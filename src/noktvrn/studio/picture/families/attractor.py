"""Strange attractors: millions of points of a simple formula that never repeats, exposed like a long photograph.

Formulas are drawn at random until one fills enough of the sheet; brightness is the logarithm of how often a place was
visited, colour how fast the point was moving there.

References:
    Clifford Pickover, "Chaos in Wonderland" (1994); Peter de Jong's formula, after A. K. Dewdney (1987).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, gradient, srgb, with_lightness
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("clifford", "de_jong", "svensson", "dream", "bedouin")
_POINTS_PER_PIXEL = 2.6
_BATCHES = 16
_TRIAL_SIDE = 96
_TRIES = 160
_LEAST_FILLED = 0.30
_WIDEST = 6.0
_LESSER_SECOND_PAIR = frozenset({0, 3, 4})


@kernel
def _step(kind: int, x: Scalar, y: Scalar, p: Floats) -> tuple[Scalar, Scalar]:
    if kind == 0:
        return math.sin(p[0] * y) + p[2] * math.cos(p[0] * x), math.sin(p[1] * x) + p[3] * math.cos(p[1] * y)
    if kind == 1:
        return math.sin(p[0] * y) - math.cos(p[1] * x), math.sin(p[2] * x) - math.cos(p[3] * y)
    if kind == 2:
        return p[3] * math.sin(p[0] * x) - math.sin(p[1] * y), p[2] * math.cos(p[0] * x) + math.cos(p[1] * y)
    if kind == 3:
        return math.sin(p[1] * y) + p[2] * math.sin(p[1] * x), math.sin(p[0] * x) + p[3] * math.sin(p[0] * y)
    return math.cos(p[1] * y) + p[2] * math.sin(p[1] * x), math.cos(p[0] * x) + p[3] * math.sin(p[0] * y)


@kernel
def _expose(
    sheet: Floats, kind: int, p: Floats, frame: Floats, points: int, x: Scalar, y: Scalar
) -> tuple[Scalar, Scalar]:
    """Follow the point; ``sheet`` counts its visits and adds up its speeds, side by side, as memory is the brake here.

    ``frame`` turns formula coordinates into pixels.
    """
    height, width = sheet.shape[0], sheet.shape[1]
    for _ in range(points):
        new_x, new_y = _step(kind, x, y, p)
        column = int(frame[0] + frame[1] * new_x + frame[2] * new_y)
        row = int(frame[3] + frame[4] * new_x + frame[5] * new_y)
        if 0 <= column < width and 0 <= row < height:
            sheet[row, column, 0] += np.float32(1)
            sheet[row, column, 1] += np.float32(math.sqrt((new_x - x) ** 2 + (new_y - y) ** 2))
        x, y = new_x, new_y
    return x, y


@kernel
def _extent(kind: int, p: Floats, points: int) -> tuple[Scalar, Scalar, Scalar, Scalar]:
    x, y = 0.1, 0.1
    left, right, top, bottom = 9.0, -9.0, 9.0, -9.0
    for number in range(points):
        x, y = _step(kind, x, y, p)
        if number > 50:
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
    return left, right, top, bottom


@kernel
def _develop(
    sheet: Floats,
    target: Floats,
    first: int,
    last: int,
    ramp: Floats,
    cool: Floats,
    ground: Floats,
    scale: Scalar,
    exposure: Scalar,
    gives_light: bool,
    fastest: Scalar,
) -> None:
    size = sheet.shape[0]
    steps = ramp.shape[0] - 1
    for row in range(first, last):
        for column in range(size):
            # a small soft kernel hides the count of single points
            total, speed = 0.0, 0.0
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    y, x = min(max(row + dy, 0), size - 1), min(max(column + dx, 0), size - 1)
                    weight = (2 - abs(dy)) * (2 - abs(dx)) / 16.0
                    total += weight * sheet[y, x, 0]
                    speed += weight * sheet[y, x, 1]
            if total <= 0:
                for channel in range(3):
                    target[row, column, channel] = ground[channel]
                continue
            tone = math.log1p(total * exposure) / scale
            tone = min(tone, 1.0)
            at = int(tone * steps)
            pace = min(speed / total / fastest, 1.0)
            cover = min(tone * 2.4, 1.0) if gives_light else min(tone * 1.9, 1.0)
            for channel in range(3):
                colour = ramp[at, channel] + pace * (cool[at, channel] - ramp[at, channel])
                target[row, column, channel] = ground[channel] + cover * (colour - ground[channel])


def paint(scene: Scene) -> Floats:
    """Paint a strange attractor; see the module."""
    kind = VARIANTS.index(scene.pick("variant", VARIANTS))
    parameters, extent = choose_formula(scene, kind)
    sheet = _photograph(scene, kind, parameters, _frame(scene, extent))
    roles = scene.roles
    night = roles.is_night
    if night:
        first = (roles.ground, roles.dominant, roles.accent, with_lightness(roles.accent, 0.97))
        second = (roles.ground, roles.support, mixed_light(roles.support), with_lightness(roles.support, 0.96))
    else:
        first = (roles.ground, roles.support, roles.dominant, with_lightness(roles.dominant, 0.24))
        second = (roles.ground, roles.accent, with_lightness(roles.accent, 0.42), with_lightness(roles.accent, 0.2))
    ramp, cool = gradient(first, 1024), gradient(second, 1024)
    visits = sheet[..., 0]
    lit = visits[visits > 0]
    high = float(np.percentile(lit, 99.6)) if lit.size else 1.0
    exposure = scene.dial("contrast", 0.5, 1.4)
    fastest = float(sheet[..., 1].sum() / max(visits.sum(), 1.0)) * 1.9
    target = np.empty((*visits.shape, 3), np.float32)
    in_bands(
        scene.size_px,
        lambda top, bottom: _develop(
            sheet,
            target,
            top,
            bottom,
            ramp,
            cool,
            srgb(roles.ground),
            math.log1p(high * exposure),
            exposure,
            night,
            fastest,
        ),
        scene.pace.part(0.85, 1.0),
    )
    return target


def mixed_light(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return a lighter, purer tint for the middle of a ramp."""
    return min(colour[0] + 0.18, 0.92), min(colour[1] * 1.15, 0.3), colour[2]


def choose_formula(scene: Scene, kind: int) -> tuple[Floats, tuple[float, float, float, float]]:
    """Draw parameters until the figure fills enough of a small sheet; return the fullest when none does.

    Returns:
        The four parameters, and the figure's extent as left, right, top, bottom.
    """
    rng = scene.rng("formula")
    best: tuple[float, Floats, tuple[float, float, float, float]] | None = None
    for _ in range(_TRIES):
        drawn = rng.uniform(1.1, 2.9, 4) * rng.choice([-1, 1], 4)
        if kind in _LESSER_SECOND_PAIR:
            drawn[2:] = rng.uniform(0.4, 1.6, 2) * rng.choice([-1, 1], 2)
        parameters = drawn.astype(np.float32)
        extent = _extent(kind, parameters, 3000)
        if not 1.0 < extent[1] - extent[0] < _WIDEST or not 1.0 < extent[3] - extent[2] < _WIDEST:
            continue
        filled = _filled(kind, parameters, extent)
        if best is None or filled > best[0]:
            best = (filled, parameters, extent)
        if filled > _LEAST_FILLED + 0.25 * float(rng.random()):
            return parameters, extent
    if best is None:
        parameters = np.array([-1.4, 1.6, 1.0, 0.7], np.float32)
        return parameters, _extent(0, parameters, 3000)
    return best[1], best[2]


def _filled(kind: int, parameters: Floats, extent: tuple[float, float, float, float]) -> float:
    """Share of a small sheet's places that are visited."""
    side = _TRIAL_SIDE
    sheet = np.zeros((side, side, 2), np.float32)
    across, down = side / (extent[1] - extent[0]), side / (extent[3] - extent[2])
    frame = np.array([-extent[0] * across, across, 0, -extent[2] * down, 0, down], np.float32)
    _expose(sheet, kind, parameters, frame, 24_000, 0.1, 0.1)
    return float((sheet[..., 0] > 0).mean())


def _frame(scene: Scene, extent: tuple[float, float, float, float]) -> Floats:
    """Return the turn, scale and shift that put the figure into the focus."""
    x, y, radius = scene.focus_circle
    left, right, top, bottom = extent
    turn = scene.dial("angle", 0.0, 2 * math.pi)
    cos, sin = math.cos(turn), math.sin(turn)
    wide = abs((right - left) * cos) + abs((bottom - top) * sin)
    tall = abs((right - left) * sin) + abs((bottom - top) * cos)
    room = scene.room
    size = scene.dial("scale", 1.0, 1.45) * min(max(room.width, radius * 2) / wide, max(room.height, radius * 2) / tall)
    x, y = _beside_text(scene, x, y, wide * size / 2, tall * size / 2)
    scale = scene.size_px * size
    mid_x, mid_y = (left + right) / 2, (top + bottom) / 2
    return np.array(
        [
            x * scene.size_px - scale * (cos * mid_x - sin * mid_y),
            scale * cos,
            -scale * sin,
            y * scene.size_px - scale * (sin * mid_x + cos * mid_y),
            scale * sin,
            scale * cos,
        ],
        np.float32,
    )


def _beside_text(scene: Scene, x: float, y: float, half_width: float, half_height: float) -> tuple[float, float]:
    """Move a figure that is larger than its room off the text, over the edge of the sheet."""
    bleed = scene.bleed
    if bleed.left > 0:
        x = max(x, bleed.left + half_width)
    if bleed.top > 0 and bleed.bottom == 1:
        y = max(y, bleed.top + half_height)
    elif bleed.bottom < 1 and bleed.top == 0:
        y = min(y, bleed.bottom - half_height)
    return x, y


def _photograph(scene: Scene, kind: int, parameters: Floats, frame: Floats) -> Floats:
    """Expose two sheets at once and lay them together."""
    size = scene.size_px
    points = int(size * size * _POINTS_PER_PIXEL / (2 * _BATCHES)) + 20_000
    sheets = [np.zeros((size, size, 2), np.float32) for _ in range(2)]
    places = [(0.1, 0.1), (-0.3, 0.2)]
    with ThreadPoolExecutor(2) as pool:
        for batch in range(_BATCHES):
            tasks = [
                pool.submit(_expose, sheet, kind, parameters, frame, points, *place)
                for sheet, place in zip(sheets, places, strict=True)
            ]
            places = [task.result() for task in tasks]
            scene.pace.at(0.85 * (batch + 1) / _BATCHES)
    sheets[0] += sheets[1]
    return sheets[0]
