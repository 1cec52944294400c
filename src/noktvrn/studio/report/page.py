"""The words of the report: one sentence first, then what misses, then every table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.studio.engine_version import ENGINE_VERSION
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.report.examine import Examined
from noktvrn.studio.report.measures import GROUPS, Measure
from noktvrn.studio.report.pictures import CAPTIONS

if TYPE_CHECKING:
    from noktvrn.studio.report.catalogue import Row

SOURCES = """Where the targets come from: [EBU] Tech 3342 and ITU-R BS.1770-4;
[C] melodies of two corpora of folk tunes, 10 to 90 %;
[H] held-out songs of the McGill Billboard annotations (Burgoyne, Wild and Fujinaga 2011), 10 to 90 %;
[J] judgement of an engineer.
A measure holds where nine in ten songs lie inside; of fewer than ten, all must.
These measures find bad music; they do not certify good music, and nobody has listened for them.
Not measured: how far a voice stands out of its accompaniment."""


def page_of(songs: Sequence[Examined], rows: Sequence[Row], pictures: Sequence[Path]) -> str:
    """Return the report in Markdown."""
    genres = list(dict.fromkeys(song.genre for song in songs))
    kept = sum(row.holds for row in rows)
    parts = [
        "# What the studio makes",
        f"{_songs(len(songs))} of {len(genres)} genre{'s' * (len(genres) != 1)}, engine {ENGINE_VERSION}:"
        f" {kept} of {len(rows)} measures hold.",
        SOURCES,
        "## What misses",
        _misses(rows),
        *(f"## {CAPTIONS[picture.stem][0]}\n\n![{CAPTIONS[picture.stem][0]}]({picture.name})\n\n"
          f"{CAPTIONS[picture.stem][1]}" for picture in pictures),
        "## All figures",
        *(_genre(genre, [row for row in rows if row.genre == genre]) for genre in genres),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def number(value: float) -> str:
    """Write a number with about three figures."""
    if not math.isfinite(value):
        return "none"
    if value == 0.0 or abs(value) < 0.0005:
        return "0"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def wanted(measure: Measure, genre: str) -> str:
    """Write a target in words."""
    low, high = measure.wanted(genre)
    if low == high:
        return number(low)
    if math.isinf(low):
        return f"at most {number(high)}"
    return f"at least {number(low)}" if math.isinf(high) else f"{number(low)} to {number(high)}"


def _songs(count: int) -> str:
    return f"{count} song{'s' * (count != 1)}"


def _misses(rows: Sequence[Row]) -> str:
    missing = [row for row in rows if not row.holds]
    if not missing:
        return "Nothing."
    head = "| genre | measure | wanted | median | inside | source |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(
        f"| {genre_profile(r.genre).title} | {_title(r)} | {wanted(r.measure, r.genre)} | {number(r.median)} |"
        f" {r.inside} of {r.songs} | {r.measure.source} |"
        for r in missing
    )


def _genre(genre: str, rows: Sequence[Row]) -> str:
    head = "| measure | wanted | lowest | median | highest | inside | |\n|---|---|---|---|---|---|---|\n"
    ordered = [row for group in GROUPS for row in rows if row.measure.group == group]
    body = "\n".join(
        f"| {_title(r)} | {wanted(r.measure, genre)} | {number(r.low)} | {number(r.median)} | {number(r.high)} |"
        f" {r.inside} of {r.songs} | {'✓ holds' if r.holds else '✗ misses'} |"
        for r in ordered
    )
    return f"### {genre_profile(genre).title}\n\n{head}{body}"


def _title(row: Row) -> str:
    unit = f", {row.measure.unit}" if row.measure.unit else ""
    return f"{row.measure.title}{unit}"
