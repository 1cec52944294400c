"""The subtractive voice."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, pulse, saw, sine, white
from noktvrn.studio.sound.patches import Analog
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector

CONTROL_FRAMES = 16
"""Pitch and filter are updated every 16 frames (0.36 ms)."""


@kernel
def render_analog(out: BlockF32, notes: Notes, patch: Analog) -> None:
    """Add notes to ``out``.

    Args:
        out: Shape (2, frames).
        notes: Shape (count, 7); columns as in :mod:`noktvrn.studio.sound.shapes`.
        patch: The sound.
    """
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Analog) -> None:  # noqa: PLR0912, PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    target_hz = note[2]
    velocity = note[3]
    state = int(note[5])
    from_hz = note[6] if note[6] > 0.0 else target_hz
    release = max(int(p.release_s * rate), 220)
    total = min(gate + release, out.shape[1] - start)
    voices = int(p.unison)
    stereo = voices > 1 and p.spread > 0.0
    steep = p.poles > 3.0

    phase = np.empty(8)
    ratio = np.empty(8)
    left_gain = np.empty(8)
    right_gain = np.empty(8)
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
    sub_phase = 0.0

    attack_step = 1.0 / max(p.attack_s * rate, 88.0)
    decay = decay_per_frame(p.decay_s, rate)
    let_go = decay_per_frame(release / rate, rate)
    filter_decay = decay_per_frame(p.filter_decay_s, rate) ** CONTROL_FRAMES
    glide = 1.0 - math.exp(-CONTROL_FRAMES / max(p.glide_s * rate * 0.4, 1.0))
    top_hz = 0.42 * rate
    damping = 2.0 * (1.0 - 0.96 * p.resonance)
    base_oct = (
        p.key_track * math.log2(target_hz / 220.0)
        + p.velocity_oct * (velocity - 0.7)
        + p.brightness_oct * (note[4] - 0.5)
    )
    shape = 1.0 + 5.0 * p.drive

    envelope = 0.0
    attacking = True
    filter_env = 1.0
    hz = from_hz
    l1 = l2 = l3 = l4 = r1 = r2 = r3 = r4 = 0.0
    increment = hz / rate
    a1 = a2 = a3 = 0.0
    width = p.pulse_width
    fade = 220
    for n in range(total):
        if n % CONTROL_FRAMES == 0:
            seconds = n / rate
            hz += (target_hz - hz) * glide
            bend = 0.0
            if p.vibrato_cents > 0.0 and seconds > p.vibrato_delay_s:
                swell = min((seconds - p.vibrato_delay_s) * 3.0, 1.0)
                bend = swell * p.vibrato_cents * sine(p.vibrato_hz * seconds) / 1200.0
            increment = hz * 2.0**bend / rate
            filter_env = p.filter_sustain + (filter_env - p.filter_sustain) * filter_decay
            cutoff = p.cutoff_hz * 2.0 ** (base_oct + p.env_oct * filter_env)
            g = math.tan(math.pi * min(max(cutoff, 30.0), top_hz) / rate)
            a1 = 1.0 / (1.0 + g * (g + damping))
            a2 = g * a1
            a3 = g * a2
            if p.pwm_depth > 0.0:
                width = p.pulse_width + p.pwm_depth * sine(0.61 * seconds + 0.1)
        if n < gate:
            if attacking:
                envelope += attack_step
                if envelope >= 1.0:
                    envelope = 1.0
                    attacking = False
            else:
                envelope = p.sustain + (envelope - p.sustain) * decay
        else:
            envelope *= let_go
        left = ANTI_DENORMAL
        right = ANTI_DENORMAL
        for v in range(voices):
            step = increment * ratio[v]
            phase[v] += step
            if phase[v] >= 1.0:
                phase[v] -= 1.0
            value = 0.0
            if p.saws > 0.0:
                value = p.saws * saw(phase[v], step)
            if p.pulses > 0.0:
                value += p.pulses * pulse(phase[v], step, width)
            left += value * left_gain[v]
            right += value * right_gain[v]
        if p.sub > 0.0:
            sub_phase += 0.5 * increment
            if sub_phase >= 1.0:
                sub_phase -= 1.0
            low = p.sub * sine(sub_phase) * math.sqrt(voices)
            left += low
            right += low
        if p.noise > 0.0:
            state = next_state(state)
            left += p.noise * white(state)
            state = next_state(state)
            right += p.noise * white(state)
        if p.drive > 0.0:
            left = math.tanh(left * shape * 0.5) * 1.2
            if stereo:
                right = math.tanh(right * shape * 0.5) * 1.2
        v3 = left - l2
        v1 = a1 * l1 + a2 * v3
        v2 = l2 + a2 * l1 + a3 * v3
        l1 = 2.0 * v1 - l1
        l2 = 2.0 * v2 - l2
        left = v2
        if steep:
            v3 = left - l4
            v1 = a1 * l3 + a2 * v3
            v2 = l4 + a2 * l3 + a3 * v3
            l3 = 2.0 * v1 - l3
            l4 = 2.0 * v2 - l4
            left = v2
        if stereo:
            v3 = right - r2
            v1 = a1 * r1 + a2 * v3
            v2 = r2 + a2 * r1 + a3 * v3
            r1 = 2.0 * v1 - r1
            r2 = 2.0 * v2 - r2
            right = v2
            if steep:
                v3 = right - r4
                v1 = a1 * r3 + a2 * v3
                v2 = r4 + a2 * r3 + a3 * v3
                r3 = 2.0 * v1 - r3
                r4 = 2.0 * v2 - r4
                right = v2
        else:
            right = left
        gain = scale * envelope
        if total - n < fade:
            gain *= (total - n) / fade
        out[0, start + n] += left * gain
        out[1, start + n] += right * gain
