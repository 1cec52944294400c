"""Halftone: a lit form printed through turned screens in two or three inks that overlap.

Variants are forms: ``moon`` (a lit ball before a lit ground), ``torus``, ``dunes`` (folds of light), ``pair`` (two
balls), ``sun`` (rays), ``pillars`` (lit columns), ``ripples`` (rings that cross). The screens are dots or, where the
artist's ``density`` dial is high, lines.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2, smooth
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, srgb, with_chroma
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("moon", "torus", "dunes", "pair", "sun", "pillars", "ripples")
_TONE_DIVISION = 3
_SCREEN_ANGLES = (0.26, 1.31, 0.785)


@kernel
def _tones(
    target: Floats,
    variant: int,
    cx: Scalar,
    cy: Scalar,
    radius: Scalar,
    lean: Scalar,
    warp: Scalar,
    calm: Floats,
    seed: int,
) -> None:
    """Write how much of each of three inks is wanted, 0..1, into ``target`` of shape ``(3, side, side)``."""
    side = target.shape[1]
    lx, ly = math.cos(lean), math.sin(lean)
    for row in range(side):
        y = (row + 0.5) / side
        for column in range(side):
            x = (column + 0.5) / side
            u, v = (x - cx) / radius, (y - cy) / radius
            far = math.sqrt(u * u + v * v)
            bend = noise2(np.float32(x * 2.2), np.float32(y * 2.2), seed)
            gap_x, gap_y = max(calm[0] - x, x - calm[2], 0.0), max(calm[1] - y, y - calm[3], 0.0)
            gap = math.sqrt(gap_x * gap_x + gap_y * gap_y) + 0.09 * bend - 0.02
            hush = smooth(np.float32(0.0), np.float32(0.30), np.float32(gap))
            first, second, third = 0.0, 0.0, 0.0
            if variant == 0:
                first, second, third = _ball(u, v, lx, ly)
                glow = smooth(np.float32(1.9), np.float32(0.95), np.float32(far)) * 0.42
                if far >= 1:
                    second = glow * (0.6 + 0.4 * (u * -lx + v * -ly) / far)
            elif variant == 1:
                first, second, third = _torus(u, v, lx, ly)
            elif variant == 2:
                fold = math.sin((y * (5.0 + 2.0 * warp) + warp * 1.6 * bend + 0.5 * math.sin(x * 4.0 + warp)) * 2.6)
                slope = math.cos(
                    (y * (5.0 + 2.0 * warp) + warp * 1.6 * bend + 0.5 * math.sin(x * 4.0 + warp)) * 2.6 + 0.8
                )
                first = min(max(0.5 - 0.62 * fold, 0.0), 1.0) * (0.3 + 0.7 * y)
                second = min(max(0.35 + 0.6 * slope, 0.0), 1.0) * 0.85
                third = min(max(fold * slope * 1.7 - 0.25, 0.0), 1.0)
            elif variant == 3:
                near = math.sqrt((u - 0.34) ** 2 + (v - 0.30) ** 2) / 0.58
                if near < 1:
                    first, second, third = _ball((u - 0.34) / 0.58, (v - 0.30) / 0.58, lx, ly)
                else:
                    a, b, c = _ball((u + 0.30) / 0.70, (v + 0.28) / 0.70, lx, ly)
                    first, second, third = c * 0.8, a, b * 0.7
            elif variant == 4:
                first, second, third = _sun(u, v, warp * bend)
            elif variant == 5:
                first, second, third = _pillars(u, v, lx, warp, bend)
            else:
                first, second, third = _ripples(u, v, warp, lx)
            target[0, row, column] = first * hush
            target[1, row, column] = second * hush
            target[2, row, column] = third * hush


@kernel
def _torus(u: Scalar, v: Scalar, lx: Scalar, ly: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Tones of a lit ring that lies flat."""
    far = max(math.sqrt(u * u + v * v), 0.01)
    way = (far - 0.68) / 0.32
    if abs(way) >= 1:
        return 0.0, 0.0, 0.0
    lit = (u * lx + v * ly) / far * way * 0.72 + math.sqrt(1 - way * way) * 0.62
    shadow = min(max(1.0 - 1.15 * lit, 0.0), 1.0)
    half = min(max(0.9 - abs(lit - 0.42) * 1.5, 0.0), 1.0)
    return shadow, half, min(max((lit - 0.72) * 2.6, 0.0), 1.0)


@kernel
def _sun(u: Scalar, v: Scalar, bend: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Tones of rays, the gaps between them, and the disc."""
    far = math.sqrt(u * u + v * v)
    ray = 0.5 + 0.5 * math.cos(math.atan2(v, u) * 14.0 + 2.0 * bend)
    disc = smooth(np.float32(0.43), np.float32(0.40), np.float32(far))
    beam = smooth(np.float32(1.12), np.float32(0.30), np.float32(far)) * (1 - disc)
    return beam * ray * 0.9, beam * (1 - ray) * 0.75, disc * (0.95 - 0.5 * (v + 0.4))


@kernel
def _pillars(u: Scalar, v: Scalar, lx: Scalar, warp: Scalar, bend: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Tones of lit columns of unequal height."""
    place = (u + 1.0) * 2.5
    which = math.floor(place)
    if which < 0 or which > 4:
        return 0.0, 0.0, 0.0
    across = (place - which - 0.5) / 0.42
    top = -0.15 - 0.75 * abs(math.sin(which * 2.1 + warp * 4.0)) + 0.10 * bend
    if abs(across) >= 1 or v > 0.98:
        return 0.0, 0.0, 0.0
    cap = (v - top) / 0.12
    if across * across + min(cap, 0.0) ** 2 >= 1:
        return 0.0, 0.0, 0.0
    lit = across * lx * 0.8 + math.sqrt(1 - across * across) * 0.55
    shadow = min(max(0.95 - 1.3 * lit, 0.0), 1.0)
    half = min(max(0.95 - abs(lit - 0.36) * 1.6, 0.0), 1.0)
    return shadow, half, min(max((lit - 0.55) * 2.2, 0.0), 0.92) + 0.25 * math.exp(-max(cap, 0.0))


@kernel
def _ripples(u: Scalar, v: Scalar, warp: Scalar, lx: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Tones of two sets of rings that cross within a disc."""
    far = math.sqrt(u * u + v * v)
    if far >= 1:
        return 0.0, 0.0, 0.0
    near = math.sqrt((u - 0.42 * lx) ** 2 + (v + 0.30) ** 2)
    beside = math.sqrt((u + 0.52) ** 2 + (v - 0.46) ** 2)
    first = 0.5 + 0.5 * math.cos(near * (9.0 + 9.0 * warp))
    second = 0.5 + 0.5 * math.cos(beside * (8.0 + 8.0 * warp) + 1.0)
    fade = 0.35 + 0.65 * (1 - far * far)
    return first**1.6 * fade, second**1.6 * fade, first * second * (1.0 - far) * 1.3


@kernel
def _ball(u: Scalar, v: Scalar, lx: Scalar, ly: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Tones of a lit ball: shadow, half-tone, light."""
    squared = u * u + v * v
    if squared >= 1:
        return 0.0, 0.0, 0.0
    lit = (u * lx + v * ly) * 0.80 + math.sqrt(1 - squared) * 0.52
    shadow = min(max(0.96 - 1.25 * lit, 0.0), 1.0)
    half = min(max(1.0 - abs(lit - 0.40) * 1.7, 0.0), 1.0)
    light = min(max((lit - 0.52) * 2.1, 0.0), 0.92)
    return shadow, half, light


@kernel
def _screen(
    target: Floats,
    tone: Floats,
    first: int,
    last: int,
    ink: Floats,
    pitch: Scalar,
    angle: Scalar,
    lines: bool,
    gives_light: bool,
    shift: Scalar,
) -> None:
    size = target.shape[0]
    side = tone.shape[0]
    cos, sin = math.cos(angle), math.sin(angle)
    half = 0.5 / (pitch * size)
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            x = (column + 0.5) / size
            u, v = (x * cos + y * sin) / pitch + shift, (y * cos - x * sin) / pitch + shift
            cover = 0.0
            if lines:
                amount = _tone_at(tone, x, y, side)
                depth = amount * 0.5 - abs(v - math.floor(v) - 0.5)
                cover = min(max(depth / (2 * half) + 0.5, 0.0), 1.0) if amount > 0.02 else 0.0
            else:
                # the tone under the pixel, not under the dot, so that a form keeps its own edge through the screen
                amount = _tone_at(tone, x, y, side)
                if amount > 0.015:
                    p, q = u - math.floor(u) - 0.5, v - math.floor(v) - 0.5
                    reach = 0.75 * math.sqrt(amount)
                    near = math.sqrt(p * p + q * q)
                    corner = math.sqrt((0.5 - abs(p)) ** 2 + (0.5 - abs(q)) ** 2)
                    hole = 0.75 * math.sqrt(max(1.0 - amount, 0.0))
                    depth = reach - near if amount < 0.5 else max(reach - near, corner - hole)
                    cover = min(max(depth / (2 * half) + 0.5, 0.0), 1.0)
            if cover > 0:
                for channel in range(3):
                    under = target[row, column, channel]
                    lit = 1.0 - (1.0 - under) * (1.0 - ink[channel])
                    printed = lit if gives_light else under * ink[channel]
                    target[row, column, channel] = under + cover * (printed - under)


@kernel
def _tone_at(tone: Floats, x: Scalar, y: Scalar, side: int) -> Scalar:
    """Read a tone between its samples; off the sheet the nearest one."""
    at_x = min(max(x * side - 0.5, 0.0), side - 1.001)
    at_y = min(max(y * side - 0.5, 0.0), side - 1.001)
    column, row = int(at_x), int(at_y)
    p, q = at_x - column, at_y - row
    upper = tone[row, column] * (1 - p) + tone[row, column + 1] * p
    lower = tone[row + 1, column] * (1 - p) + tone[row + 1, column + 1] * p
    return upper * (1 - q) + lower * q


def paint(scene: Scene) -> Floats:
    """Paint a halftone; see the module."""
    variant = scene.pick("variant", VARIANTS)
    x, y, radius = scene.focus_circle
    side = max(scene.size_px // _TONE_DIVISION, 64)
    tones = np.empty((3, side, side), np.float32)
    lean, warp = scene.dial("angle", -2.5, -0.6), scene.dial("warp", 0.4, 1.4)
    calm = np.array(scene.quiet, np.float32)
    _tones(tones, VARIANTS.index(variant), x, y, min(radius * 0.92, 0.44), lean, warp, calm, scene.kernel_seed("tones"))
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    roles = scene.roles
    ground = srgb(roles.ground)
    target[:] = ground
    pitch = scene.dial("scale", 0.0062, 0.0125)
    lines = scene.dial("density", 0, 1) > 0.72
    turn = float(scene.rng("screen").uniform(-0.3, 0.3))
    for number, colour in enumerate((roles.dominant, roles.support, roles.accent)):
        ink = srgb(with_chroma(colour, 1.1))
        if not roles.is_night:
            ink = np.clip(ink / np.maximum(ground, 0.3), 0, 1).astype(np.float32)
        print_ink = partial(
            _screen,
            target,
            tones[number],
            ink=ink,
            pitch=pitch,
            angle=_SCREEN_ANGLES[number] + turn,
            lines=lines,
            gives_light=roles.is_night,
            shift=number * 0.31,
        )
        in_bands(scene.size_px, print_ink, scene.pace.part(0.1 + 0.3 * number, 0.1 + 0.3 * (number + 1)))
    return target
