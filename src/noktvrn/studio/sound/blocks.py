"""Building stones that work on whole blocks of frames, so that a processor can do many frames at once.

Within a block pitch stands still and levels move in straight lines. Phases are in cycles; they are kept in double
precision from block to block and in single precision within one.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from noktvrn.studio.sound.jit import kernel
from noktvrn.studio.sound.oscillators import next_state, white
from noktvrn.studio.sound.shapes import BlockF32, MonoF32

Single: TypeAlias = Any
"""A value in single precision; what typing knows of :class:`numpy.float32` has no order and no remainder."""

BLOCK_FRAMES: Final = 32
"""0.73 ms: lengths of attacks and notes are whole blocks."""

FADE_BLOCKS: Final = 7
"""The end of every note fades over 5 ms, whatever its envelope says."""

INAUDIBLE: Final = 1e-6
"""Below this share of a note nothing is rendered."""

_HALF = np.float32(0.5)
_QUARTER = np.float32(0.25)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_ZERO = np.float32(0.0)
_THREE = np.float32(3.0)
_NINE = np.float32(9.0)
_TOP = np.float32(27.0)
# Taylor series of sin(2 pi x); within a quarter cycle single precision errs by -122 dB.
_S1 = np.float32(6.283185307)
_S3 = np.float32(-41.34170224)
_S5 = np.float32(81.60524928)
_S7 = np.float32(-76.70585975)
_S9 = np.float32(42.05869394)
_S11 = np.float32(-15.09464258)


@kernel
def quick_sine(phase: Single) -> Single:
    """Sine of a phase in cycles, in single precision, without a table or a branch."""
    turn = phase + _QUARTER
    turn -= np.floor(turn)
    x = _QUARTER - abs(turn - _HALF)
    y = x * x
    return x * (_S1 + y * (_S3 + y * (_S5 + y * (_S7 + y * (_S9 + y * _S11)))))


@kernel
def whole_blocks(frames: float) -> int:
    """Frames rounded to whole blocks, at least one."""
    return max(int(frames / BLOCK_FRAMES + 0.5), 1) * BLOCK_FRAMES


@kernel
def add_sine(block: MonoF32, phase: float, step: float, level: float, slope: float) -> None:
    """Add one block of a sine whose level begins at ``level`` and changes by ``slope`` per frame."""
    p, s = np.float32(phase), np.float32(step)
    a, d = np.float32(level), np.float32(slope)
    for n in range(BLOCK_FRAMES):
        t = np.float32(n)
        block[n] += quick_sine(p + s * t) * (a + d * t)


@kernel
def add_saw(left: MonoF32, right: MonoF32, phase: float, step: float, left_gain: float, right_gain: float) -> None:
    """Add one block of a band-limited saw (polyBLEP) to two sides."""
    p, s, fast = np.float32(phase), np.float32(step), np.float32(1.0 / step)
    l_gain, r_gain = np.float32(left_gain), np.float32(right_gain)
    for n in range(BLOCK_FRAMES):
        x = p + s * np.float32(n)
        x -= np.floor(x)
        after = max(_ZERO, _ONE - x * fast)
        before = max(_ZERO, _ONE - (_ONE - x) * fast)
        value = _TWO * x - _ONE + after * after - before * before
        left[n] += value * l_gain
        right[n] += value * r_gain


@kernel
def add_pulse(
    left: MonoF32, right: MonoF32, phase: float, step: float, width: float, left_gain: float, right_gain: float
) -> None:
    """Add one block of a band-limited pulse of duty ``width``, without its mean: a saw less a later saw."""
    add_saw(left, right, phase, step, -left_gain, -right_gain)
    add_saw(left, right, phase + 1.0 - width, step, left_gain, right_gain)


@kernel
def add_block(out: BlockF32, start: int, left: MonoF32, right: MonoF32, gain: float, slope: float) -> None:
    """Add a block to two sides of ``out`` with a gain that changes by ``slope`` per frame."""
    g, d = np.float32(gain), np.float32(slope)
    for n in range(min(BLOCK_FRAMES, out.shape[1] - start)):
        now = g + d * np.float32(n)
        out[0, start + n] += left[n] * now
        out[1, start + n] += right[n] * now


@kernel
def end_fade(block: int, blocks: int) -> float:
    """Factor of the fade at the start of a block of a note of so many blocks."""
    return min((blocks - block) / FADE_BLOCKS, 1.0)


@kernel
def next_envelope(
    envelope: float, block: int, held: int, attack_step: float, decay: float, sustain: float, let_go: float
) -> float:
    """Return the level at the end of a block: linear attack, exponential decay and release.

    Args:
        envelope: Level at the start of the block; during the attack less than 1.
        block: Number of the block within the note.
        held: Blocks until the note is let go.
        attack_step: Rise per block.
        decay: Factor per block towards ``sustain``.
        sustain: Level that a held note reaches.
        let_go: Factor per block after the note is let go.
    """
    if block >= held:
        return envelope * let_go
    if block * attack_step < 1.0:
        return min((block + 1) * attack_step, 1.0)
    return sustain + (envelope - sustain) * decay


@kernel
def soft_limit(value: Single) -> Single:
    """Rational curve close to tanh that meets 1 with no slope at 3, in single precision."""
    x: Single = min(max(value, -_THREE), _THREE)
    y = x * x
    return x * (_TOP + y) / (_TOP + _NINE * y)


@kernel
def drive_block(side: MonoF32, drive: float, makeup: float) -> None:
    """Saturate one block in place."""
    gain, after = np.float32(drive), np.float32(makeup)
    for n in range(BLOCK_FRAMES):
        side[n] = soft_limit(side[n] * gain) * after


@kernel
def add_fading_noise(side: MonoF32, state: int, level: float, fall: float) -> int:
    """Add one block of white noise whose level falls by ``fall`` per frame; return the generator's state."""
    for n in range(BLOCK_FRAMES):
        state = next_state(state)
        side[n] += level * white(state)
        level *= fall
    return state
