"""Lines of a song on the picture: set once, laid with a veil that makes them readable, lit word by word."""

from __future__ import annotations

import itertools
import math
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np

from noktvrn.studio.picture.faces import load_font
from noktvrn.studio.picture.film.field import Ints
from noktvrn.studio.picture.film.keys import LEAST_CONTRAST
from noktvrn.studio.picture.film.lyrics import SungLine
from noktvrn.studio.picture.film.planes import Planes, video_colour
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.palette import Floats, Oklch, luminance, srgb
from noktvrn.studio.picture.raster import Bytes, blur
from noktvrn.studio.picture.typesetting import TypeBlock, draw_block, fit_block
from noktvrn.studio.picture.wording import word

LIGHTING_S: Final = 0.2
"""A word is lit within this time from its start, however long it is held."""

_BLACK, _WHITE = 16.0, 235.0
_MARGIN_OF_SAFETY = 1.12


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Where a word stands in its mask.

    Attributes:
        row: Line of type, from 0.
        left_px: Begin of the word in reading direction; right of ``right_px`` in scripts that run to the left.
        right_px: End of the word.
        start_s: When it is sung.
        end_s: Until when.
    """

    row: int
    left_px: float
    right_px: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SetWords:
    """A sung line as type.

    Attributes:
        alpha: Coverage, sides even.
        veil: Soft surroundings of the type, sides even, larger than ``alpha`` by ``pad_px`` at each side.
        pad_px: See ``veil``.
        row_ends: Last row of pixels of each line of type, exclusive.
        spans: Words in singing order.
        width_px: Width of the ink.
        height_px: Height of the ink.
        missing: Characters that no face could show.
    """

    alpha: Bytes
    veil: Bytes
    pad_px: int
    row_ends: Ints
    spans: tuple[WordSpan, ...]
    width_px: int
    height_px: int
    missing: str

    def heads(self, time_s: float) -> Floats:
        """Return for each line of type how far it is lit at a time, in pixels; far outside where it is not begun."""
        heads = np.full(len(self.row_ends), 1e6 if self.runs_left else -1e6, np.float32)
        for span in self.spans:
            if time_s < span.start_s:
                continue
            share = min((time_s - span.start_s) / max(min(span.end_s - span.start_s, LIGHTING_S), 0.02), 1.0)
            heads[span.row] = span.left_px + (span.right_px - span.left_px) * share
        return heads

    @property
    def runs_left(self) -> bool:
        """Whether the script runs from right to left."""
        return bool(self.spans) and self.spans[0].left_px > self.spans[0].right_px


def set_words(
    line: SungLine, face: str, width_px: float, height_px: float, largest_px: float, align: str, most_lines: int
) -> SetWords | None:
    """Set a sung line, or return None when no face can show any of it.

    Raises:
        ParameterError: There is no face of that name.
        ToolMissingError: The face is not installed.
    """
    wording = word(line.text, face)
    if not wording.text:
        return None
    block = fit_block(wording.text, wording.face, width_px, height_px, most_lines=most_lines, largest_px=largest_px)
    mask = draw_block(block, align)
    alpha = np.zeros(((mask.shape[0] + 1) // 2 * 2, (mask.shape[1] + 1) // 2 * 2), np.uint8)
    alpha[: mask.shape[0], : mask.shape[1]] = mask
    pad = max(block.size_px * 2 // 3, 8) // 2 * 2
    return SetWords(
        alpha,
        _veil(alpha, pad),
        pad,
        _row_ends(block, alpha.shape[0]),
        _spans(line, block, align),
        block.width_px,
        block.height_px,
        wording.missing,
    )


def _veil(alpha: Bytes, pad: int) -> Bytes:
    """Return a soft cloud that is full under the type and gone at ``pad`` pixels around it."""
    block = np.pad(np.full(alpha.shape, 255.0, np.float32), pad)
    soft = blur(block, pad / 2.4)
    # full under the whole type, not only under its middle
    veil: Bytes = np.rint(np.clip((soft - 6.0) * 2.05, 0, 255)).astype(np.uint8)
    return veil


def _row_ends(block: TypeBlock, height_px: int) -> Ints:
    tops = [row * block.leading + line.ink_top for row, line in enumerate(block.lines)]
    bottoms = [row * block.leading + line.ink_bottom for row, line in enumerate(block.lines)]
    ends = [(bottom + top) / 2 - tops[0] for bottom, top in zip(bottoms, tops[1:], strict=False)]
    return np.array([*(round(end * block.size_px) for end in ends), height_px], np.int32)


def _spans(line: SungLine, block: TypeBlock, align: str) -> tuple[WordSpan, ...]:
    places = [place for row in range(len(block.lines)) for place in _places(block, row, align)]
    times = [(word.start_s, word.end_s) for word in line.words]
    if len(places) != len(times):
        # words without a single glyph have gone: those that remain share the time of the line
        edges = np.linspace(line.words[0].start_s, line.words[-1].end_s, len(places) + 1)
        times = list(itertools.pairwise(float(edge) for edge in edges))
    return tuple(WordSpan(*place, *time) for place, time in zip(places, times, strict=True))


def _places(block: TypeBlock, row: int, align: str) -> list[tuple[int, float, float]]:
    """Return row, begin and end of each word of a line of type."""
    line = block.lines[row]
    font = load_font(block.face, block.size_px)
    spare = block.width_px - line.width * block.size_px
    pen = {"left": 0.0, "center": spare / 2, "right": spare}[align] - line.ink_left * block.size_px
    is_leftward = _runs_left(line.text)
    tracking = 0.0 if is_leftward else block.tracking * block.size_px
    whole = font.getlength(line.text)
    found, at = [], 0
    for text in line.text.split(" "):
        before = font.getlength(line.text[:at]) + at * tracking
        after = font.getlength(line.text[: at + len(text)]) + max(at + len(text) - 1, 0) * tracking
        span = (whole - before, whole - after) if is_leftward else (before, after)
        found.append((row, pen + span[0], pen + span[1]))
        at += len(text) + 1
    return found


def _runs_left(text: str) -> bool:
    first = next((unicodedata.bidirectional(c) for c in text if unicodedata.bidirectional(c) in {"L", "R", "AL"}), "L")
    return first != "L"


@kernel
def _lay_words(
    y: Bytes,
    u: Bytes,
    v: Bytes,
    alpha: Bytes,
    left: int,
    top: int,
    row_ends: Ints,
    heads: Floats,
    sense: Scalar,
    soft_px: Scalar,
    sung: Floats,
    quiet: Floats,
    strength: Scalar,
) -> None:
    height, width = alpha.shape
    line = 0
    for row in range(height):
        while line < len(row_ends) - 1 and row >= row_ends[line]:
            line += 1
        at = top + row
        if at < 0 or at >= y.shape[0]:
            continue
        head = heads[line]
        for column in range(max(-left, 0), min(width, y.shape[1] - left)):
            cover = alpha[row, column]
            if cover == 0:
                continue
            lit = np.float32(sense * (head - column) / soft_px + 0.5)
            lit = min(max(lit, np.float32(0)), np.float32(1))
            share = np.float32(cover) * np.float32(strength / 255.0)
            under = np.float32(y[at, left + column])
            wanted = quiet[0] + lit * (sung[0] - quiet[0])
            y[at, left + column] = np.uint8(under + share * (wanted - under) + np.float32(0.5))
            if (row & 1) == 0 and (column & 1) == 0:
                half_row, half_column = at >> 1, (left + column) >> 1
                for plane in range(2):
                    chroma = u if plane == 0 else v
                    wanted = quiet[plane + 1] + lit * (sung[plane + 1] - quiet[plane + 1])
                    under = np.float32(chroma[half_row, half_column])
                    chroma[half_row, half_column] = np.uint8(under + share * (wanted - under) + np.float32(0.5))


@kernel
def _lay_veil(y: Bytes, u: Bytes, v: Bytes, veil: Bytes, left: int, top: int, to: Scalar, strength: Scalar) -> None:
    for row in range(veil.shape[0]):
        at = top + row
        if at < 0 or at >= y.shape[0]:
            continue
        for column in range(max(-left, 0), min(veil.shape[1], y.shape[1] - left)):
            share = np.float32(veil[row, column]) * np.float32(strength / 255.0)
            under = np.float32(y[at, left + column])
            y[at, left + column] = np.uint8(under + share * (np.float32(to) - under) + np.float32(0.5))
            if (row & 1) == 0 and (column & 1) == 0:
                half_row, half_column = at >> 1, (left + column) >> 1
                fade = share * np.float32(0.6)
                blue, red = np.float32(u[half_row, half_column]), np.float32(v[half_row, half_column])
                u[half_row, half_column] = np.uint8(blue + fade * (np.float32(128) - blue) + np.float32(0.5))
                v[half_row, half_column] = np.uint8(red + fade * (np.float32(128) - red) + np.float32(0.5))


def lay_words(
    planes: Planes,
    words: SetWords,
    left: int,
    top: int,
    colours: tuple[Oklch, Oklch],
    time_s: float,
    strength: float = 1.0,
) -> None:
    """Lay a line at even ``left``, ``top``: veiled as far as what lies under it demands, lit as far as it is sung.

    Args:
        planes: Drawn on.
        words: The line.
        left: Column.
        top: Row.
        colours: Of words that have been sung, and of those to come.
        time_s: In the time of the words.
        strength: 0..1.
    """
    if strength <= 0.004:
        return
    left, top = left // 2 * 2, top // 2 * 2
    veil = needed_veil(planes, left, top, words, colours)
    if veil > 0.01:
        to = _BLACK if colours[1][0] > 0.5 else _WHITE
        _lay_veil(
            planes.y, planes.u, planes.v, words.veil, left - words.pad_px, top - words.pad_px, to, veil * strength
        )
    _lay_words(
        planes.y,
        planes.u,
        planes.v,
        words.alpha,
        left,
        top,
        words.row_ends,
        words.heads(time_s),
        -1.0 if words.runs_left else 1.0,
        max(words.height_px / len(words.row_ends) * 0.06, 3.0),
        video_colour(colours[0]),
        video_colour(colours[1]),
        strength,
    )


def needed_veil(planes: Planes, left: int, top: int, words: SetWords, colours: tuple[Oklch, Oklch]) -> float:
    """Return how strongly (0..1) the frame must be veiled for both colours to stand at 4.5:1 on what is there."""
    box = planes.y[max(top, 0) : top + words.alpha.shape[0] : 4, max(left, 0) : left + words.alpha.shape[1] : 4]
    if box.size == 0:
        return 0.0
    middle, spread = float(box.mean()), float(box.std())
    lights = [float(luminance(srgb(colour))) for colour in colours]
    if colours[1][0] > 0.5:
        allowed = _luma((min(lights) + 0.05) / (LEAST_CONTRAST * _MARGIN_OF_SAFETY) - 0.05)
        brightest = middle + 1.9 * spread
        return min(max(1 - (allowed - _BLACK) / max(brightest - _BLACK, 1.0), 0.0), 1.0)
    allowed = _luma((max(lights) + 0.05) * LEAST_CONTRAST * _MARGIN_OF_SAFETY - 0.05)
    darkest = middle - 1.9 * spread
    return min(max((allowed - darkest) / max(_WHITE - darkest, 1.0), 0.0), 1.0)


def _luma(light: float) -> float:
    """Return the luma of a grey of a relative luminance."""
    share = min(max(light, 0.0), 1.0)
    encoded = share * 12.92 if share <= 0.0031308 else 1.055 * math.pow(share, 1 / 2.4) - 0.055
    return _BLACK + 219.0 * encoded
