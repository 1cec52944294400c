"""Figures drawn with block characters: waveform, progress, likeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.lines import fill, fit, join, say

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
"""U+2581..2588 behind a blank: a cell filled from below in eighths."""
_HANGING: Final = "▔▀"
"""What hangs from above without another ground: an eighth, a half."""
_REFLECTION: Final = 7
"""Eighths that the reflection of the highest bar reaches down."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A section above the waveform.

    Attributes:
        kind: As it reads.
        start_s: Where it begins.
        wanted: Whether a finding that wants a look is about it.
    """

    kind: str
    start_s: float
    wanted: bool = False


def wave_lines(heights: Sequence[float], rows: int, share: float | None, *, swaps: bool = True) -> list[Text]:
    """Return a waveform, the upper line first, and under it its reflection.

    Args:
        heights: Height of each column, 0..1.
        rows: Lines above the water.
        share: How much was played, 0..1; None while nothing plays.
        swaps: Whether ink and ground can be swapped, so that the reflection hangs as fine as the bars stand.
    """
    head = None if share is None else min(int(share * len(heights)), len(heights) - 1)
    eighths = [max(1, round(height * rows * 8)) for height in heights]
    lines = []
    for row in reversed(range(rows)):
        line = Text(no_wrap=True, end="")
        for place, level in enumerate(eighths):
            line.append(_BLOCKS[min(max(level - row * 8, 0), 8)], style=_role(place, head))
        lines.append(line)
    below = Text(no_wrap=True, end="")
    for place, height in enumerate(heights):
        hangs = max(1, round(height * _REFLECTION))
        role = _role(place, head)
        below.append(_BLOCKS[8 - hangs] if swaps else _HANGING[hangs >= 4], style=f"{role}.below")
    return [*lines, below]


def _role(place: int, head: int | None) -> str:
    if head is None or place > head:
        return "wave"
    return "played" if place < head else "head"


def mark_line(marks: Sequence[Mark], duration_s: float, width: int) -> Text:
    """Return the sections over the waveform; words that do not fit are left out."""
    if duration_s <= 0 or not marks:
        return Text()
    places = [min(int(mark.start_s / duration_s * width), width - 1) for mark in marks]
    line = Text(no_wrap=True, end="")
    for number, (mark, place) in enumerate(zip(marks, places, strict=True)):
        end = places[number + 1] if number + 1 < len(marks) else width
        if place < line.cell_len or end - place < 1:
            continue
        line.append(" " * (place - line.cell_len))
        line.append_text(fill(_word(mark, end - place, first=place == 0), end - place))
    line.rstrip()
    return fit(line, width)


def _word(mark: Mark, room: int, *, first: bool) -> Text:
    bar = Text() if first else say("╵", "ink3")
    wanted = join(" ", say("!", "needs.strong")) if mark.wanted else Text()
    word = say(mark.kind, "mark.wanted" if mark.wanted else "mark")
    if word.cell_len > room - bar.cell_len - wanted.cell_len:
        word = Text()
    return fit(join(bar, word, wanted), room)


def progress_bar(share: float, width: int, role: str = "run") -> Text:
    """Return a thin bar, filled to a share of 0..1."""
    filled = round(min(max(share, 0.0), 1.0) * width)
    return join(say("━" * filled, role), say("─" * (width - filled), "track"))


def likeness_bar(value: float, limit: float, width: int) -> Text:
    """Return how alike two songs are on a line from 0 to 1, with the limit where it stands."""
    stop = min(max(round(limit * width), 1), width - 1)
    filled = min(round(min(max(value, 0.0), 1.0) * width), width)
    line = Text(no_wrap=True, end="")
    for place in range(width):
        if place == stop:
            line.append("┤", style="limit")
        elif place < filled:
            line.append("━", style="fail" if place >= stop else "ink")
        else:
            line.append("─", style="line")
    return line
