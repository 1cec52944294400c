"""The waveform of a recording as a picture: bars over a water line in the colours of an artist, with the minutes."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.peaks import Peaks, peaks
from noktvrn.studio.picture.files import written_aside
from noktvrn.studio.picture.palette import Floats, Oklch, contrast_ratio, gradient, luminance, mix, srgb, with_lightness
from noktvrn.studio.picture.previews.sheet import Inks, blank, rgb8, set_type
from noktvrn.studio.picture.raster import Bytes
from noktvrn.studio.picture.scene import Roles

STRETCHES: Final = 1_000
"""Stretches that a recording is divided into where nothing else is said."""

_BAR, _GAP = 5, 3
_FINE = 3
_WATER = 0.66
_REFLECTION = 0.30
_SHAPE = 1.25
"""Exponent on the level: above 1 it tells loud parts from quiet ones in music that was levelled in mastering."""

_LEAST_CONTRAST = 3.0


def read_peaks_of(audio: Path, count: int = STRETCHES) -> Peaks:
    """Return lowest, highest and mean level of equal stretches of a recording.

    Raises:
        MediaUnreadableError: It cannot be decoded.
        ParameterError: ``count`` is outside 1..100000.
    """
    return peaks(audio, count)


def write_peaks(shape: Peaks, path: Path) -> Path:
    """Write peaks as JSON: ``duration_s`` and the lists ``min``, ``max``, ``rms``, in four decimals.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: It cannot be written for another reason.
    """
    columns = {"min": shape.minimum, "max": shape.maximum, "rms": shape.rms}
    lists = {name: [round(float(value), 4) for value in values] for name, values in columns.items()}
    with written_aside(path) as part:
        part.write_text(json.dumps({"duration_s": round(shape.duration_s, 3), **lists}), encoding="utf-8")
    return path


def draw_waveform(shape: Peaks, roles: Roles, width_px: int = 1600, height_px: int = 360) -> Bytes:
    """Draw a waveform.

    Args:
        shape: Of the recording.
        roles: Colours of the artist or song.
        width_px: 160 or more.
        height_px: 60 or more.

    Returns:
        8-bit RGB of shape ``(height, width, 3)``.

    Raises:
        ParameterError: A side is too small or above 8000.
    """
    if not (160 <= width_px <= 8000 and 60 <= height_px <= 8000):
        raise ParameterError(
            f"A waveform of {width_px} x {height_px} pixels cannot be painted.",
            remedy="Choose from 160 x 60 to 8000 x 8000.",
        )
    inks = _inks(roles)
    margin = round(height_px * 0.11)
    sheet = blank(width_px, height_px, inks.ground)
    span = width_px - 2 * margin
    bars = max(span // (_BAR + _GAP), 1)
    levels = _levels(shape, bars)
    room = height_px - 2.85 * margin
    water = margin + room * _WATER / (_WATER + _REFLECTION * _WATER)
    colours = _colours(roles, levels)
    for share, reach in ((1.0, water - margin), (0.34, -(water - margin) * _REFLECTION)):
        mask = _bars(levels, span, height_px, water, reach)
        _lay(sheet, mask, colours, margin, share)
    _set_minutes(sheet, shape.duration_s, inks, margin, span)
    return sheet


def _inks(roles: Roles) -> Inks:
    if roles.is_night:
        ground = with_lightness(roles.ground, min(roles.ground[0], 0.17))
        return Inks(ground, (0.96, 0.01, roles.ink[2]), mix(ground, (0.96, 0.01, roles.ink[2]), 0.62))
    return Inks(roles.ground, roles.ink, mix(roles.ground, roles.ink, 0.62))


def _levels(shape: Peaks, bars: int) -> Floats:
    """Return the height of each bar, 0..1: mostly the level, a little the peak, so that single hits are seen."""
    extreme = np.maximum(np.abs(shape.minimum), np.abs(shape.maximum))
    mixed = 0.75 * _stretched(shape.rms, bars, np.mean) + 0.25 * _stretched(extreme, bars, np.max)
    loudest = float(mixed.max(initial=0.0))
    if loudest < 1e-5:
        return np.zeros(bars, np.float32)
    return np.asarray((mixed / loudest) ** _SHAPE, dtype=np.float32)


def _stretched(values: Floats, bars: int, fold: Callable[[Floats], Any]) -> Floats:
    edges = np.linspace(0, values.size, bars + 1)
    last = values.size - 1
    spans = ((min(int(begin), last), max(math.ceil(end), int(begin) + 1)) for begin, end in itertools.pairwise(edges))
    return np.array([fold(values[begin:end]) for begin, end in spans], dtype=np.float32)


def _colours(roles: Roles, levels: Floats) -> Floats:
    """Return sRGB of each bar: louder is further along the palette, and all of them are seen on the ground."""
    ground = _inks(roles).ground
    stops = [_seen(colour, ground) for colour in (roles.dominant, roles.support, roles.accent)]
    table = gradient(stops, 64)
    return np.asarray(table[np.rint(np.clip(levels, 0, 1) * 63).astype(int)], dtype=np.float32)


def _seen(colour: Oklch, ground: Oklch) -> Oklch:
    under = float(luminance(srgb(ground)))
    step = 0.02 if ground[0] < 0.5 else -0.02
    while contrast_ratio(float(luminance(srgb(colour))), under) < _LEAST_CONTRAST and 0.05 < colour[0] + step < 0.97:
        colour = with_lightness(colour, colour[0] + step)
    return colour


def _bars(levels: Floats, span: int, height_px: int, water: float, reach: float) -> Floats:
    """Return the coverage 0..1 of round-ended bars that stand on the water line, or hang below it."""
    fine = Image.new("L", (span * _FINE, height_px * _FINE))
    pen = ImageDraw.Draw(fine)
    pitch = span / levels.size
    gap = 1.5 if reach > 0 else -4.0
    for place, level in enumerate(levels):
        left = (place * pitch + (pitch - _BAR) / 2) * _FINE
        length = max(abs(reach) * float(level), _BAR * (1.0 if reach > 0 else 0.0))
        if length < 1:
            continue
        near = water - gap
        ends = sorted((near, near - math.copysign(length, reach)))
        box = (left, ends[0] * _FINE, left + _BAR * _FINE - 1, ends[1] * _FINE)
        pen.rounded_rectangle(box, radius=min(_BAR * _FINE / 2, (box[3] - box[1]) / 2), fill=255)
    small = fine.resize((span, height_px), Image.Resampling.BOX)
    return np.asarray(np.asarray(small) / np.float32(255), dtype=np.float32)


def _lay(sheet: Bytes, mask: Floats, colours: Floats, left: int, strength: float) -> None:
    span = mask.shape[1]
    owner = np.minimum(np.arange(span) * len(colours) // span, len(colours) - 1)
    under = sheet[:, left : left + span].astype(np.float32)
    share = mask[..., None] * strength
    sheet[:, left : left + span] = np.rint(under + share * (colours[owner][None] * 255 - under)).astype(np.uint8)


def _set_minutes(sheet: Bytes, duration_s: float, inks: Inks, margin: int, span: int) -> None:
    height = sheet.shape[0]
    em = max(round(height * 0.048), 9)
    step_s = next((step for step in (1, 5, 15, 30, 60, 120, 300, 600, 1200) if duration_s / step <= 9), 3600)
    room = em * 5
    baseline = height - margin - em * 0.5
    marks = [second for second in range(0, int(duration_s) + 1, step_s) if duration_s - second > step_s * 0.45]
    for second in marks:
        at = margin + span * second / max(duration_s, 1e-6)
        set_type(sheet, _clock(second), inks.quiet, at, baseline, em_px=em, room_px=room)
    set_type(sheet, _clock(duration_s), inks.ink, margin + span - room, baseline, em_px=em, room_px=room, align="right")
    line = round(baseline - em * 0.9)
    sheet[line : line + 1, margin : margin + span] = rgb8(mix(inks.ground, inks.quiet, 0.35))


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
