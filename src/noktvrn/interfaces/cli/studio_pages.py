"""What the studio's commands answer, as facts for people and JSON values for programs."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.cli.artist_pages import facts_lines
from noktvrn.interfaces.presenters.figures import figure_facts
from noktvrn.interfaces.presenters.words import count, figure, length, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from noktvrn.interfaces.cli.terminal import Terminal
    from noktvrn.studio.measure.measurement import Measurement
    from noktvrn.studio.picture.canvas import CanvasResult
    from noktvrn.studio.picture.cover import CoverResult
    from noktvrn.studio.picture.full_film import FilmResult
    from noktvrn.studio.picture.teaser import TeaserResult
    from noktvrn.studio.song import Song


def tell_facts(terminal: Terminal, facts: Sequence[tuple[str, str]]) -> None:
    """Print facts with their headings."""
    terminal.show(*facts_lines(facts, max(terminal.out.width, 40)))


def song_facts(song: Song) -> list[tuple[str, str]]:
    """Return a song's facts."""
    return [
        ("Song", f"{length(song.duration_s)}, {song.key}, {song.bpm:g} bpm"),
        ("Level", f"{figure(song.loudness_lufs, 'LUFS')}, {figure(song.true_peak_dbtp, 'dBTP')}"),
        ("Form", ", ".join(f"{part.kind} {length(part.start_s)}" for part in song.sections)),
        ("Master", str(song.master)),
        ("Stems", f"{count(len(song.stems), 'file')} in {song.master.parent / 'stems'}"),
        ("Score", str(song.score)),
    ]


def song_record(song: Song) -> dict[str, Any]:
    """Return a song as JSON values."""
    return {
        "master": str(song.master),
        "stems": {name: str(path) for name, path in song.stems.items()},
        "score": str(song.score),
        "record": str(song.record),
        "duration_s": song.duration_s,
        "bpm": song.bpm,
        "key": song.key,
        "sections": [asdict(part) for part in song.sections],
        "hook_start_s": song.hook_start_s,
        "loudness_lufs": song.loudness_lufs,
        "true_peak_dbtp": song.true_peak_dbtp,
        "engine_version": song.engine_version,
    }


def measurement_facts(measured: Measurement) -> list[tuple[str, str]]:
    """Return what was measured."""
    faults = [
        count(measured.clipped_samples, "clipped sample") if measured.clipped_samples else "",
        count(measured.click_count, "click") if measured.click_count else "",
        f"silence of {measured.longest_silence_s:.1f} s" if measured.longest_silence_s >= 1 else "",
    ]
    return [
        *figure_facts(asdict(measured)),
        ("Width", f"side {figure(measured.side_to_mid_db, 'dB')} under mid"),
        ("Spectrum", f"{figure(measured.spectrum_slope_db_per_octave, 'dB per octave')}"),
        ("Form", ", ".join(f"{name} {length(start)}" for start, _, name in measured.sections)),
        ("Faults", ", ".join(filter(None, faults)) or "none"),
    ]


def measurement_record(file: Path, measured: Measurement) -> dict[str, Any]:
    """Return what was measured as JSON values; what is infinite in decibels is null."""
    sections = [{"start_s": start, "end_s": end, "label": name} for start, end, name in measured.sections]
    figures: dict[str, Any] = _finite({**asdict(measured), "sections": sections})
    return {"file": str(file), **figures}


def cover_facts(painted: CoverResult) -> list[tuple[str, str]]:
    """Return a cover's facts."""
    text = f"{painted.title_contrast:.1f}:1 title, {painted.artist_contrast:.1f}:1 artist"
    return [
        ("Cover", str(painted.cover)),
        ("Artwork", str(painted.artwork)),
        ("Contrast", text if painted.rendered_text else "no text was set"),
        *([("Unknown", f"no face has {painted.missing_glyphs}")] if painted.missing_glyphs else []),
    ]


def cover_record(painted: CoverResult) -> dict[str, Any]:
    """Return a cover as JSON values."""
    return {
        "cover": str(painted.cover),
        "artwork": str(painted.artwork),
        "proofs": [str(path) for path in painted.proofs],
        "rendered_text": list(painted.rendered_text),
        "missing_glyphs": painted.missing_glyphs,
        "title_contrast": painted.title_contrast,
        "artist_contrast": painted.artist_contrast,
        "seed": painted.seed,
    }


def teaser_facts(filmed: TeaserResult) -> list[tuple[str, str]]:
    """Return a teaser's facts."""
    return [
        ("Teaser", str(filmed.path)),
        ("Length", f"{filmed.duration_s:.1f} s from {length(filmed.start_s)}, {filmed.frames} frames"),
        *_picture_facts(filmed.size_bytes, filmed.flashes, filmed.missing_glyphs),
        *(("Note", note) for note in filmed.notes),
    ]


def film_facts(filmed: FilmResult) -> list[tuple[str, str]]:
    """Return a film's facts."""
    return [
        ("Film", str(filmed.path)),
        ("Length", f"{length(filmed.duration_s)}, {filmed.frames} frames, {count(len(filmed.scenes), 'shot')}"),
        *_picture_facts(filmed.size_bytes, filmed.flashes, filmed.missing_glyphs),
        *(("Note", note) for note in filmed.notes),
    ]


def canvas_facts(filmed: CanvasResult) -> list[tuple[str, str]]:
    """Return a canvas's facts."""
    bars = f", {count(filmed.bars, 'bar')}" if filmed.bars else ""
    return [
        ("Canvas", str(filmed.path)),
        ("Length", f"{filmed.duration_s:.1f} s from {length(filmed.start_s)}{bars}, {filmed.frames} frames"),
        ("Seam", f"{filmed.seam:.2f} of a usual step between frames"),
        *_picture_facts(filmed.size_bytes, filmed.flashes, ""),
        *(("Note", note) for note in filmed.notes),
    ]


def filmed_record(filmed: TeaserResult | FilmResult | CanvasResult) -> dict[str, Any]:
    """Return a film as JSON values."""
    return {**asdict(filmed), "path": str(filmed.path)}


def _picture_facts(size_bytes: int, flashes: int, missing: str) -> list[tuple[str, str]]:
    return [
        ("Size", size(size_bytes)),
        ("Flashes", f"{flashes} at most within a second"),
        *([("Unknown", f"no face has {missing}")] if missing else []),
    ]


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
