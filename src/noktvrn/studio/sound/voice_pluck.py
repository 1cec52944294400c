"""The plucked string."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, white
from noktvrn.studio.sound.patches import Pluck
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector

LINE_FRAMES = 2048
"""Longest string: 21.5 Hz."""


@kernel
def render_pluck(out: BlockF32, notes: Notes, patch: Pluck) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    for row in range(notes.shape[0]):
        for channel in range(2):
            _one_side(out, channel, notes[row], patch)


@kernel
def _one_side(out: BlockF32, channel: int, note: Vector, p: Pluck) -> None:  # noqa: PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    hz = note[2] * (1.0 + (0.0005 if channel == 0 else -0.0005) * p.width)
    velocity = note[3]
    # Both sides share the pluck and differ by the width: a common burst keeps the middle solid.
    state = next_state(int(note[5]))
    own = next_state(state + 7919 * (channel + 1))
    stretch = min(max(0.5 * p.damping, 0.02), 0.48)
    period = rate / hz - stretch
    whole = min(int(period), LINE_FRAMES - 4)
    fraction = period - whole
    line = np.zeros(LINE_FRAMES)
    bright = min(max(p.brightness + 0.5 * (note[4] - 0.5) + 0.4 * (velocity - 0.7), 0.05), 0.98)
    low = 0.0
    burst = np.zeros(LINE_FRAMES)
    mean = 0.0
    for n in range(whole):
        state = next_state(state)
        own = next_state(own)
        low += bright * (white(state) * (1.0 - 0.5 * p.width) + white(own) * 0.5 * p.width - low)
        burst[n] = low
        mean += low
    mean /= max(whole, 1)
    pick = max(int(p.pick_position * whole), 1)
    energy = 1e-9
    for n in range(whole):
        line[n] = (burst[n] - mean) - (burst[(n - pick) % whole] - mean)
        energy += line[n] * line[n]
    level = 0.16 * velocity**1.4 / math.sqrt(energy / max(whole, 1))
    keep = 10.0 ** (-3.0 / (max(hz, 20.0) * p.decay_s * (220.0 / hz) ** 0.35))
    release = max(int(p.release_s * rate), 220)
    total = min(gate + release, out.shape[1] - start)
    let_go = decay_per_frame(release / rate, rate)
    omega = 2.0 * math.pi * p.body_hz / rate
    radius = 0.993
    body_now = body_before = 0.0
    length = whole + 1
    for n in range(whole, length):
        line[n] = 0.0
    read = 0
    last = 0.0
    envelope = 1.0
    for n in range(total):
        following = read + 1
        if following >= length:
            following = 0
        tap = line[read] * (1.0 - fraction) + line[following] * fraction
        damped = (1.0 - stretch) * tap + stretch * last
        last = tap
        line[read] = damped * keep + ANTI_DENORMAL
        read = following
        resonance = 2.0 * radius * math.cos(omega) * body_now - radius * radius * body_before + tap * 0.02
        body_before = body_now
        body_now = resonance
        gain = level * envelope
        if n >= gate:
            envelope *= let_go
        if n < 44:
            gain *= n / 44.0
        if total - n < 220:
            gain *= (total - n) / 220.0
        out[channel, start + n] += (tap + p.body * resonance) * gain
