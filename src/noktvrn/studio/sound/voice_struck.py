"""The struck voice: a bank of decaying resonators per note."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, white
from noktvrn.studio.sound.patches import Struck
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector

MAX_PARTIALS = 24


@kernel
def render_struck(out: BlockF32, notes: Notes, patch: Struck) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    for row in range(notes.shape[0]):
        for channel in range(2):
            _one_side(out, channel, notes[row], patch)


@kernel
def _one_side(out: BlockF32, channel: int, note: Vector, p: Struck) -> None:  # noqa: PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    hz = note[2]
    velocity = note[3]
    state = int(note[5])
    side = 1.0 if channel == 0 else -1.0
    tilt = p.rolloff - p.velocity_tilt * (velocity - 0.7) - p.brightness_tilt * (note[4] - 0.5)
    count = 0
    feedback = np.zeros(MAX_PARTIALS)
    loss = np.zeros(MAX_PARTIALS)
    now = np.zeros(MAX_PARTIALS)
    before = np.zeros(MAX_PARTIALS)
    norm = 0.0
    for k in range(1, int(p.partials) + 1):
        ratio = k**p.stretch * math.sqrt(1.0 + p.inharmonicity * k * k)
        partial_hz = hz * ratio * (1.0 + side * 0.0004)
        if partial_hz > 0.43 * rate:
            break
        level = k ** (-tilt) * (0.15 + abs(math.sin(math.pi * k * p.strike_position)))
        state = next_state(state)
        level *= 1.0 + side * p.width * white(state)
        seconds = p.decay_s * (220.0 / hz) ** 0.5 / (1.0 + p.damping * (k - 1))
        radius = decay_per_frame(seconds, rate)
        omega = 2.0 * math.pi * partial_hz / rate
        feedback[count] = 2.0 * radius * math.cos(omega)
        loss[count] = radius * radius
        state = next_state(state)
        # A start in phase with all the others would click; the spread is small enough to keep the strike.
        angle = 0.4 * white(state)
        now[count] = level * math.sin(angle)
        before[count] = level * math.sin(angle - omega) / radius
        norm += level
        count += 1
    release = max(int(p.release_s * rate), 220)
    total = min(gate + release, out.shape[1] - start)
    let_go = decay_per_frame(release / rate, rate)
    rise = max(int(p.attack_s * rate), 44)
    scale = 0.55 * velocity**1.4 / max(norm, 1e-9)
    envelope = 1.0
    hammer = p.hammer * velocity
    hammer_fall = decay_per_frame(0.03, rate)
    hammer_low = 0.0
    hammer_gain = 1.0 - math.exp(-2.0 * math.pi * p.hammer_hz / rate)
    for n in range(total):
        value = 0.0
        for k in range(count):
            following = feedback[k] * now[k] - loss[k] * before[k] + ANTI_DENORMAL
            before[k] = now[k]
            now[k] = following
            value += following
        state = next_state(state)
        hammer_low += (white(state) * hammer - hammer_low) * hammer_gain + ANTI_DENORMAL
        hammer *= hammer_fall
        gain = scale * envelope
        if n < rise:
            gain *= n / rise
        if n >= gate:
            envelope *= let_go
        if total - n < 220:
            gain *= (total - n) / 220.0
        out[channel, start + n] += (value + hammer_low * 3.0) * gain
