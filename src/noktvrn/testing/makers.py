"""Makers that answer at once: they stand behind the makers' ports where a test is about the pipeline, not the media.

Each writes small files whose bytes follow from the request, and reports figures that pass the gate. Nothing here is
reachable from the product; ``carry_out`` has the shape of ``noktvrn.app.carry_out``.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from noktvrn.errors import RenderError, StepCancelledError
from noktvrn.ports.analyser import AudioFigures, Measured, MeasureRequest
from noktvrn.ports.artwork import CoverFigures, CoverRequest, CoverResult
from noktvrn.ports.film import CanvasRequest, FilmFigures, FilmRequest, FilmResult, TeaserRequest
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.ports.music import SongRequest, SongResult, SongSection
from noktvrn.services.as_json import as_json, from_json

MADE_BY = MadeBy(provider="quick", model="quick 1", licence="test material", seed=1)


@dataclass(frozen=True, slots=True)
class QuickMakers:
    """All heavy roles at once.

    Attributes:
        work_s: Seconds that each job pretends to need, so that a test can interrupt it.
        loudness_lufs: What is measured on every master; out of range makes the gate refuse.
        broken_roles: Roles that raise ``RenderError``.
        endless_roles: Roles that work until they are stopped, so that a test can wait for them to have begun.
    """

    work_s: float = 0.0
    loudness_lufs: float = -14.0
    broken_roles: tuple[str, ...] = field(default=())
    endless_roles: tuple[str, ...] = field(default=())

    def make_song(self, request: SongRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> SongResult:
        """See :class:`noktvrn.ports.music.MusicProvider`."""
        self._work("music", progress, cancelled)
        words = f"{request.title} {request.seed} {request.bpm} {request.key}"
        bar_s = 240.0 / request.bpm
        bars = int(150.0 / bar_s)
        sections = (
            SongSection("verse", 0.0, bar_s * 8, 8, 0.5),
            SongSection("chorus", bar_s * 8, bar_s * bars, bars - 8, 0.9),
        )
        return SongResult(
            master=_sounded(out_dir / "master.flac", f"master {words}"),
            preview=_sounded(out_dir / "preview.mp3", f"preview {words}"),
            stems={name: _sounded(out_dir / f"{name}.flac", f"{name} {words}") for name in ("bass", "drums")},
            score=_noted(out_dir / "score.mid", f"score {words}"),
            duration_s=bar_s * bars,
            bpm=request.bpm,
            key=request.key,
            sections=sections,
            downbeats_s=tuple(bar_s * bar for bar in range(bars)),
            hook_start_s=bar_s * 8,
            made_by=replace(MADE_BY, seed=request.seed),
        )

    def measure(self, request: MeasureRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> Measured:
        """See :class:`noktvrn.ports.analyser.Analyser`."""
        self._work("analyser", progress, cancelled)
        peaks = {"min": [-0.5, -0.4], "max": [0.5, 0.4], "rms": [0.2, 0.1]}
        figures = AudioFigures(
            duration_s=150.0,
            sample_rate_hz=44_100,
            channels=2,
            bits_per_sample=24,
            loudness_lufs=self.loudness_lufs,
            loudness_range_lu=6.0,
            true_peak_dbtp=-1.2,
            clipped_samples=0,
            dc_offset=0.0,
            longest_silence_s=0.1,
            lead_silence_s=0.0,
            tail_silence_s=0.2,
            bpm=request.declared_bpm or 100.0,
            bpm_confidence=0.9,
            key=request.declared_key or "A minor",
            key_confidence=0.9,
            stereo_correlation=0.7,
            crest_db=12.0,
        )
        return Measured(figures, _written(out_dir / "peaks.json", json.dumps(peaks)), MADE_BY)

    def paint_cover(
        self, request: CoverRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> CoverResult:
        """See :class:`noktvrn.ports.artwork.ArtworkProvider`."""
        self._work("artwork", progress, cancelled)
        words = f"{request.title} {request.artist} {request.seed}"
        figures = CoverFigures(
            width_px=3000,
            height_px=3000,
            mode="RGB",
            format="JPEG",
            has_icc_profile=True,
            size_bytes=3_000_000,
            sharpness=200.0,
            title_contrast=9.0,
            artist_contrast=8.0,
            rendered_text=(request.title, request.artist),
            missing_glyphs="",
            difference_hash=f"{request.seed % 2**64:064x}",
        )
        return CoverResult(
            cover=_painted(out_dir / "cover.jpg", f"cover {words}"),
            artwork=_painted(out_dir / "artwork.jpg", f"artwork {words}"),
            thumbnail=_painted(out_dir / "thumbnail.jpg", f"thumbnail {words}", side_px=300),
            figures=figures,
            made_by=MADE_BY,
        )

    def make_teaser(
        self, request: TeaserRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """See :class:`noktvrn.ports.film.FilmProvider`."""
        self._work("teaser", progress, cancelled)
        words = f"{request.title} {request.seed} {request.start_s}"
        figures = FilmFigures(
            duration_s=request.length_s,
            width_px=1080,
            height_px=1920,
            frames_per_s=30.0,
            video_codec="h264",
            audio_codec="aac",
            frames=round(request.length_s * 30),
        )
        return FilmResult(
            video=_filmed(out_dir / "teaser.mp4", f"teaser {words}"),
            poster=_painted(out_dir / "poster.jpg", f"poster {words}", side_px=90),
            figures=figures,
            made_by=MADE_BY,
        )

    def make_film(self, request: FilmRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> FilmResult:
        """See :class:`noktvrn.ports.film.FilmProvider`; says in its parameters whether it went on from a piece."""
        piece = out_dir / "first_piece"
        went_on = piece.exists()
        piece.touch()
        self._work("film", progress, cancelled)
        words = f"{request.title} {request.seed} whole"
        length_s = max((section.end_s for section in request.sections), default=150.0)
        figures = FilmFigures(length_s, 1920, 1080, 30.0, "h264", "aac", round(length_s * 30))
        return FilmResult(
            video=_filmed(out_dir / "film.mp4", f"film {words}", (1920, 1080)),
            poster=_painted(out_dir / "film_poster.jpg", f"poster {words}", side_px=90),
            figures=figures,
            made_by=replace(MADE_BY, parameters={"went_on": went_on}),
        )

    def make_canvas(
        self, request: CanvasRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """See :class:`noktvrn.ports.film.FilmProvider`."""
        self._work("canvas", progress, cancelled)
        words = f"{request.title} {request.seed} loop"
        figures = FilmFigures(request.length_s, 1080, 1920, 30.0, "h264", "", round(request.length_s * 30))
        return FilmResult(
            video=_filmed(out_dir / "canvas.mp4", f"canvas {words}", has_sound=False),
            poster=_painted(out_dir / "canvas_poster.jpg", f"poster {words}", side_px=90),
            figures=figures,
            made_by=MADE_BY,
        )

    def carry_out(
        self, role: str, request: Mapping[str, Any], out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> dict[str, Any]:
        """Answer one job; see ``noktvrn.app.carry_out``."""
        kind, act = {
            "music": (SongRequest, self.make_song),
            "analyser": (MeasureRequest, self.measure),
            "artwork": (CoverRequest, self.paint_cover),
            "teaser": (TeaserRequest, self.make_teaser),
            "film": (FilmRequest, self.make_film),
            "canvas": (CanvasRequest, self.make_canvas),
        }[role]
        answer: dict[str, Any] = as_json(act(from_json(kind, request), out_dir, progress, cancelled))  # type: ignore[operator]  # the pairs above fit
        return answer

    def _work(self, role: str, progress: Progress, cancelled: Cancelled) -> None:
        if role in self.broken_roles:
            raise RenderError(f"The {role} maker is broken on purpose.", remedy="Mend the test.", stage=role)
        started, work_s = time.monotonic(), math.inf if role in self.endless_roles else self.work_s
        while (spent := time.monotonic() - started) < work_s:
            progress(spent / work_s, "working")
            if cancelled():
                raise StepCancelledError(f"The {role} work was stopped.", remedy="noktvrn run resume", stage=role)
            time.sleep(0.02)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _sounded(path: Path, words: str) -> Path:
    """A second of stereo hum whose pitch follows from the words."""
    import numpy as np
    import soundfile as sf

    pitch_hz = 80 + int.from_bytes(hashlib.sha256(words.encode()).digest()[:2], "big") / 100
    hum = 0.1 * np.sin(np.arange(44_100) * 2 * np.pi * pitch_hz / 44_100)
    sf.write(path, np.column_stack([hum, hum]), 44_100, subtype="PCM_24" if path.suffix == ".flac" else None)
    return path


def _noted(path: Path, words: str) -> Path:
    """A score of one note, named after the words."""
    import mido

    notes = [mido.Message("note_on", note=60, velocity=64), mido.Message("note_off", note=60, time=480)]
    score = mido.MidiFile()
    score.tracks.append(mido.MidiTrack([mido.MetaMessage("track_name", name=words), *notes]))
    score.save(path)
    return path


def _painted(path: Path, words: str, side_px: int = 3000) -> Path:
    """A picture of one colour that follows from the words."""
    from PIL import Image, ImageCms

    colour = hashlib.sha256(words.encode()).digest()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.new("RGB", (side_px, side_px), (colour[0], colour[1], colour[2]))
    picture.save(path, "JPEG", comment=words.encode(), icc_profile=profile)
    return path


def _filmed(path: Path, words: str, size_px: tuple[int, int] = (1080, 1920), has_sound: bool = True) -> Path:
    """Three frames of one colour, with silence where there is to be sound, named after the words."""
    import av
    import numpy as np

    width, height = size_px
    with av.open(str(path), "w") as film:
        film.metadata["comment"] = words
        picture = film.add_stream("libx264", rate=30)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        sound = film.add_stream("aac", rate=48_000, layout="stereo") if has_sound else None
        frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 90, np.uint8), format="rgb24")
        for _ in range(3):
            film.mux(picture.encode(frame))
        if sound is not None:
            silence = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
            silence.sample_rate = 48_000
            film.mux(sound.encode(silence))
            film.mux(sound.encode())
        film.mux(picture.encode())
    return path
