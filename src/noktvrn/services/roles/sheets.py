"""What a song's form asks of its words: how many verses, which other parts, how many lines each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.ports.music import FormPart
from noktvrn.ports.writer import LyricSection
from noktvrn.studio.words.genres import style_of
from noktvrn.studio.words.lyrics import SUNG

LEAST_LINES: Final = 2
MOST_LINES: Final = 8
_BARS_PER_LINE: Final = 2
_BEATS_PER_BAR: Final = 4
_USUAL_BARS: Final = 8
_SYLLABLES_PER_S: Final = 2.4
"""Sung syllables in a second without haste: half a spoken rate, since notes are held and breath is taken."""
_MOST_IN_A_BREATH: Final = 11
_FEWEST_AT_SPEED: Final = 8
"""However quick the beat, a line needs room for a thought."""


@dataclass(frozen=True, slots=True)
class Part:
    """One distinct part of a lyric.

    Attributes:
        lines: Lines that suit its length.
        most: Lines that it has room for: each is shown from a bar of its own.
    """

    lines: int
    most: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a lyric must have.

    Attributes:
        kinds: Kinds of the sung sections, in order.
        verses: Its verses.
        shared: Parts that come again in the same words: ``"prechorus"``, ``"chorus"``, ``"bridge"``.
    """

    kinds: tuple[str, ...]
    verses: tuple[Part, ...]
    shared: dict[str, Part]

    @property
    def wish(self) -> str:
        """What is wanted, in one line."""
        verses = "; ".join(f"verse {number}: {part.lines} lines" for number, part in enumerate(self.verses, start=1))
        others = [
            f"{kind}: {self.shared[kind].lines} lines" if kind in self.shared else f"{kind}: none"
            for kind in ("prechorus", "chorus", "bridge")
        ]
        return f"{'; '.join([verses or 'verses: none', *others])}. Order: {', '.join(self.kinds)}."


@dataclass(frozen=True, slots=True)
class Draft:
    """A lyric on its way.

    Attributes:
        title: Title in title case.
        verses: Lines of each verse.
        shared: Lines of the parts that come again.
    """

    title: str
    verses: tuple[tuple[str, ...], ...]
    shared: dict[str, tuple[str, ...]]

    @property
    def lines(self) -> tuple[str, ...]:
        """Every distinct part's lines, in the order of reading."""
        return tuple(line for _, lines in self.parts for line in lines)

    @property
    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each part's name and lines."""
        verses = ((f"verse {number}", lines) for number, lines in enumerate(self.verses, start=1))
        return (*verses, *self.shared.items())

    def as_text(self) -> str:
        """Return title and parts as a reader sees them."""
        blocks = [f"Title: {self.title}"]
        blocks += [f"{name.capitalize()}:\n" + "\n".join(lines) for name, lines in self.parts]
        return "\n\n".join(blocks)


def sheet_for(form: Sequence[FormPart], genre: str) -> Sheet:
    """Return what the form of a song asks for; the genre's usual form when nobody knows it yet."""
    parts = [part for part in form if part.kind in SUNG]
    if not parts:
        parts = [FormPart(kind, _USUAL_BARS) for kind in style_of(genre).form if kind in SUNG]
    shared = {
        kind: _part(min(part.bars for part in parts if part.kind == kind))
        for kind in ("prechorus", "chorus", "bridge")
        if any(part.kind == kind for part in parts)
    }
    return Sheet(
        kinds=tuple(part.kind for part in parts),
        verses=tuple(_part(part.bars) for part in parts if part.kind == "verse"),
        shared=shared,
    )


def measure_of(bpm: float) -> str:
    """Return in words how long a sung line lasts at a tempo, and how many syllables suit it."""
    line_s = _BARS_PER_LINE * _BEATS_PER_BAR * 60.0 / bpm
    most = max(_FEWEST_AT_SPEED, min(_MOST_IN_A_BREATH, round(line_s * _SYLLABLES_PER_S)))
    return (
        f"a line lasts {_BARS_PER_LINE} bars of {_BEATS_PER_BAR} beats, {line_s:.1f} seconds at this tempo;"
        f" {most - 4} to {most} syllables, of which about four are stressed."
    )


def _part(bars: int) -> Part:
    room = max(LEAST_LINES, min(MOST_LINES, bars))
    suited = 2 * (bars // (2 * _BARS_PER_LINE))
    return Part(lines=max(LEAST_LINES, min(room, suited)), most=room)


def laid_out(sheet: Sheet, draft: Draft) -> tuple[LyricSection, ...]:
    """Return the sections of a song in order; the draft has a part for each."""
    verses = iter(draft.verses)
    return tuple(LyricSection(kind, next(verses) if kind == "verse" else draft.shared[kind]) for kind in sheet.kinds)
