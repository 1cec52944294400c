"""Tempo by spectral flux and a long comb over its autocorrelation.

The comb looks at up to 32 beats, so the estimate is far finer than the frames of the flux (10 ms).
Octave errors are what remains; a genre's range folds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.stopping import Cancelled, stop_if
from noktvrn.types import AudioBuffer

FRAMES_PER_SECOND: Final = 100
_BANDS: Final = 28
_COMB_BEATS: Final = 32
_BATCH: Final = 128
_GRID: Final = 60.0 * 2.0 ** (np.arange(0, 2 * 1400) / 1400.0)
"""60 to 240 beats per minute in steps of 0.05 %."""

DEFAULT_RANGE_BPM: Final = (70.0, 180.0)
AGREEMENT: Final = 0.012
"""A declared tempo holds when the comb's peak lies within this share of it."""

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tempo:
    """A tempo and how much clearer it is than the best rival that is no octave of it, 0..1."""

    bpm: float
    confidence: float


def onset_curve(audio: AudioBuffer, sample_rate_hz: int, cancelled: Cancelled | None = None) -> Curve:
    """Spectral flux per 10 ms: rise of log energy in 28 bands, less its mean over a second; empty for less audio."""
    from scipy import fft

    hop = max(round(sample_rate_hz / FRAMES_PER_SECOND), 1)
    size = 1 << int(np.ceil(np.log2(sample_rate_hz * 0.04)))
    count = max((audio.shape[1] - size) // hop, 0)
    if count < FRAMES_PER_SECOND + 2:
        return np.zeros(0)
    window = np.hanning(size).astype(np.float32)
    edges = _band_edges(size, sample_rate_hz)
    levels = np.empty((count, len(edges) - 1), np.float32)
    for begin in range(0, count, _BATCH):
        stop_if(cancelled)
        end = min(begin + _BATCH, count)
        mono = audio[:, begin * hop : end * hop + size].mean(axis=0)
        frames = np.lib.stride_tricks.sliding_window_view(mono, size)[: (end - begin) * hop : hop]
        bins = fft.rfft(frames * window, axis=1)[:, : edges[-1]]
        magnitude = np.abs(bins)
        levels[begin:end] = np.log1p(30.0 * np.add.reduceat(magnitude, edges[:-1], axis=1))
    # A rise lies halfway between the middles of the two frames that it is found by.
    rise = np.maximum(levels[2:] - levels[:-2], 0.0).sum(axis=1).astype(np.float64)
    flux = np.concatenate([np.zeros(round(1 + size / 2 / hop)), rise])
    width = FRAMES_PER_SECOND
    mean = np.convolve(flux, np.full(width, 1.0 / width), "same")
    return np.asarray(np.maximum(flux - mean, 0.0), dtype=np.float64)


def _band_edges(size: int, rate: int) -> npt.NDArray[np.int64]:
    top = min(12_000.0, rate * 0.45)
    hz = np.geomspace(40.0, top, _BANDS + 1)
    return np.unique(np.round(hz * size / rate).astype(np.int64))


def _comb(flux: Curve, bpms: Curve) -> Curve:
    """Mean autocorrelation at multiples of each beat; bars speak for a tempo, thirds of a beat against it.

    Half beats say nothing: eighths are as common on them as on beats, and a comb that expects silence there takes the
    dotted quarter for the beat.
    """
    from scipy import fft

    padded = fft.next_fast_len(2 * len(flux))
    spectrum = fft.rfft(flux - flux.mean(), padded)
    correlation = fft.irfft(np.abs(spectrum) ** 2, padded)[: len(flux)]
    correlation /= max(correlation[0], 1e-12)
    periods = 60.0 * FRAMES_PER_SECOND / bpms
    beats = np.arange(1.0, _COMB_BEATS + 1)
    score = _mean_at(correlation, periods, beats)
    score += 0.5 * _mean_at(correlation, periods, beats[3::4])
    score -= 0.15 * _mean_at(correlation, periods, beats - 1.0 / 3.0)
    score -= 0.15 * _mean_at(correlation, periods, beats - 2.0 / 3.0)
    return score


def _mean_at(correlation: Curve, periods: Curve, places: Curve) -> Curve:
    """Weighted mean of the autocorrelation at multiples of periods; far multiples count half."""
    lags = np.arange(len(correlation))
    total = np.zeros(len(periods))
    weight = np.zeros(len(periods))
    for place in places:
        lag = place * periods
        fall = np.where(lag < len(correlation) - 2, 1.0 - 0.5 * place / _COMB_BEATS, 0.0)
        total += fall * np.interp(lag, lags, correlation)
        weight += fall
    return np.asarray(total / np.maximum(weight, 1e-9), dtype=np.float64)


def estimate_tempo(
    audio: AudioBuffer, sample_rate_hz: int, range_bpm: tuple[float, float] | None, declared_bpm: float | None
) -> Tempo:
    """Estimate the tempo of audio, or verify a declared one; see :func:`tempo_of`."""
    return tempo_of(onset_curve(audio, sample_rate_hz), range_bpm, declared_bpm)


def tempo_of(flux: Curve, range_bpm: tuple[float, float] | None, declared_bpm: float | None) -> Tempo:
    """Estimate the tempo, or verify a declared one.

    Args:
        flux: From :func:`onset_curve`.
        range_bpm: Range into which octaves are folded; None for 70 to 180.
        declared_bpm: Tempo to verify; where the recording agrees with it or an octave of it, the answer is the measured
            peak in that octave, otherwise the estimate.

    Returns:
        A tempo of 0 with confidence 0 where there are no onsets.
    """
    if len(flux) < 4 * FRAMES_PER_SECOND or not flux.any():
        return Tempo(0.0, 0.0)
    score = _comb(flux, _GRID)
    best = _best(score, range_bpm or DEFAULT_RANGE_BPM)
    if declared_bpm:
        near = _peak_near(score, declared_bpm)
        if near is not None and score[near] >= 0.6 * score[best]:
            return Tempo(_in_octave(float(_GRID[near]), declared_bpm), _confidence(score, near))
    bpm = _fold(float(_GRID[best]), range_bpm or DEFAULT_RANGE_BPM)
    return Tempo(bpm, _confidence(score, best))


def _best(score: Curve, range_bpm: tuple[float, float]) -> int:
    """Prefer the usual range, but not at any price: a clear peak outside is folded later."""
    inside = (range_bpm[0] <= _GRID) & (range_bpm[1] >= _GRID)
    return int(np.argmax(np.where(inside, score, 0.8 * score - 0.02)))


def _peak_near(score: Curve, bpm: float) -> int | None:
    """Index of the highest score within 1.2 % of the tempo or one of its octaves on the grid."""
    found: int | None = None
    for octave in (0.25, 0.5, 1.0, 2.0, 4.0):
        inside = np.flatnonzero(np.abs(_GRID / (bpm * octave) - 1.0) < AGREEMENT)
        if len(inside):
            place = int(inside[np.argmax(score[inside])])
            at_edge = place in {inside[0], inside[-1]}
            if not at_edge and (found is None or score[place] > score[found]):
                found = place
    return found


def _in_octave(bpm: float, declared: float) -> float:
    return float(bpm * 2.0 ** round(np.log2(declared / bpm)))


def _fold(bpm: float, range_bpm: tuple[float, float]) -> float:
    low, high = range_bpm
    while bpm < low and bpm * 2.0 <= high * 1.02:
        bpm *= 2.0
    while bpm > high and bpm / 2.0 >= low * 0.98:
        bpm /= 2.0
    return bpm


def _confidence(score: Curve, place: int) -> float:
    """Height over the best rival that is not near and not a simple multiple."""
    ratio = np.log2(_GRID / _GRID[place])
    related = np.abs(ratio - np.round(ratio)) < 0.06
    for simple in (1.5, 3.0, 4.0 / 3.0, 2.0 / 3.0, 0.75, 1.0 / 3.0):
        related |= np.abs(ratio - np.log2(simple)) < 0.06
    rival = float(score[~related].max(initial=0.0))
    own = float(score[place])
    return float(np.clip((own - max(rival, 0.0)) / max(own, 1e-9), 0.0, 1.0)) if own > 0.0 else 0.0
