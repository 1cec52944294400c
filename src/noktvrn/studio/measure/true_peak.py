"""Peaks between the samples, by four-fold interpolation.

Each of the three phases between two samples has 24 taps of a Kaiser-windowed sinc; with the 12 taps that BS.1770-4
prints, levels close to Nyquist are read up to 0.3 dB too low, which a limiter cannot afford.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.stopping import FRAMES_BETWEEN_STOPS, Cancelled, stop_if
from noktvrn.studio.sound.jit import kernel
from noktvrn.studio.sound.shapes import BlockF32, Vector

TAPS: Final = 24


def _phases() -> npt.NDArray[np.float64]:
    place = np.arange(TAPS) - (TAPS // 2 - 1)
    window = np.kaiser(4 * TAPS + 1, 7.0)
    rows = []
    for phase in (0.25, 0.5, 0.75):
        index = np.round((place - phase + TAPS / 2) * 4).astype(int)
        taps = np.sinc(place - phase) * window[np.clip(index, 0, 4 * TAPS)]
        rows.append(taps / taps.sum())
    return np.array(rows)


PHASES: Final = _phases()


@kernel
def peak_blocks(  # noqa: PLR0912
    audio: BlockF32, first: int, frames: int, block: int, floor: float, peaks: Vector
) -> None:
    """Find the largest true peak of all channels in blocks of frames.

    Args:
        audio: (channels, samples); frames outside count as 0.
        first: First frame.
        frames: How many.
        block: Frames per block.
        floor: Blocks whose samples cannot interpolate above this keep their sample peak, which saves the work.
        peaks: One value per block, replaced by the larger of old and found.
    """
    total = audio.shape[1]
    half = TAPS // 2
    count = (frames + block - 1) // block
    reach = 1.0
    for p in range(3):
        size = 0.0
        for t in range(TAPS):
            size += abs(PHASES[p, t])
        reach = max(reach, size)
    for channel in range(audio.shape[0]):
        for b in range(count):
            begin = first + b * block
            end = min(begin + block, first + frames)
            near = 0.0
            for n in range(max(begin - half, 0), min(end + half, total)):
                near = max(near, abs(audio[channel, n]))
            peak = 0.0
            for n in range(begin, end):
                peak = max(peak, abs(audio[channel, n]))
            if near * reach > floor and near > 0.0:
                for n in range(begin, end):
                    # Between two small samples nothing large can stand.
                    if n + 1 < total and max(abs(audio[channel, n]), abs(audio[channel, n + 1])) < 0.4 * floor:
                        continue
                    low = n - half + 1
                    if low >= 0 and low + TAPS <= total:
                        one = two = three = 0.0
                        for t in range(TAPS):
                            x = audio[channel, low + t]
                            one += PHASES[0, t] * x
                            two += PHASES[1, t] * x
                            three += PHASES[2, t] * x
                        peak = max(peak, abs(one), abs(two), abs(three))
                    else:
                        one = two = three = 0.0
                        for t in range(TAPS):
                            if 0 <= low + t < total:
                                x = audio[channel, low + t]
                                one += PHASES[0, t] * x
                                two += PHASES[1, t] * x
                                three += PHASES[2, t] * x
                        peak = max(peak, abs(one), abs(two), abs(three))
            peaks[b] = max(peaks[b], peak)


def true_peak_dbtp(audio: BlockF32, cancelled: Cancelled | None = None) -> float:
    """Return the true peak of all channels in dB of full scale; -inf for silence."""
    if audio.size == 0:
        return -math.inf
    # The absolute value of a whole song would cost as much memory as the song.
    sample_peak = max(float(audio.max()), -float(audio.min()))
    if sample_peak == 0.0:
        return -math.inf
    peak = 0.0
    for first in range(0, audio.shape[1], FRAMES_BETWEEN_STOPS):
        stop_if(cancelled)
        frames = min(FRAMES_BETWEEN_STOPS, audio.shape[1] - first)
        peaks = np.zeros((frames + 4095) // 4096)
        peak_blocks(audio, first, frames, 4096, max(sample_peak, peak), peaks)
        peak = max(peak, float(peaks.max()))
    return 20.0 * math.log10(peak)
