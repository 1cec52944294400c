"""Liquid metal: a folded surface that mirrors an invented room.

A height field is warped twice by noise, its slope mirrors strip lights, and a colour ramp of the artist's palette
stands for the room. Variants: ``drape`` (cloth-like folds over the whole sheet), ``molten`` (round pools) and ``drop``
(one body of metal on the empty ground).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import fractal2, noise2, smooth
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, mix, oklab, srgb, srgb_from_oklab, tone_ramp, with_lightness
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("drape", "molten", "drop")
_RAMP_STEPS = 1024
_SCALES = (1.3, 2.9)


@kernel
def _heights(
    target: Floats,
    first: int,
    last: int,
    scale: Scalar,
    stretch: Scalar,
    angle: Scalar,
    warp: Scalar,
    ripple: Scalar,
    seed: int,
) -> None:
    """Write the folds; ``ripple`` is the height of fine creases, which run along the folds."""
    size = target.shape[0]
    cos, sin = np.float32(math.cos(angle)), np.float32(math.sin(angle))
    scale, warp, stretch = np.float32(scale), np.float32(warp), np.float32(stretch)
    half = np.float32(0.5)
    for row in range(first, last):
        y = np.float32((row + 0.5) / size) - half
        for column in range(size):
            x = np.float32((column + 0.5) / size) - half
            u = (cos * x + sin * y) * scale
            v = (cos * y - sin * x) * scale * stretch
            a = fractal2(u, v, seed, 2, np.float32(0.45))
            b = fractal2(u + np.float32(5.2), v + np.float32(1.3), seed + 11, 2, np.float32(0.45))
            p, q = u + warp * a, v + warp * b
            c = fractal2(p + np.float32(1.7), q + np.float32(9.2), seed + 23, 2, np.float32(0.4))
            d = noise2(p + np.float32(8.3), q + np.float32(2.8), seed + 37)
            p, q = u + warp * np.float32(1.3) * c, v + warp * np.float32(1.3) * d
            fold = fractal2(p, q, seed + 53, 2, np.float32(0.32))
            crease = noise2(p * np.float32(3.4) + fold * np.float32(2.2), q * np.float32(1.3), seed + 71)
            target[row, column] = fold + np.float32(ripple) * crease


@kernel
def _dome(
    target: Floats,
    first: int,
    last: int,
    cx: Scalar,
    cy: Scalar,
    radius: Scalar,
    lumps: Scalar,
    relief: Scalar,
    seed: int,
) -> None:
    """Turn the folds into a body with a round edge; outside the body the height is -9."""
    size = target.shape[0]
    for row in range(first, last):
        y = (row + 0.5) / size - cy
        for column in range(size):
            x = (column + 0.5) / size - cx
            reach = math.sqrt(x * x + y * y) / radius
            edge = (
                np.float32(1)
                - reach
                - lumps
                * fractal2(
                    np.float32(x / radius * 0.9 + 4.1), np.float32(y / radius * 0.9 - 2.7), seed, 2, np.float32(0.4)
                )
            )
            if edge <= 0:
                target[row, column] = np.float32(-9) + min(edge, np.float32(0))
            else:
                swell = np.float32(1) - (np.float32(1) - min(edge * np.float32(1.25), np.float32(1))) ** 2
                target[row, column] = (
                    np.float32(1.05) * math.sqrt(swell) + np.float32(relief) * target[row, column] * swell
                )


@kernel
def _mirror(
    height: Floats,
    target: Floats,
    first: int,
    last: int,
    ramp: Floats,
    highlight: Floats,
    relief: Scalar,
    bands: Scalar,
    edge: Scalar,
    turn: Scalar,
    calm: Floats,
    calm_tone: Scalar,
    seed: int,
) -> None:
    size = height.shape[0]
    steps = ramp.shape[0] - 1
    light_x, light_y = np.float32(math.cos(turn)), np.float32(math.sin(turn))
    for row in range(first, last):
        up, down = max(row - 1, 0), min(row + 1, size - 1)
        y = np.float32((row + 0.5) / size)
        for column in range(size):
            left, right = max(column - 1, 0), min(column + 1, size - 1)
            x = np.float32((column + 0.5) / size)
            gap_x = max(calm[0] - x, x - calm[2])
            gap_y = max(calm[1] - y, y - calm[3])
            gap = max(gap_x, gap_y)
            quiet = np.float32(1) - smooth(np.float32(-0.03), np.float32(0.24), gap)
            k = np.float32(relief) * (np.float32(1) - np.float32(0.72) * quiet)
            slope_x = (height[row, right] - height[row, left]) * np.float32(size) / np.float32(right - left) * k
            slope_y = (height[down, column] - height[up, column]) * np.float32(size) / np.float32(down - up) * k
            nz = np.float32(1) / math.sqrt(np.float32(1) + slope_x * slope_x + slope_y * slope_y)
            nx, ny = -slope_x * nz, -slope_y * nz
            # mirrored view direction of an eye straight above
            rx, ry, rz = np.float32(2) * nz * nx, np.float32(2) * nz * ny, np.float32(2) * nz * nz - np.float32(1)
            along = rx * light_x + ry * light_y
            across = ry * light_x - rx * light_y
            strips = np.float32(0.5) + np.float32(0.5) * math.sin(
                np.float32(bands) * along + np.float32(1.9) * across + np.float32(1.6) * height[row, column]
            )
            # strip lights have edges: without them metal looks out of focus
            strips += np.float32(edge) * (smooth(np.float32(0.34), np.float32(0.66), strips) - strips)
            key = smooth(np.float32(-0.9), np.float32(1.0), along)
            tone = (
                np.float32(0.08)
                + np.float32(0.42) * key
                + np.float32(0.46) * strips * strips * (np.float32(0.35) + np.float32(0.65) * key)
            )
            rim = (np.float32(1) - nz) ** 2
            tone = tone * (np.float32(1) - np.float32(0.55) * rim) + np.float32(0.10) * rz * rz * np.float32(0.5)
            tone = tone + (np.float32(calm_tone) - tone) * np.float32(0.72) * quiet
            at = min(max(tone, np.float32(0)), np.float32(0.9999)) * np.float32(steps)
            step = int(at)
            share = at - np.float32(step)
            glint = max(along * np.float32(0.80) + rz * np.float32(0.35), np.float32(0)) ** 14
            sharp = max(np.float32(0.93) * along - np.float32(0.35) * across, np.float32(0)) ** 22
            shine = min(np.float32(0.55) * glint + np.float32(0.9) * sharp, np.float32(1)) * (
                np.float32(1) - np.float32(0.85) * quiet
            )
            for channel in range(3):
                base = ramp[step, channel] + share * (ramp[step + 1, channel] - ramp[step, channel])
                target[row, column, channel] = base + shine * (highlight[channel] - base)


@kernel
def _lay_on_ground(
    target: Floats,
    height: Floats,
    first: int,
    last: int,
    ground: Floats,
    glow: Floats,
    cx: Scalar,
    cy: Scalar,
    radius: Scalar,
) -> None:
    """Paint the empty ground round the body, with a soft shadow below it."""
    size = target.shape[0]
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            h = height[row, column]
            if h > -8:
                continue
            x = (column + 0.5) / size
            far = math.sqrt((x - cx) ** 2 + (y - cy) ** 2) / radius
            halo = math.exp(-far * far * 0.45)
            fall = math.sqrt(((x - cx) / 1.05) ** 2 + ((y - cy - 0.28 * radius) / 1.0) ** 2) / radius
            shade = np.float32(1) - np.float32(0.42) * smooth(np.float32(1.5), np.float32(0.75), np.float32(fall))
            for channel in range(3):
                lit = ground[channel] + np.float32(halo) * (glow[channel] - ground[channel])
                target[row, column, channel] = lit * shade


def paint(scene: Scene) -> Floats:
    """Paint liquid metal; see the module."""
    variant = scene.pick("variant", VARIANTS)
    if variant == "drop" and _text_on_body(scene):
        variant = "molten"
    height = np.empty((scene.size_px, scene.size_px), np.float32)
    warp = scene.dial("warp", 0.55, 1.25) * (0.8 + 0.4 * scene.energy)
    scale = scene.dial("scale", *_SCALES)
    stretch = {"drape": 0.32, "molten": 0.9, "drop": 0.75}[variant]
    angle = scene.dial("angle", 0.0, math.pi)
    ripple = 0.05 + 0.07 * scene.dial("density", 0, 1)
    seed = scene.kernel_seed("silk")
    in_bands(
        scene.size_px,
        lambda first, last: _heights(height, first, last, scale, stretch, angle, warp, ripple, seed),
        scene.pace.part(0.0, 0.6),
    )
    circle = _body(scene) if variant == "drop" else None
    if circle is not None:
        lumps = 0.12 + 0.34 * scene.dial("density", 0, 1)
        in_bands(
            scene.size_px,
            lambda first, last: _dome(height, first, last, *circle, lumps, 0.24, seed + 5),
            scene.pace.part(0.6, 0.7),
        )
    return _shade(scene, height, circle, variant)


def _text_on_body(scene: Scene) -> bool:
    """Whether text would stand on the body of metal, which has no quiet place."""
    x, y, radius = scene.framed(scene.focus)
    radius *= 0.86
    return scene.calm.left < x < scene.calm.right and abs(scene.calm.centre[1] - y) < radius


def _body(scene: Scene) -> tuple[float, float, float]:
    x, y, radius = scene.focus_circle
    return x, y, radius * 0.86


def _shade(scene: Scene, height: Floats, circle: tuple[float, float, float] | None, variant: str) -> Floats:
    roles = scene.roles
    target = np.empty((*height.shape, 3), np.float32)
    stops = [
        with_lightness(roles.ground, 0.10),
        roles.dominant,
        roles.support,
        roles.accent,
        (0.96, 0.02, roles.accent[2]),
    ]
    ramp = tone_ramp(stops, _RAMP_STEPS, 0.07, 0.93)
    highlight = srgb_from_oklab(oklab((0.985, 0.012, roles.accent[2]))).astype(np.float32)
    contrast = scene.dial("contrast", 0.8, 1.25)
    # wide folds are shallow; deeper relief gives them the same play of light as narrow ones
    wide = (2.1 / scene.dial("scale", *_SCALES)) ** 0.7
    relief = (0.50 if variant == "drop" else 0.27) * contrast * wide
    bands = (4.6 if variant == "drop" else 3.0) + 2.6 * scene.energy
    edge = scene.dial("density", 0.35, 0.85)
    turn = float(scene.rng("light").uniform(-2.4, -0.8))
    quiet_tone = 0.1
    calm = np.array(scene.quiet if circle is None else (2, 2, 3, 3), np.float32)
    seed = scene.kernel_seed("mirror")
    in_bands(
        scene.size_px,
        lambda first, last: _mirror(
            height, target, first, last, ramp, highlight, relief, bands, edge, turn, calm, quiet_tone, seed
        ),
        scene.pace.part(0.7, 0.95),
    )
    if circle is not None:
        ground, glow = srgb(roles.ground), srgb(mix(roles.ground, roles.dominant, 0.35))
        in_bands(
            scene.size_px,
            lambda first, last: _lay_on_ground(target, height, first, last, ground, glow, *circle),
            scene.pace.part(0.95, 1.0),
        )
    return target
