"""A recording as one quiet channel at a low rate: all that harmony needs, at an eighth of the samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.sound.jit import kernel
from noktvrn.types import AudioBuffer

RATE_HZ: Final = 5512
"""At least; pitch classes are read up to 2 kHz, and what folds back from above lands beyond that."""

TAPS_PER_STEP: Final = 12


@dataclass(frozen=True, slots=True)
class Lowered:
    """One channel at a low rate.

    Attributes:
        mono: (samples,), float32.
        sample_rate_hz: Not a whole number for most recordings.
    """

    mono: npt.NDArray[np.float32]
    sample_rate_hz: float


def lowered(audio: AudioBuffer, sample_rate_hz: int) -> Lowered:
    """Fold channels into one and keep what lies below 2 kHz.

    Args:
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
    """
    step = max(sample_rate_hz // RATE_HZ, 1)
    if step == 1:
        return Lowered(audio.mean(axis=0), float(sample_rate_hz))
    mono = np.zeros(audio.shape[1] // step, np.float32)
    _decimate(audio, _lowpass(step), step, mono)
    return Lowered(mono, sample_rate_hz / step)


def _lowpass(step: int) -> npt.NDArray[np.float32]:
    """Windowed sinc, half its height at the new Nyquist frequency and under -50 dB a third above it."""
    taps = TAPS_PER_STEP * step
    place = np.arange(taps) - (taps - 1) / 2
    shape = np.sinc(place / step) * np.hamming(taps)
    return np.asarray(shape / shape.sum(), dtype=np.float32)


@kernel
def _decimate(audio: AudioBuffer, lowpass: npt.NDArray[np.float32], step: int, mono: npt.NDArray[np.float32]) -> None:
    """Filter and keep each ``step``-th sample, in blocks that stay near the processor; outside is silence."""
    block = 512
    taps = len(lowpass)
    reach = taps // 2
    room = np.zeros(block * step + taps, np.float32)
    share = np.float32(1.0 / audio.shape[0])
    for first in range(0, len(mono), block):
        begin = first * step - reach
        low = max(begin, 0)
        high = min(begin + len(room), audio.shape[1])
        room[:] = 0.0
        for channel in range(audio.shape[0]):
            source = audio[channel, low:high]
            target = room[low - begin : high - begin]
            for n in range(len(source)):
                target[n] += share * source[n]
        for place in range(min(block, len(mono) - first)):
            near = room[place * step : place * step + taps]
            total = np.float32(0.0)
            for t in range(taps):
                total += lowpass[t] * near[t]
            mono[first + place] = total
