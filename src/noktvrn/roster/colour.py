"""Contrast of two OKLCH colours.

References:
    Ottosson 2020, "A perceptual color space for image processing" (OKLab matrices). WCAG 2.2, relative luminance.
"""

from __future__ import annotations

from math import cos, radians, sin

from noktvrn.roster.artist import Oklch


def relative_luminance(colour: Oklch) -> float:
    """Return WCAG's relative luminance, 0..1; channels outside sRGB are clipped."""
    a = colour.chroma * cos(radians(colour.hue_deg))
    b = colour.chroma * sin(radians(colour.hue_deg))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Oklch, other: Oklch) -> float:
    """Return WCAG's contrast ratio, 1..21."""
    darker, lighter = sorted((relative_luminance(one), relative_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
