"""The breathing pad."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.blocks import BLOCK_FRAMES, add_block, add_sine, end_fade, whole_blocks
from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Air
from noktvrn.studio.sound.shapes import BlockF32, MonoF32, Notes, State, Vector

MAX_PARTIALS = 32
MOTION_BLOCKS = 16
"""Swells are slow: their course is laid out anew every 12 ms and followed in straight lines."""


@kernel
def render_air(out: BlockF32, notes: Notes, patch: Air) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    left = np.zeros(BLOCK_FRAMES, np.float32)
    right = np.zeros(BLOCK_FRAMES, np.float32)
    partials = np.zeros((2, 6, MAX_PARTIALS))
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch, left, right, partials)


@kernel
def _set_partials(partials: State, note: Vector, p: Air, state: int) -> int:
    """Fill phase, step, weight and drift of one side's partials (level and slope follow); return how many."""
    rate = float(SAMPLE_RATE_HZ)
    clusters = int(p.voices)
    tilt = p.rolloff - p.brightness_tilt * 2.0 * (note[4] - 0.5)
    count = 0
    for k in range(1, int(p.overtones) + 1):
        for _ in range(clusters):
            state = next_state(state)
            step = note[2] * k * 2.0 ** (p.detune_cents * white(state) / 1200.0) / rate
            if step > 0.4 or count >= MAX_PARTIALS:
                continue
            state = next_state(state)
            partials[0, count] = 0.5 * white(state)
            partials[1, count] = step
            partials[2, count] = k ** (-tilt) / math.sqrt(clusters)
            state = next_state(state)
            partials[3, count] = white(state)
            count += 1
    return count


@kernel
def _move_partials(partials: State, count: int, p: Air, seconds: float) -> None:
    """Aim the level of each partial at where its swell will be after ``MOTION_BLOCKS``."""
    there = seconds + MOTION_BLOCKS * BLOCK_FRAMES / SAMPLE_RATE_HZ
    for k in range(count):
        drift = partials[3, k]
        rate_hz = p.motion_hz * (1.0 + 0.5 * drift)
        here = partials[2, k] * (1.0 + p.motion * sine(rate_hz * seconds + drift))
        partials[4, k] = here
        partials[5, k] = partials[2, k] * (1.0 + p.motion * sine(rate_hz * there + drift)) - here
        partials[5, k] /= MOTION_BLOCKS * BLOCK_FRAMES


@kernel
def _add_partials(side: MonoF32, partials: State, count: int) -> None:
    for k in range(count):
        add_sine(side, partials[0, k], partials[1, k], partials[4, k], partials[5, k])
        phase = partials[0, k] + partials[1, k] * BLOCK_FRAMES
        partials[0, k] = phase - math.floor(phase)
        partials[4, k] += partials[5, k] * BLOCK_FRAMES


@kernel
def _add_breath(left: MonoF32, right: MonoF32, memory: State, g: float, damping: float, level: float) -> None:
    """Add resonant noise; the generator's states are kept beside the filter's."""
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    stay_1, stay_2 = 2.0 * a1 - 1.0, 1.0 - 2.0 * g * a2
    l1, l2, r1, r2 = memory[0], memory[1], memory[2], memory[3]
    one, two = int(memory[4]), int(memory[5])
    for n in range(BLOCK_FRAMES):
        one = next_state(one)
        two = next_state(two)
        x = white(one) + ANTI_DENORMAL
        y = white(two) + ANTI_DENORMAL
        left[n] += level * (a1 * l1 + a2 * (x - l2))
        right[n] += level * (a1 * r1 + a2 * (y - r2))
        l1, l2 = stay_1 * l1 + 2.0 * a2 * (x - l2), stay_2 * l2 + 2.0 * a2 * l1 + 2.0 * g * a2 * x
        r1, r2 = stay_1 * r1 + 2.0 * a2 * (y - r2), stay_2 * r2 + 2.0 * a2 * r1 + 2.0 * g * a2 * y
    memory[0], memory[1], memory[2], memory[3] = l1, l2, r1, r2
    memory[4], memory[5] = float(one), float(two)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Air, left: MonoF32, right: MonoF32, partials: State) -> None:
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    state = int(note[5])
    count_left = _set_partials(partials[0], note, p, next_state(state))
    count_right = _set_partials(partials[1], note, p, next_state(state + 104729))
    held = whole_blocks(note[1]) // BLOCK_FRAMES
    release = whole_blocks(max(p.release_s * rate, 441.0))
    blocks = held + release // BLOCK_FRAMES
    rise = max(p.attack_s * rate, 441.0) / BLOCK_FRAMES
    let_go = decay_per_frame(release / rate, rate) ** BLOCK_FRAMES
    power = (partials[0, 2, :count_left] ** 2).sum()
    scale = 0.25 * note[3] ** 1.2 / math.sqrt(max(power, 1e-9))
    g = math.tan(math.pi * min(note[2] * 2.0, 0.4 * rate) / rate)
    damping = 1.0 / p.breath_q
    memory = np.zeros(6)
    memory[4] = next_state(state + 15485863)
    memory[5] = next_state(state + 32452843)
    breath = p.breath * damping * 6.0
    level = 0.0
    let = 1.0
    for block in range(blocks):
        left[:] = 0.0
        right[:] = 0.0
        if block % MOTION_BLOCKS == 0:
            _move_partials(partials[0], count_left, p, block * BLOCK_FRAMES / rate)
            _move_partials(partials[1], count_right, p, block * BLOCK_FRAMES / rate)
        _add_partials(left, partials[0], count_left)
        _add_partials(right, partials[1], count_right)
        if breath > 0.0:
            _add_breath(left, right, memory, g, damping, breath)
        part = min((block + 1) / rise, 1.0)
        if block >= held:
            let *= let_go
        following = scale * part * part * (3.0 - 2.0 * part) * let * end_fade(block + 1, blocks)
        add_block(out, start + block * BLOCK_FRAMES, left, right, level, (following - level) / BLOCK_FRAMES)
        level = following
