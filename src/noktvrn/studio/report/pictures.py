"""The pictures of the report, drawn twice as large and scaled down; colours are the tokens of the dark theme.

Wanted ranges are bands of ``g2``, songs are small notes, the genre's median is a large note in ``ink``, and *moon*
marks only what misses.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw

from noktvrn.studio.genres import genre_profile
from noktvrn.studio.picture.faces import load_font
from noktvrn.studio.report.examine import Examined
from noktvrn.studio.report.measures import BY_NAME
from noktvrn.studio.report.metrics_sound import THIRD_OCTAVES_HZ
from noktvrn.studio.score.harmony_corpus import SONGS

if TYPE_CHECKING:
    from noktvrn.studio.report.catalogue import Row

GROUND, PRESSED, LINE = "#090e1a", "#1b2130", "#2c3242"
INK, INK2, INK3, MOON, WAVE, BORDER = "#f2f0ea", "#b2b7c3", "#8c92a0", "#f4d86e", "#666e84", "#77cce6"
SCALE: Final = 2
WIDTH: Final = 960
SLOPE_BAND_DB: Final = 5.0
"""Half the height of the drawn band; an aid for the eye, no target."""

MEDIAN_ROOM: Final = 24
"""Width at the right of a cell in which the median stands and hides no song."""

MELODY: Final = ("steps", "unisons", "thirds", "leaps", "reversal", "pitch_entropy_bits", "range_semitones",
                 "repeat_rate", "in_scale")  # fmt: skip
HARMONY: Final = ("bits_per_chord", "changes_per_bar", "different_chords", "cadence_share")
CAPTIONS: Final = {
    "spectrum": (
        "Spectrum against target",
        "Third octaves of each song (thin) and their mean; the band is the genre's slope, 5 dB to each side.",
    ),
    "melody": (
        "Melodies against people's",
        "Band: what is wanted, from two corpora of folk tunes. Small notes: songs. Large note: median, at the right;"
        " yellow where it lies outside.",
    ),
    "harmony": (
        f"Harmony against {SONGS[1]} real songs",
        "Band: 10 to 90 % of songs that the tables do not know. Genres that stand still on purpose, such as techno,"
        " lie below in chords per bar: the songs are from the Hot 100.",
    ),
    "similarity": (
        "A song against itself",
        "Each point compares two half seconds; light is alike. Lines are the planned borders.",
    ),
}


def draw_all(
    songs: Sequence[Examined], rows: Sequence[Row], out_dir: Path, stop: Callable[[], None] = lambda: None
) -> list[Path]:
    """Draw all pictures and return their files; ``stop`` is called before each and may raise."""
    drawn: dict[str, Callable[[], Image.Image]] = {
        "spectrum": lambda: draw_spectra(songs),
        "melody": lambda: draw_strips(songs, rows, MELODY),
        "harmony": lambda: draw_strips(songs, rows, HARMONY),
        "similarity": lambda: draw_likeness(_telling(songs)),
    }
    paths = []
    for name, draw in drawn.items():
        stop()
        picture = draw()
        stop()
        small = picture.resize((picture.width // SCALE, picture.height // SCALE), Image.Resampling.LANCZOS)
        path = out_dir / f"{name}.png"
        # The matrix is all one ramp of grey; the others are small, and a palette would blur moon into ink.
        kept = small.quantize(96, dither=Image.Dither.NONE) if name == "similarity" else small
        kept.save(path, optimize=True)
        paths.append(path)
    return paths


def draw_spectra(songs: Sequence[Examined]) -> Image.Image:
    """Draw one panel per genre: frequency from 25 Hz to 20 kHz, level from -40 to 30 dB."""
    genres = _genres(songs)
    columns, high = min(4, len(genres)), 190
    pen, picture = _sheet(high * math.ceil(len(genres) / columns) + 20)
    wide = (WIDTH - 20) / columns
    for place, genre in enumerate(genres):
        left, top = 20 + place % columns * wide, 20 + place // columns * high
        _spectrum_panel(pen, genre, [s.spectrum_db for s in songs if s.genre == genre], left, top, wide - 20, high - 46)
    return picture


def draw_strips(songs: Sequence[Examined], rows: Sequence[Row], names: Sequence[str]) -> Image.Image:
    """Draw one row per measure and one column per genre, each with the wanted band."""
    genres = _genres(songs)
    left, step = 190, (WIDTH - 210) / len(genres)
    pen, picture = _sheet(40 + 62 * len(names))
    for column, genre in enumerate(genres):
        _text(pen, left + (column + 0.5) * step, 12, genre_profile(genre).title, INK2, 12, "ma")
    medians = {(row.genre, row.measure.name): row.median for row in rows}
    for line, name in enumerate(names):
        top = 40 + 62 * line
        window = _window(songs, name)
        measure = BY_NAME[name]
        low, high = measure.target
        _text(pen, 20, top + 12, measure.title, INK, 13)
        _text(pen, 20, top + 30, f"wanted {low:.3g} to {high:.3g} {measure.unit}".strip(), INK3, 11)
        for column, genre in enumerate(genres):
            values = [s.figures[name] for s in songs if s.genre == genre and name in s.figures]
            cell = (left + column * step + 6, top + 4, left + (column + 1) * step - 6, top + 52)
            _strip(pen, cell, window, measure.wanted(genre), values, medians.get((genre, name)))
    return picture


def draw_likeness(song: Examined) -> Image.Image:
    """Draw the self-similarity matrix of a song with its planned borders."""
    side, top, left = 400, 34, 20
    pen, picture = _sheet(side + top + 20, width=side + 2 * left + 150)
    title = f"{genre_profile(song.genre).title}, seed {song.seed}"
    _text(pen, left, 10, title, INK2, 12)
    shown = np.clip((song.likeness.astype(float) + 0.4) / 1.4, 0.0, 1.0)[..., None]
    ground, ink = (np.array(_rgb(colour), float) for colour in (GROUND, INK))
    matrix = Image.fromarray((ground + (ink - ground) * shown**1.3).astype(np.uint8)).resize((side * SCALE,) * 2)
    picture.paste(matrix, (left * SCALE, top * SCALE))
    for part in song.parts:
        at = part.start_s / song.duration_s * side
        if at > 0:
            _line(pen, [(left + at, top), (left + at, top + side)], BORDER, 1)
            _line(pen, [(left, top + at), (left + side, top + at)], BORDER, 1)
        _text(pen, left + side + 12, top + at + 2, f"{part.kind}  {_clock(part.start_s)}", INK2, 12)
    return picture


def _telling(songs: Sequence[Examined]) -> Examined:
    """Choose the song with the most sections, so that there are borders to see."""
    return max(songs, key=lambda song: len(song.parts))


def _spectrum_panel(
    pen: ImageDraw.ImageDraw,
    genre: str,
    spectra: Sequence[Sequence[float]],
    left: float,
    top: float,
    wide: float,
    high: float,
) -> None:
    def at(index: float, level: float) -> tuple[float, float]:
        share = (30.0 - max(min(level, 30.0), -40.0)) / 70.0
        return left + index / (len(THIRD_OCTAVES_HZ) - 1) * wide, top + 18 + share * (high - 18)

    slope = genre_profile(genre).master.slope_db_per_octave
    inside = [n for n, hz in enumerate(THIRD_OCTAVES_HZ) if 100.0 <= hz <= 8000.0]
    middle = statistics.fmean(inside)
    line = [(n, slope * (n - middle) / 3.0) for n in inside]
    upper = [at(n, level + SLOPE_BAND_DB) for n, level in line]
    lower = [at(n, level - SLOPE_BAND_DB) for n, level in reversed(line)]
    pen.polygon([(x * SCALE, y * SCALE) for x, y in (*upper, *lower)], fill=PRESSED)
    for level in (20, 0, -20):
        _line(pen, [at(0, level), at(len(THIRD_OCTAVES_HZ) - 1, level)], LINE, 1)
        # Spectra fall from the upper left to the lower right and roll off at both ends; labels keep clear of them.
        x, anchor = (left + wide, "ra") if level >= 0 else (left + 0.42 * wide, "ma")
        _text(pen, x, at(0, level)[1] - 14, f"{level} dB", INK3, 10, anchor)
    for spectrum in spectra:
        _line(pen, [at(n, level) for n, level in enumerate(spectrum)], WAVE, 1)
    means = [statistics.fmean(levels) for levels in zip(*spectra, strict=True)]
    _line(pen, [at(n, level) for n, level in enumerate(means)], INK, 2)
    _text(pen, left, top - 4, genre_profile(genre).title, INK, 13)
    _text(pen, left + wide, top - 2, f"{slope:g} dB/oct", INK3, 11, "ra")
    for hz, name in ((100.0, "100 Hz"), (1000.0, "1 k"), (10_000.0, "10 k")):
        _text(pen, at(3.0 * math.log2(hz / THIRD_OCTAVES_HZ[0]), 0)[0], top + high + 3, name, INK3, 11, "ma")


def _strip(
    pen: ImageDraw.ImageDraw,
    cell: tuple[float, float, float, float],
    window: tuple[float, float],
    wanted: tuple[float, float],
    values: Sequence[float],
    median: float | None,
) -> None:
    left, top, right, bottom = cell

    def y(value: float) -> float:
        share = (min(max(value, window[0]), window[1]) - window[0]) / (window[1] - window[0])
        return bottom - share * (bottom - top)

    pen.rectangle([left * SCALE, y(wanted[1]) * SCALE, right * SCALE, y(wanted[0]) * SCALE], fill=PRESSED)
    _line(pen, [(left, bottom), (right, bottom)], LINE, 1)
    for place, value in enumerate(values):
        x = left + 6 + (place + 0.5) / len(values) * (right - left - MEDIAN_ROOM - 6)
        _note(pen, x, y(value), 2.0, WAVE)
    if median is not None:
        held = wanted[0] - 1e-9 <= median <= wanted[1] + 1e-9
        _note(pen, right - MEDIAN_ROOM / 2, y(median), 4.5, INK if held else MOON)


def _window(songs: Sequence[Examined], name: str) -> tuple[float, float]:
    """Value axis of a measure: all targets and all songs, and a little air."""
    values = [s.figures[name] for s in songs if name in s.figures]
    ends = [end for s in songs for end in BY_NAME[name].wanted(s.genre) if math.isfinite(end)]
    low, high = min([*values, *ends]), max([*values, *ends])
    return low, high + max(high - low, 1e-6) * 0.05


def _genres(songs: Sequence[Examined]) -> list[str]:
    return list(dict.fromkeys(song.genre for song in songs))


def _sheet(height: int, width: int = WIDTH) -> tuple[ImageDraw.ImageDraw, Image.Image]:
    picture = Image.new("RGB", (width * SCALE, height * SCALE), GROUND)
    return ImageDraw.Draw(picture), picture


def _line(pen: ImageDraw.ImageDraw, points: Sequence[tuple[float, float]], colour: str, width: int) -> None:
    pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=width * SCALE, joint="curve")


def _note(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    box = [(x - radius * 1.2) * SCALE, (y - radius) * SCALE, (x + radius * 1.2) * SCALE, (y + radius) * SCALE]
    pen.ellipse(box, fill=colour)


def _text(
    pen: ImageDraw.ImageDraw, x: float, y: float, text: str, colour: str, size_px: int, anchor: str = "la"
) -> None:
    font = load_font("geometric_semibold", size_px * SCALE)
    pen.text((x * SCALE, y * SCALE), text, fill=colour, font=font, anchor=anchor)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
