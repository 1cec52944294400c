"""Tension from bar to bar: what the plan wants, and what a score gives.

The plan is an arc per section (a prechorus climbs, a chorus holds, an outro lets go) with a wave per phrase that rises
to its seventh bar and lets go in the eighth, or holds on where something greater follows. Harmony, height of the
melody, density of drums and transitions read it. What a score gives is measured apart from all that, by four of the
features that listeners follow (Farbood, "A Parametric, Temporal Model of Musical Tension", 2012): harmony, pitch
height, density of onsets, loudness.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

from noktvrn.studio.score.notes import ChordSpan, Score
from noktvrn.studio.score.tempo import BEATS_PER_BAR, Stretch
from noktvrn.studio.score.theory import Key

ARCS: Final[dict[str, tuple[float, float, float]]] = {
    "intro": (0.15, 0.25, 0.4),
    "verse": (0.3, 0.4, 0.5),
    "prechorus": (0.5, 0.65, 0.9),
    "chorus": (0.65, 0.75, 0.65),
    "bridge": (0.4, 0.5, 0.8),
    "break": (0.25, 0.35, 0.65),
    "outro": (0.4, 0.25, 0.05),
}
"""Tension at the start, in the middle and at the end of a section."""

PHRASE_BARS: Final = 8
WAVE: Final = 0.16
LEAD_ON: Final = 0.1
FUNCTION: Final = {"T": 0.0, "S": 0.45, "D": 0.9}


class PlannedStretch(Stretch, Protocol):
    """A section with its energy, 0..1."""

    @property
    def energy(self) -> float:
        """0..1."""
        ...


def plan_tension(sections: Sequence[PlannedStretch]) -> tuple[float, ...]:
    """Return the wanted tension of each bar, 0..1."""
    wanted: list[float] = []
    for place, section in enumerate(sections):
        following = sections[place + 1].energy if place + 1 < len(sections) else 0.0
        step = following - section.energy
        arc = list(ARCS.get(section.kind, (0.4, 0.5, 0.5)))
        arc[2] += LEAD_ON if step > LEAD_ON else -LEAD_ON if step < -LEAD_ON else 0.0
        for bar in range(section.bars):
            level = _along(arc, (bar + 0.5) / section.bars) + 0.3 * (section.energy - 0.5)
            wave = WAVE * (_wave(bar, section.bars, step > LEAD_ON) - 0.5)
            wanted.append(round(min(max(level + wave, 0.0), 1.0), 3))
    return tuple(wanted)


def _along(arc: Sequence[float], share: float) -> float:
    start, middle, end = arc
    return start + (middle - start) * 2.0 * share if share < 0.5 else middle + (end - middle) * (2.0 * share - 1.0)


def _wave(bar: int, bars: int, leads_on: bool) -> float:
    phrase = min(PHRASE_BARS, bars)
    place = bar % phrase
    if place + 1 < phrase or phrase < 3:
        return place / max(phrase - 2, 1)
    return 1.0 if leads_on and bar + 1 == bars else 0.2


def heard_tension(score: Score) -> tuple[float, ...]:
    """Return the tension of each bar of a score: the mean of four features, each over the song's own range, 0..1."""
    bars = round(score.beats / BEATS_PER_BAR)
    height: list[list[float]] = [[] for _ in range(bars)]
    onsets, loudness = [0.0] * bars, [0.0] * bars
    for role, notes in score.parts.items():
        for note in notes:
            bar = int((note.start + 0.1) // BEATS_PER_BAR)
            if 0 <= bar < bars:
                onsets[bar] += 1.0
                loudness[bar] += note.velocity * min(note.length, 1.0)
                if role != "bass":
                    height[bar].append(float(note.pitch))
    for hit in score.hits:
        bar = int((hit.start + 0.1) // BEATS_PER_BAR)
        if 0 <= bar < bars:
            onsets[bar] += 1.0
            loudness[bar] += hit.velocity
    heights = [max(pitches) if pitches else 0.0 for pitches in height]
    features = [_harmony(score, bars), _filled(heights), onsets, loudness]
    scaled = [_scaled(feature) for feature in features]
    return tuple(sum(values) / len(values) for values in zip(*scaled, strict=True))


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's correlation, -1..1; 0 where either is constant."""
    mean, their_mean = sum(one) / len(one), sum(other) / len(other)
    moved, theirs = [v - mean for v in one], [v - their_mean for v in other]
    power = (sum(v * v for v in moved) * sum(v * v for v in theirs)) ** 0.5
    return sum(a * b for a, b in zip(moved, theirs, strict=True)) / power if power > 0.0 else 0.0


def chord_tension(chord: ChordSpan, key: Key) -> float:
    """Tension of a chord in a key: its function, tones outside of the scale, and its own dissonance."""
    classes = chord.chord.pitch_classes
    foreign = sum(tone not in key.scale for tone in classes)
    sharp = sum((b - a) % 12 in {1, 6, 11} for a, b in pairwise(sorted(set(classes))))
    return FUNCTION[chord.chord.function] + 0.15 * foreign + 0.1 * sharp


def _harmony(score: Score, bars: int) -> list[float]:
    found = [0.0] * bars
    for span in score.chords:
        key = next((key for beat, key in reversed(score.keys) if beat <= span.start + 1e-6), score.keys[0][1])
        for bar in range(int(span.start // BEATS_PER_BAR), min(int((span.end - 1e-6) // BEATS_PER_BAR) + 1, bars)):
            inside = min(span.end, (bar + 1) * BEATS_PER_BAR) - max(span.start, bar * BEATS_PER_BAR)
            found[bar] += chord_tension(span, key) * inside / BEATS_PER_BAR
    return found


def _filled(values: list[float]) -> list[float]:
    """Give bars of silence the lowest value there is."""
    heard = [value for value in values if value > 0.0]
    return [value or min(heard, default=0.0) for value in values]


def _scaled(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
