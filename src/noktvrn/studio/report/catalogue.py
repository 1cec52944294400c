"""The report on many songs: make them, measure them, write tables and pictures."""

from __future__ import annotations

import json
import math
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from noktvrn.errors import ParameterError
from noktvrn.studio.engine_version import ENGINE_VERSION
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.report.examine import Examined, examine, pause
from noktvrn.studio.report.measures import ALL, Measure
from noktvrn.studio.song import Cancelled, Progress, SongRequest

MAX_SONGS: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A measure over the songs of a genre.

    Attributes:
        measure: The measure.
        genre: Slug.
        low: Lowest value.
        median: Middle value.
        high: Highest value.
        inside: Songs inside the wanted range.
        songs: Songs that have the figure.
    """

    measure: Measure
    genre: str
    low: float
    median: float
    high: float
    inside: int
    songs: int

    @property
    def holds(self) -> bool:
        """Whether at least nine in ten songs are inside."""
        return self.inside >= 0.9 * self.songs


@dataclass(frozen=True, slots=True)
class Report:
    """A written report.

    Attributes:
        page: ``report.md``.
        record: ``report.json``.
        pictures: PNG files.
        songs: What was measured.
        rows: All figures by genre.
    """

    page: Path
    record: Path
    pictures: tuple[Path, ...]
    songs: tuple[Examined, ...]
    rows: tuple[Row, ...]


def make_report(
    genres: Sequence[str],
    songs: int,
    out_dir: Path,
    *,
    first_seed: int = 1,
    length_s: float | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Report:
    """Make songs of some genres, measure them and write the report; the songs themselves are not kept.

    Args:
        genres: Slugs.
        songs: Of each genre, 1..100, with seeds from ``first_seed`` on.
        out_dir: Folder, made when absent.
        first_seed: Seed of the first song of each genre.
        length_s: Length of the songs; None as the genre likes it.
        progress: Called with 0..1 and what is being done.
        cancelled: Asked several times a second.

    Raises:
        ParameterError: Unknown genre, or ``songs`` outside its range.
        StepCancelledError: ``cancelled`` answered True; nothing is left behind.
    """
    if not (genres and 1 <= songs <= MAX_SONGS):
        raise ParameterError(
            f"A report on {songs} songs of {len(genres)} genres cannot be made.",
            remedy=f"Choose 1 to {MAX_SONGS} songs.",
            stage="report",
        )
    wanted = [SongRequest(genre_profile(genre).slug, first_seed + n, length_s=length_s) for genre in genres
              for n in range(songs)]  # fmt: skip
    pause(cancelled)
    out_dir.mkdir(parents=True, exist_ok=True)
    examined = []
    for place, request in enumerate(wanted):
        folder = out_dir / f"{request.genre}-{request.seed}.part"
        try:
            examined.append(examine(request, folder, _span(progress, place, len(wanted), request), cancelled))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return write_report(_with_neighbours(examined), out_dir, cancelled)


def write_report(songs: Sequence[Examined], out_dir: Path, cancelled: Cancelled | None = None) -> Report:
    """Write ``report.md``, ``report.json`` and the pictures of songs that are measured already.

    Raises:
        StepCancelledError: ``cancelled`` answered True; no file of the report is left half-written or half-renewed.
    """
    from noktvrn.studio.report.page import page_of
    from noktvrn.studio.report.pictures import draw_all

    rows = tuple(rows_of(songs))
    unfinished = out_dir / "report.part"
    unfinished.mkdir(parents=True, exist_ok=True)
    try:
        pictures = draw_all(songs, rows, unfinished, lambda: pause(cancelled))
        (unfinished / "report.md").write_text(page_of(songs, rows, pictures), encoding="utf-8")
        record = json.dumps(record_of(songs, rows), indent=1, allow_nan=False)
        (unfinished / "report.json").write_text(record, encoding="utf-8")
        pause(cancelled)
        kept = {file.name: file.replace(out_dir / file.name) for file in sorted(unfinished.iterdir())}
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    shown = tuple(kept[picture.name] for picture in pictures)
    return Report(kept["report.md"], kept["report.json"], shown, tuple(songs), rows)


def rows_of(songs: Sequence[Examined]) -> list[Row]:
    """Return one row per genre and measure that at least one song has."""
    rows = []
    for genre in dict.fromkeys(song.genre for song in songs):
        own = [song.figures for song in songs if song.genre == genre]
        for measure in ALL:
            values = [figures[measure.name] for figures in own if measure.name in figures]
            if values:
                inside = sum(measure.holds(value, genre) for value in values)
                rows.append(
                    Row(measure, genre, min(values), statistics.median(values), max(values), inside, len(values))
                )
    return rows


def record_of(songs: Sequence[Examined], rows: Sequence[Row]) -> dict[str, Any]:
    """Return the report as JSON values; open ends and decibels of nothing are null."""
    return {
        "engine_version": ENGINE_VERSION,
        "songs": [
            {"genre": s.genre, "seed": s.seed, "duration_s": s.duration_s,
             "figures": {name: _finite(value) for name, value in s.figures.items()}} for s in songs
        ],
        "rows": [
            {"genre": r.genre, "measure": r.measure.name, "group": r.measure.group, "unit": r.measure.unit,
             "source": r.measure.source, "target": [_finite(end) for end in r.measure.wanted(r.genre)],
             "low": _finite(r.low), "median": _finite(r.median), "high": _finite(r.high), "inside": r.inside,
             "songs": r.songs, "holds": r.holds} for r in rows
        ],
    }  # fmt: skip


def report_facts(report: Report) -> list[tuple[str, str]]:
    """Return the report in a few facts for people."""
    kept = sum(row.holds for row in report.rows)
    return [
        ("Songs", f"{len(report.songs)} made and measured"),
        ("Measures", f"{kept} of {len(report.rows)} hold"),
        *(("Misses", f"{row.genre}: {row.measure.title}, {row.inside} of {row.songs} inside")
          for row in report.rows if not row.holds),
        ("Page", str(report.page)),
    ]  # fmt: skip


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard index of two melodies' pieces, 0..1."""
    return len(one & other) / max(len(one | other), 1)


def _with_neighbours(songs: Sequence[Examined]) -> list[Examined]:
    """Add to each song how much melody it shares with the nearest of the others."""
    return [
        replace(song, figures=song.figures | {
            "nearest_song": max(likeness(song.pieces, other.pieces) for other in songs if other is not song)})
        if len(songs) > 1 else song
        for song in songs
    ]  # fmt: skip


def _span(progress: Progress | None, place: int, count: int, request: SongRequest) -> Progress | None:
    if progress is None:
        return None
    return lambda share, what: progress((place + share) / count, f"{request.genre} {request.seed}: {what}")


def _finite(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None
