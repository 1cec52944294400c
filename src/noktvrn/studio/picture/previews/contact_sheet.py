"""The contact sheet of a film: frames at equal distances with their times."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.palette import mix
from noktvrn.studio.picture.previews.frames import frames_at, shape_of
from noktvrn.studio.picture.previews.sheet import Inks, blank, rgb8, set_type
from noktvrn.studio.picture.raster import Bytes

WIDTH_PX: Final = 1920
"""Width of a sheet where nothing else is said."""

_MOST_SIDE = 12
_MARGIN = 0.028
_GAP = 0.010


def draw_contact_sheet(
    film: Path, columns: int = 4, rows: int = 5, width_px: int = WIDTH_PX, title: str = "", inks: Inks | None = None
) -> Bytes:
    """Draw frames of a film in rows, from the first to the last row in the order of time.

    Args:
        film: Any film.
        columns: 1..12.
        rows: 1..12.
        width_px: 320..8000.
        title: Stands above; the file's name when empty.
        inks: Colours; a quiet dark sheet when None.

    Returns:
        8-bit RGB; its height follows from the film's shape.

    Raises:
        ParameterError: A number outside its range.
        MediaUnreadableError: The film cannot be decoded.
    """
    if not (1 <= columns <= _MOST_SIDE and 1 <= rows <= _MOST_SIDE and 320 <= width_px <= 8000):
        raise ParameterError(
            f"A sheet of {columns} x {rows} frames, {width_px} pixels wide, cannot be painted.",
            remedy=f"Choose 1 to {_MOST_SIDE} columns and rows, 320 to 8000 pixels.",
        )
    inks = inks or Inks()
    width, height, length_s = shape_of(film)
    margin, gap = round(width_px * _MARGIN), max(round(width_px * _GAP), 4)
    tile_width = (width_px - 2 * margin - (columns - 1) * gap) // columns // 2 * 2
    tile_height = max(round(tile_width * height / width / 2) * 2, 2)
    em = max(round(tile_width * 0.042), 9)
    pitch = tile_height + round(em * 2.4)
    head = round(width_px * 0.05)
    sheet = blank(width_px, margin * 2 + head + rows * pitch - round(em * 1.1), inks.ground)
    _set_head(sheet, title or film.stem, f"{width} x {height}   {_clock(length_s)}", inks, margin)
    times = [(number + 0.5) / (columns * rows) * length_s for number in range(columns * rows)]
    for number, picture in enumerate(frames_at(film, times, tile_width, tile_height)):
        left = margin + number % columns * (tile_width + gap)
        top = margin + head + number // columns * pitch
        sheet[top : top + tile_height, left : left + tile_width] = picture
        _frame_dark(sheet, left, top, tile_width, tile_height, inks)
        set_type(
            sheet, _clock(times[number]), inks.quiet, left, top + tile_height + em * 0.6, em_px=em, room_px=tile_width
        )
    return sheet


def _set_head(sheet: Bytes, title: str, facts: str, inks: Inks, margin: int) -> None:
    room = sheet.shape[1] - 2 * margin
    em = max(round(sheet.shape[1] * 0.017), 11)
    set_type(sheet, title, inks.ink, margin, margin, em_px=em, room_px=room * 0.66)
    small, right = round(em * 0.72), margin + room * 0.68
    set_type(sheet, facts, inks.quiet, right, margin + em * 0.2, em_px=small, room_px=room * 0.32, align="right")


def _frame_dark(sheet: Bytes, left: int, top: int, width: int, height: int, inks: Inks) -> None:
    """Draw a hairline round a picture that would lose its edge on the sheet."""
    tile = sheet[top : top + height, left : left + width]
    edge = np.concatenate([tile[0], tile[-1], tile[:, 0], tile[:, -1]]).astype(np.int16)
    if float(np.abs(edge - rgb8(inks.ground)).mean()) > 14:
        return
    line = rgb8(mix(inks.ground, inks.quiet, 0.4))
    tile[0], tile[-1], tile[:, 0], tile[:, -1] = line, line, line, line


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
