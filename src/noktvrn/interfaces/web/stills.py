"""Pictures made small: lists show many of them, and a phone shows none larger than its screen."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from noktvrn.errors import MediaUnreadableError

SIDES_PX = (96, 240, 480, 720)
"""Longest sides that are made; a free choice would let a stranger fill the memory."""

_QUALITY = {96: 62, 240: 62, 480: 68, 720: 62}
_KEPT = 512


def still(path: Path, sha256: str, side_px: int) -> bytes:
    """Return a picture with its longest side at most ``side_px``, as JPEG.

    Raises:
        MediaUnreadableError: It is no picture.
    """
    return _still(str(path), sha256, side_px)


@lru_cache(maxsize=_KEPT)
def _still(path: str, sha256: str, side_px: int) -> bytes:
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            picture.draft("RGB", (side_px, side_px))
            small = picture.convert("RGB")
            small.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise MediaUnreadableError(
            f"The picture {sha256[:12]} cannot be decoded: {error}.", remedy="Paint the cover again.", stage="media"
        ) from error
    written = io.BytesIO()
    small.save(written, "JPEG", quality=_QUALITY[side_px], optimize=True, progressive=side_px > 96)
    return written.getvalue()
