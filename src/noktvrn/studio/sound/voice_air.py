"""The breathing pad."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Air
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector

BUMP_FRAMES = 32


@kernel
def render_air(out: BlockF32, notes: Notes, patch: Air) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    for row in range(notes.shape[0]):
        for channel in range(2):
            _one_side(out, channel, notes[row], patch)


@kernel
def _one_side(out: BlockF32, channel: int, note: Vector, p: Air) -> None:  # noqa: PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    hz = note[2]
    velocity = note[3]
    state = next_state(int(note[5]) + 104729 * channel)
    clusters = int(p.voices)
    overtones = int(p.overtones)
    count = 0
    cosine = np.zeros(32)
    now = np.zeros(32)
    before = np.zeros(32)
    weight = np.zeros(32)
    drift = np.zeros(32)
    tilt = p.rolloff - p.brightness_tilt * 2.0 * (note[4] - 0.5)
    norm = 0.0
    for k in range(1, overtones + 1):
        for _ in range(clusters):
            state = next_state(state)
            cents = p.detune_cents * white(state)
            partial_hz = hz * k * 2.0 ** (cents / 1200.0)
            if partial_hz > 0.4 * rate or count >= 32:
                continue
            state = next_state(state)
            angle = math.pi * white(state)
            omega = 2.0 * math.pi * partial_hz / rate
            cosine[count] = 2.0 * math.cos(omega)
            now[count] = math.sin(angle)
            before[count] = math.sin(angle - omega)
            weight[count] = k ** (-tilt) / math.sqrt(clusters)
            state = next_state(state)
            drift[count] = white(state)
            norm += weight[count] * weight[count]
            count += 1
    release = max(int(p.release_s * rate), 441)
    total = min(gate + release, out.shape[1] - start)
    rise = max(p.attack_s * rate, 441.0)
    let_go = decay_per_frame(release / rate, rate)
    scale = 0.25 * velocity**1.2 / math.sqrt(max(norm, 1e-9))
    g = math.tan(math.pi * min(hz * 2.0, 0.4 * rate) / rate)
    damping = 1.0 / p.breath_q
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
    ic1 = ic2 = 0.0
    level = 1.0
    moving = np.zeros(32)
    for n in range(total):
        if n % BUMP_FRAMES == 0:
            seconds = (start + n) / rate
            for k in range(count):
                moving[k] = weight[k] * (
                    1.0 + p.motion * sine(p.motion_hz * (1.0 + 0.5 * drift[k]) * seconds + drift[k])
                )
        value = 0.0
        for k in range(count):
            following = cosine[k] * now[k] - before[k]
            before[k] = now[k]
            now[k] = following
            value += following * moving[k]
        state = next_state(state)
        v3 = white(state) + ANTI_DENORMAL - ic2
        v1 = a1 * ic1 + a2 * v3
        v2 = ic2 + a2 * ic1 + a3 * v3
        ic1 = 2.0 * v1 - ic1
        ic2 = 2.0 * v2 - ic2
        value += p.breath * v1 * damping * 6.0
        gain = scale * level
        if n < rise:
            part = n / rise
            gain *= part * part * (3.0 - 2.0 * part)
        if n >= gate:
            level *= let_go
        if total - n < 441:
            gain *= (total - n) / 441.0
        out[channel, start + n] += value * gain
