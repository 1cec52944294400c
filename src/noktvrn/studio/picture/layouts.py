"""Templates of the cover: where title and artist stand, and what is left for the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.picture.faces import load_font
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.scene import Box
from noktvrn.studio.picture.typesetting import Mask, TypeBlock, draw_block, fit_block
from noktvrn.studio.picture.wording import Wording, word

MARGIN: Final = 0.06
"""Space that stays free along each edge, as a share of the edge."""

_FULL = 1 - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A block of type at its place.

    Attributes:
        role: ``"title"`` or ``"artist"``.
        mask: Coverage 0..255.
        left_px: Column of the mask's first pixel.
        top_px: Row of the mask's first pixel.
        cap_height_px: Height of its capitals.
    """

    role: str
    mask: Mask
    left_px: int
    top_px: int
    cap_height_px: float

    def box(self, size_px: int) -> Box:
        """Return where it stands, in shares of the edge."""
        height, width = self.mask.shape
        return Box(
            self.left_px / size_px,
            self.top_px / size_px,
            (self.left_px + width) / size_px,
            (self.top_px + height) / size_px,
        )


@dataclass(frozen=True, slots=True)
class CoverType:
    """All type of one cover.

    Attributes:
        texts: Placed blocks; empty for a cover without text.
        calm: Where they stand together.
        focus: Where the figure may stand.
        rendered: Title and artist as they were set, without the changes of case.
        missing: Characters that no face could show.
    """

    texts: tuple[PlacedText, ...]
    calm: Box
    focus: Box
    rendered: tuple[str, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Title and artist, ready to be set on a square of some size."""

    size_px: int
    title: Wording
    artist: Wording

    def title_block(self, width: float, height: float, lines: int, largest: float) -> TypeBlock:
        size = self.size_px
        return fit_block(
            self.title.text,
            self.title.face,
            width * size,
            height * size,
            most_lines=lines,
            largest_px=largest * size,
        )

    def artist_block(self, title: TypeBlock | None, width: float, share: float) -> TypeBlock:
        """Set the artist at ``share`` of the title's size, within the bounds that stay legible."""
        size = self.size_px
        wanted = share * title.size_px if title is not None else 0.06 * size
        em = min(max(wanted, 0.026 * size), 0.062 * size)
        return fit_block(self.artist.text, self.artist.face, width * size, 0.12 * size, most_lines=2, largest_px=em)


def set_cover(title: str, artist: str, look: LookSpec, size_px: int) -> CoverType:
    """Set title and artist on a square after the look's template.

    A title of which nothing can be shown gives a cover without text, because a cover that names the artist alone would
    claim another title.

    Raises:
        ParameterError: Unknown face or layout.
    """
    title_words = word(title, look.display_face)
    artist_words = word(artist, look.text_face)
    missing = "".join(dict.fromkeys(title_words.missing + artist_words.missing))
    if not title_words.text or not artist_words.text:
        return CoverType((), Box(0.45, 0.93, 0.55, 0.94), Box(MARGIN, MARGIN, 1 - MARGIN, 1 - MARGIN), (), missing)
    sheet = _Sheet(size_px, title_words, artist_words)
    texts, focus = _TEMPLATES[look.layout](sheet)
    boxes = [text.box(size_px) for text in texts]
    calm = Box(*(pick(box[side] for box in boxes) for side, pick in enumerate((min, min, max, max))))
    return CoverType(texts, calm, focus, (title_words.text, artist_words.text), missing)


def _place(role: str, block: TypeBlock, left: float, top: float, align: str = "left") -> PlacedText:
    return PlacedText(role, draw_block(block, align), round(left), round(top), block.cap_height_px)


def _stack(sheet: _Sheet, title: TypeBlock, artist: TypeBlock, top: float, align: str) -> tuple[PlacedText, PlacedText]:
    """Stand the artist below the title with one clear gap, from ``top`` (a share) down."""
    size = sheet.size_px
    gap = max(0.55 * artist.cap_height_px + 0.28 * title.cap_height_px, 0.022 * size)

    def left(block: TypeBlock) -> float:
        spare = size * _FULL - block.width_px
        return size * MARGIN + {"left": 0.0, "center": spare / 2, "right": spare}[align]

    return (
        _place("title", title, left(title), top * size, align),
        _place("artist", artist, left(artist), top * size + title.height_px + gap, align),
    )


def _stack_height(sheet: _Sheet, title: TypeBlock, artist: TypeBlock) -> float:
    gap = max(0.55 * artist.cap_height_px + 0.28 * title.cap_height_px, 0.022 * sheet.size_px)
    return (title.height_px + gap + artist.height_px) / sheet.size_px


_Template = Callable[[_Sheet], tuple[tuple[PlacedText, ...], Box]]


def _bottom_left(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    title = sheet.title_block(0.84, 0.34, 4, 0.17)
    artist = sheet.artist_block(title, 0.84, 0.3)
    top = 1 - MARGIN - _stack_height(sheet, title, artist)
    return _stack(sheet, title, artist, top, "left"), Box(0.08, 0.06, 0.92, top - 0.04)


def _top_left(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    title = sheet.title_block(0.84, 0.36, 4, 0.19)
    artist = sheet.artist_block(title, 0.84, 0.28)
    bottom = MARGIN + _stack_height(sheet, title, artist)
    return _stack(sheet, title, artist, MARGIN, "left"), Box(0.06, bottom + 0.045, 0.94, 0.94)


def _headline(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    title = sheet.title_block(_FULL, 0.34, 3, 0.42)
    artist = sheet.artist_block(title, _FULL, 0.2)
    bottom = MARGIN + _stack_height(sheet, title, artist)
    return _stack(sheet, title, artist, MARGIN, "left"), Box(0.06, bottom + 0.035, 0.94, 0.94)


def _centered_low(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    title = sheet.title_block(0.80, 0.26, 3, 0.125)
    artist = sheet.artist_block(title, 0.80, 0.28)
    top = 0.925 - _stack_height(sheet, title, artist)
    return _stack(sheet, title, artist, top, "center"), Box(0.10, 0.055, 0.90, top - 0.045)


def _centered_middle(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    title = sheet.title_block(0.78, 0.42, 4, 0.20)
    artist = sheet.artist_block(title, 0.78, 0.26)
    top = 0.5 - _stack_height(sheet, title, artist) / 2
    return _stack(sheet, title, artist, top, "center"), Box(0.06, 0.06, 0.94, 0.94)


def _corners(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    size = sheet.size_px
    title = sheet.title_block(_FULL, 0.30, 3, 0.145)
    artist = sheet.artist_block(title, 0.6, 0.3)
    low = size * (1 - MARGIN)
    texts = (
        _place("title", title, size * MARGIN, size * MARGIN),
        _place("artist", artist, low - artist.width_px, low - artist.height_px, "right"),
    )
    bottom = MARGIN + title.height_px / size
    return texts, Box(0.08, bottom + 0.04, 0.92, 0.90)


def _spine(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    """Stand the title up the left edge, read from below, with the artist beside its foot."""
    size = sheet.size_px
    title = sheet.title_block(_FULL, 0.20, 2, 0.17)
    artist = sheet.artist_block(title, 0.5, 0.26)
    mask = np.ascontiguousarray(np.rot90(draw_block(title)))
    standing = PlacedText(
        "title", mask, round(size * MARGIN), round(size * (1 - MARGIN)) - mask.shape[0], title.cap_height_px
    )
    right = MARGIN + mask.shape[1] / size
    low = size * (1 - MARGIN) - artist.height_px
    foot = _place("artist", artist, size * (right + 0.035), low)
    return (standing, foot), Box(right + 0.035, 0.06, 0.94, 0.88)


def _colophon(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    """Set both on one line at the foot: title left, artist right; below each other when they would meet."""
    size = sheet.size_px
    title = sheet.title_block(_FULL, 0.13, 2, 0.082)
    artist = sheet.artist_block(title, 0.36, 0.36)
    low = size * (1 - MARGIN)
    if title.width_px + artist.width_px > size * (_FULL - 0.06):
        top = 1 - MARGIN - _stack_height(sheet, title, artist)
        return _stack(sheet, title, artist, top, "left"), Box(0.06, 0.06, 0.94, top - 0.04)
    baseline = low - _descent_px(title)
    texts = (
        _place("title", title, size * MARGIN, low - title.height_px),
        _place("artist", artist, low - artist.width_px, baseline - artist.height_px + _descent_px(artist), "right"),
    )
    return texts, Box(0.06, 0.06, 0.94, 0.94 - title.height_px / size - 0.045)


def _descent_px(block: TypeBlock) -> float:
    """How far the last line's ink reaches below its baseline."""
    ascent = load_font(block.face, 200).getmetrics()[0] / 200
    return max(block.lines[-1].ink_bottom - ascent, 0.0) * block.size_px


_TEMPLATES: Final[dict[str, _Template]] = {
    "bottom_left": _bottom_left,
    "top_left": _top_left,
    "headline": _headline,
    "centered_low": _centered_low,
    "centered_middle": _centered_middle,
    "corners": _corners,
    "spine": _spine,
    "colophon": _colophon,
}
