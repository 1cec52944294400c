"""The forms that stippling draws: for a place, how many dots are wanted there, and whether they are of the accent.

Places are in units of the figure: 0 is its middle, 1 its edge. On paper dots are shadow, at night they are light.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import fractal2, noise2

FORMS: Final = ("moon", "planet", "range", "vessel", "shell", "bloom", "tide")
"""Names of the forms, in the order of the numbers that ``wanted_dots`` takes."""

_RIDGES = 6


@kernel
def wanted_dots(  # noqa: PLR0911 - one branch per form
    form: int, u: Scalar, v: Scalar, lx: Scalar, ly: Scalar, bend: Scalar, night: bool, seed: int
) -> tuple[Scalar, Scalar]:
    """Return density 0..1 of dots and of the accent at ``(u, v)``; ``bend`` 0..1 is how far the form is from plain."""
    if form == 0:
        inside, lit = _moon(u, v, lx, ly, bend, seed)
        return _marks(inside, lit, night), 0.0
    if form == 1:
        return _planet(u, v, lx, ly, bend, night, seed)
    if form == 2:
        return _range(u, v, lx, bend, seed)
    if form == 3:
        inside, lit = _vessel(u, v, lx, bend)
        sun = _disc(u - (0.52 if lx > 0 else -0.52), v + 0.52, 0.24)
        return _marks(inside, lit, night), sun * (1.0 - inside)
    if form == 4:
        inside, lit = _shell(u, v, lx, bend)
        return _marks(inside, lit, night), 0.0
    if form == 5:
        inside, lit, heart = _bloom(u, v, lx, bend, seed)
        return _marks(inside, lit, night) * (1.0 - heart), heart * 0.8
    return _tide(u, v, lx, bend, seed)


@kernel
def _marks(inside: Scalar, lit: Scalar, night: bool) -> Scalar:
    light = min(max(lit, 0.0), 1.0)
    wanted = light if night else 1.0 - light
    return inside * (0.085 + 0.915 * wanted**1.6)


@kernel
def _disc(u: Scalar, v: Scalar, radius: Scalar) -> Scalar:
    return 1.0 if u * u + v * v < radius * radius else 0.0


@kernel
def _moon(u: Scalar, v: Scalar, lx: Scalar, ly: Scalar, bend: Scalar, seed: int) -> tuple[Scalar, Scalar]:
    squared = u * u + v * v
    if squared >= 1:
        return 0.0, 0.0
    near = math.sqrt(1 - squared)
    seas = fractal2(np.float32(u * 2.3 + 4), np.float32(v * 2.3 - 2), seed, 3, np.float32(0.5))
    return 1.0, 0.02 + (u * lx + v * ly) * 0.78 + near * 0.50 + (0.10 + 0.22 * bend) * seas


@kernel
def _planet(
    u: Scalar, v: Scalar, lx: Scalar, ly: Scalar, bend: Scalar, night: bool, seed: int
) -> tuple[Scalar, Scalar]:
    """A ball of clouds with a tilted ring, which passes before and behind it."""
    tilt = 0.55 * lx
    cos, sin = math.cos(tilt), math.sin(tilt)
    along, across = u * cos + v * sin, (v * cos - u * sin) / (0.20 + 0.14 * bend)
    ring = math.sqrt(along * along + across * across) / 1.12
    inside, lit = _moon(u / 0.60, v / 0.60, lx, ly, 0.0, seed)
    clouds = math.sin((v * cos - u * sin) * 17.0 + 2.0 * noise2(np.float32(u * 2), np.float32(v * 5), seed))
    body = _marks(inside, lit + 0.10 * clouds, night)
    if ring < 0.70 or ring > 1.0 or (inside > 0 and across < 0):
        return body, 0.0
    groove = 0.5 + 0.5 * math.sin(ring * 58.0)
    return 0.0, 0.10 + 0.80 * groove * groove


@kernel
def _range(u: Scalar, v: Scalar, lx: Scalar, bend: Scalar, seed: int) -> tuple[Scalar, Scalar]:
    """Mountains behind each other, darkest at their crests, before a sun."""
    mark, hidden = 0.0, False
    for ridge in range(_RIDGES):
        share = ridge / (_RIDGES - 1.0)
        peak = fractal2(
            np.float32(u * (1.1 + 0.9 * bend) + ridge * 5.7), np.float32(ridge * 3.1), seed, 4, np.float32(0.46)
        )
        crest = -0.30 + 1.05 * share - (0.52 - 0.22 * share) * (peak + 0.12)
        depth = v - crest
        if depth > 0:
            hidden = True
            mark = (0.30 + 0.70 * share) * math.exp(-depth * (5.5 - 2.0 * share)) + 0.02
    fade = min(max((1.0 - v) * 4.0, 0.0), 1.0)
    return mark * fade, 0.0 if hidden else _disc(u - 0.62 * lx, v + 0.46, 0.26 + 0.14 * bend) * 0.85


@kernel
def _vessel(u: Scalar, v: Scalar, lx: Scalar, bend: Scalar) -> tuple[Scalar, Scalar]:
    """A turned vase: belly, neck and lip, lit from the side, with rings of the potter's hand."""
    if abs(v) >= 0.98:
        return 0.0, 0.0
    belly = 0.30 + 0.26 * math.cos((v - 0.26 - 0.2 * bend) * 2.5) + 0.07 * math.sin(v * 5.0 + 4.0 * bend)
    lip = 0.16 * math.exp(-((v + 0.98) ** 2) * 60.0)
    half = max(belly, 0.15) + lip
    side = u / half
    if abs(side) >= 1:
        return 0.0, 0.0
    rings = 0.07 * math.sin(v * 46.0)
    return 1.0, 0.10 + 0.62 * side * (1.0 if lx > 0 else -1.0) + 0.52 * math.sqrt(1 - side * side) + rings


@kernel
def _shell(u: Scalar, v: Scalar, lx: Scalar, bend: Scalar) -> tuple[Scalar, Scalar]:
    """A logarithmic spiral whose whorls are round, with growth lines."""
    far = math.sqrt(u * u + v * v)
    if far >= 1 or far < 0.012:
        return 0.0, 0.0
    turn = math.atan2(v, u) + lx
    whorl = (math.log(far) / (0.20 + 0.13 * bend) - turn) / (2 * math.pi)
    part = whorl - math.floor(whorl)
    lines = 0.10 * math.sin(turn * 26.0 + 3.0 * part)
    return 1.0, 0.05 + 0.95 * math.sin(math.pi * part**1.7) + lines


@kernel
def _bloom(u: Scalar, v: Scalar, lx: Scalar, bend: Scalar, seed: int) -> tuple[Scalar, Scalar, Scalar]:
    """Three rounds of petals, the inner ones in front, and a heart."""
    far, turn = math.sqrt(u * u + v * v), math.atan2(v, u) + lx
    inside, lit = 0.0, 0.0
    for crown in range(3):
        petals = 5.0 + crown % 2
        size = 1.0 - 0.29 * crown
        swing = abs(math.cos(petals * 0.5 * (turn + 0.55 * crown + 0.25 * bend)))
        edge = size * (0.46 + 0.54 * swing ** (0.55 + 0.5 * bend))
        if far < edge:
            place = far / edge
            vein = 0.10 * noise2(np.float32(turn * 14.0), np.float32(far * 2.0), seed + crown)
            inside, lit = 1.0, 0.98 * place**1.5 - 0.55 * (1.0 - swing) * place + vein + 0.05
    return inside, lit, 1.0 if far < 0.115 else 0.0


@kernel
def _tide(u: Scalar, v: Scalar, lx: Scalar, bend: Scalar, seed: int) -> tuple[Scalar, Scalar]:
    """Long swells within a disc, with the last light on one of them."""
    far = math.sqrt(u * u + v * v)
    if far >= 1:
        return 0.0, 0.0
    deep = (v + 1.25) ** 1.5
    swell = deep * (3.2 + 1.6 * bend) + 0.65 * noise2(np.float32(u * 1.6), np.float32(v * 2.6), seed)
    part = swell - math.floor(swell)
    sun = _disc(u - 0.5 * lx, v + 0.42, 0.27) if v < -0.36 else 0.0
    if v < -0.36:
        return 0.05 * (1.0 - sun), sun * 0.9
    glitter = math.exp(-((u - 0.5 * lx) ** 2) * 14.0) if part > 0.82 else 0.0
    return (1.0 - glitter) * (0.04 + 0.9 * part**2.4), glitter * 0.8
