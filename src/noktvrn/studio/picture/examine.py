"""Measuring a finished cover for the gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.picture.files import read_picture
from noktvrn.studio.picture.fingerprint import hash_of
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.raster import Bytes


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What a cover's file is.

    Attributes:
        width_px: Width.
        height_px: Height.
        mode: Pillow's mode, such as ``"RGB"``.
        format: Such as ``"JPEG"``.
        has_icc_profile: Whether a colour profile is embedded.
        dpi: Declared resolution; 0 when none is.
        size_bytes: Length of the file.
        sharpness: Variance of the Laplacian on 0..255 luma.
        tonal_range: Distance of the 2nd and 98th percentile of luma, 0..1.
        difference_hash: 256 bits as hex.
        text_matches: Whether the rendered text is title and artist exactly, or there is none.
        missing_text: What of title and artist was not rendered.
    """

    width_px: int
    height_px: int
    mode: str
    format: str
    has_icc_profile: bool
    dpi: int
    size_bytes: int
    sharpness: float
    tonal_range: float
    difference_hash: str
    text_matches: bool
    missing_text: tuple[str, ...]


@kernel
def _laplacian_variance(picture: Bytes) -> Scalar:
    height, width = picture.shape[0], picture.shape[1]
    total, squares, count = 0.0, 0.0, 0
    for row in range(1, height - 1):
        for column in range(1, width - 1):
            value = -4 * _luma(picture, row, column)
            value += _luma(picture, row - 1, column) + _luma(picture, row + 1, column)
            value += _luma(picture, row, column - 1) + _luma(picture, row, column + 1)
            total += value
            squares += value * value
            count += 1
    mean = total / max(count, 1)
    return squares / max(count, 1) - mean * mean


@kernel
def _luma(picture: Bytes, row: int, column: int) -> Scalar:
    return np.float32(
        np.float32(0.2126) * picture[row, column, 0]
        + np.float32(0.7152) * picture[row, column, 1]
        + np.float32(0.0722) * picture[row, column, 2]
    )


def inspect_cover(path: Path, title: str, artist: str, rendered_text: tuple[str, ...]) -> CoverFacts:
    """Measure a cover's file.

    Args:
        path: The cover.
        title: As in the metadata.
        artist: As in the metadata.
        rendered_text: Texts that were set on it, without changes of case; empty for a cover without text.

    Raises:
        MediaUnreadableError: The file cannot be decoded.
    """
    picture = read_picture(path)
    try:
        with Image.open(path) as image:
            mode, kind, declared = image.mode, image.format or "", image.info
    except (UnidentifiedImageError, OSError) as exc:
        raise MediaUnreadableError(f"{path.name} cannot be read: {exc}.", remedy="Paint the cover again.") from exc
    wanted = tuple(" ".join(text.split()) for text in (title, artist))
    luma = picture[::8, ::8] @ np.array([0.2126, 0.7152, 0.0722]) / 255
    low, high = np.percentile(luma, [2, 98])
    return CoverFacts(
        width_px=picture.shape[1],
        height_px=picture.shape[0],
        mode=mode,
        format=kind,
        has_icc_profile=bool(declared.get("icc_profile")),
        dpi=round(float(declared.get("dpi", (0, 0))[0])),
        size_bytes=path.stat().st_size,
        sharpness=float(_laplacian_variance(picture)),
        tonal_range=float(high - low),
        difference_hash=hash_of(picture),
        text_matches=not rendered_text or rendered_text == wanted,
        missing_text=tuple(text for text in wanted if text not in rendered_text),
    )
