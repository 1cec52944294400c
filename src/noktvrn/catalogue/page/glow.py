"""Light that the artwork throws upon the night: a tiny blurred picture, and how strong it may shine."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noktvrn.errors import MediaUnreadableError

_SIDE_PX: Final = 24
_STRONGEST: Final = 0.40
_LUMINANCE_ALLOWED: Final = 0.045
"""Relative luminance behind text: the third voice of the dark theme keeps 4.5 : 1 above it."""


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
    return Glow(address, round(min(_STRONGEST, _LUMINANCE_ALLOWED / max(_brightest(small.tobytes()), 1e-3)), 3))


def _brightest(pixels: bytes) -> float:
    """Relative luminance (WCAG 2.2) of the brightest pixel of RGB bytes."""
    weights = (0.2126, 0.7152, 0.0722)
    linear = [_linear(value / 255) for value in pixels]
    triples = zip(linear[0::3], linear[1::3], linear[2::3], strict=True)
    return max(sum(weight * value for weight, value in zip(weights, triple, strict=True)) for triple in triples)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
