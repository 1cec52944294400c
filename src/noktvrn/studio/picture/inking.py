"""Laying type on a picture: which ink reads, what scrim it needs, and how well it reads on the rendered pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.layouts import PlacedText
from noktvrn.studio.picture.noise import smooth, unit_hash
from noktvrn.studio.picture.palette import Floats, Oklch, contrast_ratio, luminance, srgb
from noktvrn.studio.picture.raster import Bytes
from noktvrn.studio.picture.scene import Box, Roles

LEAST_CONTRAST: Final = 4.5
"""Lowest contrast ratio of text, after WCAG 2.2 level AA."""

_WANTED_CONTRAST = 4.9
_SCRIM_STEPS = (0.0, 0.35, 0.55, 0.7, 0.82, 0.9, 0.96)
_NEAR_WORST_PERCENT = 4.0
_SOLID = 250
_SCRIM_REACH = 0.20


@dataclass(frozen=True, slots=True)
class InkedCover:
    """A cover with its type.

    Attributes:
        picture: 8-bit pixels.
        title_contrast: Measured contrast ratio of the title; 0 without text.
        artist_contrast: The same of the artist.
        scrim: Strength 0..1 of the veil that was laid under the type.
    """

    picture: Bytes
    title_contrast: float
    artist_contrast: float
    scrim: float


@kernel
def _veil(picture: Bytes, box: Floats, colour: Floats, strength: Scalar, reach: Scalar, seed: int) -> None:
    size = picture.shape[0]
    for row in range(size):
        y = (row + 0.5) / size
        gap_y = max(box[1] - y, y - box[3], np.float32(0))
        if gap_y > reach:
            continue
        for column in range(size):
            x = (column + 0.5) / size
            gap_x = max(box[0] - x, x - box[2], np.float32(0))
            gap = np.sqrt(gap_x * gap_x + gap_y * gap_y)
            alpha = np.float32(strength) * (np.float32(1) - smooth(np.float32(0), np.float32(reach), np.float32(gap)))
            if alpha <= 0:
                continue
            for channel in range(3):
                value = picture[row, column, channel] * (1 - alpha) + colour[channel] * 255 * alpha
                value += unit_hash(column * 3 + channel, row, seed)
                picture[row, column, channel] = np.uint8(min(max(value, 0.0), 255.0))


@kernel
def _print(picture: Bytes, mask: Bytes, left: int, top: int, ink: Floats, grain: Scalar, seed: int) -> None:
    height, width = mask.shape
    for row in range(height):
        y = top + row
        if y < 0 or y >= picture.shape[0]:
            continue
        for column in range(width):
            x = left + column
            cover = mask[row, column]
            if cover == 0 or x < 0 or x >= picture.shape[1]:
                continue
            alpha = np.float32(cover) / np.float32(255)
            speck = (unit_hash(x, y, seed) + unit_hash(x, y, seed + 1) - np.float32(1)) * np.float32(grain * 255)
            for channel in range(3):
                wanted = ink[channel] * np.float32(255) + speck
                value = np.float32(picture[y, x, channel]) * (np.float32(1) - alpha) + wanted * alpha
                picture[y, x, channel] = np.uint8(min(max(value + np.float32(0.5), np.float32(0)), np.float32(255)))


def ink_cover(artwork: Bytes, texts: Sequence[PlacedText], roles: Roles, grain: float, seed: int) -> InkedCover:
    """Print ``texts`` on a copy of ``artwork`` in the ink that reads best, over a veil where none reads well enough.

    The artist's own ink is taken when it reaches the wanted contrast on the pixels under the text; then the lightest
    and the darkest tint of the palette; then those over a veil that grows until the text reads.
    """
    if not texts:
        return InkedCover(artwork.copy(), 0.0, 0.0, 0.0)
    light: Oklch = (0.975, min(roles.ink[1], 0.015), roles.ink[2])
    dark: Oklch = (0.13, min(roles.ink[1], 0.04), roles.ink[2])
    own = roles.ink
    if _weakest(artwork, texts, own) >= _WANTED_CONTRAST:
        return _printed(artwork.copy(), texts, own, 0.0, grain, seed)
    ink = max((light, dark), key=lambda choice: _weakest(artwork, texts, choice))
    ground = dark if ink is light else light
    inked = _printed(artwork.copy(), texts, ink, 0.0, grain, seed)
    for strength in _SCRIM_STEPS:
        veiled = artwork.copy()
        if strength:
            for box in _veil_boxes(texts, artwork.shape[0]):
                _veil(veiled, np.array(box, np.float32), srgb(ground), strength, _SCRIM_REACH, seed & 0x7FFFFFFF)
        if _weakest(veiled, texts, ink) < _WANTED_CONTRAST and strength != _SCRIM_STEPS[-1]:
            continue
        inked = _printed(veiled, texts, ink, strength, grain, seed)
        if min(inked.title_contrast, inked.artist_contrast) >= LEAST_CONTRAST:
            break
    return inked


def _printed(
    picture: Bytes, texts: Sequence[PlacedText], ink: Oklch, scrim: float, grain: float, seed: int
) -> InkedCover:
    for text in texts:
        _print(picture, text.mask, text.left_px, text.top_px, srgb(ink), grain * 0.35, seed & 0x7FFFFFFF)
    title, artist = (
        min(measured_contrast(picture, text, texts) for text in texts if text.role == role)
        for role in ("title", "artist")
    )
    return InkedCover(picture, title, artist, scrim)


def _veil_boxes(texts: Sequence[PlacedText], size_px: int) -> list[Box]:
    """Extend each text's box to the edges it is near, so that the veil is a soft band and no cloud."""
    boxes = []
    for text in texts:
        box = text.box(size_px).grown(0.012)
        boxes.append(
            Box(
                0.0 if box.left < 0.12 else box.left,
                0.0 if box.top < 0.12 else box.top,
                1.0 if box.right > 0.88 or box.left < 0.12 else box.right,
                1.0 if box.bottom > 0.88 else box.bottom,
            )
        )
    if len(boxes) == 2 and abs(boxes[0].bottom - boxes[1].top) < 0.12:
        first, second = boxes
        return [
            Box(
                min(first.left, second.left),
                min(first.top, second.top),
                max(first.right, second.right),
                max(first.bottom, second.bottom),
            )
        ]
    return boxes


def _weakest(picture: Bytes, texts: Sequence[PlacedText], ink: Oklch) -> float:
    """Contrast of ``ink`` against the least favourable pixels under any of the texts."""
    ink_light = float(luminance(srgb(ink)))
    return min(_against(ink_light, _backdrop(picture, text)) for text in texts)


def _window(picture: Bytes, text: PlacedText) -> tuple[slice, slice]:
    height, width = text.mask.shape
    pad = max(2, round(0.25 * text.cap_height_px))
    return (
        slice(max(text.top_px - pad, 0), min(text.top_px + height + pad, picture.shape[0])),
        slice(max(text.left_px - pad, 0), min(text.left_px + width + pad, picture.shape[1])),
    )


def _backdrop(picture: Bytes, text: PlacedText) -> Floats:
    rows, columns = _window(picture, text)
    region = picture[rows, columns]
    step = max(1, int((region.shape[0] * region.shape[1] / 120_000) ** 0.5))
    return luminance(region[::step, ::step] / 255.0).astype(np.float32)


def _against(ink_light: float, backdrop: Floats) -> float:
    low, high = np.percentile(backdrop, [_NEAR_WORST_PERCENT, 100 - _NEAR_WORST_PERCENT])
    if low < ink_light < high:
        return 1.0
    return contrast_ratio(ink_light, float(high if ink_light >= high else low))


def measured_contrast(picture: Bytes, text: PlacedText, all_texts: Sequence[PlacedText]) -> float:
    """Contrast ratio of a text on a finished picture: its solid pixels against the near-worst pixels around them.

    Args:
        picture: The finished 8-bit cover.
        text: The text that was printed on it.
        all_texts: Every text on it; what they cover is no backdrop.

    Returns:
        1..21. The backdrop is everything the type does not touch within a quarter of the cap height of its box.
    """
    rows, columns = _window(picture, text)
    own, covered = (np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8) for _ in range(2))
    _put_mask(own, text, rows.start, columns.start)
    for other in all_texts:
        _put_mask(covered, other, rows.start, columns.start)
    step = max(1, int((covered.size / 400_000) ** 0.5))
    thinned, region = own[::step, ::step], picture[rows, columns][::step, ::step]
    light = luminance(region / 255.0)
    solid = thinned >= min(_SOLID, int(thinned.max()))
    bare = covered[::step, ::step] == 0
    if not bare.any():
        return 1.0
    return _against(float(np.median(light[solid])), light[bare].astype(np.float32))


def _put_mask(target: Bytes, text: PlacedText, top: int, left: int) -> None:
    """Add the part of a text's mask that lies in a window whose first pixel is ``(top, left)``."""
    height, width = text.mask.shape
    row, column = text.top_px - top, text.left_px - left
    first_row, first_column = max(row, 0), max(column, 0)
    last_row, last_column = min(row + height, target.shape[0]), min(column + width, target.shape[1])
    if first_row < last_row and first_column < last_column:
        part = text.mask[first_row - row : last_row - row, first_column - column : last_column - column]
        region = target[first_row:last_row, first_column:last_column]
        np.maximum(region, part, out=region)
