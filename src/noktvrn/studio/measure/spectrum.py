"""Long-term spectrum: octave bands, slope, shares of bands."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.types import AudioBuffer

FRAMES: Final = 8192
MAX_WINDOWS: Final = 256
OCTAVES_HZ: Final = (31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0)

Spectrum = npt.NDArray[np.float64]


def mean_spectrum(audio: AudioBuffer) -> Spectrum:
    """Mean power spectrum (4097 bins) of up to 256 windows spread over the audio, channels averaged."""
    from scipy import fft

    samples = audio.shape[1]
    if samples < FRAMES:
        padded = np.zeros((audio.shape[0], FRAMES), np.float32)
        padded[:, :samples] = audio
        audio, samples = padded, FRAMES
    count = min(max((samples - FRAMES) // (FRAMES // 2) + 1, 1), MAX_WINDOWS)
    starts = np.linspace(0, samples - FRAMES, count).astype(int)
    window = np.hanning(FRAMES).astype(np.float32)
    total = np.zeros(FRAMES // 2 + 1)
    for channel in audio:
        for begin in range(0, count, 32):
            frames = np.stack([channel[s : s + FRAMES] for s in starts[begin : begin + 32]]) * window
            total += (np.abs(fft.rfft(frames, axis=1)) ** 2).sum(axis=0)
    return np.asarray(total / (count * audio.shape[0] * float((window**2).sum()) * FRAMES), dtype=np.float64)


def octave_levels_db(audio: AudioBuffer, sample_rate_hz: int) -> dict[float, float]:
    """Level of each octave band in dB, from 31.5 Hz to 16 kHz."""
    power = mean_spectrum(audio)
    hz = np.fft.rfftfreq(FRAMES, 1.0 / sample_rate_hz)
    levels = {}
    for centre in OCTAVES_HZ:
        inside = (hz >= centre / math.sqrt(2.0)) & (hz < centre * math.sqrt(2.0))
        levels[centre] = 10.0 * math.log10(float(power[inside].sum()) + 1e-20)
    return levels


def slope_db_per_octave(power: Spectrum, sample_rate_hz: int) -> float:
    """Fall of the power density from 100 Hz to 8 kHz, fitted over third octaves."""
    hz = np.fft.rfftfreq(FRAMES, 1.0 / sample_rate_hz)
    centres = 100.0 * 2.0 ** (np.arange(0, 20) / 3.0)
    centres = centres[centres * 1.13 < sample_rate_hz / 2]
    levels = []
    for centre in centres:
        inside = (hz >= centre * 2 ** (-1 / 6)) & (hz < centre * 2 ** (1 / 6))
        if not inside.any():
            inside[int(np.argmin(np.abs(hz - centre)))] = True
        levels.append(10.0 * math.log10(float(power[inside].mean()) + 1e-20))
    return float(np.polyfit(np.log2(centres), levels, 1)[0])


def band_share_db(power: Spectrum, sample_rate_hz: int, low_hz: float, high_hz: float) -> float:
    """Power between two frequencies relative to all, in dB; -inf when there is none."""
    hz = np.fft.rfftfreq(FRAMES, 1.0 / sample_rate_hz)
    part = float(power[(hz >= low_hz) & (hz < high_hz)].sum())
    total = float(power.sum())
    return 10.0 * math.log10(part / total) if part > 0.0 and total > 0.0 else -math.inf
