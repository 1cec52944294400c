"""Loudness after ITU-R BS.1770-4 and loudness range after EBU Tech 3342.

Energies are gathered in stretches of 100 ms while the audio streams by; gating works on their sums, so that the same
gathered energies serve a meter, a mastering loop and a loudness curve.
"""

from __future__ import annotations

import math
from typing import Annotated, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.stopping import FRAMES_BETWEEN_STOPS, Cancelled, stop_if
from noktvrn.studio.sound.jit import ANTI_DENORMAL, kernel
from noktvrn.types import AudioBuffer

Energies: TypeAlias = Annotated[npt.NDArray[np.float64], "(stretches,): mean square of each 100 ms, channels summed"]

STRETCHES_PER_SECOND: Final = 10
ABSOLUTE_GATE_LUFS: Final = -70.0
SURROUND_WEIGHTS: Final = (1.0, 1.0, 1.0, 0.0, 1.41, 1.41)
"""L R C LFE Ls Rs."""


def k_weighting(sample_rate_hz: float) -> npt.NDArray[np.float64]:
    """Return the two biquads of the K curve for any sample rate, as rows b0 b1 b2 a1 a2.

    The analogue prototypes are those behind the 48 kHz coefficients of the recommendation (De Man, 2014).
    """
    shelf = _shelf(sample_rate_hz, 1681.974450955533, 3.999843853973347, 0.7071752369554196)
    return np.array([shelf, _highpass(sample_rate_hz, 38.13547087602444, 0.5003270373238773)])


def _shelf(rate: float, hz: float, gain_db: float, q: float) -> list[float]:
    k = math.tan(math.pi * hz / rate)
    high = 10.0 ** (gain_db / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    return [
        (high + band * k / q + k * k) / a0,
        2.0 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        2.0 * (k * k - 1.0) / a0,
        (1.0 - k / q + k * k) / a0,
    ]


def _highpass(rate: float, hz: float, q: float) -> list[float]:
    k = math.tan(math.pi * hz / rate)
    a0 = 1.0 + k / q + k * k
    return [1.0, -2.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]


@kernel
def weigh(
    audio: AudioBuffer,
    first: int,
    frames: int,
    curve: Energies,
    state: Energies,
    stretch: int,
    energies: Energies,
    at: int,
) -> None:
    """Add the K-weighted energy of some frames to stretches of ``stretch`` frames.

    Args:
        audio: (channels, samples).
        first: First frame to read.
        frames: How many.
        curve: From :func:`k_weighting`.
        state: (channels, 4), kept from call to call.
        stretch: Frames per stretch.
        energies: (channels, stretches); sums of squares are added.
        at: Position of ``first`` in the whole.
    """
    b0, b1, b2, a1, a2 = curve[0, 0], curve[0, 1], curve[0, 2], curve[0, 3], curve[0, 4]
    c1, c2 = curve[1, 3], curve[1, 4]
    for channel in range(audio.shape[0]):
        z1, z2, w1, w2 = state[channel, 0], state[channel, 1], state[channel, 2], state[channel, 3]
        slot = at // stretch
        left = stretch - at % stretch
        total = 0.0
        for n in range(first, first + frames):
            x = audio[channel, n] + ANTI_DENORMAL
            y = b0 * x + z1
            z1 = b1 * x - a1 * y + z2
            z2 = b2 * x - a2 * y
            v = y + w1
            w1 = -2.0 * y - c1 * v + w2
            w2 = y - c2 * v
            total += v * v
            left -= 1
            if left == 0:
                energies[channel, slot] += total
                total = 0.0
                slot += 1
                left = stretch
        if slot < energies.shape[1]:
            energies[channel, slot] += total
        state[channel, 0], state[channel, 1], state[channel, 2], state[channel, 3] = z1, z2, w1, w2


def k_energies(audio: AudioBuffer, sample_rate_hz: int, cancelled: Cancelled | None = None) -> Energies:
    """Return the K-weighted mean square of each full 100 ms, channels summed with their weights."""
    stretch = round(sample_rate_hz / STRETCHES_PER_SECOND)
    count = audio.shape[1] // stretch
    sums = np.zeros((audio.shape[0], count + 1))
    curve, state = k_weighting(sample_rate_hz), np.zeros((audio.shape[0], 4))
    for first in range(0, audio.shape[1], FRAMES_BETWEEN_STOPS):
        stop_if(cancelled)
        weigh(audio, first, min(FRAMES_BETWEEN_STOPS, audio.shape[1] - first), curve, state, stretch, sums, first)
    weights = np.array(SURROUND_WEIGHTS[: audio.shape[0]] if audio.shape[0] > 2 else (1.0,) * audio.shape[0])
    return np.asarray((weights[:, None] * sums[:, :count]).sum(axis=0) / stretch, dtype=np.float64)


def lufs(mean_square: float) -> float:
    """Loudness of a K-weighted mean square; -inf for silence."""
    return -0.691 + 10.0 * math.log10(mean_square) if mean_square > 0.0 else -math.inf


def integrated_lufs(energies: Energies) -> float:
    """Gated loudness of 400 ms blocks that overlap by 75 %; -inf when all is below the absolute gate.

    References:
        ITU-R BS.1770-4 (2015), Annex 1.
    """
    blocks = _sliding_mean(energies, 4)
    loud = blocks[blocks > _mean_square(ABSOLUTE_GATE_LUFS)]
    if loud.size == 0:
        return -math.inf
    gated = loud[loud > _mean_square(lufs(float(loud.mean())) - 10.0)]
    return lufs(float(gated.mean()))


def loudness_range_lu(energies: Energies) -> float:
    """Distance of the 10th and 95th percentile of gated 3 s loudness; 0 for less than 3 s.

    References:
        EBU Tech 3342 (2016).
    """
    blocks = _sliding_mean(energies, 30)
    loud = blocks[blocks > _mean_square(ABSOLUTE_GATE_LUFS)]
    if loud.size == 0:
        return 0.0
    gated = loud[loud > _mean_square(lufs(float(loud.mean())) - 20.0)]
    low, high = np.percentile(10.0 * np.log10(gated), [10.0, 95.0])
    return float(high - low)


def _mean_square(loudness_lufs: float) -> float:
    return float(10.0 ** ((loudness_lufs + 0.691) / 10.0))


def _sliding_mean(energies: Energies, width: int) -> npt.NDArray[np.float64]:
    if energies.size < width:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(energies)])
    return np.asarray(np.maximum(sums[width:] - sums[:-width], 0.0) / width, dtype=np.float64)
