"""Melody: a motif, its development, and pitches by search.

A phrase of eight bars has four two-bar units in a form such as ``aaba`` or ``abac``. Units of the same letter
share the rhythm, and from its second showing on also the contour, as far as the chords allow. Pitches are found by
second-order dynamic programming over scale tones; the costs follow von Hippel and Huron (2000) for reversal after
skips and regression to the middle, Temperley (2007) for range and proximity, and the statistics of folk melodies (steps
.45-.70, thirds .10-.30, leaps at most .18).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.genres.profile import MelodyStyle
from noktvrn.studio.score.harmony import chord_at
from noktvrn.studio.score.notes import ChordSpan, Note
from noktvrn.studio.score.rhythm import Onset, read_cell
from noktvrn.studio.score.theory import Key

UNIT_BEATS: Final = 8.0

INTERVAL_COST: Final = np.array(
    [0.72, 0.1, 0.1, 0.5, 0.55, 1.0, 3.2, 1.25, 2.4, 2.6, 4.0, 4.0, 2.0] + [9.0] * 24, dtype=np.float64
)
"""Cost by size of the interval in semitones; tuned so that medians fall into the corpus ranges."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A solved phrase, from beat 0.

    Attributes:
        notes: The notes.
        beats: Length.
    """

    notes: tuple[Note, ...]
    beats: float


@dataclass(frozen=True, slots=True)
class Lean:
    """How a singer leans; what is added to the costs, and how firmly a motif is kept.

    Attributes:
        steps: Cost of steps; above 0 the melody skips more.
        thirds: Cost of thirds.
        unisons: Cost of repeated notes.
        memory: Cost per semitone of leaving a motif's contour.
        exact: Whether a motif over the same chords comes back note for note.
    """

    steps: float = 0.0
    thirds: float = 0.0
    unisons: float = 0.0
    memory: float = 0.7
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Contour:
    """Where a phrase wants to be.

    Attributes:
        low: Lowest pitch allowed.
        high: Highest pitch allowed.
        middle: Pitch to which it returns.
        rise: Semitones by which the climax lies above the middle.
        climax: Place of the climax in the phrase, 0..1.
        lifts: Semitones by which each bar lies higher, as its tension asks.
        lean: How the singer leans.
    """

    low: int
    high: int
    middle: float
    rise: float
    climax: float
    lifts: tuple[float, ...] = ()
    lean: Lean = field(default_factory=Lean)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a phrase stands on.

    Attributes:
        chords: Harmony from beat 0; its end is the phrase's end.
        key: Scale to stay in.
        contour: Register and climax.
    """

    chords: list[ChordSpan]
    key: Key
    contour: Contour

    @property
    def beats(self) -> float:
        """Length."""
        return self.chords[-1].end


def compose_phrase(
    style: MelodyStyle, cells: tuple[str, ...], ground: Ground, rng: Random, motifs: Mapping[str, list[int]]
) -> Phrase:
    """Write one phrase.

    Args:
        style: Density and manners of the genre.
        cells: Two-bar rhythm cells (32 characters) to choose from.
        ground: Chords, key and contour.
        rng: Source of chance.
        motifs: Intervals that units of a letter take over from elsewhere in the song.
    """
    notes: list[Note] = []
    shapes = dict(motifs)
    heard: dict[str, tuple[float, list[int]]] = {}
    units = _rhythms(style, cells, ground.beats, rng)
    for index, (letter, onsets) in enumerate(units):
        start = index * UNIT_BEATS
        last = index == len(units) - 1
        before = heard.get(letter)
        if before and ground.contour.lean.exact and not last and _same_chords(ground.chords, before[0], start):
            pitches = before[1]
        else:
            context = [note.pitch for note in notes[-2:]]
            pitches = _solve(onsets, start, ground, context, shapes.get(letter), last, rng)
        heard.setdefault(letter, (start, pitches))
        shapes[letter] = [b - a for a, b in pairwise(heard[letter][1])]
        notes.extend(_as_notes(onsets, pitches, start, style))
    return Phrase(tuple(notes), ground.beats)


def with_answer(phrase: Phrase, style: MelodyStyle, cells: tuple[str, ...], ground: Ground, rng: Random) -> Phrase:
    """Return the phrase with its last two bars written anew over the chords that close the section."""
    start = phrase.beats - UNIT_BEATS
    kept = [note for note in phrase.notes if note.start < start - 1e-6]
    if start <= 0.0 or len(kept) < 2:
        return phrase
    onsets = _with_long_end(read_cell(rng.choice(cells)), UNIT_BEATS)
    pitches = _solve(onsets, start, ground, [note.pitch for note in kept[-2:]], None, True, rng)
    return Phrase((*kept, *_as_notes(onsets, pitches, start, style)), phrase.beats)


def motif_of(phrase: Phrase) -> list[int]:
    """Return the intervals of the first two bars, by which the phrase is known."""
    pitches = [note.pitch for note in phrase.notes if note.start < UNIT_BEATS - 1e-6]
    return [b - a for a, b in pairwise(pitches)]


def _same_chords(chords: list[ChordSpan], first: float, second: float) -> bool:
    """Whether two units lie over the same chords at the same places."""

    def under(start: float) -> list[tuple[float, str]]:
        end = start + UNIT_BEATS
        return [(c.start - start, c.chord.symbol) for c in chords if start - 1e-6 <= c.start < end - 1e-6]

    return under(first) == under(second)


def _as_notes(onsets: list[Onset], pitches: list[int], start: float, style: MelodyStyle) -> list[Note]:
    return [
        Note(start + onset.beat, onset.length * style.legato, pitch, 0.55 + 0.4 * onset.loudness)
        for onset, pitch in zip(onsets, pitches, strict=True)
    ]


def _rhythms(style: MelodyStyle, cells: tuple[str, ...], beats: float, rng: Random) -> list[tuple[str, list[Onset]]]:
    """Choose the form and a cell per letter; the last unit ends on a long note."""
    count = max(round(beats / UNIT_BEATS), 1)
    form = rng.choice(style.forms)[:count].ljust(count, "a")
    chosen = dict(zip("abc", rng.sample(cells, min(3, len(cells))), strict=False))
    units = []
    for index, letter in enumerate(form):
        onsets = read_cell(chosen.get(letter, cells[0]))
        length = min(UNIT_BEATS, beats - index * UNIT_BEATS)
        onsets = [onset for onset in onsets if onset.beat < length]
        if index == count - 1:
            onsets = _with_long_end(onsets, length)
        units.append((letter, onsets))
    return units


def _with_long_end(onsets: list[Onset], length: float) -> list[Onset]:
    """Let the phrase come to rest: the last note starts in the second bar and is held."""
    kept = [onset for onset in onsets if onset.beat <= length * 0.68] or onsets[:1]
    last = kept[-1]
    return [*kept[:-1], replace(last, length=max(min(length - last.beat - 0.5, 3.0), 0.5))]


def _solve(
    onsets: list[Onset],
    start: float,
    ground: Ground,
    context: list[int],
    shape: list[int] | None,
    closes: bool,
    rng: Random,
) -> list[int]:
    """Find the pitches of one unit by second-order Viterbi over the scale tones in range."""
    scale = set(ground.key.scale)
    lean = ground.contour.lean
    tones = np.array([p for p in range(ground.contour.low, ground.contour.high + 1) if p % 12 in scale], dtype=np.int64)
    count = len(tones)
    own = np.stack(
        [_own_cost(tones, onset, start, ground, closes and i == len(onsets) - 1, rng) for i, onset in enumerate(onsets)]
    )
    pair = _pair_cost(tones, lean)
    triple = _triple_cost(tones)
    if len(onsets) == 1:
        near = np.abs(tones - context[-1]) * 0.3 if context else 0.0
        return [int(tones[int((own[0] + near).argmin())])]
    first = own[0].copy()
    if context:
        first += INTERVAL_COST[np.minimum(np.abs(tones - context[-1]), 36)] * 0.6
    best = first[:, None] + pair + own[1][None, :] + _shape_cost(tones, shape, 0, lean.memory)
    back: list[npt.NDArray[np.int64]] = []
    for i in range(2, len(onsets)):
        total = best[:, :, None] + pair[None, :, :] + triple + own[i][None, None, :]
        total += _shape_cost(tones, shape, i - 1, lean.memory)[None, :, :]
        back.append(total.argmin(axis=0))
        best = total.min(axis=0)
    before, last = divmod(int(best.argmin()), count)
    path = [last, before]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1], path[-2]]))
    return [int(tones[i]) for i in reversed(path)]


def _own_cost(
    tones: npt.NDArray[np.int64], onset: Onset, start: float, ground: Ground, closing: bool, rng: Random
) -> npt.NDArray[np.float64]:
    beat = start + onset.beat
    contour, key = ground.contour, ground.key
    chord = chord_at(ground.chords, beat + 1e-6).chord
    classes = np.array(sorted(set(chord.pitch_classes)))
    is_chord = np.isin(tones % 12, classes)
    rubs = np.isin((tones - 1) % 12, classes) & ~is_chord
    strength = 2.6 if beat % 2 < 1e-6 else 1.7 if beat % 1 < 1e-6 or onset.length >= 1.0 else 0.35
    cost = np.where(is_chord, 0.0, strength) + np.where(rubs, 0.9 + 0.4 * min(onset.length, 2.0), 0.0)
    place = beat / ground.beats
    lift = contour.lifts[min(int(beat // 4), len(contour.lifts) - 1)] if contour.lifts else 0.0
    wanted = contour.middle + lift + contour.rise * (1.0 - min(abs(place - contour.climax) / 0.5, 1.0))
    cost += 0.035 * (tones - wanted) ** 2 / 2.0
    if closing:
        rest = np.isin((tones - key.tonic) % 12, [0, 4, 3, 7])
        cost += np.where(rest & is_chord, 0.0, 2.5)
    cost += np.array([rng.uniform(0.0, 0.75) for _ in range(len(tones))])
    return np.asarray(cost, dtype=np.float64)


def _pair_cost(tones: npt.NDArray[np.int64], lean: Lean) -> npt.NDArray[np.float64]:
    sizes = np.minimum(np.abs(tones[None, :] - tones[:, None]), 36)
    cost = INTERVAL_COST[sizes] + np.where((sizes == 1) | (sizes == 2), lean.steps, 0.0)
    cost += np.where((sizes == 3) | (sizes == 4), lean.thirds, 0.0) + np.where(sizes == 0, lean.unisons, 0.0)
    return np.asarray(cost, dtype=np.float64)


def _triple_cost(tones: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Reward reversal by step after a leap, forbid a third equal note, discourage running one way for long."""
    first = (tones[None, :] - tones[:, None])[:, :, None]
    second = (tones[None, :] - tones[:, None])[None, :, :]
    leap = np.abs(first) >= 5
    turns = first * second < 0
    cost = np.where(leap & ~turns, 2.2, 0.0) + np.where(leap & turns & (np.abs(second) > 4), 1.2, 0.0)
    cost += np.where((first == 0) & (second == 0), 2.2, 0.0)
    cost += np.where((np.abs(first) > 2) & (np.abs(second) > 2) & (first * second > 0), 0.5, 0.0)
    return np.asarray(cost, dtype=np.float64)


def _shape_cost(
    tones: npt.NDArray[np.int64], shape: list[int] | None, index: int, memory: float
) -> npt.NDArray[np.float64]:
    """Cost of leaving the contour that this motif had when it was heard first."""
    if shape is None or index >= len(shape):
        return np.zeros((len(tones), len(tones)))
    moved = tones[None, :] - tones[:, None]
    return np.asarray(np.minimum(memory * np.abs(moved - shape[index]), 3.4 * memory), dtype=np.float64)
