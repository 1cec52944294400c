"""The sub bass: a driven sine with a pitch drop."""

from __future__ import annotations

import math

from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Sub
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector


@kernel
def render_sub(out: BlockF32, notes: Notes, patch: Sub) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    for row in range(notes.shape[0]):
        _one_note(out, notes[row], patch)


@kernel
def _one_note(out: BlockF32, note: Vector, p: Sub) -> None:
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    target_hz = note[2]
    hz = note[6] if note[6] > 0.0 else target_hz
    velocity = note[3]
    state = int(note[5])
    release = max(int(p.release_s * rate), 220)
    total = min(gate + release, out.shape[1] - start)
    decay = decay_per_frame(p.decay_s, rate)
    let_go = decay_per_frame(release / rate, rate)
    attack_step = 1.0 / max(p.attack_s * rate, 88.0)
    glide = 1.0 - math.exp(-1.0 / max(p.glide_s * rate * 0.4, 1.0))
    drop = p.drop_oct if note[6] <= 0.0 else 0.0
    drop_fall = decay_per_frame(p.drop_s * 3.0, rate)
    drive = 1.0 + p.drive * (0.6 + 0.8 * note[4])
    click = p.click
    click_fall = decay_per_frame(0.006, rate)
    phase = 0.0
    envelope = 0.0
    attacking = True
    scale = 0.42 * velocity**1.2
    increment = hz / rate
    for n in range(total):
        if n % 16 == 0:
            increment = hz * 2.0**drop / rate
        hz += (target_hz - hz) * glide
        drop *= drop_fall
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
        phase += increment
        state = next_state(state)
        raw = sine(phase) + p.overtone * sine(2.0 * phase + 0.13) + click * white(state)
        click *= click_fall
        value = math.tanh(raw * drive) / math.tanh(drive) * envelope * scale
        if total - n < 220:
            value *= (total - n) / 220.0
        out[0, start + n] += value
        out[1, start + n] += value
