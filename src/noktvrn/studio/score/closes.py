"""Closes: how a section ends, as often as sections of its kind do in real songs, and with the tension that is wanted.

Kinds are those of :func:`noktvrn.studio.score.progressions.cadence_kind`. Inside a section each eight-bar phrase leans
on the dominant, so that two phrases make a question and an answer (Caplin, Classical Form, 1998).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from noktvrn.studio.score.harmony_corpus import BIGRAMS, CADENCES, SINGLES
from noktvrn.studio.score.progressions import degree_of, surprise_bits
from noktvrn.studio.score.theory import Key, extended

BEATS_PER_BAR: Final = 4
SUSPENDED_FROM: Final = 0.66
"""Tension of the last bar from which a dominant is suspended before it is heard."""

ENDINGS: Final = frozenset({"V", "v", "bVII"})
"""Degrees on which a half close ends."""

_NUMERAL: Final = re.compile("[b#]?[IViv]+")

Slot = tuple[float, float, str]
"""Start and length in beats, and the chord's numeral."""


@dataclass(frozen=True, slots=True)
class Close:
    """How a section of a kind ends in this song.

    Attributes:
        kind: As in the module's text.
        dominant: Chord that leads on or back.
        tonic: Chord of rest.
        suspended: Whether the dominant comes out of its suspension.
    """

    kind: str
    dominant: str
    tonic: str
    suspended: bool = False


def choose_close(
    section_kind: str, tension: float, loop: Sequence[str], cadences: tuple[str, ...], key: Key, rng: Random
) -> Close:
    """Choose how sections of a kind end.

    Args:
        section_kind: Such as ``"verse"``.
        tension: Wanted in the last bar, 0..1: high for a dominant that leads on, low for a rest.
        loop: Progression of the section.
        cadences: Chords by which the genre leads back.
        key: Of the song.
        rng: Source of chance.
    """
    table = CADENCES.get(section_kind, CADENCES["verse"])
    lean = {"half": 0.4 + 1.2 * tension, "open": 1.0}
    weights = {kind: weight * lean.get(kind, 1.6 - 1.2 * tension) for kind, weight in table.items()}
    kind = rng.choices(list(weights), list(weights.values()))[0]
    minor = key.has_minor_third
    home = next((symbol for symbol in loop if degree_of(symbol) in {"I", "i"}), "i" if minor else "I")
    if kind == "plagal":
        dominant = next((s for s in loop if degree_of(s) in {"IV", "iv"}), "iv" if minor else "IV")
    elif kind == "backdoor":
        dominant = next((s for s in (*loop, *cadences) if degree_of(s) == "bVII"), "bVII")
    else:
        fitting = [symbol for symbol in cadences if degree_of(symbol) in ENDINGS] or ["V"]
        if kind == "authentic":
            fitting = [symbol for symbol in fitting if degree_of(symbol) != "bVII"] or ["V"]
        dominant = _fitting(fitting, loop[-1], loop[0], key, rng)
    return Close(kind, dominant, home, kind == "half" and tension >= SUSPENDED_FROM)


def closed(slots: Sequence[Slot], close: Close, key: Key, level: int) -> list[Slot]:
    """Return the chords of a section with its end turned into a close; the beats stay."""
    plain = [(start, length, extended(symbol, key, level)) for start, length, symbol in slots]
    if close.kind == "open" or not plain:
        return plain
    dominant = extended(close.dominant, key, min(level, 1))
    start, length, last = plain[-1]
    if close.kind == "half":
        room = plain[:-1] if degree_of(last) in ENDINGS or length < BEATS_PER_BAR else [
            *plain[:-1], (start, length / 2, last)]  # fmt: skip
        begin = room[-1][0] + room[-1][1] if room else start
        ending = last if degree_of(last) in ENDINGS else dominant
        return [*room, *_dominant(begin, start + length - begin, ending, close.suspended)]
    tonic = extended(close.tonic, key, level)
    if length >= BEATS_PER_BAR:
        return [*plain[:-1], (start, length / 2, dominant), (start + length / 2, length / 2, tonic)]
    return [*plain[:-2], *((s, n, dominant) for s, n, _ in plain[-2:-1]), (start, length, tonic)]


def _dominant(start: float, length: float, symbol: str, suspended: bool) -> list[Slot]:
    if not suspended or length < 2.0 or "sus" in symbol:
        return [(start, length, symbol)]
    numeral = _NUMERAL.findall(symbol)[0]
    return [(start, length / 2, f"{numeral}sus4"), (start + length / 2, length / 2, symbol)]


def _fitting(cadences: Sequence[str], before: str, after: str, key: Key, rng: Random) -> str:
    """Pick a cadence as often as real songs put it between these two chords."""
    mode = "minor" if key.has_minor_third else "major"
    common, singles = BIGRAMS[mode]["all"], SINGLES[mode]

    def weight(cadence: str) -> float:
        path = (degree_of(before), degree_of(cadence), degree_of(after))
        bits = surprise_bits(path[0], path[1], common, common, singles)
        return float(2.0 ** -(bits + surprise_bits(path[1], path[2], common, common, singles)))

    return rng.choices(cadences, [weight(cadence) for cadence in cadences])[0]
