"""Rhythm as text: one character per sixteenth.

``x`` starts a note (``X`` louder, ``o`` softer), ``-`` holds it, ``.`` rests. A bar has sixteen characters; a cell
may be one or two bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from noktvrn.studio.genres.profile import GrooveStyle

STEPS_PER_BEAT: Final = 4
LOUDNESS: Final = {"X": 1.0, "x": 0.82, "o": 0.5}

METRICAL_WEIGHT: Final = (0, -3, -2, -3, -1, -3, -2, -3, -1, -3, -2, -3, -1, -3, -2, -3)
"""Longuet-Higgins and Lee (1984): weight of each sixteenth of a 4/4 bar."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A start in a cell: beat, length in beats, and loudness 0..1."""

    beat: float
    length: float
    loudness: float


def read_cell(text: str) -> list[Onset]:
    """Turn the text of a cell into onsets."""
    onsets: list[Onset] = []
    for index, sign in enumerate(text):
        if sign in LOUDNESS:
            held = 1
            while index + held < len(text) and text[index + held] == "-":
                held += 1
            onsets.append(Onset(index / STEPS_PER_BEAT, held / STEPS_PER_BEAT, LOUDNESS[sign]))
    return onsets


def syncopation(text: str) -> float:
    """Mean Longuet-Higgins and Lee syncopation per bar of a cell."""
    total = 0
    for index, sign in enumerate(text):
        if sign not in LOUDNESS:
            continue
        following = index + 1
        while following < len(text) and text[following] not in LOUDNESS:
            here = METRICAL_WEIGHT[following % 16]
            if here > METRICAL_WEIGHT[index % 16]:
                total += here - METRICAL_WEIGHT[index % 16]
                break
            following += 1
    return total / max(len(text) / 16, 1)


def swung(beat: float, ratio: float, unit: float) -> float:
    """Move off-beats of a pair of ``unit`` beats: ``ratio`` 0.5 is straight, 0.667 triplets."""
    whole, part = divmod(beat, unit)
    place = part / unit
    moved = place / 0.5 * ratio if place < 0.5 else ratio + (place - 0.5) / 0.5 * (1.0 - ratio)
    return whole * unit + moved * unit


class GrooveClock:
    """Human timing: one AR(1) clock that the whole kit shares, and a little of each hand's own.

    Independent jitter of each stroke sounds careless; drummers drift together (autocorrelation near 0.37).
    """

    def __init__(self, style: GrooveStyle, rng: Random) -> None:
        """Start at rest."""
        self._style = style
        self._rng = rng
        self._drift_ms = 0.0
        self._beat = -1.0

    def shift_s(self, beat: float, piece: str = "") -> float:
        """Return the micro-timing at a beat; call with beats in ascending order."""
        style = self._style
        if beat > self._beat + 1e-6:
            noise = style.jitter_ms * (1.0 - style.persistence**2) ** 0.5
            self._drift_ms = style.persistence * self._drift_ms + self._rng.gauss(0.0, noise)
            self._beat = beat
        own = self._rng.gauss(0.0, style.jitter_ms * 0.3)
        late = style.late_snare_ms if piece in {"snare", "clap", "rim"} else 0.0
        return float((max(-20.0, min(20.0, self._drift_ms + own)) + late) / 1000.0)
