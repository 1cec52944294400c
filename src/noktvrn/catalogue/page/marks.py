"""Marks that jump: sections above the waveform, and stanzas of the lyrics that begin with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.catalogue.track import Section, Stanza

_PHONE_PX: Final = 320.0
_DESKTOP_PX: Final = 680.0
_PHONE_CHARACTER_PX: Final = 6.1
_DESKTOP_CHARACTER_PX: Final = 6.6
"""Mean advance of the italic at 13 and at 14 px, rounded up."""
_INDENT_PX: Final = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A section above the waveform.

    Attributes:
        kind: As it reads.
        start_s: Where it jumps to.
        left_percent: Place.
        width_percent: Length.
        fits_phone: Whether the word fits above its section on a phone.
        fits_desktop: The same on a desktop.
    """

    kind: str
    start_s: float
    left_percent: float
    width_percent: float
    fits_phone: bool
    fits_desktop: bool


@dataclass(frozen=True, slots=True)
class Verse:
    """A stanza, with where it is sung.

    Attributes:
        kind: As it reads.
        lines: Its lines.
        start_s: Start of its section; None when the form has none for it.
    """

    kind: str
    lines: tuple[str, ...]
    start_s: float | None


def section_marks(sections: Sequence[Section], duration_s: float) -> tuple[Mark, ...]:
    """Place each section of the form along the recording; sections outside it are left out."""
    inside = [section for section in sections if 0 <= section.start_s < section.end_s and section.start_s < duration_s]
    return tuple(_mark(section, duration_s) for section in inside)


def placed_stanzas(stanzas: Sequence[Stanza], sections: Sequence[Section]) -> tuple[Verse, ...]:
    """Give each stanza the start of its section: the nth verse is sung in the nth section of that kind."""
    starts: dict[str, list[float]] = {}
    for section in sections:
        starts.setdefault(_plain(section.kind), []).append(section.start_s)
    return tuple(
        Verse(_read(stanza.kind), stanza.lines, _next_start(starts.get(_plain(stanza.kind), []))) for stanza in stanzas
    )


def _next_start(left: list[float]) -> float | None:
    return left.pop(0) if left else None


def _mark(section: Section, duration_s: float) -> Mark:
    share = (min(section.end_s, duration_s) - section.start_s) / duration_s
    word = _read(section.kind)
    return Mark(
        kind=word,
        start_s=section.start_s,
        left_percent=round(100 * section.start_s / duration_s, 3),
        width_percent=round(100 * share, 3),
        fits_phone=len(word) * _PHONE_CHARACTER_PX + _INDENT_PX <= share * _PHONE_PX,
        fits_desktop=len(word) * _DESKTOP_CHARACTER_PX + _INDENT_PX <= share * _DESKTOP_PX,
    )


def _plain(kind: str) -> str:
    """Kinds may be numbered: the second ``verse_2`` is a verse."""
    return kind.lower().rstrip("0123456789_- ").replace("-", "_")


def _read(kind: str) -> str:
    return kind.replace("_", " ").replace("-", " ").strip().lower()
