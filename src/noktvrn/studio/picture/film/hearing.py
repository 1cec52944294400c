"""What a film must know of a recording: how long it is, where its bars begin, what its sections are.

A song of this studio brings it along; for any other recording it is measured. Beats are found by dynamic programming
over the onset curve; of the four ways to count them, the one whose bars agree with borders of sections and with the
bass is taken.

References:
    Daniel P. W. Ellis (2007), "Beat Tracking by Dynamic Programming".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.form import find_sections
from noktvrn.studio.measure.tempo import estimate_tempo, onset_curve
from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.film.sound import LISTENING_RATE_HZ
from noktvrn.studio.picture.palette import Floats

_CURVE_HZ = 100
_TIGHTNESS = 90.0
_SILENT_PEAK = 1e-4
_BAR_WITHOUT_BEAT_S: Final = 2.0
_BEATS_PER_BAR = 4
_LEAST_CONFIDENCE = 0.02
_LARGEST_RECORD_BYTES = 20_000_000

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hearing:
    """The form of a recording.

    Attributes:
        downbeats_s: Starts of bars.
        parts: Sections.
        notes: What could not be heard, and what was done about it.
    """

    downbeats_s: tuple[float, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def hear(path: Path, mono: Floats) -> Hearing:
    """Return the form of a recording: from ``song.json`` beside it when that describes it, else measured.

    Args:
        path: The recording.
        mono: Its sound at ``LISTENING_RATE_HZ``.
    """
    return _recorded(path, len(mono) / LISTENING_RATE_HZ) or measured_form(mono)


def _recorded(path: Path, duration_s: float) -> Hearing | None:
    """Read ``song.json``; None where there is none or where it is about another recording."""
    record = path.with_name("song.json")
    try:
        if record.stat().st_size > _LARGEST_RECORD_BYTES:
            return None
        written: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        if abs(float(written["duration_s"]) - duration_s) > 0.5:
            return None
        parts = tuple(
            Part(str(s["kind"]), float(s["start_s"]), float(s["end_s"]), min(max(float(s["energy"]), 0.0), 1.0))
            for s in written["sections"]
        )
        return Hearing(tuple(float(beat) for beat in written["downbeats_s"]), parts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def measured_form(mono: Floats) -> Hearing:
    """Find bars and sections of a recording at ``LISTENING_RATE_HZ``."""
    duration_s = len(mono) / LISTENING_RATE_HZ
    if float(np.abs(mono).max(initial=0.0)) < _SILENT_PEAK:
        return Hearing(_even_bars(duration_s), (Part("verse", 0.0, duration_s, 0.2),), ("the recording is silent",))
    audio = mono[None]
    borders = find_sections(audio, LISTENING_RATE_HZ)
    parts = _named(borders, mono)
    curve = onset_curve(audio, LISTENING_RATE_HZ)
    tempo = estimate_tempo(audio, LISTENING_RATE_HZ, None, None)
    if tempo.bpm <= 0 or tempo.confidence < _LEAST_CONFIDENCE or len(curve) < 4 * _CURVE_HZ:
        return Hearing(_even_bars(duration_s), parts, ("no beat was found: cut at even distances",))
    beats = track_beats(np.asarray(curve, dtype=np.float64), tempo.bpm) / _CURVE_HZ
    return Hearing(tuple(float(beat) for beat in _downbeats(beats, mono, borders)), parts)


def _even_bars(duration_s: float) -> tuple[float, ...]:
    return tuple(float(at) for at in np.arange(0.0, duration_s, _BAR_WITHOUT_BEAT_S))


def track_beats(curve: Curve, bpm: float) -> Curve:
    """Return the places of beats in an onset curve of 100 values a second.

    Args:
        curve: Onset strengths.
        bpm: Tempo; beats may stray from it where the music does.
    """
    period = 60.0 * _CURVE_HZ / bpm
    strength = curve / max(float(curve.std()), 1e-9)
    lags = np.arange(round(period * 0.6), round(period * 1.6) + 1)
    penalty = _TIGHTNESS * np.log(lags / period) ** 2
    score = strength.copy()
    before = np.full(len(curve), -1, np.int64)
    for at in range(int(lags[0]), len(curve)):
        reach = lags[lags <= at]
        ways = score[at - reach] - penalty[: len(reach)]
        best = int(np.argmax(ways))
        if ways[best] > 0 or before[at - reach[best]] >= 0:
            score[at] += ways[best]
            before[at] = at - reach[best]
    tail = max(len(score) - round(period), 0)
    at = tail + int(np.argmax(score[tail:]))
    beats = []
    while at >= 0:
        beats.append(at)
        at = int(before[at])
    return np.array(beats[::-1], dtype=np.float64)


def _downbeats(beats_s: Curve, mono: Floats, borders: tuple[tuple[float, float, str], ...]) -> Curve:
    """Return every fourth beat, counted so that bars agree with the bass and with the borders of sections."""
    votes = np.zeros(_BEATS_PER_BAR)
    bass = _bass_after(beats_s, mono)
    inner = [start for start, _, _ in borders[1:]]
    for phase in range(_BEATS_PER_BAR):
        bars = beats_s[phase::_BEATS_PER_BAR]
        if len(bars) == 0:
            continue
        votes[phase] += float(bass[phase::_BEATS_PER_BAR].mean())
        votes[phase] += sum(0.6 * (float(np.abs(bars - border).min()) < 0.3) for border in inner) / max(len(inner), 1)
    return beats_s[int(np.argmax(votes)) :: _BEATS_PER_BAR]


def _bass_after(beats_s: Curve, mono: Floats) -> Curve:
    """Return for each beat the strength 0..1 of the bass in the eighth of a second that follows it."""
    width = LISTENING_RATE_HZ // 120
    low = np.convolve(mono, np.ones(width, np.float32) / width, mode="same")
    length = LISTENING_RATE_HZ // 8
    begin = np.minimum((beats_s * LISTENING_RATE_HZ).astype(int), max(len(low) - length, 0))
    levels = np.array([float(np.sqrt(np.mean(low[at : at + length] ** 2))) for at in begin])
    return levels / max(float(levels.max(initial=0.0)), 1e-9)


def _named(borders: tuple[tuple[float, float, str], ...], mono: Floats) -> tuple[Part, ...]:
    """Name sections by how loud they are and where they stand."""
    levels = np.array([_level(mono, start, end) for start, end, _ in borders])
    energies = np.clip(levels / max(float(levels.max()), 1e-9), 0.0, 1.0)
    letters = [letter for _, _, letter in borders]
    means = {
        letter: float(np.mean([e for e, own in zip(energies, letters, strict=True) if own == letter]))
        for letter in letters
    }
    loudest = max(means, key=lambda letter: means[letter])
    last = len(borders) - 1
    parts = []
    for number, (start, end, letter) in enumerate(borders):
        energy = float(energies[number])
        if number == 0 and last > 0 and energy < 0.8:
            kind = "intro"
        elif number == last and last > 0 and energy < 0.8:
            kind = "outro"
        elif letter == loudest and last > 0:
            kind = "chorus"
        else:
            kind = "break" if energy < 0.5 else "verse"
        parts.append(Part(kind, start, end, energy))
    return tuple(parts)


def _level(mono: Floats, start_s: float, end_s: float) -> float:
    part = mono[int(start_s * LISTENING_RATE_HZ) : int(end_s * LISTENING_RATE_HZ)]
    return float(np.sqrt(np.mean(part**2))) if len(part) else 0.0
