"""The FM voice."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.blocks import (
    BLOCK_FRAMES,
    add_block,
    end_fade,
    next_envelope,
    quick_sine,
    whole_blocks,
)
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Fm
from noktvrn.studio.sound.shapes import BlockF32, MonoF32, Notes, State, Vector


@kernel
def render_fm(out: BlockF32, notes: Notes, patch: Fm) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    left = np.zeros(BLOCK_FRAMES, np.float32)
    right = np.zeros(BLOCK_FRAMES, np.float32)
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch, left, right)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Fm, left: MonoF32, right: MonoF32) -> None:
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    held = whole_blocks(note[1]) // BLOCK_FRAMES
    velocity = note[3]
    off_cents = white(next_state(int(note[5])))
    release = whole_blocks(max(p.release_s * rate, 220.0))
    blocks = held + release // BLOCK_FRAMES
    steps = np.empty((2, 4))
    phases = np.zeros((2, 4))
    for channel in range(2):
        side = 1.0 if channel == 0 else -1.0
        hz = note[2] * 2.0 ** ((side * p.spread_cents + off_cents) / 1200.0)
        steps[channel, 0] = hz * p.carrier_1 / rate
        steps[channel, 1] = hz * p.modulator_1 / rate
        steps[channel, 2] = hz * p.carrier_2 / rate
        steps[channel, 3] = min(hz * p.modulator_2 / rate, 0.4)
        for k in range(4):
            phases[channel, k] = steps[channel, k]
    lift = max((1.0 + p.velocity_index * (velocity - 0.7)) * 2.0 ** (p.brightness_index * 2.0 * (note[4] - 0.5)), 0.0)
    # High notes get less modulation, or their side bands fold back.
    lift *= min(1.0, (1400.0 / note[2]) ** 0.5)
    index_1 = p.index_1 * lift / 6.2831853
    index_2 = p.index_2 * lift / 6.2831853
    level_2 = p.level_2
    fall_1 = decay_per_frame(p.index_decay_1_s, rate) ** BLOCK_FRAMES
    fall_2 = decay_per_frame(p.index_decay_2_s, rate) ** BLOCK_FRAMES
    level_fall = decay_per_frame(p.decay_2_s, rate) ** BLOCK_FRAMES
    decay = decay_per_frame(p.decay_s, rate) ** BLOCK_FRAMES
    let_go = decay_per_frame(release / rate, rate) ** BLOCK_FRAMES
    attack_step = BLOCK_FRAMES / max(p.attack_s * rate, 88.0)
    scale = 0.3 * velocity**1.4
    envelope = 0.0
    for block in range(blocks):
        left[:] = 0.0
        right[:] = 0.0
        _add_pair(left, phases[0], steps[0], 0, index_1, index_1 * fall_1, 1.0, 1.0)
        _add_pair(right, phases[1], steps[1], 0, index_1, index_1 * fall_1, 1.0, 1.0)
        if level_2 > 1e-6:
            following = level_2 * level_fall
            _add_pair(left, phases[0], steps[0], 2, index_2, index_2 * fall_2, level_2, following)
            _add_pair(right, phases[1], steps[1], 2, index_2, index_2 * fall_2, level_2, following)
        index_1 *= fall_1
        index_2 *= fall_2
        level_2 *= level_fall
        before = envelope
        envelope = next_envelope(envelope, block, held, attack_step, decay, p.sustain, let_go)
        level = scale * before * end_fade(block, blocks)
        after = scale * envelope * end_fade(block + 1, blocks)
        if p.tremolo > 0.0:
            _tremble(left, p, block, 0.0)
            _tremble(right, p, block, 0.5)
        add_block(out, start + block * BLOCK_FRAMES, left, right, level, (after - level) / BLOCK_FRAMES)
        if block >= held and after < 1e-6:
            return


@kernel
def _add_pair(
    side: MonoF32, phases: State, steps: Vector, first: int, index: float, index_end: float, level: float, end: float
) -> None:
    """Add one block of a carrier and its modulator, and move their phases on."""
    carrier, modulator = np.float32(phases[first]), np.float32(phases[first + 1])
    carrier_step, modulator_step = np.float32(steps[first]), np.float32(steps[first + 1])
    deep, deeper = np.float32(index), np.float32((index_end - index) / BLOCK_FRAMES)
    loud, louder = np.float32(level), np.float32((end - level) / BLOCK_FRAMES)
    for n in range(BLOCK_FRAMES):
        t = np.float32(n)
        bend = (deep + deeper * t) * quick_sine(modulator + modulator_step * t)
        side[n] += quick_sine(carrier + carrier_step * t + bend) * (loud + louder * t)
    for k in range(first, first + 2):
        phase = phases[k] + steps[k] * BLOCK_FRAMES
        phases[k] = phase - math.floor(phase)


@kernel
def _tremble(side: MonoF32, p: Fm, block: int, phase: float) -> None:
    seconds = block * BLOCK_FRAMES / SAMPLE_RATE_HZ
    here = 1.0 - p.tremolo * (0.5 + 0.5 * sine(p.tremolo_hz * seconds + phase))
    there = 1.0 - p.tremolo * (0.5 + 0.5 * sine(p.tremolo_hz * (seconds + BLOCK_FRAMES / SAMPLE_RATE_HZ) + phase))
    gain, slope = np.float32(here), np.float32((there - here) / BLOCK_FRAMES)
    for n in range(BLOCK_FRAMES):
        side[n] *= gain + slope * np.float32(n)
