"""Form: borders by novelty of a self-similarity matrix, letters by likeness of the stretches."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.types import AudioBuffer

STRETCH_S: Final = 0.5
KERNEL_S: Final = 12.0
MIN_SECTION_S: Final = 7.0

Matrix = npt.NDArray[np.float64]


def stretch_features(audio: AudioBuffer, sample_rate_hz: int) -> Matrix:
    """Levels of 20 bands in dB for each half second, shape (stretches, 20)."""
    from scipy import fft

    mono = audio.mean(axis=0)
    stretch = int(sample_rate_hz * STRETCH_S)
    count = len(mono) // stretch
    size = 4096 if sample_rate_hz > 16_000 else 1024
    hz = np.geomspace(40.0, min(14_000.0, sample_rate_hz * 0.45), 21)
    edges = np.unique(np.round(hz * size / sample_rate_hz).astype(np.int64))
    window = np.hanning(size).astype(np.float32)
    total = np.zeros((count, len(edges) - 1))
    for place in (0.1, 0.35, 0.6, 0.85):
        begin = np.minimum((np.arange(count) + place) * stretch, max(len(mono) - size, 0)).astype(int)
        for part in range(0, count, 256):
            frames = np.stack([mono[b : b + size] for b in begin[part : part + 256]]) * window
            power = np.abs(fft.rfft(frames, axis=1)) ** 2
            total[part : part + 256] += np.add.reduceat(power, edges[:-1], axis=1)
    return np.asarray(10.0 * np.log10(total / (4 * size) + 1e-9), dtype=np.float64)


def novelty(features: Matrix) -> npt.NDArray[np.float64]:
    """Checkerboard novelty along the diagonal of the self-similarity matrix (Foote 2000), 0..1."""
    scaled = (features - features.mean(axis=0)) / (features.std(axis=0) + 1.0)
    norm = scaled / (np.linalg.norm(scaled, axis=1, keepdims=True) + 1e-9)
    likeness = np.einsum("ab,cb->ac", norm, norm)
    half = int(KERNEL_S / STRETCH_S / 2)
    axis = np.arange(-half, half) + 0.5
    kernel = np.sign(axis)[:, None] * np.sign(axis)[None, :] * np.exp(-0.5 * (axis / half) ** 2)[:, None]
    kernel *= np.exp(-0.5 * (axis / half) ** 2)[None, :]
    padded = np.pad(likeness, half, mode="edge")
    count = len(features)
    curve = np.array([(padded[i : i + 2 * half, i : i + 2 * half] * kernel).sum() for i in range(count)])
    curve = np.maximum(curve, 0.0)
    return np.asarray(curve / max(curve.max(initial=0.0), 1e-9), dtype=np.float64)


def find_sections(audio: AudioBuffer, sample_rate_hz: int) -> tuple[tuple[float, float, str], ...]:
    """Return start, end and letter of each section; stretches that sound alike share a letter."""
    duration_s = audio.shape[1] / sample_rate_hz
    if duration_s < 3 * MIN_SECTION_S:
        return ((0.0, duration_s, "A"),)
    features = stretch_features(audio, sample_rate_hz)
    curve = novelty(features)
    gap = int(MIN_SECTION_S / STRETCH_S)
    borders: list[int] = []
    for place in np.argsort(curve)[::-1]:
        if curve[place] < 0.18:
            break
        inside = gap <= place <= len(curve) - gap
        if inside and all(abs(place - other) >= gap for other in borders):
            borders.append(int(place))
    edges = [0, *sorted(borders), len(features)]
    means = [features[a:b].mean(axis=0) for a, b in pairwise(edges)]
    letters = _letters(means)
    times = [edge * STRETCH_S for edge in edges[:-1]] + [duration_s]
    return tuple((a, b, letter) for a, b, letter in zip(times, times[1:], letters, strict=False))


def _letters(means: list[npt.NDArray[np.float64]]) -> list[str]:
    kinds: list[npt.NDArray[np.float64]] = []
    letters = []
    for mean in means:
        distances = [float(np.sqrt(np.mean((mean - kind) ** 2))) for kind in kinds]
        if distances and min(distances) < 2.2:
            letters.append(chr(65 + int(np.argmin(distances)) % 26))
        else:
            kinds.append(mean)
            letters.append(chr(65 + (len(kinds) - 1) % 26))
    return letters
