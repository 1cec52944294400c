"""The subtractive voice."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.blocks import (
    BLOCK_FRAMES,
    add_block,
    add_pulse,
    add_saw,
    add_sine,
    drive_block,
    end_fade,
    next_envelope,
    whole_blocks,
)
from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Analog
from noktvrn.studio.sound.shapes import BlockF32, MonoF32, Notes, State, Vector

MAX_UNISON = 8


@kernel
def render_analog(out: BlockF32, notes: Notes, patch: Analog) -> None:
    """Add notes to ``out``.

    Args:
        out: Shape (2, frames).
        notes: Shape (count, 7); columns as in :mod:`noktvrn.studio.sound.shapes`.
        patch: The sound.
    """
    left = np.zeros(BLOCK_FRAMES, np.float32)
    right = np.zeros(BLOCK_FRAMES, np.float32)
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch, left, right)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Analog, left: MonoF32, right: MonoF32) -> None:  # noqa: PLR0912, PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    held = whole_blocks(note[1]) // BLOCK_FRAMES
    target_hz = note[2]
    velocity = note[3]
    state = int(note[5])
    hz = note[6] if note[6] > 0.0 else target_hz
    release = whole_blocks(max(p.release_s * rate, 220.0))
    blocks = held + release // BLOCK_FRAMES
    voices = int(p.unison)
    stereo = voices > 1 and p.spread > 0.0

    phase = np.empty(MAX_UNISON)
    ratio = np.empty(MAX_UNISON)
    left_gain = np.empty(MAX_UNISON)
    right_gain = np.empty(MAX_UNISON)
    for v in range(voices):
        state = next_state(state)
        phase[v] = 0.5 + 0.5 * white(state)
        position = 0.0 if voices == 1 else 2.0 * v / (voices - 1) - 1.0
        state = next_state(state)
        ratio[v] = 2.0 ** ((position * p.detune_cents + 1.5 * white(state)) / 1200.0)
        # Neighbours in pitch go to opposite sides, so that neither side sounds sharp.
        side = p.spread * abs(position) * (1.0 if v % 2 == 0 else -1.0)
        left_gain[v] = math.cos((side + 1.0) * math.pi / 4.0) * 1.41421356
        right_gain[v] = math.sin((side + 1.0) * math.pi / 4.0) * 1.41421356
    scale = 0.32 / math.sqrt(voices) * velocity**1.4
    sub_level = p.sub * math.sqrt(voices)
    sub_phase = 0.0

    attack_step = BLOCK_FRAMES / max(p.attack_s * rate, 88.0)
    decay = decay_per_frame(p.decay_s, rate) ** BLOCK_FRAMES
    let_go = decay_per_frame(release / rate, rate) ** BLOCK_FRAMES
    filter_decay = decay_per_frame(p.filter_decay_s, rate) ** BLOCK_FRAMES
    glide = 1.0 - math.exp(-BLOCK_FRAMES / max(p.glide_s * rate * 0.4, 1.0))
    damping = 2.0 * (1.0 - 0.96 * p.resonance)
    base_oct = (
        p.key_track * math.log2(target_hz / 220.0)
        + p.velocity_oct * (velocity - 0.7)
        + p.brightness_oct * (note[4] - 0.5)
    )
    envelope = 0.0
    filter_env = 1.0
    memory = np.zeros(8)
    for block in range(blocks):
        seconds = block * BLOCK_FRAMES / rate
        hz += (target_hz - hz) * glide
        increment = hz / rate
        if p.vibrato_cents > 0.0 and seconds > p.vibrato_delay_s:
            swell = min((seconds - p.vibrato_delay_s) * 3.0, 1.0)
            increment *= 2.0 ** (swell * p.vibrato_cents * sine(p.vibrato_hz * seconds) / 1200.0)
        width = p.pulse_width
        if p.pwm_depth > 0.0:
            width += p.pwm_depth * sine(0.61 * seconds + 0.1)
        left[:] = 0.0
        right[:] = 0.0
        for v in range(voices):
            step = increment * ratio[v]
            if p.saws > 0.0:
                add_saw(left, right, phase[v], step, p.saws * left_gain[v], p.saws * right_gain[v])
            if p.pulses > 0.0:
                add_pulse(left, right, phase[v], step, width, p.pulses * left_gain[v], p.pulses * right_gain[v])
            phase[v] += step * BLOCK_FRAMES
            phase[v] -= math.floor(phase[v])
        if p.sub > 0.0:
            add_sine(left, sub_phase, 0.5 * increment, sub_level, 0.0)
            if stereo:
                add_sine(right, sub_phase, 0.5 * increment, sub_level, 0.0)
            sub_phase += 0.5 * increment * BLOCK_FRAMES
            sub_phase -= math.floor(sub_phase)
        if p.noise > 0.0:
            state = _add_noise(left, right, p.noise, state)
        if p.drive > 0.0:
            drive_block(left, 0.5 + 2.5 * p.drive, 1.2)
            if stereo:
                drive_block(right, 0.5 + 2.5 * p.drive, 1.2)
        filter_env = p.filter_sustain + (filter_env - p.filter_sustain) * filter_decay
        cutoff = p.cutoff_hz * 2.0 ** (base_oct + p.env_oct * filter_env)
        g = math.tan(math.pi * min(max(cutoff, 30.0), 0.42 * rate) / rate)
        if stereo:
            _low_pass(left, right, memory, g, damping, p.poles > 3.0)
        else:
            _low_pass_mono(left, memory, g, damping, p.poles > 3.0)
        before = envelope
        envelope = next_envelope(envelope, block, held, attack_step, decay, p.sustain, let_go)
        level = scale * before * end_fade(block, blocks)
        slope = (scale * envelope * end_fade(block + 1, blocks) - level) / BLOCK_FRAMES
        add_block(out, start + block * BLOCK_FRAMES, left, right if stereo else left, level, slope)


@kernel
def _add_noise(left: MonoF32, right: MonoF32, level: float, state: int) -> int:
    for n in range(BLOCK_FRAMES):
        state = next_state(state)
        left[n] += level * white(state)
        state = next_state(state)
        right[n] += level * white(state)
    return state


@kernel
def _low_pass(left: MonoF32, right: MonoF32, memory: State, g: float, damping: float, steep: bool) -> None:
    """State-variable low-pass by the trapezoidal rule (Zavalishin), all chains in one loop to hide their latency."""
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
    stay_1, stay_2, rest, cross, into = 2.0 * a1 - 1.0, 1.0 - 2.0 * a3, 1.0 - a3, 2.0 * a2, 2.0 * a3
    l1, l2, l3, l4 = memory[0], memory[1], memory[2], memory[3]
    r1, r2, r3, r4 = memory[4], memory[5], memory[6], memory[7]
    for n in range(BLOCK_FRAMES):
        x = left[n] + ANTI_DENORMAL
        y = right[n] + ANTI_DENORMAL
        v = rest * l2 + (a2 * l1 + a3 * x)
        w = rest * r2 + (a2 * r1 + a3 * y)
        l1, l2 = stay_1 * l1 + (cross * x - cross * l2), stay_2 * l2 + (cross * l1 + into * x)
        r1, r2 = stay_1 * r1 + (cross * y - cross * r2), stay_2 * r2 + (cross * r1 + into * y)
        if steep:
            x, y = v, w
            v = rest * l4 + (a2 * l3 + a3 * x)
            w = rest * r4 + (a2 * r3 + a3 * y)
            l3, l4 = stay_1 * l3 + (cross * x - cross * l4), stay_2 * l4 + (cross * l3 + into * x)
            r3, r4 = stay_1 * r3 + (cross * y - cross * r4), stay_2 * r4 + (cross * r3 + into * y)
        left[n] = v
        right[n] = w
    memory[0], memory[1], memory[2], memory[3] = l1, l2, l3, l4
    memory[4], memory[5], memory[6], memory[7] = r1, r2, r3, r4


@kernel
def _low_pass_mono(side: MonoF32, memory: State, g: float, damping: float, steep: bool) -> None:
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
    stay_1, stay_2, rest, cross, into = 2.0 * a1 - 1.0, 1.0 - 2.0 * a3, 1.0 - a3, 2.0 * a2, 2.0 * a3
    l1, l2, l3, l4 = memory[0], memory[1], memory[2], memory[3]
    for n in range(BLOCK_FRAMES):
        x = side[n] + ANTI_DENORMAL
        v = rest * l2 + (a2 * l1 + a3 * x)
        l1, l2 = stay_1 * l1 + (cross * x - cross * l2), stay_2 * l2 + (cross * l1 + into * x)
        if steep:
            x = v
            v = rest * l4 + (a2 * l3 + a3 * x)
            l3, l4 = stay_1 * l3 + (cross * x - cross * l4), stay_2 * l4 + (cross * l3 + into * x)
        side[n] = v
    memory[0], memory[1], memory[2], memory[3] = l1, l2, l3, l4
