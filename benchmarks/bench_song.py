"""What a three-minute song costs, and how the songs of each genre stand against their targets."""

from __future__ import annotations

import json
import resource
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, in_turns, report
from noktvrn.studio.genres import GENRES
from noktvrn.studio.measure import Measurement, measure_file
from noktvrn.studio.plan import make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.metrics import MelodyFigures, melody_figures
from noktvrn.studio.song import Song, SongRequest, make_song

NAME = "Song"
SEED = 7
LENGTH_S = 180.0
GOAL_WALL_S = 4.5
GOAL_MEMORY_MB = 400.0
MELODY_SEEDS = 20


@dataclass(frozen=True)
class Judged:
    """A song and what was measured on it."""

    song: Song
    found: Measurement
    limiting_db: float


def run(quick: bool) -> dict[str, Any]:
    figures: list[Figure] = []
    genres = ("synthwave",) if quick else GENRES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for genre in genres:
            figures += _speed(genre, folder, rounds=1 if quick else 3)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures.append(at_most("memory, peak", peak_mb, "MB", GOAL_MEMORY_MB))
        for genre in genres:
            figures += _sound(genre, folder, seeds=1 if quick else 3)
    for genre in genres:
        figures += _melody(genre, 4 if quick else MELODY_SEEDS)
    return report(
        NAME,
        method="Plan, score, all parts, stems as 24-bit FLAC, mix and master of three minutes, two threads, kernels "
        "compiled, one process. Sound figures are medians over seeds, measured on the files; melody figures are "
        f"medians over {MELODY_SEEDS} seeds.",
        figures=figures,
        seed=SEED,
    )


def _speed(genre: str, folder: Path, rounds: int) -> list[Figure]:
    request = SongRequest(genre, SEED, length_s=LENGTH_S)

    def act() -> None:
        make_song(request, folder / genre)

    act()
    (spent,) = in_turns([act], rounds)
    return [
        at_most(f"{genre}: wall clock", spent.wall_s, "s", GOAL_WALL_S),
        Figure(f"{genre}: CPU", spent.cpu_s, "s"),
    ]


def _sound(genre: str, folder: Path, seeds: int) -> list[Figure]:
    songs = [_judged(genre, SEED + number, folder) for number in range(seeds)]

    def middle(what: str) -> float:
        return median(getattr(judged.found, what) for judged in songs)

    target = -16.0 if genre == "ambient" else -14.0
    off = max(abs(judged.found.loudness_lufs - target) for judged in songs)
    peak = max(judged.found.true_peak_dbtp for judged in songs)
    faults = sum(judged.found.clipped_samples + judged.found.click_count for judged in songs)
    return [
        at_most(f"{genre}: loudness off its target, worst", off, "LU", 0.3),
        at_most(f"{genre}: true peak, worst", peak, "dBTP", -1.0),
        at_most(f"{genre}: clipped samples and clicks", faults, "", 0),
        Figure(f"{genre}: loudness range", middle("loudness_range_lu"), "LU"),
        Figure(f"{genre}: crest", middle("crest_db"), "dB"),
        Figure(f"{genre}: spectrum slope", middle("spectrum_slope_db_per_octave"), "dB/octave"),
        Figure(f"{genre}: air", median(judged.found.band_shares_db["air"] for judged in songs), "dB"),
        Figure(f"{genre}: correlation of the sides", middle("stereo_correlation"), ""),
        Figure(f"{genre}: side against middle", middle("side_to_mid_db"), "dB"),
        Figure(f"{genre}: deepest limiting", median(judged.limiting_db for judged in songs), "dB"),
    ]


def _judged(genre: str, seed: int, folder: Path) -> Judged:
    song = make_song(SongRequest(genre, seed), folder / genre)
    found = measure_file(song.master, genre=genre, declared_bpm=song.bpm, declared_key=song.key)
    return Judged(song, found, json.loads(song.record.read_text())["master"]["limiting_db"])


def _melody(genre: str, seeds: int) -> list[Figure]:
    found: list[MelodyFigures] = []
    for seed in range(seeds):
        plan = make_plan(SongRequest(genre, seed))
        score = compose(plan)
        found.append(melody_figures(score.parts["lead"], score.chords, plan.key))
    names = ("steps", "unisons", "thirds", "leaps", "reversal", "pitch_entropy_bits", "range_semitones", "repeat_rate")
    return [
        Figure(f"{genre}: melody {name.replace('_', ' ')}", median(getattr(each, name) for each in found), "")
        for name in names
    ]
