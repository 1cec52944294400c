"""Stippling: a form drawn with tens of thousands of dots, which crowd where it is dark and never touch.

Dots are thrown at random and kept when no earlier dot lies within the distance that the tone of the place asks for.
Variants are the forms of ``stipple_forms``.

References:
    Robert Cook (1986), "Stochastic sampling in computer graphics" (points with a least distance).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.families.stipple_forms import FORMS, wanted_dots
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import unit_hash
from noktvrn.studio.picture.palette import Floats, Oklch, contrast_ratio, luminance, mix, srgb, with_lightness
from noktvrn.studio.picture.scene import Scene

_BATCHES = 20
_THROWS_PER_CELL = 2.3
_FURTHEST = 4.2
_LEAST_TONE = 0.03
_MIDDLE_LIGHTNESS = 0.5


@kernel
def _throw(
    dots: Floats,
    filled: Floats,
    kept: int,
    first: int,
    last: int,
    form: int,
    place: Floats,
    lean: Scalar,
    bend: Scalar,
    pitch: Scalar,
    night: bool,
    calm: Floats,
    bleed: Floats,
    seed: int,
) -> int:
    """Throw dots ``first`` to ``last``; ``filled`` holds the number of the dot in each cell, or -1."""
    side = filled.shape[0]
    lx, ly = math.cos(lean), math.sin(lean)
    for number in range(first, last):
        x, y = unit_hash(number, 1, seed), unit_hash(number, 2, seed)
        gap_x, gap_y = max(calm[0] - x, x - calm[2], 0.0), max(calm[1] - y, y - calm[3], 0.0)
        hush = min(math.sqrt(gap_x * gap_x + gap_y * gap_y) / 0.07, 1.0)
        if x < bleed[0] or y < bleed[1] or x > bleed[2] or y > bleed[3]:
            continue
        u, v = (x - place[0]) / place[2], (y - place[1]) / place[2]
        tone, accent = wanted_dots(form, u, v, lx, ly, bend, night, seed)
        tone, accent = tone * hush, accent * hush
        most = max(tone, accent)
        if most < _LEAST_TONE:
            continue
        reach = pitch / math.sqrt(most)
        if reach > pitch * _FURTHEST or kept >= dots.shape[0]:
            continue
        column, row = min(int(x * side), side - 1), min(int(y * side), side - 1)
        cells = int(reach * side) + 1
        free = True
        for j in range(max(row - cells, 0), min(row + cells + 1, side)):
            for i in range(max(column - cells, 0), min(column + cells + 1, side)):
                other = int(filled[j, i])
                if other >= 0 and (dots[other, 0] - x) ** 2 + (dots[other, 1] - y) ** 2 < reach * reach:
                    free = False
                    break
            if not free:
                break
        if free:
            dots[kept, 0], dots[kept, 1] = x, y
            dots[kept, 2] = pitch * (0.30 + 0.17 * most + 0.07 * unit_hash(number, 3, seed))
            dots[kept, 3] = 1.0 if accent > tone else 0.0
            dots[kept, 4] = unit_hash(number, 4, seed)
            filled[row, column] = kept
            kept += 1
    return kept


@kernel
def _print(target: Floats, dots: Floats, kept: int, inks: Floats, place: Floats, lean: Scalar) -> None:
    """Print the dots; their ink goes over from the first colour to the second across the figure."""
    size = target.shape[0]
    lx, ly = math.cos(lean + 0.9), math.sin(lean + 0.9)
    for number in range(kept):
        x, y, reach = dots[number, 0] * size, dots[number, 1] * size, dots[number, 2] * size
        way = ((dots[number, 0] - place[0]) * lx + (dots[number, 1] - place[1]) * ly) / (1.7 * place[2]) + 0.5
        share = min(max(way + 0.24 * (dots[number, 4] - 0.5), 0.0), 1.0)
        # a dot smaller than a pixel keeps its area as a fainter pixel
        faint = min(reach * reach / 0.36, 1.0)
        reach = max(reach, 0.6)
        for row in range(max(int(y - reach - 1), 0), min(int(y + reach + 2), size)):
            for column in range(max(int(x - reach - 1), 0), min(int(x + reach + 2), size)):
                far = math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2)
                cover = min(max(reach + 0.5 - far, 0.0), 1.0) * faint
                if cover > 0:
                    for channel in range(3):
                        ink = inks[0, channel] + share * (inks[1, channel] - inks[0, channel])
                        if dots[number, 3] > 0:
                            ink = inks[2, channel]
                        target[row, column, channel] += cover * (ink - target[row, column, channel])


def paint(scene: Scene) -> Floats:
    """Paint a stippled form; see the module."""
    form = FORMS.index(scene.pick("variant", FORMS))
    x, y, radius = scene.focus_circle
    place = np.array([x, y, min(radius * (1.0 if form == FORMS.index("range") else 0.93), 0.46)], np.float32)
    pitch = scene.dial("scale", 0.0029, 0.0050)
    side = math.ceil(math.sqrt(2) / pitch)
    throws = int(side * side * _THROWS_PER_CELL)
    dots = np.empty((int(0.9 / pitch**2), 5), np.float32)
    filled = np.full((side, side), -1, np.float32)
    lean, bend = scene.dial("angle", -2.7, -0.4), scene.dial("warp", 0, 1)
    calm, bleed, night = np.array(scene.quiet, np.float32), np.array(scene.bleed, np.float32), scene.roles.is_night
    kept = 0
    for batch in range(_BATCHES):
        first, last = throws * batch // _BATCHES, throws * (batch + 1) // _BATCHES
        kept = _throw(
            dots,
            filled,
            kept,
            first,
            last,
            form,
            place,
            lean,
            bend,
            pitch,
            night,
            calm,
            bleed,
            scene.kernel_seed("dots"),
        )
        scene.pace.at(0.7 * (batch + 1) / _BATCHES)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    target[:] = srgb(scene.roles.ground)
    inks = _inks(scene)
    for batch in range(_BATCHES):
        part = dots[kept * batch // _BATCHES : kept * (batch + 1) // _BATCHES]
        _print(target, part, len(part), inks, place, lean)
        scene.pace.at(0.7 + 0.3 * (batch + 1) / _BATCHES)
    return target


def _inks(scene: Scene) -> Floats:
    """Return both inks of the form and the accent, each far enough from the ground to be seen as fine dots."""
    roles = scene.roles
    strong = mix(roles.support if roles.is_night else roles.dominant, roles.ink, 0.25)
    wanted = ((strong, 8.5), (roles.dominant, 5.5), (roles.accent, 4.0))
    return np.array([srgb(_clear_of(roles.ground, ink, least)) for ink, least in wanted], np.float32)


def _clear_of(ground: Oklch, ink: Oklch, least: float) -> Oklch:
    """Move the lightness of an ink away from the ground's until their contrast ratio is ``least``."""
    behind = float(luminance(srgb(ground)))
    step = 0.02 if ground[0] < _MIDDLE_LIGHTNESS else -0.02
    while contrast_ratio(behind, float(luminance(srgb(ink)))) < least and 0.05 < ink[0] < 0.97:
        ink = with_lightness(ink, ink[0] + step)
    return ink
