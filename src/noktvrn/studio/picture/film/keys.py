"""Colour keys: the artist's palette as it stands in one section of a film.

A film changes its key where the music changes its section: ``home`` is the palette of the cover, ``counter`` exchanges
night and day, ``accent`` makes the accent the ground, ``deep`` drowns everything in the dominant hue. Each key knows
which colours read on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from noktvrn.studio.picture.palette import (
    Oklch,
    contrast_ratio,
    luminance,
    mix,
    srgb,
    with_chroma,
    with_lightness,
)
from noktvrn.studio.picture.scene import Roles

KEYS: Final = ("home", "counter", "accent", "deep")
"""Names of keys."""

TEXT_CONTRAST: Final = 5.2
"""Least contrast of the ink with any colour of the ground."""

LEAST_CONTRAST: Final = 4.5
"""Least contrast of any text with what lies under it."""

_OWN_CONTRAST = 5.1
_MUDDY_DEG = (45.0, 135.0)
_BRIGHT_DEG = (45.0, 215.0)


@dataclass(frozen=True, slots=True)
class Key:
    """Colours of a section.

    Attributes:
        name: One of ``KEYS``.
        is_night: Whether text is lighter than the ground.
        stops: Colours of the ground, from dark to light.
        ground: The ground where it is plain.
        ink: Text.
        sung: Words that have been sung.
        quiet: Words that are still to come, and small print.
        near: What the music moves, in front.
        far: The same, far away.
    """

    name: str
    is_night: bool
    stops: tuple[Oklch, ...]
    ground: Oklch
    ink: Oklch
    sung: Oklch
    quiet: Oklch
    near: Oklch
    far: Oklch


def key_of(roles: Roles, name: str) -> Key:
    """Return a key of a palette."""
    if name == "accent":
        return _finished(name, *_accent(roles), roles)
    if name == "deep":
        return _finished(name, *_deep(roles), roles)
    shown = _countered(roles) if name == "counter" else roles
    stops = legible_stops(shown)
    return _finished(name, shown.is_night, stops, stops[0] if shown.is_night else shown.ground, shown)


def _finished(name: str, is_night: bool, stops: tuple[Oklch, ...], ground: Oklch, roles: Roles) -> Key:
    ink = (0.97, min(roles.ink[1], 0.02), roles.ink[2]) if is_night else (0.16, min(roles.ink[1], 0.04), roles.ink[2])
    far_end = _far_end(stops, is_night)
    sung = ink if name in {"accent", "deep"} else _readable(roles.accent, far_end, is_night)
    if name == "deep":
        sung = _readable(with_lightness(roles.accent, 0.86), far_end, is_night)
    elif not is_night and _MUDDY_DEG[0] <= roles.accent[2] % 360 <= _MUDDY_DEG[1]:
        # yellow that is dark enough to read on paper is mud
        sung = ink
    quiet = _readable(mix(ink, ground, 0.40), far_end, is_night)
    near = ink if name == "accent" or sung == ink else _readable(roles.accent, far_end, is_night)
    return Key(name, is_night, stops, ground, ink, sung, quiet, near, mix(near, ground, 0.5))


def _far_end(stops: tuple[Oklch, ...], is_night: bool) -> float:
    lights = [float(luminance(srgb(stop))) for stop in stops]
    return max(lights) if is_night else min(lights)


def _readable(colour: Oklch, far_end: float, is_night: bool) -> Oklch:
    """Move a colour's lightness away from the ground until text in it reads."""
    step = 0.02 if is_night else -0.02
    moved = colour
    while contrast_ratio(float(luminance(srgb(moved))), far_end) < _OWN_CONTRAST and 0.12 < moved[0] + step < 0.985:
        moved = with_lightness(moved, moved[0] + step)
    return moved


def _countered(roles: Roles) -> Roles:
    """Exchange night and day, keeping a breath of the dominant hue in the ground."""
    hue = roles.dominant[2]
    if roles.is_night:
        return roles._replace(ground=(0.93, 0.022, hue), ink=(0.2, 0.035, hue))
    return roles._replace(ground=(0.16, 0.035, hue), ink=(0.955, 0.012, hue))


def _accent(roles: Roles) -> tuple[bool, tuple[Oklch, ...], Oklch]:
    light, chroma, hue = roles.accent
    # hues that are purest when dark carry light text, the others dark text
    if light >= 0.66 or _BRIGHT_DEG[0] <= hue % 360 <= _BRIGHT_DEG[1]:
        ground = (max(light, 0.78), max(chroma, 0.14), hue)
        low = mix(ground, with_lightness(roles.dominant, ground[0]), 0.3)
        return False, (with_lightness(low, ground[0] - 0.05), ground, with_lightness(ground, ground[0] + 0.035)), ground
    ground = (0.50, min(chroma, 0.22), hue)
    return True, (with_lightness(ground, 0.42), ground, with_lightness(ground, 0.53)), ground


def _deep(roles: Roles) -> tuple[bool, tuple[Oklch, ...], Oklch]:
    hue = roles.dominant[2]
    chroma = min(max(roles.dominant[1], 0.08), 0.16)
    stops = ((0.2, chroma * 0.7, hue), (0.29, chroma, hue), (0.38, chroma, roles.support[2]), (0.44, chroma, hue))
    return True, stops, stops[1]


def legible_stops(roles: Roles) -> tuple[Oklch, ...]:
    """Return colours from ground through dominant to support that stay legible under the ink, from dark to light."""
    far = 0.46 if roles.is_night else 0.80
    while True:
        stops = _stops(roles, far)
        if _least_contrast(stops, text_ink(roles)) >= TEXT_CONTRAST or abs(far - roles.ground[0]) < 0.05:
            return stops
        far += -0.02 if roles.is_night else 0.02


def text_ink(roles: Roles) -> Oklch:
    """Return the colour of text on the field."""
    if roles.is_night:
        return 0.97, min(roles.ink[1], 0.02), roles.ink[2]
    return 0.16, min(roles.ink[1], 0.04), roles.ink[2]


def _stops(roles: Roles, far: float) -> tuple[Oklch, ...]:
    if roles.is_night:
        deep = with_lightness(roles.ground, min(roles.ground[0], 0.13))
        low = with_lightness(mix(roles.ground, roles.dominant, 0.6), 0.13 + (far - 0.13) * 0.35)
        return deep, low, with_lightness(roles.dominant, 0.13 + (far - 0.13) * 0.72), with_lightness(roles.support, far)
    pale = with_chroma(mix(roles.ground, roles.dominant, 0.25), 0.9)
    return (
        with_chroma(with_lightness(mix(roles.ground, roles.support, 0.45), max(far, 0.6)), 1.15),
        with_lightness(pale, (far + roles.ground[0]) / 2),
        roles.ground,
        with_lightness(roles.ground, min(roles.ground[0] + 0.02, 0.98)),
    )


def _least_contrast(stops: tuple[Oklch, ...], ink: Oklch) -> float:
    ink_light = float(luminance(srgb(ink)))
    return min(contrast_ratio(ink_light, float(luminance(srgb(stop)))) for stop in stops)
