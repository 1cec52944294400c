"""One song under all measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from noktvrn.errors import StepCancelledError
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.form import stretch_features
from noktvrn.studio.measure.measurement import measure_decoded
from noktvrn.studio.measure.spectrum import mean_spectrum
from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.plan import BEATS_PER_BAR, SongPlan
from noktvrn.studio.report import metrics_rhythm, metrics_sound, metrics_structure
from noktvrn.studio.report.measures import BY_NAME
from noktvrn.studio.report.metrics_harmony import harmony_figures
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.metrics import melody_figures
from noktvrn.studio.score.notes import Note, Score
from noktvrn.studio.song import Cancelled, Progress, Song, SongPart, SongRequest, make_song

SONG_SHARE = 0.8
"""Of the time is making the song; the rest is measuring it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A song and its figures.

    Attributes:
        genre: Slug.
        seed: Of the song.
        figures: By name of :mod:`noktvrn.studio.report.measures`; what a song cannot have is absent.
        spectrum_db: Third octaves of :data:`noktvrn.studio.report.metrics_sound.THIRD_OCTAVES_HZ`.
        likeness: Self-similarity of half seconds, -1..1.
        parts: Planned sections in seconds.
        pieces: Melodic n-grams.
        duration_s: Length.
    """

    genre: str
    seed: int
    figures: dict[str, float]
    spectrum_db: tuple[float, ...]
    likeness: npt.NDArray[np.float32]
    parts: tuple[SongPart, ...]
    pieces: frozenset[int]
    duration_s: float


def examine(
    request: SongRequest, folder: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Examined:
    """Make a song and measure it.

    Args:
        request: What to make.
        folder: Gets the song's files.
        progress: Called with 0..1 and what is being done.
        cancelled: Asked several times a second.

    Raises:
        ParameterError: The request is outside its ranges.
        StepCancelledError: ``cancelled`` answered True.
    """

    def making(share: float, what: str) -> None:
        if progress:
            progress(SONG_SHARE * share, what)

    song = make_song(request, folder, making, cancelled)
    if progress:
        progress(SONG_SHARE, "measuring")
    return _measured(song, cancelled)


def score_figures(plan: SongPlan, score: Score) -> dict[str, float]:
    """Measure what a score shows without being played."""
    harmony = harmony_figures(plan, score)
    figures = {name: float(getattr(harmony, name)) for name in harmony.__slots__ if name in BY_NAME}
    if lead := score.parts.get("lead"):
        melody = melody_figures(lead, score.chords, plan.key)
        figures |= {name: float(getattr(melody, name)) for name in melody.__slots__ if name in BY_NAME}
        figures["in_scale"] = in_scale_share(plan, lead)
    return {
        **figures,
        **metrics_rhythm.rhythm_figures(plan, score),
        **metrics_structure.score_figures(plan, score),
    }


def in_scale_share(plan: SongPlan, lead: Sequence[Note]) -> float:
    """Share of notes in the scale of the section that they stand in, which may be lifted above the song's key."""
    inside = 0
    for note in lead:
        bar = int((note.start + 0.1) // BEATS_PER_BAR)
        lift = next((section.lift for section in plan.sections if bar < section.end_bar), 0)
        inside += note.pitch % 12 in plan.key.transposed(lift).scale
    return inside / max(len(lead), 1)


def self_likeness(features: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Cosine likeness of all pairs of stretches, bands scaled alike, -1..1 (Foote 2000)."""
    scaled = (features - features.mean(axis=0)) / (features.std(axis=0) + 1.0)
    norm = scaled / (np.linalg.norm(scaled, axis=1, keepdims=True) + 1e-9)
    return np.asarray(norm @ norm.T, dtype=np.float32)


def pause(cancelled: Cancelled | None) -> None:
    """Stop when it is wanted.

    Raises:
        StepCancelledError: ``cancelled`` answered True.
    """
    if cancelled and cancelled():
        raise StepCancelledError("The report was stopped.", remedy="Start it again to make it.", stage="report")


def _measured(song: Song, cancelled: Cancelled | None) -> Examined:
    def stop() -> None:
        pause(cancelled)

    stop()
    decoded = decode(song.master, cancelled)
    audio, rate = decoded.audio, decoded.sample_rate_hz
    stop()
    measured = measure_decoded(decoded, genre=song.plan.genre, cancelled=cancelled)
    stop()
    features = stretch_features(audio, rate)
    stop()
    heard = [start_s for start_s, _, _ in measured.sections[1:]]
    figures = {
        **metrics_sound.sound_figures(song.plan, measured, audio),
        **score_figures(song.plan, compose(song.plan, stop)),
    }
    stop()
    figures |= metrics_structure.sound_figures(audio, rate, song.sections, features)
    figures["borders_found"] = metrics_structure.borders_found(song.sections, heard, 240.0 / song.bpm)
    stop()
    return Examined(
        genre=song.plan.genre,
        seed=song.plan.seed,
        figures=figures,
        spectrum_db=metrics_sound.third_octaves_db(mean_spectrum(audio), rate),
        likeness=self_likeness(features),
        parts=song.sections,
        pieces=frozenset(melodic_pieces(read_melody(song.score))),
        duration_s=song.duration_s,
    )
