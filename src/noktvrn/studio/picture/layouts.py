"""Templates of the cover: where title and artist stand, and what is left for the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.picture.faces import face_named, load_font
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.scene import Box
from noktvrn.studio.picture.typesetting import Mask, TypeBlock, balanced_breaks, draw_block, fit_block, most_breaks
from noktvrn.studio.picture.wording import Wording, word

MARGIN: Final = 0.06
"""Space that stays free along each edge, as a share of the edge."""

LEAST_CAP_HEIGHT: Final = 0.05
"""Least height of the title's capitals as a share of the edge; below it a title is lost at 64 px."""

_FULL = 1 - 2 * MARGIN
_FEW_LETTERS = 3
_MOST_TITLE_TRACKING = 0.02
_FIGURE_IN_THE_MIDDLE = frozenset({"attractor", "ink_flow", "halftone", "aura", "stipple"})


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
            # a stand-in that is a text face would be spaced as small capitals are
            tracking=min(face_named(self.title.face).tracking, _MOST_TITLE_TRACKING),
            # one to three letters may be a figure of their own
            largest_px=largest * size * (2.1 if len(self.title.text) <= _FEW_LETTERS else 1.0),
        )

    def artist_block(self, title: TypeBlock | None, width: float, share: float) -> TypeBlock:
        """Set the artist at ``share`` of the title's size, within the bounds that stay legible."""
        size = self.size_px
        wanted = share * title.size_px if title is not None else 0.06 * size
        em = min(max(wanted, 0.026 * size), 0.062 * size)
        return fit_block(self.artist.text, self.artist.face, width * size, 0.12 * size, most_lines=2, largest_px=em)


_Template = Callable[[_Sheet], tuple[tuple[PlacedText, ...], Box]]


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
    texts, focus = _template(look)(sheet)
    if _cap_share(texts, size_px) < LEAST_CAP_HEIGHT:
        texts, focus = _long_title(sheet)
    return CoverType(texts, _calm(texts, size_px), focus, (title_words.text, artist_words.text), missing)


def _template(look: LookSpec) -> _Template:
    if look.style_family == "typographic":
        return _poster
    if look.layout == "centered_middle" and look.style_family in _FIGURE_IN_THE_MIDDLE:
        return _centered_low
    return _TEMPLATES[look.layout]


def _cap_share(texts: tuple[PlacedText, ...], size_px: int) -> float:
    return min(text.cap_height_px for text in texts if text.role == "title") / size_px


def _calm(texts: tuple[PlacedText, ...], size_px: int) -> Box:
    """Return where the text stands: all of it when it stands together, else the title alone.

    A box round texts in opposite corners would ask the whole picture to be quiet.
    """
    boxes = [text.box(size_px) for text in texts]
    whole = Box(*(pick(box[side] for box in boxes) for side, pick in enumerate((min, min, max, max))))
    title = max(boxes, key=lambda box: box.width * box.height)
    together = whole.width * whole.height < 1.9 * sum(box.width * box.height for box in boxes) + 0.03
    return whole if together else title


def _place(role: str, block: TypeBlock, left: float, top: float, align: str = "left") -> PlacedText:
    return PlacedText(role, draw_block(block, align), round(left), round(top), block.cap_height_px)


def _stack(sheet: _Sheet, title: TypeBlock, artist: TypeBlock, top: float, align: str) -> tuple[PlacedText, PlacedText]:
    """Stand the artist below the title with one clear gap, from ``top`` (a share) down."""
    size = sheet.size_px
    gap = _gap_px(title, artist, size)

    def left(block: TypeBlock) -> float:
        spare = size * _FULL - block.width_px
        return size * MARGIN + {"left": 0.0, "center": spare / 2, "right": spare}[align]

    return (
        _place("title", title, left(title), top * size, align),
        _place("artist", artist, left(artist), top * size + title.height_px + gap, align),
    )


def _gap_px(title: TypeBlock, artist: TypeBlock, size_px: int) -> float:
    """Space between title and artist; it grows with the title, but never so far that the two come apart."""
    wanted = 0.55 * artist.cap_height_px + 0.28 * title.cap_height_px
    return min(max(wanted, 0.022 * size_px), 0.046 * size_px)


def _stack_height(sheet: _Sheet, title: TypeBlock, artist: TypeBlock) -> float:
    gap = _gap_px(title, artist, sheet.size_px)
    return (title.height_px + gap + artist.height_px) / sheet.size_px


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
    return texts, Box(0.08, bottom + 0.04, 0.92, 0.87)


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


def _long_title(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    """Give a title that is too long for its template most of the upper half."""
    title = sheet.title_block(_FULL, 0.56, 8, 0.12)
    artist = sheet.artist_block(title, _FULL, 0.32)
    bottom = MARGIN + _stack_height(sheet, title, artist)
    return _stack(sheet, title, artist, MARGIN, "left"), Box(0.06, min(bottom + 0.03, 0.6), 0.94, 0.94)


def _poster(sheet: _Sheet) -> tuple[tuple[PlacedText, ...], Box]:
    """Let the title be the picture: each line as wide as the sheet, the artist in one small line.

    Lines keep their proportions; a short line is as tall as a third of the sheet at most and then stays narrower.
    """
    size = sheet.size_px
    artist = sheet.artist_block(None, _FULL, 0.3)
    room = _FULL - artist.height_px / size - 0.05
    lines = _poster_lines(sheet, room)
    gap = 0.022 * size
    texts, top = [], size * MARGIN
    for block in lines:
        texts.append(_place("title", block, size * MARGIN, top))
        top += block.height_px + gap
    foot = size * (1 - MARGIN) - artist.height_px
    texts.append(_place("artist", artist, size * MARGIN, foot))
    return tuple(texts), _between(top / size, foot / size)


def _between(top: float, foot: float) -> Box:
    """Return what a poster leaves free between its title and its artist; a sliver when the title takes it all."""
    return Box(MARGIN, min(top + 0.015, foot - 0.03), 1 - MARGIN, max(foot - 0.025, top + 0.02))


def _poster_lines(sheet: _Sheet, room: float) -> list[TypeBlock]:
    """Choose the number of lines that fills the room best, without line that is taller than a third of the sheet."""
    size = sheet.size_px
    best: tuple[float, list[TypeBlock]] = (-1.0, [])
    for count in range(1, min(most_breaks(sheet.title.text), 6) + 1):
        probe = fit_block(sheet.title.text, sheet.title.face, 1e6, 1e6, most_lines=1)
        texts = balanced_breaks(sheet.title.text, count, sheet.title.face, probe.tracking)
        blocks = [fit_block(text, sheet.title.face, _FULL * size, 0.34 * size, most_lines=1) for text in texts]
        height = sum(block.height_px for block in blocks) / size + 0.022 * (len(blocks) - 1)
        shrink = min(1.0, room / height)
        if shrink < 1:
            blocks = [
                fit_block(text, sheet.title.face, _FULL * size * shrink, 0.34 * size * shrink, most_lines=1)
                for text in texts
            ]
        filled = sum(block.width_px * block.height_px for block in blocks) / size**2
        if filled > best[0]:
            best = (filled, blocks)
    return best[1]


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
