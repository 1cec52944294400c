"""Key by pitch-class profile: spectral peaks folded into twelve classes, compared with twenty-four key profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.score.theory import MODES, Key, parse_key

_MAJOR: Final = np.array([0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400])

_MINOR: Final = np.array([0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.370, 0.090])
"""Temperley, Music and Probability (2007), Kostka-Payne; the seventh of minor is lowered as in popular music."""

_WINDOW: Final = 16_384
MARGIN: Final = 0.18
"""A declared key holds when its correlation is this close to the best."""

Audio = npt.NDArray[np.float32]
Chroma = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tonality:
    """A key, its correlation with the profile (clarity, -1..1), and confidence 0..1."""

    key: str
    clarity: float
    confidence: float


def chroma(audio: Audio, sample_rate_hz: int) -> Chroma:
    """Energy of the twelve pitch classes from 55 Hz to 2 kHz, C first, sum 1; zeros for silence."""
    from scipy import fft

    mono = audio.mean(axis=0)
    size = max(_WINDOW * sample_rate_hz // 44_100 // 2 * 2, 1024)
    if len(mono) < size:
        mono = np.pad(mono, (0, size - len(mono)))
    hop = max(size // 2, (len(mono) - size) // 600)
    view = np.lib.stride_tricks.sliding_window_view(mono, size)[::hop]
    hz = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    low, high = np.searchsorted(hz, [55.0, min(2000.0, sample_rate_hz * 0.45)])
    pitch = 69.0 + 12.0 * np.log2(hz[low:high] / 440.0)
    nearest = np.round(pitch)
    tuned = np.exp(-0.5 * ((pitch - nearest) / 0.22) ** 2)
    classes = nearest.astype(int) % 12
    folding = np.zeros((high - low, 12), np.float32)
    folding[np.arange(high - low), classes] = tuned
    window = np.hanning(size).astype(np.float32)
    total = np.zeros(12)
    for begin in range(0, len(view), 32):
        magnitude = np.abs(fft.rfft(view[begin : begin + 32] * window, axis=1))[:, low - 1 : high + 1]
        middle = magnitude[:, 1:-1]
        peaks = np.where((middle > magnitude[:, :-2]) & (middle >= magnitude[:, 2:]), middle, 0.0)
        folded = np.sqrt(peaks) @ folding
        total += (
            folded / np.maximum(folded.sum(axis=1, keepdims=True), 1e-9) * (peaks.max(axis=1) > 1e-4)[:, None]
        ).sum(axis=0)
    return np.asarray(total / max(total.sum(), 1e-12), dtype=np.float64)


def estimate_key(audio: Audio, sample_rate_hz: int, declared_key: str | None) -> Tonality:
    """Estimate the key, or verify a declared one.

    Args:
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
        declared_key: Key to verify; other modes than major and minor are compared with a profile of their own.

    Returns:
        The declared key where its profile fits nearly as well as the best one; otherwise the best. An empty
        key with confidence 0 for silence.
    """
    profile = chroma(audio, sample_rate_hz)
    if not profile.any():
        return Tonality("", 0.0, 0.0)
    fits = {
        Key(tonic, mode): float(np.corrcoef(profile, np.roll(shape, tonic))[0, 1])
        for mode, shape in (("major", _MAJOR), ("minor", _MINOR))
        for tonic in range(12)
    }
    best = max(fits, key=lambda key: fits[key])
    if declared_key:
        declared = parse_key(declared_key)
        fit = float(np.corrcoef(profile, np.roll(_mode_profile(declared.mode), declared.tonic))[0, 1])
        if fit >= fits[best] - MARGIN:
            return Tonality(declared.name, fit, _confidence(fits, fit))
    return Tonality(best.name, fits[best], _confidence(fits, fits[best]))


_EXCHANGED: Final = {"dorian": (8, 9), "phrygian": (1, 2), "mixolydian": (10, 11), "lydian": (5, 6)}
"""The two degrees in which a mode differs from minor or major."""


def _mode_profile(mode: str) -> Chroma:
    shape = (_MINOR if 3 in MODES[mode] else _MAJOR).copy()
    if mode in _EXCHANGED:
        one, other = _EXCHANGED[mode]
        shape[[one, other]] = shape[[other, one]]
    return shape


def _confidence(fits: dict[Key, float], fit: float) -> float:
    """How far a fit stands above the fourth best (the first rivals are its neighbours on the circle of fifths)."""
    ranked = sorted(fits.values(), reverse=True)
    return float(np.clip((fit - ranked[4]) / 0.35, 0.0, 1.0))
