"""Colours of an artist's look as a screen shows them."""

from __future__ import annotations

from math import cos, radians, sin

from noktvrn.roster.artist import Oklch


def hex_of(colour: Oklch) -> str:
    """Return a colour as sRGB, ``"#68c7f1"``; what no screen can show is cut to what it can.

    References:
        Ottosson, "A perceptual color space for image processing" (2020).
    """
    a = colour.chroma * cos(radians(colour.hue_deg))
    b = colour.chroma * sin(radians(colour.hue_deg))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(max(value, 0.0), 1.0))):02x}" for value in linear)


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
