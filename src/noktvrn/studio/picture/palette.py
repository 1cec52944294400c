"""Colour: OKLab and OKLCH, gamut, contrast, ramps.

OKLCH triples are ``(lightness 0..1, chroma 0..0.37, hue_deg 0..360)``. Mixing happens in OKLab, so that the way
between two colours stays clean; what lies outside sRGB loses chroma, never hue or lightness.

References:
    Bjoern Ottosson (2020), "A perceptual color space for image processing" (the matrices).
    WCAG 2.2, definitions of relative luminance and contrast ratio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Oklch: TypeAlias = tuple[float, float, float]
"""Lightness 0..1, chroma 0..0.37, hue in degrees."""

Floats: TypeAlias = npt.NDArray[np.float32]

_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_GAMUT_SLACK = 1e-6
_BISECTIONS = 18


def decode_srgb(encoded: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Turn sRGB-encoded values 0..1 into linear light 0..1."""
    value = np.asarray(encoded, dtype=np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((np.maximum(value, 0.04045) + 0.055) / 1.055) ** 2.4)


def encode_srgb(linear: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Turn linear light 0..1 into sRGB-encoded values 0..1."""
    value = np.asarray(linear, dtype=np.float64)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * np.maximum(value, 0.0031308) ** (1 / 2.4) - 0.055)


def oklab_from_srgb(encoded: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Turn sRGB-encoded colours of shape ``(..., 3)`` into OKLab."""
    lms = np.asarray(decode_srgb(encoded) @ _RGB_TO_LMS.T)
    return np.asarray(np.cbrt(lms) @ _LMS_TO_LAB.T)


def _linear_from_oklab(lab: npt.ArrayLike) -> npt.NDArray[np.float64]:
    lms = (np.asarray(lab, dtype=np.float64) @ _LAB_TO_LMS.T) ** 3
    return np.asarray(lms @ _LMS_TO_RGB.T)


def srgb_from_oklab(lab: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Turn OKLab colours of shape ``(..., 3)`` into sRGB-encoded 0..1, reducing chroma where they do not fit."""
    wanted = np.asarray(lab, dtype=np.float64).copy()
    wanted[..., 0] = np.clip(wanted[..., 0], 0.0, 1.0)
    low = np.zeros(wanted.shape[:-1])
    high = np.ones(wanted.shape[:-1])
    fits = _in_gamut(wanted)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        inside = _in_gamut(_with_chroma_scaled(wanted, middle))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    scaled = _with_chroma_scaled(wanted, np.where(fits, 1.0, low))
    return np.clip(encode_srgb(np.clip(_linear_from_oklab(scaled), 0.0, 1.0)), 0.0, 1.0)


def _with_chroma_scaled(lab: npt.NDArray[np.float64], share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    scaled = lab.copy()
    scaled[..., 1:] *= share[..., None]
    return scaled


def _in_gamut(lab: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    linear = _linear_from_oklab(lab)
    return np.asarray(np.all((linear >= -_GAMUT_SLACK) & (linear <= 1 + _GAMUT_SLACK), axis=-1))


def oklab(colour: Oklch) -> npt.NDArray[np.float64]:
    """Turn an OKLCH triple into OKLab."""
    lightness, chroma, hue_deg = colour
    angle = math.radians(hue_deg)
    return np.array([lightness, chroma * math.cos(angle), chroma * math.sin(angle)])


def oklch(lab: npt.ArrayLike) -> Oklch:
    """Turn one OKLab colour into an OKLCH triple."""
    lightness, a, b = np.asarray(lab, dtype=np.float64)
    return float(lightness), float(math.hypot(a, b)), float(math.degrees(math.atan2(b, a)) % 360)


def in_gamut(colour: Oklch) -> bool:
    """Whether an OKLCH colour lies in sRGB."""
    return bool(_in_gamut(oklab(colour)))


def srgb(colour: Oklch) -> Floats:
    """Turn an OKLCH triple into sRGB-encoded 0..1, within gamut."""
    return srgb_from_oklab(oklab(colour)).astype(np.float32)


def mix(first: Oklch, second: Oklch, share: float) -> Oklch:
    """Mix two colours in OKLab; ``share`` 0 is the first, 1 the second."""
    return oklch(oklab(first) * (1 - share) + oklab(second) * share)


def with_lightness(colour: Oklch, lightness: float) -> Oklch:
    """Return the same chroma and hue at another lightness."""
    return min(max(lightness, 0.0), 1.0), colour[1], colour[2]


def with_chroma(colour: Oklch, factor: float) -> Oklch:
    """Return the same lightness and hue with chroma times ``factor``."""
    return colour[0], min(max(colour[1] * factor, 0.0), 0.37), colour[2]


def luminance(colour: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Relative luminance 0..1 of sRGB-encoded colours of shape ``(..., 3)``."""
    return np.asarray(decode_srgb(colour) @ _LUMINANCE)


def contrast_ratio(first: float, second: float) -> float:
    """Contrast ratio 1..21 of two relative luminances."""
    light, dark = max(first, second), min(first, second)
    return (light + 0.05) / (dark + 0.05)


def gradient(stops: Sequence[Oklch], steps: int, places: Sequence[float] | None = None) -> Floats:
    """Mix along ``stops`` in OKLab.

    Args:
        stops: At least two colours.
        steps: Number of colours to return.
        places: Ascending places 0..1 of the stops; evenly spread when omitted.

    Returns:
        sRGB-encoded colours of shape ``(steps, 3)``.
    """
    at = np.linspace(0, 1, len(stops)) if places is None else np.asarray(places, dtype=np.float64)
    wanted = np.linspace(0, 1, steps)
    labs = np.array([oklab(stop) for stop in stops])
    mixed = np.stack([np.interp(wanted, at, labs[:, axis]) for axis in range(3)], axis=-1)
    return srgb_from_oklab(mixed).astype(np.float32)


def tone_ramp(stops: Sequence[Oklch], steps: int, darkest: float = 0.12, lightest: float = 0.95) -> Floats:
    """Return a ramp through the hues of ``stops`` whose lightness rises evenly from ``darkest`` to ``lightest``.

    The stops are visited from dark to light, each at the place where its own lightness lies.

    Returns:
        sRGB-encoded colours of shape ``(steps, 3)``, monotone in lightness.
    """
    ordered = sorted(stops)
    lightness = np.linspace(darkest, lightest, steps)
    labs = np.array([oklab(stop) for stop in ordered])
    anchors = labs[:, 0] + np.arange(len(ordered)) * 1e-6
    mixed = np.stack([lightness, *(np.interp(lightness, anchors, labs[:, axis]) for axis in (1, 2))], axis=-1)
    fade = np.clip(np.minimum(lightness / 0.16, (1 - lightness) / 0.12), 0, 1)
    mixed[:, 1:] *= fade[:, None]
    return srgb_from_oklab(mixed).astype(np.float32)
