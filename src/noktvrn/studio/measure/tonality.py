"""Key by pitch classes: spectral peaks folded into twelve classes.

A declared key is compared with the profile of its mode; an unknown one is found by the weight that each degree, in all
voices, in the bass and as the root of chords, has for each of twenty-four keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import fft
from scipy.ndimage import uniform_filter1d

from noktvrn.studio.measure.key_weights import MAJOR_WEIGHTS, MINOR_BIAS, MINOR_WEIGHTS
from noktvrn.studio.measure.lowering import Lowered, lowered
from noktvrn.studio.measure.pitch_classes import Folding, fold_peaks, folding
from noktvrn.studio.measure.stopping import Cancelled, stop_if
from noktvrn.studio.score.theory import MODES, Key, parse_key
from noktvrn.types import AudioBuffer

_MAJOR: Final = np.array([0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400])

_MINOR: Final = np.array([0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.370, 0.090])
"""Temperley, Music and Probability (2007), Kostka-Payne; the seventh of minor is lowered as in popular music."""

_WINDOW_S: Final = 0.3715
_HOP_S: Final = 0.1858
_BATCH: Final = 256
_AUDIBLE: Final = 1e-7
"""Of full scale; a frame without such a partial is silence."""

_CHORD_FRAMES: Final = 3
_CHORD_SHARPNESS: Final = 8.0
MARGIN: Final = 0.18
"""A declared key holds when its correlation is this close to the best."""

Chroma = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tonality:
    """A key, its correlation with the profile (clarity, -1..1), and confidence 0..1."""

    key: str
    clarity: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Tones:
    """Which pitch classes sound, C first.

    Attributes:
        chroma: Of all that sounds from 55 Hz to 2 kHz, sum 1; zeros for silence.
        evidence: Rows of sum 1: voices, bass (40 to 250 Hz), and by their roots major and minor chords (sum 1
            together). What stands less than half above its neighbourhood in the spectrum is noise or drums, and no
            voice.
    """

    chroma: Chroma
    evidence: Chroma


def hear_tones(low: Lowered, cancelled: Cancelled | None = None) -> Tones:
    """Fold spectral peaks into pitch classes, a frame per fifth of a second."""
    rate = low.sample_rate_hz
    size = 2 * round(_WINDOW_S * rate / 2)
    hop = round(_HOP_S * rate)
    mono = low.mono if len(low.mono) >= 2 * size else np.pad(low.mono, (0, 2 * size - len(low.mono)))
    middle = folding(rate / size, size // 2 + 1, (55.0, 2000.0), 0.22)
    low_end = folding(rate / size / 2.0, size + 1, (40.0, 250.0), 0.3)
    all_of, voices, bass = [], [], []
    span = _BATCH * hop
    for begin in range(0, len(mono) - 2 * size + 1, span):
        stop_if(cancelled)
        level = _levels(mono[begin : begin + span + size - hop], size, hop)
        clear = np.maximum(level - 1.5 * uniform_filter1d(level, 25, axis=1), 0.0)
        deep = _levels(mono[begin : begin + span + 2 * size - hop], 2 * size, hop)
        all_of.append(_shares(level, middle, rooted=True))
        voices.append(_shares(clear, middle, rooted=True))
        bass.append(_shares(deep, low_end, rooted=False))
    voice, low_voice = np.concatenate(voices), np.concatenate(bass)
    chords = _chords(voice[: len(low_voice)], low_voice)
    rows = [_of_sum_one(voice.sum(axis=0)), _of_sum_one(low_voice.sum(axis=0)), *chords.T]
    return Tones(_of_sum_one(np.concatenate(all_of).sum(axis=0)), np.stack(rows))


def _of_sum_one(values: Chroma) -> Chroma:
    return np.asarray(values / max(values.sum(), 1e-12), dtype=np.float64)


def _levels(mono: npt.NDArray[np.float32], size: int, hop: int) -> npt.NDArray[np.float32]:
    """Amplitude of each bin in frames that lie whole in the audio."""
    window = np.hanning(size).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(mono, size)[::hop]
    return np.asarray(np.abs(fft.rfft(frames * (window / window.sum()), axis=1)), dtype=np.float32)


def _shares(level: npt.NDArray[np.float32], how: Folding, *, rooted: bool) -> Chroma:
    """Share of each pitch class in each frame; zeros where all is silent."""
    folded, largest = fold_peaks(level, how, rooted=rooted)
    share = folded / np.maximum(folded.sum(axis=1, keepdims=True), 1e-12)
    share[largest < _AUDIBLE] = 0.0
    return np.asarray(share, dtype=np.float64)


def _chords(voices: Chroma, bass: Chroma) -> Chroma:
    """How often each root (rows) carries a major and a minor triad (columns), sum 1."""
    sounding = voices.any(axis=1)
    if not sounding.any():
        return np.zeros((12, 2))
    smooth = uniform_filter1d(voices[sounding], _CHORD_FRAMES, axis=0, mode="constant")
    below = uniform_filter1d(bass[sounding], _CHORD_FRAMES, axis=0, mode="constant")
    moving = smooth - smooth.mean(axis=1, keepdims=True)
    moving /= np.maximum(np.linalg.norm(moving, axis=1, keepdims=True), 1e-9)
    fit = np.einsum("fp,cp->fc", moving, _TRIADS) + np.repeat(below, 2, axis=1)
    weight = np.exp(_CHORD_SHARPNESS * (fit - fit.max(axis=1, keepdims=True)))
    return np.asarray((weight / weight.sum(axis=1, keepdims=True)).mean(axis=0).reshape(12, 2), dtype=np.float64)


def _triads() -> Chroma:
    """Major and minor triad on each root, of mean 0 and length 1, shape (24, 12)."""
    rows = np.zeros((24, 12))
    for root in range(12):
        for minor in range(2):
            rows[2 * root + minor, [root, (root + 4 - minor) % 12, (root + 7) % 12]] = 1.0
    rows -= rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float64)


_TRIADS: Final = _triads()


def _likeliest(evidence: Chroma) -> Key:
    """The key for which the evidence speaks most."""
    scores = {}
    for tonic in range(12):
        turned = np.roll(evidence, -tonic, axis=1)
        scores[Key(tonic, "major")] = float((MAJOR_WEIGHTS * turned).sum())
        scores[Key(tonic, "minor")] = float((MINOR_WEIGHTS * turned).sum()) + MINOR_BIAS
    return max(scores, key=lambda key: scores[key])


def estimate_key(audio: AudioBuffer, sample_rate_hz: int, declared_key: str | None) -> Tonality:
    """Estimate the key of audio, or verify a declared one; see :func:`key_of`."""
    return key_of(hear_tones(lowered(audio, sample_rate_hz)), declared_key)


def key_of(tones: Tones, declared_key: str | None) -> Tonality:
    """Estimate the key, or verify a declared one.

    Args:
        tones: From :func:`hear_tones`.
        declared_key: Key to verify; other modes than major and minor are compared with a profile of their own.

    Returns:
        The declared key where its profile fits nearly as well as the best one, or the likeliest key is it or its
        relative; otherwise the likeliest. An empty key with confidence 0 for silence.
    """
    profile = tones.chroma
    if not profile.any():
        return Tonality("", 0.0, 0.0)
    fits = {
        Key(tonic, mode): float(np.corrcoef(profile, np.roll(shape, tonic))[0, 1])
        for mode, shape in (("major", _MAJOR), ("minor", _MINOR))
        for tonic in range(12)
    }
    declared = parse_key(declared_key) if declared_key else None
    if declared:
        fit = float(np.corrcoef(profile, np.roll(_mode_profile(declared.mode), declared.tonic))[0, 1])
        if fit >= max(fits.values()) - MARGIN:
            return Tonality(declared.name, fit, _confidence(fits, fit))
    best = _likeliest(tones.evidence)
    if declared and _agree(best, declared):
        return Tonality(declared.name, fit, _confidence(fits, fit))
    return Tonality(best.name, fits[best], _confidence(fits, fits[best]))


def _agree(found: Key, declared: Key) -> bool:
    """Whether a major or minor key is the declared one, by tonic and third, or its relative."""
    if found.has_minor_third == declared.has_minor_third:
        return found.tonic == declared.tonic
    minor, major = (found, declared) if found.has_minor_third else (declared, found)
    return (minor.tonic + 3) % 12 == major.tonic


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
