"""Settings of the voices, as named tuples that the compiled kernels read, and bands of equalisers.

Every field of a voice is a float so that one compiled version serves all patches. Levels are linear, times in seconds,
frequencies in hertz, ``_oct`` in octaves, ``_cents`` in cents.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Analog(NamedTuple):
    """Subtractive voice: unison of saws and pulses, sub, noise, into a 12 or 24 dB low-pass with an envelope."""

    saws: float = 1.0
    pulses: float = 0.0
    pulse_width: float = 0.5
    pwm_depth: float = 0.0
    sub: float = 0.0
    noise: float = 0.0
    unison: float = 1.0
    detune_cents: float = 0.0
    spread: float = 0.0
    cutoff_hz: float = 2000.0
    key_track: float = 0.4
    env_oct: float = 1.5
    filter_decay_s: float = 0.4
    filter_sustain: float = 0.3
    resonance: float = 0.15
    poles: float = 4.0
    drive: float = 0.0
    attack_s: float = 0.005
    decay_s: float = 0.3
    sustain: float = 0.7
    release_s: float = 0.15
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.2
    vibrato_delay_s: float = 0.25
    velocity_oct: float = 1.0
    brightness_oct: float = 3.0
    glide_s: float = 0.04


class Fm(NamedTuple):
    """Two pairs of sine operators, as in electric pianos, bells and glassy plucks."""

    carrier_1: float = 1.0
    modulator_1: float = 1.0
    index_1: float = 1.2
    index_decay_1_s: float = 0.8
    carrier_2: float = 1.0
    modulator_2: float = 14.0
    index_2: float = 0.4
    index_decay_2_s: float = 0.12
    level_2: float = 0.35
    decay_2_s: float = 0.5
    spread_cents: float = 3.0
    attack_s: float = 0.003
    decay_s: float = 1.8
    sustain: float = 0.0
    release_s: float = 0.25
    tremolo: float = 0.0
    tremolo_hz: float = 4.6
    velocity_index: float = 0.8
    brightness_index: float = 1.2


class Struck(NamedTuple):
    """Sum of decaying partials: felt piano, mallets, bells, vibraphone."""

    partials: float = 12.0
    inharmonicity: float = 0.0004
    stretch: float = 1.0
    rolloff: float = 1.1
    decay_s: float = 3.0
    damping: float = 0.35
    strike_position: float = 0.12
    hammer: float = 0.15
    hammer_hz: float = 1800.0
    attack_s: float = 0.002
    release_s: float = 0.25
    width: float = 0.35
    velocity_tilt: float = 0.6
    brightness_tilt: float = 0.8


class Pluck(NamedTuple):
    """Karplus-Strong string with pick position and damping (Jaffe and Smith 1983)."""

    decay_s: float = 2.2
    damping: float = 0.35
    pick_position: float = 0.17
    brightness: float = 0.6
    body: float = 0.25
    body_hz: float = 190.0
    attack_s: float = 0.001
    release_s: float = 0.18
    width: float = 0.3


class Sub(NamedTuple):
    """Driven sine with a pitch drop: 808 and sub bass."""

    drop_oct: float = 1.0
    drop_s: float = 0.04
    drive: float = 1.5
    overtone: float = 0.12
    click: float = 0.15
    attack_s: float = 0.003
    decay_s: float = 1.4
    sustain: float = 0.0
    release_s: float = 0.08
    glide_s: float = 0.06


class Air(NamedTuple):
    """Breathing pad: detuned sine clusters and resonant noise, slow swells, wide."""

    voices: float = 3.0
    detune_cents: float = 9.0
    overtones: float = 4.0
    rolloff: float = 1.4
    breath: float = 0.15
    breath_q: float = 12.0
    attack_s: float = 0.9
    release_s: float = 1.6
    motion_hz: float = 0.13
    motion: float = 0.35
    brightness_tilt: float = 0.8


Patch = Analog | Fm | Struck | Pluck | Sub | Air

Shape = Literal["highpass", "lowpass", "lowshelf", "highshelf", "peak"]


class Band(NamedTuple):
    """One band of an equaliser (Bristow-Johnson, Audio EQ Cookbook)."""

    shape: Shape
    hz: float
    gain_db: float = 0.0
    q: float = 0.707
