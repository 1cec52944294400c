"""Aura: colour fields that melt into each other, held by one sharp edge and by grain.

Variants: ``orb`` (a lit sphere of colour), ``eclipse`` (a dark disc before a corona), ``arches`` (nested arches, each
against the gradient of its neighbour), ``horizon`` (a sun cut into bands), ``reeded`` (colour behind fluted glass),
``phases`` (moons in rows), ``portal`` (nested doors), ``petals`` (discs of glass that overlap in a ring), ``curtain``
(folds of light from edge to edge).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2, smooth
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, gradient, mix, with_lightness
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("orb", "eclipse", "arches", "horizon", "reeded", "phases", "portal", "petals", "curtain")
_STEPS = 1024
_FULL_SHEET = frozenset({"reeded", "curtain"})
_SHARES = {
    "eclipse": 0.72,
    "arches": 1.0,
    "reeded": 1.0,
    "phases": 0.98,
    "portal": 0.84,
    "petals": 1.02,
    "curtain": 1.0,
}
_COUNTS = {"reeded": (9, 22), "phases": (2, 4), "petals": (4, 8), "curtain": (3, 8)}


@kernel
def _colour_at(ramp: Floats, place: Scalar, channel: int) -> Scalar:
    at = min(max(place, 0.0), 0.9999) * (ramp.shape[0] - 1)
    step = int(at)
    return ramp[step, channel] + (at - step) * (ramp[step + 1, channel] - ramp[step, channel])


@kernel
def _melt(x: Scalar, y: Scalar, scale: Scalar, warp: Scalar, seed: int) -> Scalar:
    """A slow field 0..1 without detail."""
    u, v = np.float32(x * scale), np.float32(y * scale)
    a = noise2(u + 1.7, v - 3.1, seed)
    b = noise2(u - 5.3, v + 2.9, seed + 3)
    return 0.5 + 0.78 * noise2(u + warp * a, v + warp * b, seed + 7)


@kernel
def _inside_edge(depth: Scalar, soft: Scalar) -> Scalar:
    """Coverage of a pixel whose middle lies ``depth`` inside an edge; ``soft`` is half the edge's width."""
    return min(max(depth / (2 * soft) + 0.5, 0.0), 1.0)


@kernel
def _orb(u: Scalar, v: Scalar, melt: Scalar, lx: Scalar, ly: Scalar, soft: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Return coverage of the figure, place on its ramp, place on the ground's ramp; so do the other figures."""
    far = math.sqrt(u * u + v * v)
    toward = u * lx + v * ly
    bounce = 0.22 * smooth(np.float32(0.62), np.float32(1.0), np.float32(far))
    within = 0.52 + 0.42 * toward + 0.30 * (melt - 0.5) - bounce * toward
    away = max(-toward / max(far, 0.2), 0.0)
    beyond = 0.62 * math.exp(-max(far - 1.0, 0.0) * 2.0) * (0.35 + 0.65 * away) + 0.10 * melt
    return _inside_edge(1.0 - far, soft), within, beyond


@kernel
def _eclipse(
    u: Scalar, v: Scalar, melt: Scalar, lx: Scalar, ly: Scalar, soft: Scalar, seed: int
) -> tuple[Scalar, Scalar, Scalar]:
    far = max(math.sqrt(u * u + v * v), 0.01)
    turn = noise2(np.float32(u / far * 1.6), np.float32(v / far * 1.6), seed + 11)
    side = 0.55 + 0.45 * (u * lx + v * ly) / far
    corona = math.exp(-max(far - 1.0, 0.0) * (2.6 - 1.4 * side + 1.1 * turn))
    rim = math.exp(-abs(far - 1.0) * 42.0) * (0.25 + 0.75 * side)
    beyond = min(0.82 * corona * (0.35 + 0.65 * side) + 0.30 * rim, 1.0)
    return _inside_edge(1.0 - far, soft), 0.04 + 0.05 * melt, beyond


@kernel
def _arches(u: Scalar, v: Scalar, melt: Scalar, count: int, soft: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    share, within = 0.0, 0.0
    height = (v + 0.65) / 1.65
    round_part = math.sqrt(u * u + (v - 0.35) ** 2) if v < 0.35 else abs(u)
    for ring in range(count):
        edge = _inside_edge((count - ring) / count - round_part, soft) * _inside_edge(1.0 - v, soft)
        if edge > 0:
            rise = height if ring % 2 == 0 else 1.0 - height
            within += edge * (0.10 + 0.80 * rise + 0.10 * (melt - 0.5) - within)
            share = max(share, edge)
    return share, within, 0.06 + 0.12 * melt


@kernel
def _horizon(u: Scalar, v: Scalar, melt: Scalar, count: int, soft: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    far = math.sqrt(u * u + v * v)
    share = _inside_edge(1.0 - far, soft)
    if v > 0.05:
        low = (v - 0.05) * count
        share *= _inside_edge((low - math.floor(low) - 0.16 - 0.52 * min(v, 1.0)) / count, soft)
    haze = smooth(np.float32(-0.8), np.float32(1.3), np.float32(v)) * math.exp(-abs(v - 0.9) * 0.8)
    beyond = 0.16 + 0.42 * haze + 0.14 * (melt - 0.5) + 0.26 * math.exp(-max(far - 1.0, 0.0) * 2.2)
    return share, 0.5 - 0.46 * v + 0.16 * (melt - 0.5), beyond


@kernel
def _reeded(
    x: Scalar, y: Scalar, place: Floats, lx: Scalar, ly: Scalar, count: int, seed: int
) -> tuple[Scalar, Scalar, Scalar]:
    """Bend each place by the flute of the glass that lies over it."""
    flute = (x * lx + y * ly) * count
    part = flute - math.floor(flute) - 0.5
    shift = part * 0.24
    melt = _melt(x + lx * shift, y + ly * shift, place[3] * 0.9, place[4], seed)
    u, v = (x - place[0]) / place[2], (y - place[1]) / place[2]
    bend = shift / place[2] * 1.4
    far = math.sqrt((u + lx * bend) ** 2 + (v + ly * bend) ** 2)
    ball = smooth(np.float32(1.12), np.float32(0.55), np.float32(far))
    within = 0.10 + 0.30 * melt + ball * (0.30 + 0.36 * melt)
    within += 0.07 * part - 0.10 * smooth(np.float32(0.40), np.float32(0.5), np.float32(abs(part)))
    return 1.0, within, 0.0


@kernel
def _phases(
    u: Scalar, v: Scalar, melt: Scalar, lx: Scalar, count: int, soft: Scalar, seed: int
) -> tuple[Scalar, Scalar, Scalar]:
    """Moons in rows, from new to full and back."""
    beyond = 0.10 + 0.14 * melt
    across, down = (u + 1.0) * 0.5 * count, (v + 1.0) * 0.5 * count
    column, row = math.floor(across), math.floor(down)
    if column < 0 or row < 0 or column >= count or row >= count:
        return 0.0, 0.0, beyond
    p, q = (across - column - 0.5) / 0.43, (down - row - 0.5) / 0.43
    soft = soft * count * 1.16
    disc = _inside_edge(1.0 - math.sqrt(p * p + q * q), soft)
    if disc <= 0:
        return 0.0, 0.0, beyond
    # the song decides where the moon is new: at a corner, and whether it grows along rows or columns
    first, then = (row, column) if seed % 2 == 0 else (column, row)
    age = (first * count + then) / max(count * count - 1.0, 1.0)
    age = age if seed % 3 > 0 else 1.0 - age
    side = 1.0 if lx > -0.3 else -1.0
    bow = math.sqrt(max(1.0 - q * q, 0.0))
    light = _inside_edge(p * side - math.cos(math.pi * (0.08 + 0.84 * age)) * bow, soft)
    dark = 0.05 + 0.10 * melt
    return disc, dark + light * (0.62 + 0.34 * p * side * 0.6 + 0.16 * melt - dark), beyond


@kernel
def _portal(u: Scalar, v: Scalar, melt: Scalar, count: int, soft: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Doors with round corners, one within the other, lit from above and from below in turn."""
    share, within = 0.0, 0.0
    height = (v + 1.0) / 2.0
    for ring in range(count):
        half = 1.0 - 0.86 * ring / count
        round_off = 0.30 * half
        p, q = abs(u) - 0.74 * half + round_off, abs(v - 0.10 * ring / count) - half + round_off
        away = math.sqrt(max(p, 0.0) ** 2 + max(q, 0.0) ** 2) + min(max(p, q), 0.0) - round_off
        edge = _inside_edge(-away, soft)
        if edge > 0:
            rise = height if ring % 2 == 0 else 1.0 - height
            within += edge * (0.06 + 0.84 * rise + 0.12 * (melt - 0.5) - within)
            share = max(share, edge)
    return share, within, 0.06 + 0.14 * melt


@kernel
def _petals(u: Scalar, v: Scalar, melt: Scalar, lx: Scalar, count: int, soft: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Discs of glass in a ring; where they overlap they are brighter, edge by edge."""
    total, share = 0.0, 0.0
    for petal in range(count):
        turn = 2.0 * math.pi * petal / count + lx
        p, q = u - 0.47 * math.cos(turn), v - 0.47 * math.sin(turn)
        edge = _inside_edge(0.53 - math.sqrt(p * p + q * q), soft)
        share = max(share, edge)
        total += edge * (0.75 + 0.5 * (0.53 + p * math.cos(turn) + q * math.sin(turn)))
    return share, 0.04 + 0.88 * total / (0.62 * count + 0.6) + 0.16 * (melt - 0.5), 0.08 + 0.16 * melt


@kernel
def _curtain(
    x: Scalar, y: Scalar, melt: Scalar, lx: Scalar, ly: Scalar, count: int, warp: Scalar, soft: Scalar, seed: int
) -> tuple[Scalar, Scalar, Scalar]:
    """Folds: light grows across each and breaks off at its sharp edge."""
    bend = noise2(np.float32(x * 1.3), np.float32(y * 1.3), seed + 19)
    along = (x * ly - y * lx) * count * 0.8 + warp * 1.1 * bend + 0.5 * melt
    part = along - math.floor(along)
    width = min(soft * count * 2.4, 0.2)
    rise = part if part < 1.0 - width else (1.0 - part) / width * (1.0 - width)
    return 1.0, 0.05 + 0.80 * rise**1.35 + 0.14 * melt, 0.0


@kernel
def _figure(  # noqa: PLR0911 - one branch per figure
    variant: int, x: Scalar, y: Scalar, place: Floats, lx: Scalar, ly: Scalar, count: int, soft: Scalar, seed: int
) -> tuple[Scalar, Scalar, Scalar]:
    u, v = (x - place[0]) / place[2], (y - place[1]) / place[2]
    melt = _melt(x, y, place[3], place[4], seed)
    if variant == 0:
        return _orb(u, v, melt, lx, ly, soft)
    if variant == 1:
        return _eclipse(u, v, melt, lx, ly, soft, seed)
    if variant == 2:
        return _arches(u, v, melt, count, soft)
    if variant == 3:
        return _horizon(u, v, melt, count, soft)
    if variant == 4:
        return _reeded(x, y, place, lx, ly, count, seed)
    if variant == 5:
        return _phases(u, v, melt, lx, count, soft, seed)
    if variant == 6:
        return _portal(u, v, melt, count, soft)
    if variant == 7:
        return _petals(u, v, melt, lx, count, soft)
    return _curtain(x, y, melt, lx, ly, count, place[4], soft * place[2], seed)


@kernel
def _paint(
    target: Floats,
    first: int,
    last: int,
    variant: int,
    inside: Floats,
    outside: Floats,
    place: Floats,
    lean: Scalar,
    count: int,
    calm: Floats,
    seed: int,
) -> None:
    """Paint rows; ``place`` is centre, radius, scale and warp."""
    size = target.shape[0]
    soft = 0.7 / (size * place[2])
    lx, ly = math.cos(lean), math.sin(lean)
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            x = (column + 0.5) / size
            gap_x, gap_y = max(calm[0] - x, x - calm[2], 0.0), max(calm[1] - y, y - calm[3], 0.0)
            hush = smooth(np.float32(0.0), np.float32(0.28), np.float32(math.sqrt(gap_x * gap_x + gap_y * gap_y)))
            share, within, beyond = _figure(variant, x, y, place, lx, ly, count, soft, seed)
            beyond = beyond * (0.30 + 0.70 * hush)
            if variant in {4, 8}:
                within = within * (0.22 + 0.78 * hush)
            for channel in range(3):
                back = _colour_at(outside, beyond, channel)
                target[row, column, channel] = back + share * (_colour_at(inside, within, channel) - back)


def paint(scene: Scene) -> Floats:
    """Paint an aura; see the module."""
    variant = scene.pick("variant", VARIANTS)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    x, y, radius = scene.focus_circle
    share = _SHARES.get(variant, 0.86)
    spread = min(radius * share, 0.46)
    inside, outside = _ramps(scene, variant)
    lean = scene.dial("angle", -0.5, 0.5) if variant == "reeded" else scene.dial("angle", -2.2, -0.9)
    count = round(scene.dial("density", *_COUNTS.get(variant, (4, 7))))
    calm = np.array(scene.quiet, np.float32)
    warp = scene.dial("warp", 0.4, 1.2) + 0.4 * scene.energy
    place = np.array([x, y, spread, scene.dial("scale", 0.9, 1.9), warp], np.float32)
    seed = scene.kernel_seed("aura")
    in_bands(
        scene.size_px,
        lambda first, last: _paint(
            target,
            first,
            last,
            VARIANTS.index(variant),
            inside,
            outside,
            place,
            lean,
            count,
            calm,
            seed,
        ),
        scene.pace,
    )
    return target


def _ramps(scene: Scene, variant: str) -> tuple[Floats, Floats]:
    """Return the ramps inside and outside the sharp edge; the outside begins with the ground."""
    roles = scene.roles
    pale = with_lightness(mix(roles.accent, roles.ink if roles.is_night else roles.ground, 0.55), 0.93)
    if variant == "eclipse":
        body = gradient((with_lightness(roles.ground, 0.09), with_lightness(roles.dominant, 0.2)), _STEPS)
        sky = (roles.ground, roles.dominant, roles.support, roles.accent, pale)
        return body, gradient(sky, _STEPS)
    if variant in _FULL_SHEET:
        return gradient(
            (roles.ground, roles.dominant, roles.support, roles.accent, pale), _STEPS, (0, 0.3, 0.52, 0.74, 1)
        ), gradient((roles.ground, roles.dominant), _STEPS)
    body = gradient((roles.dominant, roles.support, roles.accent, pale), _STEPS, (0, 0.36, 0.74, 1))
    if roles.is_night:
        return body, gradient((roles.ground, mix(roles.ground, roles.dominant, 0.7), roles.dominant), _STEPS)
    return body, gradient((roles.ground, mix(roles.ground, roles.accent, 0.35), roles.support), _STEPS)
