"""The sub bass: a driven sine with a pitch drop."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.blocks import (
    BLOCK_FRAMES,
    INAUDIBLE,
    add_block,
    add_fading_noise,
    add_sine,
    drive_block,
    end_fade,
    next_envelope,
    soft_limit,
    whole_blocks,
)
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame
from noktvrn.studio.sound.patches import Sub
from noktvrn.studio.sound.shapes import BlockF32, MonoF32, Notes, Vector


@kernel
def render_sub(out: BlockF32, notes: Notes, patch: Sub) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    side = np.zeros(BLOCK_FRAMES, np.float32)
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch, side)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Sub, side: MonoF32) -> None:
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    held = whole_blocks(note[1]) // BLOCK_FRAMES
    target_hz = note[2]
    hz = note[6] if note[6] > 0.0 else target_hz
    state = int(note[5])
    release = whole_blocks(max(p.release_s * rate, 220.0))
    blocks = held + release // BLOCK_FRAMES
    decay = decay_per_frame(p.decay_s, rate) ** BLOCK_FRAMES
    let_go = decay_per_frame(release / rate, rate) ** BLOCK_FRAMES
    attack_step = BLOCK_FRAMES / max(p.attack_s * rate, 88.0)
    glide = 1.0 - math.exp(-BLOCK_FRAMES / max(p.glide_s * rate * 0.4, 1.0))
    drop = p.drop_oct if note[6] <= 0.0 else 0.0
    drop_fall = decay_per_frame(p.drop_s * 3.0, rate) ** BLOCK_FRAMES
    drive = 1.0 + p.drive * (0.6 + 0.8 * note[4])
    makeup = 1.0 / soft_limit(np.float32(drive))
    click = p.click
    click_fall = decay_per_frame(0.006, rate)
    scale = 0.42 * note[3] ** 1.2
    phase = 0.0
    envelope = 0.0
    for block in range(blocks):
        side[:] = 0.0
        step = hz * 2.0**drop / rate
        add_sine(side, phase, step, 1.0, 0.0)
        add_sine(side, 2.0 * phase + 0.13, 2.0 * step, p.overtone, 0.0)
        if click > INAUDIBLE:
            state = add_fading_noise(side, state, click, click_fall)
            click *= click_fall**BLOCK_FRAMES
        drive_block(side, drive, makeup)
        phase += step * BLOCK_FRAMES
        phase -= math.floor(phase)
        hz += (target_hz - hz) * glide
        drop *= drop_fall
        before = envelope
        envelope = next_envelope(envelope, block, held, attack_step, decay, p.sustain, let_go)
        level = scale * before * end_fade(block, blocks)
        slope = (scale * envelope * end_fade(block + 1, blocks) - level) / BLOCK_FRAMES
        add_block(out, start + block * BLOCK_FRAMES, side, side, level, slope)
