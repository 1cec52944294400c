"""Eighty songs, ten of each genre, held to what a listener may expect; `make soak` runs it, about seven minutes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from pathlib import Path
from shutil import rmtree
from statistics import fmean

import numpy as np
import pytest

from noktvrn.review.facts import AudioFacts, limits_for
from noktvrn.review.findings import Severity
from noktvrn.review.sound_rules import judge_sound
from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.loudness import STRETCHES_PER_SECOND, k_energies
from noktvrn.studio.measure.measurement import Measurement, measure_decoded
from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.metrics import MelodyFigures, melody_figures
from noktvrn.studio.score.notes import Score
from noktvrn.studio.score.theory import Key
from noktvrn.studio.song import Song, SongRequest, make_song

SEEDS = range(500, 510)
HUMAN = {
    "steps": (0.45, 0.70),
    "unisons": (0.05, 0.35),
    "thirds": (0.10, 0.30),
    "leaps": (0.0, 0.18),
    "over_octave": (0.0, 0.0),
    "reversal": (0.55, 1.0),
    "pitch_entropy_bits": (2.2, 2.9),
    "range_semitones": (9, 22),
    "repeat_rate": (0.35, 0.75),
    "in_scale": (0.95, 1.0),
}
"""Where folk and pop melodies lie: 10 to 90 % of two corpora, widened for a song that repeats its sections."""

LIFT_DB = (2.0, 5.0)
SIMILAR = 0.35

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7_200)]


@dataclass(frozen=True)
class Judged:
    """A song and what was found; lifts are of choruses over verses and None where a song has not both."""

    genre: str
    seed: int
    refused: tuple[str, ...]
    melody: MelodyFigures
    borders: int
    borders_found: int
    planned_lift_db: float | None
    lift_db: float | None
    pieces: frozenset[int]

    @property
    def name(self) -> str:
        return f"{self.genre} {self.seed}"

    @property
    def strange(self) -> dict[str, float]:
        """Figures of the melody outside of the human ranges."""
        found = {name: getattr(self.melody, name) for name in HUMAN}
        return {name: value for name, value in found.items() if not HUMAN[name][0] <= value <= HUMAN[name][1]}


def judge(genre: str, seed: int, folder: Path) -> Judged:
    song = make_song(SongRequest(genre, seed), folder)
    decoded = decode(song.master)
    found = measure_decoded(decoded, genre=genre, declared_bpm=song.bpm, declared_key=song.key)
    score = compose(song.plan)
    borders = [section.start_s for section in song.sections[1:]]
    starts = [start_s for start_s, _, _ in found.sections[1:]]
    return Judged(
        genre=genre,
        seed=seed,
        refused=refused(song, found),
        melody=heard_melody(score, song.plan.key),
        borders=len(borders),
        borders_found=sum(any(abs(b - s) <= 240.0 / song.bpm for s in starts) for b in borders),
        planned_lift_db=planned_lift_db(song),
        lift_db=lift_db(song, k_energies(decoded.audio, decoded.sample_rate_hz)),
        pieces=frozenset(melodic_pieces(read_melody(song.score))),
    )


def heard_melody(score: Score, key: Key) -> MelodyFigures:
    """Figures of the lead; each note is held against the scale of its own section, which may be lifted."""
    lead = score.parts["lead"]
    keys = [next(k for beat, k in reversed(score.keys) if beat <= note.start + 0.25) for note in lead]
    in_scale = fmean(note.pitch % 12 in set(own.scale) for note, own in zip(lead, keys, strict=True))
    return replace(melody_figures(lead, score.chords, key), in_scale=in_scale)


def refused(song: Song, found: Measurement) -> tuple[str, ...]:
    """What the gate says about the sound and is no pass, notices included."""
    same = (
        "duration_s sample_rate_hz channels bits_per_sample loudness_lufs true_peak_dbtp clipped_samples dc_offset"
        " lead_silence_s tail_silence_s longest_silence_s stereo_correlation bpm bpm_confidence key key_confidence"
    )
    facts = AudioFacts(
        **{name: getattr(found, name) for name in same.split()},
        declared_bpm=song.bpm,
        declared_key=song.key,
        hook_start_s=song.hook_start_s,
        stems=len(song.stems),
    )
    findings = judge_sound(facts, limits_for(song.plan.genre))
    return tuple(f"{one.severity.value}: {one.title} {one.value}" for one in findings if one.severity != Severity.PASS)


def planned_lift_db(song: Song) -> float | None:
    energies = {kind: [s.energy for s in song.sections if s.kind == kind] for kind in ("verse", "chorus")}
    if not all(energies.values()):
        return None
    return genre_profile(song.plan.genre).master.dynamics_db * (fmean(energies["chorus"]) - fmean(energies["verse"]))


def lift_db(song: Song, energies: np.ndarray) -> float | None:
    level = {}
    for kind in ("verse", "chorus"):
        parts = [
            energies[math.ceil(s.start_s * STRETCHES_PER_SECOND) : int(s.end_s * STRETCHES_PER_SECOND)]
            for s in song.sections
            if s.kind == kind
        ]
        if not parts:
            return None
        level[kind] = 10.0 * math.log10(float(np.concatenate(parts).mean()))
    return level["chorus"] - level["verse"]


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    folder = tmp_path_factory.mktemp("songs")
    judged = []
    for genre in GENRES:
        for seed in SEEDS:
            judged.append(judge(genre, seed, folder / "song"))
            rmtree(folder / "song")
    return judged


def share(songs: Iterable[Judged], holds: Callable[[Judged], bool]) -> float:
    return fmean(holds(song) for song in songs)


def alike(one: Judged, other: Judged) -> float:
    """Share of the figures of two melodies that both have."""
    return len(one.pieces & other.pieces) / max(len(one.pieces | other.pieces), 1)


def test_every_song_passes_the_technical_gate_at_first_attempt(songs):
    assert {song.name: song.refused for song in songs if any("blocking" in each for each in song.refused)} == {}


def test_nine_melodies_in_ten_lie_within_what_people_sing(songs):
    assert share(songs, lambda song: not song.strange) >= 0.9, {s.name: s.strange for s in songs if s.strange}


def test_four_borders_in_five_can_be_heard_within_a_bar(songs):
    assert sum(song.borders_found for song in songs) >= 0.8 * sum(song.borders for song in songs)


def test_choruses_rise_above_verses_where_the_genre_says_so(songs):
    rising = [song for song in songs if song.planned_lift_db is not None and song.planned_lift_db >= LIFT_DB[0]]
    assert rising
    low, high = LIFT_DB
    assert {song.name: song.lift_db for song in rising if not low <= song.lift_db <= high} == {}


def test_songs_of_one_artist_are_no_twins(songs):
    pairs = [pair for _, own in groupby(songs, lambda song: song.genre) for pair in combinations(own, 2)]
    assert {(one.name, other.name): alike(one, other) for one, other in pairs if alike(one, other) >= SIMILAR} == {}
