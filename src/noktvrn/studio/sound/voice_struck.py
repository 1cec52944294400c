"""The struck voice: a bank of decaying partials per note."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.blocks import BLOCK_FRAMES, INAUDIBLE, add_block, add_sine, end_fade, whole_blocks
from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, white
from noktvrn.studio.sound.patches import Struck
from noktvrn.studio.sound.shapes import BlockF32, MonoF32, Notes, State, Vector

MAX_PARTIALS = 24


@kernel
def render_struck(out: BlockF32, notes: Notes, patch: Struck) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    left = np.zeros(BLOCK_FRAMES, np.float32)
    right = np.zeros(BLOCK_FRAMES, np.float32)
    partials = np.zeros((2, 4, MAX_PARTIALS))
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch, left, right, partials)


@kernel
def _set_partials(partials: State, side: float, note: Vector, p: Struck) -> int:
    """Fill phase, step, level and loss per block of one side's partials; return how many there are."""
    rate = float(SAMPLE_RATE_HZ)
    state = int(note[5])
    hz = note[2]
    tilt = p.rolloff - p.velocity_tilt * (note[3] - 0.7) - p.brightness_tilt * (note[4] - 0.5)
    count = 0
    for k in range(1, int(p.partials) + 1):
        ratio = k**p.stretch * math.sqrt(1.0 + p.inharmonicity * k * k)
        step = hz * ratio * (1.0 + side * 0.0004) / rate
        if step > 0.43:
            break
        state = next_state(state)
        level = k ** (-tilt) * (0.15 + abs(math.sin(math.pi * k * p.strike_position)))
        level *= 1.0 + side * p.width * white(state)
        state = next_state(state)
        # A start in phase with all the others would click; the spread is small enough to keep the strike.
        partials[0, count] = 0.4 * white(state) / (2.0 * math.pi) + step
        partials[1, count] = step
        partials[2, count] = level
        seconds = p.decay_s * (220.0 / hz) ** 0.5 / (1.0 + p.damping * (k - 1))
        partials[3, count] = decay_per_frame(seconds, rate) ** BLOCK_FRAMES
        count += 1
    return count


@kernel
def _add_partials(side: MonoF32, partials: State, count: int) -> None:
    for k in range(count):
        level = partials[2, k]
        if level < INAUDIBLE:
            continue
        after = level * partials[3, k]
        add_sine(side, partials[0, k], partials[1, k], level, (after - level) / BLOCK_FRAMES)
        phase = partials[0, k] + partials[1, k] * BLOCK_FRAMES
        partials[0, k] = phase - math.floor(phase)
        partials[2, k] = after


@kernel
def _add_hammer(left: MonoF32, right: MonoF32, memory: State, fall: float, gain: float) -> None:
    """Add low-passed noise that dies away; ``memory`` holds its level, the filter and the generator."""
    level, low, state = memory[0], memory[1], int(memory[2])
    for n in range(BLOCK_FRAMES):
        state = next_state(state)
        low += (white(state) * level - low) * gain + ANTI_DENORMAL
        level *= fall
        left[n] += low * 3.0
        right[n] += low * 3.0
    memory[0], memory[1], memory[2] = level, low, float(state)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Struck, left: MonoF32, right: MonoF32, partials: State) -> None:
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    held = whole_blocks(note[1]) // BLOCK_FRAMES
    count_left = _set_partials(partials[0], 1.0, note, p)
    count_right = _set_partials(partials[1], -1.0, note, p)
    norm = max(0.5 * (partials[0, 2, :count_left].sum() + partials[1, 2, :count_right].sum()), 1e-9)
    release = whole_blocks(max(p.release_s * rate, 220.0))
    blocks = held + release // BLOCK_FRAMES
    let_go = decay_per_frame(release / rate, rate) ** BLOCK_FRAMES
    rise = max(p.attack_s * rate, 44.0) / BLOCK_FRAMES
    scale = 0.55 * note[3] ** 1.4 / norm
    memory = np.zeros(3)
    memory[0] = p.hammer * note[3]
    memory[2] = next_state(int(note[5]) + 7919)
    hammer_fall = decay_per_frame(0.03, rate)
    hammer_gain = 1.0 - math.exp(-2.0 * math.pi * p.hammer_hz / rate)
    envelope = 1.0
    level = 0.0
    for block in range(blocks):
        left[:] = 0.0
        right[:] = 0.0
        _add_partials(left, partials[0], count_left)
        _add_partials(right, partials[1], count_right)
        if memory[0] > INAUDIBLE:
            _add_hammer(left, right, memory, hammer_fall, hammer_gain)
        if block >= held:
            envelope *= let_go
        after = scale * envelope * min((block + 1) / rise, 1.0) * end_fade(block + 1, blocks)
        add_block(out, start + block * BLOCK_FRAMES, left, right, level, (after - level) / BLOCK_FRAMES)
        level = after
