"""Building stones of the voices: band-limited steps, sine table, noise, envelope.

Phases are in cycles, ``[0, 1)``. All of these are called inside other kernels.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from noktvrn.studio.sound.jit import kernel

SINE_STEPS: Final = 4096
SINE: Final = np.sin(2.0 * math.pi * np.arange(SINE_STEPS + 2) / SINE_STEPS)


@kernel
def sine(phase: float) -> float:
    """Sine of a phase in cycles by table and linear interpolation (error below -110 dB)."""
    place = (phase - math.floor(phase)) * SINE_STEPS
    index = int(place)
    here: float = SINE[index]
    there: float = SINE[index + 1]
    return here + (place - index) * (there - here)


@kernel
def step_residual(phase: float, increment: float) -> float:
    """PolyBLEP residual of a unit step at phase 0 (Valimaki and Huovilainen 2007)."""
    if phase < increment:
        t = phase / increment
        return t + t - t * t - 1.0
    if phase > 1.0 - increment:
        t = (phase - 1.0) / increment
        return t * t + t + t + 1.0
    return 0.0


@kernel
def saw(phase: float, increment: float) -> float:
    """Band-limited falling-free saw, -1..1."""
    return 2.0 * phase - 1.0 - step_residual(phase, increment)


@kernel
def pulse(phase: float, increment: float, width: float) -> float:
    """Band-limited pulse of duty ``width``, without its mean."""
    shifted = phase + 1.0 - width
    shifted -= math.floor(shifted)
    value = 1.0 if phase < width else -1.0
    return value + step_residual(phase, increment) - step_residual(shifted, increment) - (2.0 * width - 1.0)


@kernel
def next_state(state: int) -> int:
    """Advance the 32-bit linear congruential generator (Numerical Recipes constants)."""
    return (state * 1664525 + 1013904223) & 0xFFFFFFFF


@kernel
def white(state: int) -> float:
    """White noise value -1..1 of a generator state."""
    return (state >> 8) / 8388608.0 - 1.0


@kernel
def decay_per_frame(seconds: float, sample_rate: float) -> float:
    """Factor per frame that falls by 60 dB in ``seconds``."""
    return math.exp(-6.907755 / (max(seconds, 1e-4) * sample_rate))
