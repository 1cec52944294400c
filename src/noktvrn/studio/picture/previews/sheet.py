"""A sheet to lay previews on: sprites of type, tiles, and writing it as PNG or JPEG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.files import srgb_profile, write_jpeg, written_aside
from noktvrn.studio.picture.footage.normalising import Planes8
from noktvrn.studio.picture.palette import Oklch, srgb
from noktvrn.studio.picture.raster import Bytes, enlarge
from noktvrn.studio.picture.typesetting import draw_block, fit_block
from noktvrn.studio.picture.wording import word

ENDINGS: Final = (".png", ".jpg", ".jpeg")
"""Endings of pictures that can be written."""

_TO_RGB = np.array([[1.0, 0.0, 1.5748], [1.0, -0.1873, -0.4681], [1.0, 1.8556, 0.0]], np.float32)


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of a sheet.

    Attributes:
        ground: Behind everything.
        ink: Type that is read first.
        quiet: Type that is read last.
    """

    ground: Oklch = (0.17, 0.012, 275.0)
    ink: Oklch = (0.96, 0.008, 275.0)
    quiet: Oklch = (0.66, 0.02, 275.0)


def blank(width_px: int, height_px: int, colour: Oklch) -> Bytes:
    """Return a sheet of one colour, shape ``(height, width, 3)``."""
    sheet = np.empty((height_px, width_px, 3), np.uint8)
    sheet[:] = rgb8(colour)
    return sheet


def rgb8(colour: Oklch) -> Bytes:
    """Return a colour as three 8-bit sRGB values."""
    return np.rint(srgb(colour) * 255).astype(np.uint8)


def set_type(
    sheet: Bytes, text: str, colour: Oklch, left: float, top: float, *, em_px: int, room_px: float, align: str = "left"
) -> None:
    """Set one line on a sheet; what is too long is made smaller, what no face can show is left out.

    Args:
        sheet: Drawn on.
        text: The line.
        colour: Of the ink.
        left: Left edge of the room for it.
        top: Top of its ink.
        em_px: Wanted size.
        room_px: Width of the room for it.
        align: ``"left"``, ``"center"`` or ``"right"`` in the room.
    """
    words = word(text, "grotesk_bold")
    if not words.text or room_px < 4:
        return
    block = fit_block(words.text, words.face, room_px, em_px * 2.0, most_lines=1, largest_px=em_px, tracking=0.01)
    mask = draw_block(block)
    shift = {"left": 0.0, "center": (room_px - mask.shape[1]) / 2, "right": room_px - mask.shape[1]}[align]
    cover(sheet, mask, colour, round(left + shift), round(top))


def cover(sheet: Bytes, mask: Bytes, colour: Oklch, left: int, top: int) -> None:
    """Blend a colour by a mask, cut off at the sheet's edges."""
    height, width = sheet.shape[:2]
    first_row, first_column = max(-top, 0), max(-left, 0)
    part = mask[first_row : max(height - top, 0), first_column : max(width - left, 0)]
    if part.size == 0:
        return
    under = sheet[
        top + first_row : top + first_row + part.shape[0], left + first_column : left + first_column + part.shape[1]
    ]
    share = part[..., None].astype(np.float32) / 255
    under[:] = np.rint(under + share * (rgb8(colour).astype(np.float32) - under)).astype(np.uint8)


def picture_of(planes: Planes8) -> Bytes:
    """Turn planes of BT.709 in limited range into 8-bit RGB."""
    y, u, v = planes
    height, width = y.shape
    channels = (
        (y.astype(np.float32) - 16) / 219,
        *((enlarge(plane.astype(np.float32), width, height) - 128) / 224 for plane in (u, v)),
    )
    colours = np.stack(channels, axis=-1) @ _TO_RGB.T
    return np.rint(np.clip(colours, 0, 1) * 255).astype(np.uint8)


def check_ending(path: Path) -> None:
    """Refuse a name that does not end as a picture does.

    Raises:
        ParameterError: It ends otherwise.
    """
    if path.suffix.lower() not in ENDINGS:
        raise ParameterError(
            f"{path.name} does not end as a picture does.", remedy=f"End it with one of: {', '.join(ENDINGS)}."
        )


def write_sheet(sheet: Bytes, path: Path) -> Path:
    """Write a sheet as PNG or JPEG, by the ending of the name.

    Raises:
        ParameterError: The name ends otherwise.
        NoSpaceError: The disk is full.
        RenderError: It cannot be written for another reason.
    """
    check_ending(path)
    if path.suffix.lower() == ".png":
        with written_aside(path) as part:
            Image.fromarray(sheet).save(part, "PNG", icc_profile=srgb_profile())
    else:
        write_jpeg(sheet, path, quality=90)
    return path
