"""Typographic: the title is the picture; behind it stand one or two plain shapes, quiet enough to be read upon.

Variants are shapes: ``disc``, ``split`` (two fields), ``bars`` (a disc of stripes), ``beam`` (a slanted band),
``rings``. Every shape keeps its distance in lightness from the ink.
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2
from noktvrn.studio.picture.pace import in_bands
from noktvrn.studio.picture.palette import Floats, Oklch, contrast_ratio, luminance, mix, srgb, with_lightness
from noktvrn.studio.picture.scene import Scene

VARIANTS = ("disc", "split", "bars", "beam", "rings")
_LEAST_CONTRAST = 5.6
_BUSY = frozenset({"bars", "rings"})
_LEAST_ROOM = 0.27
_LOUD_FROM = 0.55
_DARK_INK = 0.14
_MIDDLE_LIGHTNESS = 0.5


@kernel
def _fill(
    target: Floats,
    first: int,
    last: int,
    variant: int,
    colours: Floats,
    cx: Scalar,
    cy: Scalar,
    radius: Scalar,
    lean: Scalar,
    count: int,
    seed: int,
) -> None:
    size = target.shape[0]
    soft = 0.7 / size
    lx, ly = math.cos(lean), math.sin(lean)
    for row in range(first, last):
        y = (row + 0.5) / size
        for column in range(size):
            x = (column + 0.5) / size
            u, v = x - cx, y - cy
            far = math.sqrt(u * u + v * v)
            along, across = u * lx + v * ly, v * lx - u * ly
            shape, other = 0.0, 0.0
            if variant == 0:
                shape = radius - far
                other = radius * 0.30 - math.sqrt((u - radius * 1.05 * lx) ** 2 + (v - radius * 1.05 * ly) ** 2)
            elif variant == 1:
                shape = along
                other = min(along, across) - 0.22 * radius
            elif variant == 2:
                step = across * count / (radius * 2)
                part = abs(step - math.floor(step) - 0.5)
                width = 0.06 + 0.40 * min(max(0.5 + along / (radius * 2.4), 0.0), 1.0)
                shape = min((width - part) * radius * 2 / count, radius - far)
                other = -1.0
            elif variant == 3:
                shape = radius * 0.36 - abs(across)
                other = radius * 0.11 - abs(across - radius * 0.62)
            else:
                step = far * count / radius
                part = abs(step - math.floor(step) - 0.5)
                shape = min((0.26 - part) * radius / count, radius - far)
                other = radius / count * 0.7 - far
            first_share = min(max(shape / (2 * soft) + 0.5, 0.0), 1.0)
            second_share = min(max(other / (2 * soft) + 0.5, 0.0), 1.0)
            worn = 1.0 - 0.06 * max(noise2(np.float32(x * 230), np.float32(y * 230), seed) - 0.05, 0.0)
            for channel in range(3):
                colour = colours[0, channel]
                colour += first_share * (colours[1, channel] - colour)
                colour += second_share * (colours[2, channel] - colour)
                target[row, column, channel] = colour * worn


def paint(scene: Scene) -> Floats:
    """Paint the ground of a typographic cover; see the module."""
    variant = scene.pick("variant", VARIANTS)
    target = np.empty((scene.size_px, scene.size_px, 3), np.float32)
    rng = scene.rng("place")
    radius = scene.dial("scale", 0.26, 0.46)
    x, y = float(rng.uniform(0.35, 0.85)), float(rng.uniform(0.3, 0.8))
    if scene.textless:
        x, y, radius = 0.5 + (x - 0.6) * 0.5, 0.5 + (y - 0.55) * 0.5, radius * 1.1
    elif variant in _BUSY:
        # no letters over stripes: they stand below the title, or give way to a plain disc
        if scene.focus.height < _LEAST_ROOM:
            variant = "disc"
        else:
            radius = scene.focus.height * 0.46
            x, y = float(rng.uniform(0.3, 0.94 - radius * 0.8)), scene.focus.centre[1]
    lean = scene.dial("angle", -1.2, 1.2)
    count = round(scene.dial("density", 4, 11))
    colours = np.array([srgb(colour) for colour in shape_colours(scene)])
    seed = scene.kernel_seed("wear")
    in_bands(
        scene.size_px,
        lambda first, last: _fill(
            target, first, last, VARIANTS.index(variant), colours, x, y, radius, lean, count, seed
        ),
        scene.pace,
    )
    return target


def shape_colours(scene: Scene) -> tuple[Oklch, Oklch, Oklch]:
    """Return ground and two shape colours, each moved from the ink's lightness until the ink reads upon it.

    Loud posters stand on the artist's accent, under dark ink whatever the artist's own is.
    """
    roles = scene.roles
    is_loud = scene.dial("contrast", 0, 1) > _LOUD_FROM
    ink = roles.ink if not is_loud or not roles.is_night else with_lightness(roles.ink, _DARK_INK)
    behind = float(luminance(srgb(ink)))
    step = 0.015 if ink[0] < _MIDDLE_LIGHTNESS else -0.015

    def clear(colour: Oklch) -> Oklch:
        while contrast_ratio(behind, float(luminance(srgb(colour)))) < _LEAST_CONTRAST and 0.03 < colour[0] < 0.97:
            colour = with_lightness(colour, colour[0] + step)
        return colour

    if is_loud:
        pale = mix(roles.accent, (0.97, 0.01, roles.accent[2]), 0.55)
        return clear(roles.accent), clear(pale), clear(roles.support)
    # a yellow made dark is mud: of accent and support the one that has to move less
    spot = min((roles.accent, roles.support), key=lambda colour: abs(clear(colour)[0] - colour[0]))
    return clear(roles.ground), clear(roles.dominant), clear(spot)
