"""Harmony of a score against that of real songs.

Source of the ranges: :mod:`noktvrn.studio.score.harmony_corpus`, songs that its tables do not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score.harmony_corpus import BIGRAMS, SINGLES, SONG_RANGES
from noktvrn.studio.score.notes import ChordSpan, Score
from noktvrn.studio.score.progressions import bits_per_chord, cadence_kind, degree_of, without_repeats

PHRASE_BARS: Final = 8


@dataclass(frozen=True, slots=True)
class HarmonyFigures:
    """Figures of a song's chords.

    Attributes:
        mode: Tables that it is held against: ``"major"`` or ``"minor"``.
        bits_per_chord: Surprise under the corpus; low is worn, high is wandering.
        changes_per_bar: Chords per bar, repeats counted once.
        different_chords: Degrees in use.
        cadence_share: Sections that close authentic, plagal, backdoor or half, 0..1.
        phrase_cadence_share: Eight-bar phrases, but the last, whose end is a dominant or whose next chord is the tonic.
        voice_movement_semitones: Mean movement of a voice from chord to chord.
        parallels: Share of changes with parallel fifths or octaves between the outer voices.
    """

    mode: str
    bits_per_chord: float
    changes_per_bar: float
    different_chords: int
    cadence_share: float
    phrase_cadence_share: float
    voice_movement_semitones: float
    parallels: float


def harmony_figures(plan: SongPlan, score: Score) -> HarmonyFigures:
    """Measure the chords of a score."""
    mode = "minor" if plan.key.has_minor_third else "major"
    lines = [(section.material, _degrees(_within(score.chords, section.first_bar, section.end_bar)))
             for section in plan.sections]  # fmt: skip
    return HarmonyFigures(
        mode=mode,
        bits_per_chord=bits_per_chord(lines, BIGRAMS[mode], SINGLES[mode]),
        changes_per_bar=sum(len(line) for _, line in lines) / plan.bars,
        different_chords=len({degree for _, line in lines for degree in line}),
        cadence_share=sum(cadence_kind(line) != "open" for _, line in lines) / len(lines),
        phrase_cadence_share=phrase_cadence_share(plan, score),
        voice_movement_semitones=_movement(score.chords),
        parallels=_parallels(score.chords),
    )


def human_range(figure: str, mode: str) -> tuple[float, float]:
    """Return the 10 to 90 % range of a figure of ``SONG_RANGES`` over songs of a mode."""
    low, _, high = SONG_RANGES[mode][figure]
    return low, high


def phrase_cadence_share(plan: SongPlan, score: Score) -> float:
    """Share of phrase ends, but the song's last, that close, lean on the dominant or lead to the tonic; 1 without any.

    References:
        Caplin, Classical Form (1998), half and authentic cadences; the backdoor of popular music counts as well.
    """
    ends = [bar for section in plan.sections for bar in _phrase_ends(section)]
    closed = [_leads_on(score.chords, bar * BEATS_PER_BAR) for bar in ends[:-1]]
    return sum(closed) / len(closed) if closed else 1.0


def _phrase_ends(section: PlannedSection) -> list[int]:
    return [*range(section.first_bar + PHRASE_BARS, section.end_bar, PHRASE_BARS), section.end_bar]


def _leads_on(chords: tuple[ChordSpan, ...], beat: float) -> bool:
    before = [c for c in chords if c.start < beat - 1e-6]
    after = [c for c in chords if c.start >= beat - 1e-6]
    if not before or not after:
        return False
    closes = cadence_kind([degree_of(span.chord.symbol) for span in before[-4:]]) != "open"
    return closes or before[-1].chord.function == "D" or degree_of(after[0].chord.symbol).lower() == "i"


def _within(chords: tuple[ChordSpan, ...], first_bar: int, end_bar: int) -> list[ChordSpan]:
    first, end = first_bar * BEATS_PER_BAR - 1e-6, end_bar * BEATS_PER_BAR - 1e-6
    return [chord for chord in chords if first <= chord.start < end]


def _degrees(chords: list[ChordSpan]) -> tuple[str, ...]:
    return without_repeats(degree_of(span.chord.symbol) for span in chords)


def _movement(chords: tuple[ChordSpan, ...]) -> float:
    moves = [
        abs(high - low)
        for before, after in pairwise(chords)
        if before.voicing != after.voicing
        for low, high in zip(before.voicing, after.voicing, strict=False)
    ]
    return sum(moves) / len(moves) if moves else 0.0


def _parallels(chords: tuple[ChordSpan, ...]) -> float:
    pairs = [(a.voicing, b.voicing) for a, b in pairwise(chords) if a.voicing and b.voicing and a.voicing != b.voicing]
    found = [
        a[-1] != b[-1] and a[0] != b[0] and (a[-1] - a[0]) % 12 == (b[-1] - b[0]) % 12 and (a[-1] - a[0]) % 12 in {0, 7}
        for a, b in pairs
    ]
    return sum(found) / len(found) if found else 0.0
