"""Rhythm of a score: how steady, how human, how swung, and whether the drummer marks the form."""

from __future__ import annotations

import statistics
from collections import defaultdict
from itertools import pairwise
from typing import Final

from noktvrn.studio.genres import genre_profile
from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score.notes import Hit, Score

STEPS: Final = 16
LATE_PIECES: Final = frozenset({"snare", "clap", "rim"})
"""Pieces that a genre may lay back; their constant lateness is style, not deviation."""

Bar = frozenset[tuple[str, int]]


def rhythm_figures(plan: SongPlan, score: Score) -> dict[str, float]:
    """Measure the drums: shares 0..1, deviation in ms, swing in percent of the pair.

    A song without drums has none of these figures; one of too few strokes lacks those that need more.
    """
    if not score.hits:
        return {}
    bars = _bars(plan, score)
    found = {"swing_error_percent": 100.0 * abs(_swing(plan, score.hits) - plan.swing)}
    likeness = [_likeness(bars[n], bars[n + 1]) for s in plan.sections for n in range(s.first_bar, s.end_bar - 1)
                if bars[n] and bars[n + 1]]  # fmt: skip
    if likeness:
        found["groove_consistency"] = statistics.fmean(likeness)
    shifts = _shifts_ms(score.hits)
    if len(shifts) > 16:
        found["microtiming_std_ms"] = statistics.pstdev(shifts)
        found["microtiming_lag1"] = lag_one(shifts)
    ends = [_has_fill(bars, section) for section in plan.sections[:-1]
            if section.bars > 2 and bars[section.end_bar - 2]]  # fmt: skip
    if ends:
        found["fills"] = statistics.fmean(ends)
    return found


def lag_one(values: list[float]) -> float:
    """Autocorrelation at lag one, -1..1; 0 for a constant.

    Human drummers lie near 0.37: they drift, they do not tremble.
    """
    mean = statistics.fmean(values)
    power = sum((value - mean) ** 2 for value in values)
    return sum((a - mean) * (b - mean) for a, b in pairwise(values)) / power if power > 0.0 else 0.0


def _bars(plan: SongPlan, score: Score) -> list[Bar]:
    """Pieces and sixteenths of each bar; the groove's swing falls on the straight grid."""
    bars: list[set[tuple[str, int]]] = [set() for _ in range(plan.bars + 1)]
    for hit in score.hits:
        step = round(_straight(hit.start, plan) * 4)
        if step // STEPS < len(bars):
            bars[step // STEPS].add((hit.piece, step % STEPS))
    return [frozenset(bar) for bar in bars]


def _straight(beat: float, plan: SongPlan) -> float:
    unit = genre_profile(plan.genre).groove.swing_unit
    whole, part = divmod(beat + 1e-9, unit)
    place = part / unit
    swing = plan.swing
    even = place / swing * 0.5 if place < swing else 0.5 + (place - swing) / (1.0 - swing) * 0.5
    return (whole + even) * unit


def _likeness(one: Bar, other: Bar) -> float:
    """Share of sixteenths that both bars strike or both leave (MusPy's groove consistency, Wu and Yang 2020)."""
    first, second = ({step for _, step in bar} for bar in (one, other))
    return 1.0 - len(first ^ second) / STEPS


def _shifts_ms(hits: tuple[Hit, ...]) -> list[float]:
    """Mean deviation of all strokes that belong together, in order."""
    together: dict[float, list[float]] = defaultdict(list)
    for hit in hits:
        if hit.piece not in LATE_PIECES:
            together[round(hit.start, 4)].append(1000.0 * hit.shift_s)
    return [statistics.fmean(together[beat]) for beat in sorted(together)]


def _swing(plan: SongPlan, hits: tuple[Hit, ...]) -> float:
    """Median place of the off-beats in their pair; the planned one where none is struck."""
    unit = genre_profile(plan.genre).groove.swing_unit
    places = [(hit.start % unit) / unit for hit in hits]
    offbeats = [place for place in places if 0.4 < place < 0.8]
    return statistics.median(offbeats) if offbeats else plan.swing


def _has_fill(bars: list[Bar], section: PlannedSection) -> bool:
    """Whether the last beats of a section differ from the bar before by at least two strokes."""
    last = {stroke for stroke in bars[section.end_bar - 1] if stroke[1] >= STEPS - 2 * BEATS_PER_BAR}
    usual = {stroke for stroke in bars[section.end_bar - 2] if stroke[1] >= STEPS - 2 * BEATS_PER_BAR}
    return len(last ^ usual) >= 2
