"""Figures of a melody and a score, and how far they lie from those of human corpora.

They find bad music; they do not certify good music. Targets are the 10-90 % ranges of folk and pop melodies.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from noktvrn.studio.score.harmony import chord_at
from noktvrn.studio.score.notes import ChordSpan, Note
from noktvrn.studio.score.theory import Key


@dataclass(frozen=True, slots=True)
class MelodyFigures:
    """Statistics of a melody; shares are of all intervals or notes, 0..1."""

    steps: float
    unisons: float
    thirds: float
    leaps: float
    over_octave: float
    reversal: float
    pitch_entropy_bits: float
    range_semitones: float
    repeat_rate: float
    in_scale: float
    strong_chord_share: float
    weak_chord_share: float


CELL_BEATS: Final = 8

TARGETS: Final[dict[str, tuple[float, float, float]]] = {
    "steps": (0.45, 0.70, 3.0),
    "unisons": (0.05, 0.35, 2.0),
    "thirds": (0.10, 0.30, 2.0),
    "leaps": (0.0, 0.18, 4.0),
    "over_octave": (0.0, 0.0, 20.0),
    "reversal": (0.55, 1.0, 1.0),
    "pitch_entropy_bits": (2.2, 2.9, 0.8),
    "range_semitones": (9.0, 15.0, 0.12),
    "in_scale": (0.95, 1.0, 6.0),
    "strong_chord_share": (0.75, 1.0, 3.0),
    "weak_chord_share": (0.5, 0.95, 1.0),
}
"""Low and high end of the wanted range, and the weight of missing it by 1."""


def melody_figures(notes: Sequence[Note], chords: Sequence[ChordSpan], key: Key) -> MelodyFigures:
    """Measure a melody of at least two notes over its harmony.

    An empty or one-note melody has shares of 0 and no range.
    """
    pitches = [note.pitch for note in notes]
    scale = set(key.scale)
    strong = [n for n in notes if n.start % 2 < 0.05]
    weak = [n for n in notes if n.start % 2 >= 0.05]
    return MelodyFigures(
        **_interval_figures(notes),
        in_scale=sum(p % 12 in scale for p in pitches) / max(len(pitches), 1),
        strong_chord_share=_chord_share(strong, chords),
        weak_chord_share=_chord_share(weak, chords),
    )


def _interval_figures(notes: Sequence[Note]) -> dict[str, float]:
    """The figures that need no harmony."""
    pitches = [note.pitch for note in notes]
    moves = [b - a for a, b in pairwise(pitches)]
    count = max(len(moves), 1)
    sizes = Counter(abs(move) for move in moves)
    leaps = [(a, b) for a, b in pairwise(moves) if abs(a) >= 5]
    return {
        "steps": (sizes[1] + sizes[2]) / count,
        "unisons": sizes[0] / count,
        "thirds": (sizes[3] + sizes[4]) / count,
        "leaps": sum(times for size, times in sizes.items() if size >= 5) / count,
        "over_octave": sum(times for size, times in sizes.items() if size > 12) / count,
        "reversal": sum(a * b < 0 for a, b in leaps) / len(leaps) if leaps else 1.0,
        "pitch_entropy_bits": _entropy(pitches),
        "range_semitones": max(pitches) - min(pitches) if pitches else 0,
        "repeat_rate": _repeat_rate(notes),
    }


def melody_penalty(notes: Sequence[Note], chords: Sequence[ChordSpan], key: Key) -> float:
    """Weighted distance of a melody from the targets; 0 is inside all of them."""
    figures = melody_figures(notes, chords, key)
    total = 0.0
    for name, (low, high, weight) in TARGETS.items():
        value = getattr(figures, name)
        total += weight * (max(low - value, 0.0) + max(value - high, 0.0))
    return total


SONG_TARGETS: Final[dict[str, tuple[float, float]]] = {
    "steps": (0.46, 0.69),
    "unisons": (0.06, 0.34),
    "thirds": (0.11, 0.29),
    "leaps": (0.0, 0.17),
    "over_octave": (0.0, 0.0),
    "reversal": (0.58, 1.0),
    "pitch_entropy_bits": (2.25, 2.88),
    "repeat_rate": (0.37, 0.74),
    "range_semitones": (10.0, 21.0),
}
"""Ranges of a whole song's melody, a little inside those of ``TARGETS``; the repeat rate is that of songs, which
repeat their sections."""


def song_penalty(notes: Sequence[Note]) -> float:
    """Distance of a whole song's melody from its ranges; 0 inside all of them.

    Each figure outside counts once, and more the further it lies outside, relative to the width of its range.
    """
    figures = _interval_figures(notes)
    total = 0.0
    for name, (low, high) in SONG_TARGETS.items():
        outside = max(low - figures[name], figures[name] - high, 0.0)
        if outside > 0.0:
            total += 1.0 + 4.0 * outside / max(high - low, 0.05)
    return total


def different_cells(notes: Sequence[Note]) -> float:
    """Share of two-bar cells, as sixteenths and pitches, that differ from all others; 0 without notes."""
    cells: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for note in notes:
        place = int((note.start + 0.1) // CELL_BEATS)
        cells[place].append((round((note.start - place * CELL_BEATS) * 4), note.pitch))
    return len({tuple(cell) for cell in cells.values()}) / max(len(cells), 1)


def _entropy(pitches: list[int]) -> float:
    counts = Counter(p % 12 for p in pitches)
    total = max(len(pitches), 1)
    return -sum(c / total * math.log2(c / total) for c in counts.values())


def _repeat_rate(notes: Sequence[Note]) -> float:
    """Share of 4-grams of (interval, duration) that were heard before."""
    steps = [(b.pitch - a.pitch, round((b.start - a.start) * 4)) for a, b in pairwise(notes)]
    grams = [tuple(steps[i : i + 4]) for i in range(len(steps) - 3)]
    return 1.0 - len(set(grams)) / len(grams) if grams else 0.0


def _chord_share(notes: Sequence[Note], chords: Sequence[ChordSpan]) -> float:
    if not notes:
        return 1.0
    inside = sum(n.pitch % 12 in chord_at(list(chords), n.start + 0.03).chord.pitch_classes for n in notes)
    return inside / len(notes)
