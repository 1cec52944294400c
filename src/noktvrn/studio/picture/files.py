"""Picture files: read with limits, write aside and rename."""

from __future__ import annotations

import functools
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from noktvrn.errors import MediaUnreadableError, NoSpaceError, RenderError, is_disk_full
from noktvrn.studio.picture.raster import Bytes

JPEG_QUALITY: Final = 94
"""Quality of covers: no visible loss with 4:4:4 colour, files of 2 to 8 MB at 3000 px."""

LARGEST_COVER_BYTES: Final = 10_000_000
"""What stores accept."""

_DPI = (300, 300)
_PROFILE_DATE = (2026, 1, 1, 0, 0, 0)
_MOST_PIXELS = 12_000 * 12_000
_SMALLEST_ARTWORK_PX = 64


@functools.cache
def srgb_profile() -> bytes:
    """Return an ICC profile of sRGB, the same bytes at any time.

    The header's date (bytes 24 to 35) would otherwise be the present moment, and the digest (bytes 84 to 99) is left
    unset, as the standard allows.

    References:
        ICC.1:2022, 7.2 "Profile header".
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = struct.pack(">6H", *_PROFILE_DATE)
    profile[84:100] = bytes(16)
    return bytes(profile)


def read_picture(path: Path) -> Bytes:
    """Read a picture file as 8-bit RGB of shape ``(height, width, 3)``.

    Raises:
        MediaUnreadableError: No such file, not a picture, damaged, or larger than 144 million pixels.
    """
    try:
        with _opened(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise MediaUnreadableError(
                    f"{path.name} has {image.width} x {image.height} pixels.",
                    remedy="Give a picture of at most 12000 x 12000 pixels.",
                )
            return np.asarray(image.convert("RGB"), dtype=np.uint8)
    except Image.DecompressionBombError as exc:
        raise MediaUnreadableError(
            f"{path.name} claims far more pixels than a picture has: {exc}",
            remedy="Give a picture of at most 12000 x 12000 pixels.",
        ) from exc
    except (UnidentifiedImageError, OSError, ValueError) as exc:
        raise MediaUnreadableError(
            f"{path.name} cannot be read as a picture: {exc}.", remedy="Give a whole JPEG or PNG file."
        ) from exc


def read_artwork(path: Path) -> Bytes:
    """Read a picture that a film is to show.

    Raises:
        MediaUnreadableError: As for :func:`read_picture`, or it is too small to be shown.
    """
    picture = read_picture(path)
    height, width = picture.shape[:2]
    if min(height, width) < _SMALLEST_ARTWORK_PX:
        raise MediaUnreadableError(
            f"{path.name} has {width} x {height} pixels.",
            remedy=f"Give a picture of at least {_SMALLEST_ARTWORK_PX} x {_SMALLEST_ARTWORK_PX} pixels.",
        )
    return picture


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open a picture; Pillow's warning about large ones is left out, because the limit here is the one that counts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(path)
    with image:
        yield image


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a ``.part`` path to write to; rename it when all went well, delete it when not.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written for another reason.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as exc:
        raise unwritable(path, exc) from exc
    finally:
        # where the folder is no folder there is nothing to take away, and the error above says so
        with suppress(OSError):
            part.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written, before work is spent on what should stand there.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written for another reason.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
        part.unlink()
    except OSError as exc:
        raise unwritable(path, exc) from exc


def unwritable(path: Path, exc: OSError) -> NoSpaceError | RenderError:
    """Translate an error of writing ``path``."""
    if is_disk_full(exc):
        return NoSpaceError(f"There is no space left for {path.name} in {path.parent}.", remedy="Free some disk space.")
    return RenderError(
        f"{path.name} cannot be written to {path.parent}: {exc}.",
        remedy="Check that it is a folder that you may write to.",
    )


def write_jpeg(picture: Bytes, path: Path, quality: int = JPEG_QUALITY) -> None:
    """Write an sRGB JPEG, 4:4:4, 300 dpi, with colour profile, below the stores' limit of 10 MB.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written for another reason.
    """
    with written_aside(path) as part:
        for attempt in (quality, quality - 3, quality - 7, quality - 14):
            Image.fromarray(picture).save(
                part, "JPEG", quality=attempt, subsampling=0, dpi=_DPI, icc_profile=srgb_profile()
            )
            if part.stat().st_size < LARGEST_COVER_BYTES:
                return
