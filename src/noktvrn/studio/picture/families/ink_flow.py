"""Ink flow: thousands of pen lines that follow a curling field, in ink on paper or light on night.

Lines deposit ink; ink absorbs the paper's light channel by channel, so crossing lines darken and colours mix as glazes
do. On a dark ground lines give light instead. Variants are the shape that the lines fill.
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2, smooth
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, gradient, srgb
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("disc", "ring", "crescent", "twins", "strata", "column")
_LINES_PER_PAINTING = 7000
_SHAPES = {name: number for number, name in enumerate(VARIANTS)}


@kernel
def _inside(x: Scalar, y: Scalar, shape: int, cx: Scalar, cy: Scalar, radius: Scalar, seed: int) -> Scalar:
    """How deep a place lies in the shape: above 0 inside, about the share of the radius."""
    u, v = (x - cx) / radius, (y - cy) / radius
    ragged = np.float32(0.16) * noise2(np.float32(u * 2.1 + 3), np.float32(v * 2.1 - 5), seed)
    far = math.sqrt(u * u + v * v)
    if shape == 0:
        return 1.0 - far + ragged
    if shape == 1:
        return 0.30 - abs(far - 0.72) + ragged * 0.6
    if shape == 2:
        cut = math.sqrt((u - 0.42) ** 2 + (v + 0.18) ** 2)
        return min(1.0 - far, cut - 0.72) + ragged * 0.5
    if shape == 3:
        left = 0.60 - math.sqrt((u + 0.42) ** 2 + (v + 0.30) ** 2)
        right = 0.52 - math.sqrt((u - 0.46) ** 2 + (v - 0.38) ** 2)
        return max(left, right) + ragged * 0.5
    if shape == 4:
        band = math.sin(v * 5.2 + 0.9 * math.sin(u * 1.7)) * 0.34 + 0.10
        return min(band, 1.05 - abs(v)) + ragged * 0.6
    return min(0.44 - abs(u) + 0.12 * math.sin(v * 2.4), 1.0 - abs(v)) + ragged


@kernel
def _heading(x: Scalar, y: Scalar, scale: Scalar, swirl: Scalar, tilt: Scalar, seed: int) -> Scalar:
    """Direction of the field: the curl of a noise potential, leaning to ``tilt``."""
    step = np.float32(0.004)
    u, v = np.float32(x * scale), np.float32(y * scale)
    middle = noise2(u, v, seed) + np.float32(0.42) * noise2(u * 2.1, v * 2.1, seed + 3)
    right = noise2(u + step, v, seed) + np.float32(0.42) * noise2((u + step) * 2.1, v * 2.1, seed + 3)
    below = noise2(u, v + step, seed) + np.float32(0.42) * noise2(u * 2.1, (v + step) * 2.1, seed + 3)
    gx = (below - middle) / step * swirl + math.cos(tilt)
    gy = -(right - middle) / step * swirl + math.sin(tilt)
    return math.atan2(gy, gx)


@kernel
def _stamp(ink: Floats, x: Scalar, y: Scalar, radius: Scalar, amount: Scalar, tint: Floats) -> None:
    size = ink.shape[0]
    reach = int(radius + 1.5)
    column0, row0 = int(x), int(y)
    for row in range(max(row0 - reach, 0), min(row0 + reach + 1, size)):
        for column in range(max(column0 - reach, 0), min(column0 + reach + 1, size)):
            far = math.sqrt((row + 0.5 - y) ** 2 + (column + 0.5 - x) ** 2)
            share = min(max(radius + 0.5 - far, 0.0), 1.0) * amount
            if share > 0:
                for channel in range(3):
                    ink[row, column, channel] += np.float32(share) * tint[channel]


@kernel
def _draw_lines(
    ink: Floats,
    starts: Floats,
    lengths: Floats,
    widths: Floats,
    tints: Floats,
    shape: int,
    circle: Floats,
    scale: Scalar,
    swirl: Scalar,
    tilt: Scalar,
    tint_axis: Scalar,
    seed: int,
) -> None:
    size = ink.shape[0]
    steps_of_tint = tints.shape[0] - 1
    cx, cy, radius = circle[0], circle[1], circle[2]
    for line in range(starts.shape[0]):
        x, y = starts[line, 0], starts[line, 1]
        if _inside(x, y, shape, cx, cy, radius, seed) <= 0.0:
            continue
        step = min(max(widths[line] * 0.5, 0.7 / size), 1.6 / size)
        steps = int(lengths[line] / step)
        wander = starts[line, 2]
        for number in range(steps):
            depth = _inside(x, y, shape, cx, cy, radius, seed)
            if depth < -0.02 - 0.10 * wander:
                break
            along = number / max(steps, 1)
            taper = math.sin(math.pi * min(along * 1.06, 1.0)) ** 0.5
            edge = smooth(-0.12, 0.10, depth)
            place = 0.5 + ((x - cx) * math.cos(tint_axis) + (y - cy) * math.sin(tint_axis)) / (2.2 * radius)
            tint = int(min(max(place + 0.10 * (wander - 0.5), 0.0), 1.0) * steps_of_tint)
            width = widths[line] * size * (0.35 + 0.65 * taper)
            _stamp(ink, x * size, y * size, width / 2, taper * edge * step / max(widths[line], 1.0 / size), tints[tint])
            angle = _heading(x, y, scale, swirl, tilt, seed + 9)
            x += math.cos(angle) * step
            y += math.sin(angle) * step
            if x < -0.02 or x > 1.02 or y < -0.02 or y > 1.02:
                break


@kernel
def _develop(ink: Floats, ground: Floats, first: int, last: int, strength: Scalar, gives_light: bool) -> None:
    """Turn deposited ink into colour, in place."""
    size = ink.shape[0]
    for row in range(first, last):
        for column in range(size):
            for channel in range(3):
                amount = ink[row, column, channel] * strength
                if gives_light:
                    lit = np.float32(1) - math.exp(-amount)
                    ink[row, column, channel] = ground[channel] + (np.float32(1) - ground[channel]) * lit
                else:
                    ink[row, column, channel] = ground[channel] * math.exp(-amount)


def paint(scene: Scene) -> Floats:
    """Paint ink flow; see the module."""
    rng = scene.rng("lines")
    variant = scene.pick("variant", VARIANTS)
    circle = _circle(scene, variant)
    count = int(_LINES_PER_PAINTING * scene.dial("density", 0.7, 1.5))
    starts, lengths, widths = _pens(scene, circle, count, rng)
    ink = np.zeros((scene.size_px, scene.size_px, 3), np.float32)
    night = scene.roles.is_night
    tints = _tints(scene)
    tilt = scene.dial("angle", 0.0, 2 * math.pi)
    batches = 20
    for batch in range(batches):
        part = slice(count * batch // batches, count * (batch + 1) // batches)
        _draw_lines(
            ink,
            starts[part],
            lengths[part],
            widths[part],
            tints,
            _SHAPES[variant],
            np.array(circle, np.float32),
            scene.dial("scale", 2.2, 4.6),
            scene.dial("warp", 0.35, 0.9) * (0.7 + 0.6 * scene.energy),
            tilt,
            float(rng.uniform(0, 0.01)) + tilt + math.pi / 2,
            scene.kernel_seed("ink"),
        )
        scene.pace.at(0.05 + 0.8 * batch / batches)
    strength = scene.dial("contrast", 1.5, 2.2) * (0.8 if night else 1.0)
    ground = srgb(scene.roles.ground)
    in_bands(
        scene.size_px,
        lambda first, last: _develop(ink, ground, first, last, strength, night),
        scene.pace.part(0.85, 1.0),
    )
    return ink


def _circle(scene: Scene, variant: str) -> tuple[float, float, float]:
    x, y, radius = scene.focus_circle
    if variant == "strata":
        return x, y, max(scene.room.width * 0.6, radius)
    return x, y, radius * 0.96


def _pens(
    scene: Scene, circle: tuple[float, float, float], count: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    x, y, radius = circle
    starts = np.empty((count, 3), np.float32)
    starts[:, 0] = rng.uniform(x - radius * 1.15, x + radius * 1.15, count)
    starts[:, 1] = rng.uniform(y - radius * 1.15, y + radius * 1.15, count)
    starts[:, 2] = rng.random(count)
    lengths = (radius * rng.uniform(0.25, 1.1, count)).astype(np.float32)
    fine = 0.00055 + 0.0006 * (1 - scene.energy)
    widths = (fine + 0.0026 * rng.random(count) ** 7).astype(np.float32)
    return starts, lengths, widths


def _tints(scene: Scene) -> Floats:
    """Return what each line deposits: absorbance of a colour on paper, or light on night."""
    roles = scene.roles
    order = (
        (roles.accent, roles.support, roles.dominant)
        if roles.is_night
        else (roles.support, roles.dominant, roles.accent)
    )
    colours = gradient(order, 256)
    if roles.is_night:
        return np.ascontiguousarray(colours**1.5)
    ground = srgb(roles.ground)
    return -np.log(np.clip(colours / np.maximum(ground, 0.05), 0.02, 0.98)).astype(np.float32)
