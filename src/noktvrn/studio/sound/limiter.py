"""Look-ahead true-peak limiting and the search for the gain that meets a loudness.

The limiter works on blocks of 14 frames (0.32 ms): their true peaks give the gain that each block allows, a sliding
minimum over 5 ms looks ahead, a mean over the same 5 ms removes corners, and a slow release follows.
Because gain and loudness are known per block, the search for the input gain needs no audio.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.loudness import STRETCHES_PER_SECOND, integrated_lufs
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.shapes import BlockF32, Vector

BLOCK_FRAMES: Final = 14
LOOK_AHEAD_BLOCKS: Final = 16
BLOCKS_PER_STRETCH: Final = SAMPLE_RATE_HZ // STRETCHES_PER_SECOND // BLOCK_FRAMES


@kernel
def allowed_gain(peaks: Vector, gain: float, ceiling: float, release_s: float) -> Vector:
    """Return the limiter's gain per block for an input gain, at most 1."""
    count = peaks.shape[0]
    need = np.ones(count)
    for b in range(count):
        level = peaks[b] * gain
        if level > ceiling:
            need[b] = ceiling / level
    held = np.ones(count)
    for b in range(count):
        lowest = 1.0
        # One block more on each side than the mean spans, because gains are interpolated between blocks.
        for k in range(max(b - 1, 0), min(b + LOOK_AHEAD_BLOCKS + 2, count)):
            lowest = min(lowest, need[k])
        held[b] = lowest
    recover = 1.0 - math.exp(-BLOCK_FRAMES / (release_s * SAMPLE_RATE_HZ))
    level = 1.0
    for b in range(count):
        level += recover * (1.0 - level)
        level = min(level, held[b])
        held[b] = level
    smooth = np.ones(count)
    # Before the first block the gain stood where the first block needs it.
    before = held[0]
    total = before * LOOK_AHEAD_BLOCKS
    for b in range(count):
        total += held[b]
        total -= held[b - LOOK_AHEAD_BLOCKS] if b >= LOOK_AHEAD_BLOCKS else before
        smooth[b] = total / LOOK_AHEAD_BLOCKS
    return smooth


@kernel
def apply_gain(audio: BlockF32, first: int, frames: int, gains: Vector, gain: float) -> None:
    """Multiply frames by ``gain`` and the blocks' gains, interpolated from centre to centre, in place."""
    last = gains.shape[0] - 1
    for n in range(first, first + frames):
        place = (n + 0.5) / BLOCK_FRAMES - 0.5
        low = math.floor(place)
        part = place - low
        here = gains[min(max(low, 0), last)]
        there = gains[min(max(low + 1, 0), last)]
        factor = gain * (here + (there - here) * part)
        audio[0, n] *= factor
        audio[1, n] *= factor


def limited_lufs(block_energies: npt.NDArray[np.float64], gains: npt.NDArray[np.float64], gain: float) -> float:
    """Loudness after limiting, from K-weighted sums of squares per block."""
    power = block_energies * (gains * gain) ** 2
    usable = len(power) // BLOCKS_PER_STRETCH * BLOCKS_PER_STRETCH
    stretches = power[:usable].reshape(-1, BLOCKS_PER_STRETCH).sum(axis=1) / (BLOCKS_PER_STRETCH * BLOCK_FRAMES)
    return integrated_lufs(stretches)
