"""The FM voice."""

from __future__ import annotations

from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.patches import Fm
from noktvrn.studio.sound.shapes import BlockF32, Notes, Vector


@kernel
def render_fm(out: BlockF32, notes: Notes, patch: Fm) -> None:
    """Add notes to ``out`` (2, frames); see :mod:`noktvrn.studio.sound.shapes` for the columns of ``notes``."""
    for row in range(notes.shape[0]):
        for channel in range(2):
            _one_side(out, channel, notes[row], patch)


@kernel
def _one_side(out: BlockF32, channel: int, note: Vector, p: Fm) -> None:  # noqa: PLR0915
    rate = float(SAMPLE_RATE_HZ)
    start = int(note[0])
    gate = int(note[1])
    velocity = note[3]
    side = 1.0 if channel == 0 else -1.0
    state = next_state(int(note[5]))
    hz = note[2] * 2.0 ** ((side * p.spread_cents + white(state)) / 1200.0)
    release = max(int(p.release_s * rate), 220)
    total = min(gate + release, out.shape[1] - start)
    lift = max((1.0 + p.velocity_index * (velocity - 0.7)) * 2.0 ** (p.brightness_index * 2.0 * (note[4] - 0.5)), 0.0)
    # High notes get less modulation, or their side bands fold back.
    lift *= min(1.0, (1400.0 / hz) ** 0.5)
    index_1 = p.index_1 * lift / 6.2831853
    index_2 = p.index_2 * lift / 6.2831853
    fall_1 = decay_per_frame(p.index_decay_1_s, rate)
    fall_2 = decay_per_frame(p.index_decay_2_s, rate)
    level_2 = p.level_2
    level_fall = decay_per_frame(p.decay_2_s, rate)
    decay = decay_per_frame(p.decay_s, rate)
    let_go = decay_per_frame(release / rate, rate)
    attack_step = 1.0 / max(p.attack_s * rate, 88.0)
    c1 = m1 = c2 = m2 = 0.0
    dc1 = hz * p.carrier_1 / rate
    dm1 = hz * p.modulator_1 / rate
    dc2 = hz * p.carrier_2 / rate
    dm2 = min(hz * p.modulator_2 / rate, 0.4)
    tremolo_phase = 0.0 if channel == 0 else 0.5
    tremolo_step = p.tremolo_hz / rate
    scale = 0.3 * velocity**1.4
    envelope = 0.0
    attacking = True
    for n in range(total):
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
        c1 += dc1
        m1 += dm1
        c2 += dc2
        m2 += dm2
        value = sine(c1 + index_1 * sine(m1)) + level_2 * sine(c2 + index_2 * sine(m2))
        index_1 *= fall_1
        index_2 *= fall_2
        level_2 *= level_fall
        gain = scale * envelope
        if p.tremolo > 0.0:
            tremolo_phase += tremolo_step
            gain *= 1.0 - p.tremolo * (0.5 + 0.5 * sine(tremolo_phase))
        if total - n < 220:
            gain *= (total - n) / 220.0
        out[channel, start + n] += value * gain
