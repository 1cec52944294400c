"""What pictures follow: smoothed band energies, bass and onsets at a frame rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.sound.jit import kernel

ATTACK_S: Final = 0.015
RELEASE_S: Final = 0.18
RANGE_DB: Final = 48.0

Curves = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BandEnergies:
    """Curves at a frame rate, all 0..1.

    Attributes:
        bands: (frames, bands), low to high.
        bass: (frames,), 30 to 150 Hz.
        onset: (frames,), sudden rises, as drums.
        fps: Frames per second.
    """

    bands: Curves
    bass: Curves
    onset: Curves
    fps: float


def band_energies(
    path: Path, fps: float, bands: int, start_s: float = 0.0, length_s: float | None = None
) -> BandEnergies:
    """Follow a recording for a picture.

    Args:
        path: Recording.
        fps: Frames per second, 1..240.
        bands: 1..128, spaced evenly in pitch from 40 Hz to 14 kHz.
        start_s: Where to begin.
        length_s: How much; None for all that follows.

    Raises:
        MediaUnreadableError: The file cannot be decoded.
        ParameterError: ``fps`` or ``bands`` is outside its range, or nothing lies there.
    """
    if not (1.0 <= fps <= 240.0 and 1 <= bands <= 128):
        raise ParameterError(
            f"Features with {fps!r} frames per second and {bands!r} bands cannot be taken.",
            remedy="Choose fps between 1 and 240, bands between 1 and 128.",
            stage="measure",
        )
    decoded = decode(path)
    rate = decoded.sample_rate_hz
    begin = int(max(start_s, 0.0) * rate)
    end = decoded.audio.shape[1] if length_s is None else min(begin + int(length_s * rate), decoded.audio.shape[1])
    if end - begin < rate // 10:
        raise ParameterError(
            f"The recording has nothing from {start_s} s on.", remedy="Start earlier.", stage="measure"
        )
    return follow(decoded.audio[:, begin:end].mean(axis=0), rate, fps, bands)


def follow(mono: npt.NDArray[np.float32], sample_rate_hz: int, fps: float, bands: int) -> BandEnergies:
    """Follow mono audio; see :func:`band_energies`."""
    from scipy import fft

    size = 4096 if sample_rate_hz > 24_000 else 2048
    frames = max(int(len(mono) / sample_rate_hz * fps), 1)
    padded = np.pad(mono, (size // 2, size))
    begin = np.minimum((np.arange(frames) / fps * sample_rate_hz).astype(int), len(padded) - size)
    hz = np.arange(size // 2 + 1) * (sample_rate_hz / size)
    weights = _triangles(np.asarray(hz, dtype=np.float64), bands, min(14_000.0, sample_rate_hz * 0.45))
    low = (hz >= 30.0) & (hz < 150.0)
    window = np.hanning(size).astype(np.float32)
    levels = np.empty((frames, bands))
    bass = np.empty(frames)
    for part in range(0, frames, 256):
        stack = np.stack([padded[b : b + size] for b in begin[part : part + 256]]) * window
        power = np.abs(fft.rfft(stack, axis=1)) ** 2 / size
        levels[part : part + 256] = power @ weights
        bass[part : part + 256] = power[:, low].sum(axis=1)
    onset = np.maximum(np.diff(np.log1p(levels), axis=0, prepend=np.log1p(levels[:1])), 0.0).sum(axis=1)
    return BandEnergies(
        bands=_smooth(_unit_db(levels), fps),
        bass=_smooth(_unit_db(bass[:, None]), fps)[:, 0],
        onset=_smooth((onset / max(float(np.percentile(onset, 99.5)), 1e-9)).clip(0.0, 1.0)[:, None], fps)[:, 0],
        fps=fps,
    )


def _triangles(hz: npt.NDArray[np.float64], bands: int, top_hz: float) -> npt.NDArray[np.float64]:
    """Overlapping triangles, even in log frequency; narrow low ones take at least their nearest bin."""
    edges = np.geomspace(40.0, top_hz, bands + 2)
    weights = np.zeros((len(hz), bands))
    for band in range(bands):
        low, centre, high = edges[band : band + 3]
        rise = (hz - low) / (centre - low)
        fall = (high - hz) / (high - centre)
        weights[:, band] = np.clip(np.minimum(rise, fall), 0.0, None)
        if not weights[:, band].any():
            weights[int(np.argmin(np.abs(hz - centre))), band] = 1.0
    return weights


def _unit_db(power: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Map each column to 0..1: its 99.5th percentile is 1, 48 dB below is 0."""
    level = 10.0 * np.log10(power + 1e-12)
    top = np.maximum(np.percentile(level, 99.5, axis=0), -70.0)
    return np.asarray(((level - top) / RANGE_DB + 1.0).clip(0.0, 1.0), dtype=np.float64)


def _smooth(curves: npt.NDArray[np.float64], fps: float) -> Curves:
    out = np.empty(curves.shape, np.float32)
    _follow_peaks(
        np.ascontiguousarray(curves), 1.0 - np.exp(-1.0 / (ATTACK_S * fps)), 1.0 - np.exp(-1.0 / (RELEASE_S * fps)), out
    )
    return out


@kernel
def _follow_peaks(curves: npt.NDArray[np.float64], attack: float, release: float, out: Curves) -> None:
    for band in range(curves.shape[1]):
        level = curves[0, band]
        for frame in range(curves.shape[0]):
            step = curves[frame, band] - level
            level += (attack if step > 0.0 else release) * step
            out[frame, band] = level
