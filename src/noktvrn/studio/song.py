"""Making a song: plan, score, mix, master, files.

>>> from pathlib import Path
>>> from noktvrn.studio.song import SongRequest, make_song
>>> song = make_song(SongRequest(genre="synthwave", seed=7), Path("out"))  # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from noktvrn.errors import StepCancelledError
from noktvrn.studio.engine_version import ENGINE_VERSION
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.plan import BEATS_PER_BAR, Dials, SongPlan, SongRequest, make_plan

if TYPE_CHECKING:
    from noktvrn.studio.sound.ride import Stretch

MUSIC_STEPS: Final = {"composing": 0.04, "rendering": 0.72, "mastering": 0.92}
"""Share of the work that is done at the end of each."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SongPart:
    """A section of the finished song.

    Attributes:
        kind: As in the plan.
        start_s: Start in the recording.
        end_s: End; the last section ends with the recording.
        bars: Length.
        energy: Planned, 0..1.
    """

    kind: str
    start_s: float
    end_s: float
    bars: int
    energy: float


@dataclass(frozen=True, slots=True)
class Song:
    """A finished song.

    Attributes:
        master: FLAC, 24 bit, 44.1 kHz.
        stems: Name of each part, and its FLAC; their sum is the mix before mastering.
        score: Standard MIDI file.
        record: ``song.json``.
        plan: What was planned.
        duration_s: Length of the recording.
        key: Key.
        bpm: Usual tempo.
        sections: The form in seconds.
        downbeats_s: Start of each bar.
        hook_start_s: Where the first chorus begins.
        loudness_lufs: Integrated loudness of the master.
        true_peak_dbtp: True peak of the master.
        engine_version: Of the studio.
    """

    master: Path
    stems: dict[str, Path]
    score: Path
    record: Path
    plan: SongPlan
    duration_s: float
    key: str
    bpm: float
    sections: tuple[SongPart, ...]
    downbeats_s: tuple[float, ...]
    hook_start_s: float
    loudness_lufs: float
    true_peak_dbtp: float
    engine_version: str = ENGINE_VERSION


def make_song(
    request: SongRequest,
    out_dir: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    tags: Mapping[str, str] | None = None,
    threads: int = 2,
) -> Song:
    """Make a song and write ``master.flac``, ``stems/<part>.flac``, ``score.mid`` and ``song.json``.

    Args:
        request: What to make.
        out_dir: Folder, made when absent.
        progress: Called with the share done, 0..1, and what is being done.
        cancelled: Asked several times a second; True stops the work and leaves no half-written file.
        tags: ``title``, ``artist`` and ``comment`` of the master.
        threads: Worker threads; the samples do not depend on it.

    Raises:
        ParameterError: A value of the request is outside its range, or the reference is silent or too short.
        MediaUnreadableError: The reference cannot be decoded.
        StepCancelledError: ``cancelled`` answered True.
        RenderError: Synthesis failed.
        NoSpaceError: The disk is full.
    """
    from noktvrn.studio.score.compose import compose
    from noktvrn.studio.score.midi import write_midi
    from noktvrn.studio.sound.export import write_flac
    from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
    from noktvrn.studio.sound.master import master
    from noktvrn.studio.sound.matching import read_reference
    from noktvrn.studio.sound.memory import give_back
    from noktvrn.studio.sound.mixdown import render_mix

    give_back()
    watch = _Watch(progress, cancelled)
    plan = make_plan(request)
    profile = genre_profile(plan.genre)
    watch.at(0.0, "composing")
    reference = read_reference(request.reference) if request.reference else None
    score = compose(plan, watch.pause)
    out_dir.mkdir(parents=True, exist_ok=True)
    mix, stems = render_mix(profile, plan, score, out_dir / "stems", watch.span("rendering", "composing"), threads)
    mastering = watch.span("mastering", "rendering")
    report = master(mix, profile.master, _form(plan), plan.dials.brightness, mastering, reference, threads)
    watch.at(MUSIC_STEPS["mastering"], "writing")
    write_flac(out_dir / "master.flac", mix, tags=tags, pause=watch.pause)
    write_midi(out_dir / "score.mid", score, plan.tempo_map, f"{profile.title} {plan.seed}")
    duration_s = mix.shape[1] / SAMPLE_RATE_HZ
    song = Song(
        master=out_dir / "master.flac",
        stems=stems,
        score=out_dir / "score.mid",
        record=out_dir / "song.json",
        plan=plan,
        duration_s=duration_s,
        key=plan.key.name,
        bpm=plan.bpm,
        sections=_sections(plan, duration_s),
        downbeats_s=tuple(round(_time_s(plan, bar), 6) for bar in range(plan.bars)),
        hook_start_s=_time_s(plan, plan.hook_bar),
        loudness_lufs=report.loudness_lufs,
        true_peak_dbtp=report.true_peak_dbtp,
    )
    _write_record(song, asdict(report), request.reference)
    del mix
    give_back()
    watch.at(1.0, "done")
    return song


def make_preview(
    song: Song,
    path: Path,
    tags: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> float:
    """Write the master as MP3 whose decoded true peak stays at or below -1.0 dBTP.

    Returns:
        The gain in dB that this rendition needed; 0 where the master fits as it is.

    Raises:
        StepCancelledError: ``cancelled`` answered True.
        RenderError: The file cannot be written.
        NoSpaceError: The disk is full.
    """
    from noktvrn.studio.measure.decoding import decode
    from noktvrn.studio.sound.mp3 import write_mp3

    watch = _Watch(progress, cancelled)
    audio = decode(song.master, cancelled).audio
    return write_mp3(path, audio, tags=tags, progress=lambda share: watch.at(share, "encoding"))


class _Watch:
    """Passes progress on and stops when asked to."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def pause(self) -> None:
        if self._cancelled and self._cancelled():
            raise StepCancelledError(
                "The song was stopped before it was finished.", remedy="Start it again to make it.", stage="song"
            )

    def at(self, share: float, what: str) -> None:
        self.pause()
        if self._progress:
            self._progress(share, what)

    def span(self, what: str, after: str) -> Callable[[float], None]:
        low, high = MUSIC_STEPS[after], MUSIC_STEPS[what]
        return lambda share: self.at(low + (high - low) * share, what)


def _time_s(plan: SongPlan, bar: int) -> float:
    from noktvrn.studio.sound.strips import PRE_ROLL_S

    return PRE_ROLL_S + plan.seconds(bar * BEATS_PER_BAR)


def _sections(plan: SongPlan, duration_s: float) -> tuple[SongPart, ...]:
    last = plan.sections[-1]
    return tuple(
        SongPart(
            section.kind,
            0.0 if section.first_bar == 0 else _time_s(plan, section.first_bar),
            duration_s if section is last else _time_s(plan, section.end_bar),
            section.bars,
            section.energy,
        )
        for section in plan.sections
    )


def _form(plan: SongPlan) -> tuple[Stretch, ...]:
    from noktvrn.studio.sound.ride import Stretch
    from noktvrn.studio.sound.strips import song_frame

    return tuple(
        Stretch(
            song_frame(s.first_bar * BEATS_PER_BAR, 0.0, plan.seconds),
            song_frame(s.end_bar * BEATS_PER_BAR, 0.0, plan.seconds),
            s.energy,
        )
        for s in plan.sections
    )


def _write_record(song: Song, report: dict[str, Any], reference: Path | None) -> None:
    """Write ``song.json``: plan, tempo map, key, sections in seconds, figures, engine version."""
    from noktvrn.studio.sound.strips import PRE_ROLL_S

    record = {
        "engine_version": song.engine_version,
        "plan": song.plan.as_json(),
        "duration_s": song.duration_s,
        "key": song.key,
        "tempo_map": [
            {"beat": step.beat, "time_s": PRE_ROLL_S + step.time_s, "bpm": step.bpm} for step in song.plan.tempo_map
        ],
        "sections": [asdict(section) for section in song.sections],
        "downbeats_s": song.downbeats_s,
        "hook_start_s": song.hook_start_s,
        "stems": {name: f"stems/{path.name}" for name, path in song.stems.items()},
        "reference": reference.name if reference else None,
        "master": report,
    }
    part = song.record.with_name(song.record.name + ".part")
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(song.record)


__all__ = ["Dials", "Song", "SongPart", "SongRequest", "make_preview", "make_song"]
