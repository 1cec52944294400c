"""Setting type: balanced lines, fitted size, tracking, optical edges; the result is a coverage mask.

Sizes are ems in pixels. A block is set so that its visible ink, not its advance widths, touches the edges of its box.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from noktvrn.studio.picture.faces import Face, face_named, load_font
from noktvrn.studio.picture.wording import in_capitals

Mask = npt.NDArray[np.uint8]

_REFERENCE_PX = 200
# hinting at small sizes moves edges by up to a pixel against the measure at the reference size
_SLACK_PX = 2
# least space between the ink of two lines, in ems
_CLEAR = 0.012
_MOST_WORDS_TO_BREAK = 16
# longer than any word of a language; what is longer is broken, as it would be lost on one line
_LONGEST_WORD = 40
_PIECE_OF_WORD = 25
# marks that the next piece belongs to the same word
_GOES_ON = "\u200b"


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line at the reference size.

    Attributes:
        text: As it is drawn.
        ink_left: Where the ink begins, in ems from the pen.
        ink_right: Where the ink ends, in ems from the pen.
        ink_top: Top of the ink, in ems below the top of the line's ascent.
        ink_bottom: Bottom of the ink, in the same.
    """

    text: str
    ink_left: float
    ink_right: float
    ink_top: float
    ink_bottom: float

    @property
    def width(self) -> float:
        """Width of the ink in ems."""
        return self.ink_right - self.ink_left


@dataclass(frozen=True, slots=True)
class TypeBlock:
    """Lines of one face at one size.

    Attributes:
        face: Name of the face.
        size_px: Em in pixels.
        tracking: Space between letters in ems.
        leading: Distance of baselines in ems.
        lines: From top to bottom.
    """

    face: str
    size_px: int
    tracking: float
    leading: float
    lines: tuple[SetLine, ...]

    @property
    def width_px(self) -> int:
        """Width of the widest line's ink."""
        return round(max(line.width for line in self.lines) * self.size_px) + _SLACK_PX

    @property
    def height_px(self) -> int:
        """Height from the top of the first line's ink to the bottom of the last line's ink."""
        span = (len(self.lines) - 1) * self.leading + self.lines[-1].ink_bottom - self.lines[0].ink_top
        return round(span * self.size_px) + _SLACK_PX

    @property
    def cap_height_px(self) -> float:
        """Height of a capital H."""
        return cap_height(self.face) * self.size_px


@functools.lru_cache(maxsize=64)
def cap_height(face: str) -> float:
    """Height of a capital H in ems."""
    box = load_font(face, _REFERENCE_PX).getbbox("H")
    return float(box[3] - box[1]) / _REFERENCE_PX


def balanced_breaks(text: str, lines: int, face: str, tracking: float) -> tuple[str, ...]:
    """Break ``text`` at spaces into ``lines`` lines such that the widest is as narrow as it can be.

    Ties go to the break whose lines differ least. Fewer lines come back when there are fewer words.
    """
    words = _breakable(text)
    if lines <= 1 or len(words) <= 1:
        return (text,)
    if len(words) > _MOST_WORDS_TO_BREAK:
        words = _paired(words)
    widths = {word: measure_line(_joined(word), face, tracking).width for word in set(words)}
    space = 0.26 + tracking

    def cost(cuts: tuple[int, ...]) -> tuple[float, float]:
        edges = (0, *cuts, len(words))
        spans = [sum(widths[word] for word in words[a:b]) + space * (b - a - 1) for a, b in itertools.pairwise(edges)]
        return max(spans), float(np.var(spans))

    cuts = min(itertools.combinations(range(1, len(words)), min(lines, len(words)) - 1), key=cost)
    edges = (0, *cuts, len(words))
    return tuple(_joined(" ".join(words[a:b])) for a, b in itertools.pairwise(edges))


def most_breaks(text: str) -> int:
    """Return over how many lines ``text`` can be set at most."""
    return len(_breakable(text))


def _breakable(text: str) -> list[str]:
    """Return what may stand on a line of its own: words, and pieces of what is too long for a word."""
    return [piece for word in text.split() for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    if len(word) <= _LONGEST_WORD:
        return [word]
    count = -(-len(word) // _PIECE_OF_WORD)
    edges = [len(word) * at // count for at in range(count + 1)]
    cut = [word[a:b] for a, b in itertools.pairwise(edges)]
    return [*(piece + _GOES_ON for piece in cut[:-1]), cut[-1]]


def _joined(pieces: str) -> str:
    return pieces.replace(_GOES_ON + " ", "").replace(_GOES_ON, "")


def _paired(words: list[str]) -> list[str]:
    while len(words) > _MOST_WORDS_TO_BREAK:
        words = [" ".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    return words


@functools.lru_cache(maxsize=4096)
def measure_line(text: str, face: str, tracking: float) -> SetLine:
    """Measure the ink of one line."""
    font = load_font(face, _REFERENCE_PX)
    sheet = Image.new("L", (round(font.getlength(text)) + 4 * _REFERENCE_PX, 4 * _REFERENCE_PX))
    # drawn and looked at, because the box that the font reports begins at the pen and not at the ink
    ImageDraw.Draw(sheet).text((2 * _REFERENCE_PX, _REFERENCE_PX), text, fill=255, font=font)
    left, top, right, bottom = sheet.getbbox() or (2 * _REFERENCE_PX, _REFERENCE_PX, 2 * _REFERENCE_PX, _REFERENCE_PX)
    left, right = left - 2 * _REFERENCE_PX, right - 2 * _REFERENCE_PX
    top, bottom = top - _REFERENCE_PX, bottom - _REFERENCE_PX
    spread = tracking * max(len(text) - 1, 0)
    em = float(_REFERENCE_PX)
    return SetLine(text, left / em, right / em + spread, top / em, bottom / em)


def fit_block(
    text: str,
    face: str,
    width_px: float,
    height_px: float,
    *,
    most_lines: int = 5,
    largest_px: float = 1e9,
    tracking: float | None = None,
) -> TypeBlock:
    """Set ``text`` as large as the box allows, over as many lines as make it largest.

    Args:
        text: Not empty.
        face: Name of a face.
        width_px: Of the box.
        height_px: Of the box.
        most_lines: 1 or more.
        largest_px: Upper bound of the em.
        tracking: Space between letters in ems; the face's own when omitted.
    """
    manner = face_named(face)
    drawn = in_capitals(text) if manner.caps else text
    space = manner.tracking if tracking is None else tracking
    settings = [
        _fit_lines(balanced_breaks(drawn, lines, face, space), face, manner, space, width_px, height_px)
        for lines in range(1, min(most_lines, most_breaks(drawn)) + 1)
    ]
    # another line has to earn its place by a fifth of size
    best = settings[0]
    for setting in settings[1:]:
        if min(setting.size_px, largest_px) > 1.12 * min(best.size_px, largest_px):
            best = setting
    return TypeBlock(face, max(1, min(best.size_px, int(largest_px))), space, best.leading, best.lines)


def _fit_lines(
    texts: tuple[str, ...], face: str, manner: Face, tracking: float, width_px: float, height_px: float
) -> TypeBlock:
    lines = tuple(measure_line(text, face, tracking) for text in texts)
    width = max(line.width for line in lines)
    # marks above capitals, as in Vietnamese, must not meet the line above
    pairs = itertools.pairwise(lines)
    leading = max([manner.leading, *(above.ink_bottom - below.ink_top + _CLEAR for above, below in pairs)])
    height = (len(lines) - 1) * leading + lines[-1].ink_bottom - lines[0].ink_top
    size = int(min(width_px / max(width, 1e-3), height_px / max(height, 1e-3)))
    return TypeBlock(face, max(size, 1), tracking, leading, lines)


def draw_block(block: TypeBlock, align: str = "left") -> Mask:
    """Draw a block; the mask is as large as its ink.

    Args:
        block: What to draw.
        align: ``"left"``, ``"center"`` or ``"right"``, by the visible ink of each line.

    Returns:
        Coverage 0..255 of shape ``(height, width)``.
    """
    pad = block.size_px
    width, height = block.width_px, block.height_px
    sheet = Image.new("L", (width + 2 * pad, height + 2 * pad))
    pen = ImageDraw.Draw(sheet)
    top = pad - block.lines[0].ink_top * block.size_px
    for row, line in enumerate(block.lines):
        spare = width - line.width * block.size_px
        shift = {"left": 0.0, "center": spare / 2, "right": spare}[align]
        _draw_line(
            pen, line, block, pad + shift - line.ink_left * block.size_px, top + row * block.leading * block.size_px
        )
    return np.asarray(sheet.crop((pad, pad, pad + width, pad + height)), dtype=np.uint8)


def _draw_line(pen: ImageDraw.ImageDraw, line: SetLine, block: TypeBlock, x: float, y: float) -> None:
    font = load_font(block.face, block.size_px)
    if abs(block.tracking) < 1e-6 or _is_joined(line.text):
        pen.text((x, y), line.text, fill=255, font=font)
        return
    for at, char in enumerate(line.text):
        # the prefix keeps the pair's kerning, which single advances would lose
        kerned = font.getlength(line.text[: at + 1]) - font.getlength(char)
        pen.text((x + kerned + at * block.tracking * block.size_px, y), char, fill=255, font=font)


def _is_joined(text: str) -> bool:
    """Whether letters of the text take their form or place from their neighbours, so that spacing would break them."""
    return any(0x0300 <= ord(char) <= 0x036F or 0x0590 <= ord(char) <= 0x08FF for char in text)
