"""Layered paper: sheets cut along the contours of a landscape, each throwing a soft shadow on the one below.

Variants are landscapes: ``canyon`` (sheets open round a hollow), ``hills`` (sheets stand behind each other),
``islands`` (sheets lie as terraces), ``waves`` (sheets roll across).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import fractal2, noise2, smooth, unit_hash
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, Oklch, gradient, mix, srgb, with_lightness
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("canyon", "hills", "islands", "waves")
_SHADOW_TAPS = 14


@kernel
def _levels(
    target: Floats,
    first: int,
    last: int,
    variant: int,
    sheets: Scalar,
    cx: Scalar,
    cy: Scalar,
    radius: Scalar,
    scale: Scalar,
    warp: Scalar,
    calm: Floats,
    seed: int,
) -> None:
    """Write at each place how many sheets lie there, as a real number; whole numbers are cut edges."""
    size = target.shape[0]
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            x = (column + 0.5) / size
            u, v = np.float32(x * scale), np.float32(y * scale)
            bend = noise2(u * 0.8 + 3.1, v * 0.8 - 1.7, seed + 5)
            rough = fractal2(u + warp * bend, v - warp * bend, seed, 3, np.float32(0.42))
            gap_x, gap_y = max(calm[0] - x, x - calm[2], 0.0), max(calm[1] - y, y - calm[3], 0.0)
            gap = math.sqrt(gap_x * gap_x + gap_y * gap_y) + 0.10 * rough + 0.02
            quiet = np.float32(1) - smooth(np.float32(0.0), np.float32(0.30), np.float32(gap))
            if variant == 0:
                far = math.sqrt((x - cx) ** 2 + (y - cy) ** 2) / radius
                level = sheets * (0.12 + 0.86 * far + 0.34 * rough)
                level = level + (sheets + 0.5 - level) * quiet if level < sheets + 0.5 else level
            elif variant == 1:
                level = 0.0
                for sheet in range(int(sheets)):
                    along = (sheet + 0.5) / sheets
                    base = cy - 0.52 * radius + (0.40 + 1.5 * radius) * along**1.15
                    crest = base - (0.30 - 0.15 * along) * radius * (
                        fractal2(
                            np.float32(x * (1.3 + 0.8 * along) * scale * 0.6 + sheet * 7.3),
                            np.float32(sheet * 3.7),
                            seed,
                            3,
                            np.float32(0.4),
                        )
                        + 0.25
                    )
                    over = (y - crest) * size * 0.35
                    if over > 0:
                        level = sheet + min(0.5 + over, 1.0)
                    elif over > -1.43:
                        level = max(level, sheet + 0.5 + over * 0.35)
            elif variant == 2:
                far = math.sqrt((x - cx) ** 2 + (y - cy) ** 2) / radius
                level = sheets * (0.86 - 0.50 * far + 0.66 * rough)
                level = level * (1 - quiet)
            else:
                swing = math.sin(v * 2.3 + 1.7 * bend + 1.3 * math.sin(u * 1.1))
                level = sheets * (0.5 + 0.34 * swing + 0.26 * rough)
                level = level * (1 - quiet)
            target[row, column] = min(max(level, 0.02), sheets + 0.5)


@kernel
def _cut(
    levels: Floats,
    target: Floats,
    first: int,
    last: int,
    colours: Floats,
    light_x: Scalar,
    light_y: Scalar,
    reach: Scalar,
    depth: Scalar,
    fibre: Scalar,
    hills: bool,
    seed: int,
) -> None:
    size = levels.shape[0]
    top = colours.shape[0] - 1
    step = reach * size / _SHADOW_TAPS
    grain_pitch = size / 900.0
    for row in range(first, last):
        for column in range(size):
            level = levels[row, column]
            sheet = min(int(level), top)
            right, below = min(column + 1, size - 1), min(row + 1, size - 1)
            gx = levels[row, right] - levels[row, max(column - 1, 0)]
            gy = levels[below, column] - levels[max(row - 1, 0), column]
            slope = max(math.sqrt(gx * gx + gy * gy) * 0.5, 1e-5)
            part = level - sheet
            shade = 0.0
            for tap in range(1, _SHADOW_TAPS + 1):
                wobble = 0.75 + 0.5 * unit_hash(column, row + tap * 131, seed)
                x = column + int(light_x * step * tap * wobble)
                y = row + int(light_y * step * tap * wobble)
                if 0 <= x < size and 0 <= y < size:
                    above = min(int(levels[y, x]), top) - sheet
                    if above > 0:
                        height = min(above, 3) * 0.36 + 0.28
                        shade += max(height - tap / _SHADOW_TAPS, 0.0)
            shade = 1.0 - depth * (1.0 - math.exp(-shade * 3.2 / _SHADOW_TAPS))
            lower_share = 0.0
            if sheet > 0 and part / slope < 0.5 and not hills:
                lower_share = 0.5 - part / slope
            upper_share = 0.0
            if sheet < top and (1 - part) / slope < 0.5 and not hills:
                upper_share = 0.5 - (1 - part) / slope
            rim = 0.0
            if sheet > 0 and not hills:
                toward = -(gx * light_x + gy * light_y) / (2 * slope)
                near = part / slope * 3000.0 / size
                rim = max(toward, 0.0) * max(1.0 - near / 4.5, 0.0) * 0.10
            tooth = noise2(np.float32(column / grain_pitch), np.float32(row / grain_pitch), seed + sheet * 17)
            broad = noise2(np.float32(column / size * 3.0), np.float32(row / size * 3.0), seed + 91 + sheet)
            paper = 1.0 + fibre * tooth + 0.03 * broad
            for channel in range(3):
                colour = colours[sheet, channel]
                if lower_share > 0:
                    colour += lower_share * (colours[sheet - 1, channel] * 0.6 - colour)
                if upper_share > 0:
                    colour += upper_share * (colours[sheet + 1, channel] - colour)
                target[row, column, channel] = colour * shade * paper + rim


def paint(scene: Scene) -> Floats:
    """Paint layered paper; see the module."""
    variant = scene.pick("variant", VARIANTS)
    sheets = round(scene.dial("density", 5, 9) + 2 * scene.energy)
    x, y, radius = scene.focus_circle
    levels = np.empty((scene.size_px, scene.size_px), np.float32)
    calm = np.array(scene.quiet, np.float32)
    number, scale, warp = VARIANTS.index(variant), scene.dial("scale", 1.7, 3.4), scene.dial("warp", 0.2, 0.9)
    spread = radius * (1.15 if variant == "canyon" else 1.3)
    seed = scene.kernel_seed("paper")
    in_bands(
        scene.size_px,
        lambda first, last: _levels(levels, first, last, number, float(sheets), x, y, spread, scale, warp, calm, seed),
        scene.pace.part(0.0, 0.4),
    )
    target = np.empty((*levels.shape, 3), np.float32)
    # hills rise towards the foot of the picture, so their light comes from below
    angle = scene.dial("angle", -2.5, -1.9) * (-1 if variant == "hills" else 1)
    colours = sheet_colours(scene, variant, sheets)
    depth = scene.dial("contrast", 0.62, 0.85)
    in_bands(
        scene.size_px,
        lambda first, last: _cut(
            levels,
            target,
            first,
            last,
            colours,
            math.cos(angle),
            math.sin(angle),
            0.034,
            depth,
            0.035,
            variant == "hills",
            seed + 7,
        ),
        scene.pace.part(0.4, 1.0),
    )
    return target


def sheet_colours(scene: Scene, variant: str, sheets: int) -> Floats:
    """Return the colour of each sheet from the lowest up; the text's sheet is the ground's colour."""
    roles = scene.roles
    if variant == "canyon":
        deep = with_lightness(roles.dominant, roles.dominant[0] * 0.62)
        walls = gradient((deep, roles.dominant, mix(roles.support, roles.ground, 0.45), roles.ground), sheets)
        return np.concatenate([srgb(roles.accent)[None], walls]).astype(np.float32)
    elif variant == "hills":
        far = mix(roles.ground, roles.support, 0.25)
        near = with_lightness(roles.dominant, 0.22 if not roles.is_night else 0.16)
        order: tuple[Oklch, ...] = (roles.ground, far, roles.support, roles.dominant, near)
        if roles.is_night:
            order = (
                mix(roles.accent, roles.support, 0.3),
                roles.support,
                roles.dominant,
                mix(roles.dominant, roles.ground, 0.6),
                roles.ground,
            )
    else:
        order = (roles.ground, mix(roles.ground, roles.support, 0.6), roles.support, roles.dominant, roles.dominant)
        terraces = gradient(order, sheets)
        return np.concatenate([terraces, srgb(roles.accent)[None]]).astype(np.float32)
    return gradient(order, sheets + 1)
