"""Form: whether the plan can be heard in the recording and read in the score."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.loudness import STRETCHES_PER_SECOND, k_energies, lufs
from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score.notes import Note, Score
from noktvrn.studio.score.tension import correlation, heard_tension
from noktvrn.studio.song import SongPart
from noktvrn.types import AudioBuffer

CELL_BEATS: Final = 2 * BEATS_PER_BAR
SILENT_LUFS: Final = -70.0

Matrix = npt.NDArray[np.float64]
Cell = frozenset[tuple[int, int]]


def score_figures(plan: SongPlan, score: Score) -> dict[str, float]:
    """Measure what a score does with its plan; figures that a song cannot have are left out.

    Tension is correlated bar by bar with the planned one, -1..1; repetition in the lead is told in shares, 0..1. A song
    has few different cells and repeats them in order (Dai, Yu and Dannenberg, "What is missing in deep music
    generation?", 2022).
    """
    lead = score.parts.get("lead", ())
    found = {"tension_correlation": correlation(plan.tension, heard_tension(score))}
    cells = [cell for bar in range(0, plan.bars - 1, 2) if (cell := _cell(lead, bar * BEATS_PER_BAR, CELL_BEATS, 0))]
    if cells:
        found["cell_vocabulary"] = len(set(cells)) / len(cells)
    choruses = [s for s in plan.sections if s.kind == "chorus" and "lead" in s.roles]
    if len(choruses) > 1:
        found["chorus_likeness"] = statistics.fmean(_melody_likeness(lead, choruses[0], s) for s in choruses[1:])
    return found


def sound_figures(
    audio: AudioBuffer, sample_rate_hz: int, parts: Sequence[SongPart], features: Matrix
) -> dict[str, float]:
    """Measure the form as it sounds.

    Args:
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
        parts: Planned sections in seconds.
        features: Of :func:`noktvrn.studio.measure.form.stretch_features`, for the contrast.
    """
    energies = k_energies(audio, sample_rate_hz)
    levels = [_level(energies, part) for part in parts]
    found = {}
    if len(parts) > 2 and len({part.energy for part in parts}) > 1:
        found["energy_correlation"] = float(np.corrcoef(levels, [part.energy for part in parts])[0, 1])
    verses = [level for level, part in zip(levels, parts, strict=True) if part.kind == "verse"]
    choruses = [level for level, part in zip(levels, parts, strict=True) if part.kind == "chorus"]
    if verses and choruses:
        found["chorus_lift_db"] = statistics.fmean(choruses) - statistics.fmean(verses)
        found["contrast"] = contrast(features, parts, audio.shape[1] / sample_rate_hz)
    return found


def borders_found(parts: Sequence[SongPart], heard_s: Sequence[float], bar_s: float) -> float:
    """Share of planned borders with a heard one within a bar; 1 for a song of one section.

    References:
        Foote, "Automatic audio segmentation using a measure of audio novelty", 2000.
    """
    planned = [part.start_s for part in parts[1:]]
    near = [any(abs(border - heard) <= bar_s + 0.25 for heard in heard_s) for border in planned]
    return sum(near) / len(near) if near else 1.0


def contrast(features: Matrix, parts: Sequence[SongPart], duration_s: float) -> float:
    """Distance of verse and chorus over the distance of halves of one section; above 1 they differ.

    Each half section is the mean of its band levels in dB; distances are root mean squares over bands.
    """
    halves = {kind: [_halves(features, part, duration_s) for part in parts if part.kind == kind]
              for kind in ("verse", "chorus")}  # fmt: skip
    within = [_distance(first, second) for kind in halves.values() for first, second in kind]
    between = [_distance(one, other) for verse in halves["verse"] for chorus in halves["chorus"]
               for one in verse for other in chorus]  # fmt: skip
    return statistics.fmean(between) / max(statistics.fmean(within), 1e-6)


def _halves(features: Matrix, part: SongPart, duration_s: float) -> tuple[Matrix, Matrix]:
    first, end = (round(time_s / duration_s * len(features)) for time_s in (part.start_s, part.end_s))
    middle = max((first + end) // 2, first + 1)
    return features[first:middle].mean(axis=0), features[middle : max(end, middle + 1)].mean(axis=0)


def _distance(one: Matrix, other: Matrix) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)))


def _level(energies: npt.NDArray[np.float64], part: SongPart) -> float:
    first, end = int(part.start_s * STRETCHES_PER_SECOND), int(part.end_s * STRETCHES_PER_SECOND)
    inside = energies[first : max(end, first + 1)]
    return max(lufs(float(inside.mean())) if inside.size else SILENT_LUFS, SILENT_LUFS)


def _cell(notes: Sequence[Note], first: float, beats: float, lift: int) -> Cell:
    """Return the sixteenths and pitches of a stretch; swing and timing fall on the grid."""
    return frozenset((round((n.start - first) * 4 - 0.1), n.pitch - lift) for n in notes if first - 0.1 <= n.start
                     < first + beats - 0.1)  # fmt: skip


def _melody_likeness(lead: Sequence[Note], one: PlannedSection, other: PlannedSection) -> float:
    """Share of notes that two sections have in common, over the bars that both have."""
    beats = min(one.bars, other.bars) * BEATS_PER_BAR
    first, second = (_cell(lead, s.first_bar * BEATS_PER_BAR, beats, s.lift) for s in (one, other))
    return len(first & second) / max(len(first | second), 1)
