# ruff: noqa: E501 - tables read better in one line
"""What people ask of a song, in words or chips, and what that moves.

One table for two uses: a note on this run moves the song's brief; a chip on a decision moves, more gently, the artist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that people ask for.

    Attributes:
        said: Pattern of how they say it.
        tempo: Direction of the tempo, -1..1.
        length: Direction of the length, -1..1.
        dials: Direction of dials, each -1..1.
        renew: Whether it asks for another song altogether: theme, key.
        spoken: What is done about it, as a clause: ``"a faster tempo"``.
    """

    said: re.Pattern[str]
    spoken: str
    tempo: float = 0.0
    length: float = 0.0
    dials: dict[str, float] = field(default_factory=dict)
    renew: bool = False


def _wish(
    said: str,
    spoken: str,
    *,
    tempo: float = 0.0,
    length: float = 0.0,
    renew: bool = False,
    **dials: float,
) -> Wish:
    return Wish(re.compile(said, re.IGNORECASE), spoken, tempo, length, dials, renew)


_MORE: Final = r"(?:more|needs|want|wants|give me|bit|a little)\s+(?:more\s+|a bit\s+)?"
_TOO: Final = r"(?:too|so|very|bit|overly)\s+"

WISHES: Final[tuple[Wish, ...]] = (
    _wish(rf"{_TOO}slow|\bfaster\b|speed (?:it )?up|quicker|drags", "a faster tempo", tempo=1.0, energy=0.4),
    _wish(rf"{_TOO}fast|\bslower\b|slow (?:it )?down|rushed", "a slower tempo", tempo=-1.0, energy=-0.4),
    _wish(rf"{_TOO}dark|\bbrighter\b|{_MORE}(?:light|bright)|lighten|gloomy", "a brighter sound", brightness=1.0, darkness=-1.0),
    _wish(rf"{_TOO}bright|\bdarker\b|{_MORE}dark|harsh|shrill|piercing", "a darker sound", brightness=-1.0, darkness=1.0),
    _wish(rf"{_TOO}long|\bshorter\b|trim|cut it", "a shorter song", length=-1.0),
    _wish(rf"{_TOO}short|\blonger\b", "a longer song", length=1.0),
    _wish(r"hook too late|hook (?:comes|is) late|intro (?:is )?too long|get to the (?:hook|chorus)", "an earlier hook", length=-0.5, complexity=-0.6),
    _wish(r"muddy|\bmud\b|cluttered|too (?:busy|dense|full)|unclear mix|boomy", "an emptier, clearer mix", density=-1.0, brightness=0.4, darkness=-0.3),
    _wish(rf"too (?:empty|thin|sparse)|{_MORE}layers|\bfuller\b", "a fuller arrangement", density=1.0),
    _wish(r"voice unclear|vocals? (?:is |are )?(?:unclear|buried)|can'?t hear the (?:voice|words)", "more room round the voice", density=-0.7, brightness=0.3),
    _wish(rf"{_MORE}energy|energetic|{_TOO}(?:calm|sleepy|flat)|boring|punchier|livelier", "more energy", energy=1.0, tempo=0.4),
    _wish(rf"\bcalmer\b|\bsofter\b|{_TOO}(?:loud|intense|aggressive|hectic)|less energy|relax", "less energy", energy=-1.0, tempo=-0.4),
    _wish(rf"{_MORE}(?:swing|groove)|{_TOO}(?:stiff|straight|robotic)|groovier", "more swing", swing=1.0),
    _wish(r"less swing|tighter|sloppy", "a straighter beat", swing=-1.0),
    _wish(rf"\bsimpler\b|{_TOO}(?:complex|complicated|clever)|simplify", "a simpler song", complexity=-1.0),
    _wish(rf"{_TOO}(?:simple|repetitive|predictable)|{_MORE}(?:complex|variation|interesting)", "more variation", complexity=1.0),
    _wish(r"too close to the last|same as|sounds like the last|too similar|repeat(?:s|ing) yourself|something (?:else|new|different)",
          "something unlike the last", renew=True, complexity=0.3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sum of several wishes; directions are within -1..1."""

    tempo: float
    length: float
    dials: dict[str, float]
    renew: bool
    spoken: tuple[str, ...]


def understand(said: Iterable[str]) -> Wanted:
    """Sum up what notes, chips and reasons ask for."""
    texts = [text for text in said if text.strip()]
    met = [wish for wish in WISHES if any(wish.said.search(text) for text in texts)]
    dials: dict[str, float] = {}
    for wish in met:
        for name, step in wish.dials.items():
            dials[name] = max(-1.0, min(1.0, dials.get(name, 0.0) + step))
    return Wanted(
        tempo=_bounded(sum(wish.tempo for wish in met)),
        length=_bounded(sum(wish.length for wish in met)),
        dials=dials,
        renew=any(wish.renew for wish in met),
        spoken=tuple(wish.spoken for wish in met),
    )


def _bounded(value: float) -> float:
    return max(-1.0, min(1.0, value))
