"""Light that the artwork throws upon the night: a tiny blurred picture, and how strong it may shine."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noktvrn.errors import MediaUnreadableError

_SIDE_PX: Final = 24
_STRONGEST_PERCENT: Final = 40
_GROUND: Final = (0x09, 0x0E, 0x1A)
"""Ground of the dark theme, over which the light is painted."""
_LUMINANCE_ALLOWED: Final = 0.022
"""Relative luminance behind text; the third voice of the dark theme keeps 4.5 : 1 above 0.0244."""


@dataclass(frozen=True, slots=True)
class Glow:
    """The light.

    Attributes:
        address: Picture as a data address.
        opacity: 0..0.4; less for bright artwork, so that text over it stays readable.
    """

    address: str
    opacity: float


def glow_of(artwork: Path) -> Glow:
    """Return the light of a picture.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    from PIL import Image, ImageFilter

    try:
        with Image.open(artwork, formats=("JPEG",)) as picture:
            picture.draft("RGB", (_SIDE_PX * 4, _SIDE_PX * 4))
            small = picture.convert("RGB").resize((_SIDE_PX, _SIDE_PX)).filter(ImageFilter.GaussianBlur(2))
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise MediaUnreadableError(
            f"{artwork.name} cannot be decoded: {error}", remedy="Paint the cover again.", stage="package"
        ) from error
    written = io.BytesIO()
    small.save(written, "JPEG", quality=80)
    address = f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"
    return Glow(address, _opacity(small.tobytes()))


def _opacity(pixels: bytes) -> float:
    """The strongest light whose brightest spot still lets text over it be read."""
    brightest = max(zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True), key=_luminance)
    allowed = (
        percent for percent in range(_STRONGEST_PERCENT, 0, -1) if _painted(brightest, percent) <= _LUMINANCE_ALLOWED
    )
    return next(allowed, 0) / 100


def _painted(colour: tuple[int, int, int], percent: int) -> float:
    over = zip(colour, _GROUND, strict=True)
    return _luminance(tuple(ground + (light - ground) * percent / 100 for light, ground in over))


def _luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance of an sRGB colour of 0..255 (WCAG 2.2)."""
    weights = (0.2126, 0.7152, 0.0722)
    return sum(weight * _linear(value / 255) for weight, value in zip(weights, colour, strict=True))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
