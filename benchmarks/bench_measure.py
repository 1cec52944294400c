"""What measuring a three-minute recording costs, and whether it is right about tempo, key and borders."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyebur128

from benchmarks.harness import Figure, at_most, in_turns, report
from noktvrn.studio.genres import GENRES
from noktvrn.studio.measure import Measurement, measure_file
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.loudness import integrated_lufs, k_energies, loudness_range_lu
from noktvrn.studio.measure.true_peak import true_peak_dbtp
from noktvrn.studio.score.theory import parse_key
from noktvrn.studio.song import Song, SongRequest, make_song

NAME = "Measuring"
SEED = 31
LENGTH_S = 180.0
GOAL_CPU_S = 1.0


def run(quick: bool) -> dict[str, Any]:
    genres = GENRES[:2] if quick else GENRES
    songs = 1 if quick else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speed = _speed(make_song(SongRequest("synthwave", SEED, length_s=LENGTH_S), folder / "speed"), quick)
        pairs = []
        for genre in genres:
            for number in range(songs):
                song = make_song(SongRequest(genre, SEED + number), folder / "song")
                # Neither tempo nor key is told; the genre only folds octaves.
                pairs.append((song, measure_file(song.master, genre=genre)))
    return report(
        NAME,
        method="Masters of three minutes, kernels compiled. Tempo and key are estimated without being told; "
        "a border is found when one lies within one bar. Loudness, range and true peak against pyebur128 in turns.",
        figures=[*speed, *_truth(pairs)],
        seed=SEED,
    )


def _speed(song: Song, quick: bool) -> list[Figure]:
    audio = decode(song.master).audio
    interleaved = np.ascontiguousarray(audio.T, dtype=np.float64).reshape(-1)

    def everything() -> None:
        measure_file(song.master)

    def meter() -> None:
        energies = k_energies(audio, 44_100)
        integrated_lufs(energies)
        loudness_range_lu(energies)
        true_peak_dbtp(audio)

    def reference() -> None:
        modes = pyebur128.MeasurementMode
        state = pyebur128.R128State(2, 44_100, modes.MODE_I | modes.MODE_LRA | modes.MODE_TRUE_PEAK)
        state.add_frames(interleaved, audio.shape[1])
        pyebur128.get_loudness_global(state)
        pyebur128.get_loudness_range(state)

    everything()
    whole, own, other = in_turns([everything, meter, reference], 1 if quick else 5)
    return [
        at_most("all figures of a file: CPU", whole.cpu_s, "s", GOAL_CPU_S),
        at_most("loudness, range, true peak: CPU", own.cpu_s / other.cpu_s, "", 1.0, against="pyebur128"),
    ]


def _truth(pairs: list[tuple[Song, Measurement]]) -> list[Figure]:
    count = len(pairs)
    exact = sum(abs(found.bpm / song.bpm - 1.0) < 0.005 for song, found in pairs)
    octave = sum(_octave_error(found.bpm, song.bpm) < 0.005 for song, found in pairs)
    key = sum(_same_key(found.key, song.key) for song, found in pairs)
    close = sum(_related(found.key, song.key) for song, found in pairs)
    borders = [_borders_found(song, found) for song, found in pairs]
    return [
        Figure("tempo within 0.5 %", exact / count, "share"),
        Figure("tempo within 0.5 % or an octave of it", octave / count, "share"),
        Figure("key right (third and tonic)", key / count, "share"),
        Figure("key right or relative", close / count, "share"),
        Figure("borders of sections found", float(np.mean(borders)), "share"),
    ]


def _octave_error(found: float, true: float) -> float:
    if found <= 0.0:
        return math.inf
    steps = math.log2(found / true)
    return abs(2.0 ** (steps - round(steps)) - 1.0)


def _same_key(found: str, true: str) -> bool:
    one, other = parse_key(found), parse_key(true)
    return (one.tonic, one.has_minor_third) == (other.tonic, other.has_minor_third)


def _related(found: str, true: str) -> bool:
    one, other = parse_key(found), parse_key(true)
    distance = (one.tonic - other.tonic) % 12
    relative = one.has_minor_third != other.has_minor_third and distance == (9 if one.has_minor_third else 3)
    return _same_key(found, true) or relative


def _borders_found(song: Song, found: Measurement) -> float:
    bar_s = 240.0 / song.bpm
    borders = [section.start_s for section in song.sections[1:]]
    starts = [start for start, _, _ in found.sections[1:]]
    near = sum(any(abs(border - start) <= bar_s + 0.5 for start in starts) for border in borders)
    return near / max(len(borders), 1)
