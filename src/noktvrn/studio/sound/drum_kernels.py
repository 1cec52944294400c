"""How each kind of drum sounds: kernels that fill one mono hit.

All return float32 of the asked length, peak near 1, silent at the end.
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import decay_per_frame, next_state, sine, white
from noktvrn.studio.sound.shapes import BlockF32, Frames, MonoF32, Notes


@kernel
def membrane(
    frames: int,
    seed: int,
    hz: float,
    drop_oct: float,
    drop_s: float,
    decay_s: float,
    click: float,
    drive: float,
    hold_s: float,
) -> MonoF32:
    """Kick or tom: a sine that falls in pitch, a click, and soft clipping."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    phase = 0.0
    drop = drop_oct
    fall = decay_per_frame(drop_s * 3.0, rate)
    body = 1.0
    body_fall = decay_per_frame(decay_s, rate)
    snap = click
    snap_fall = decay_per_frame(0.012, rate)
    snap_low = 0.0
    hold = int(hold_s * rate)
    ceiling = math.tanh(drive)
    for n in range(frames):
        phase += hz * 2.0**drop / rate
        drop *= fall
        if n > hold:
            body *= body_fall
        state = next_state(state)
        snap_low += 0.55 * (white(state) * snap - snap_low) + ANTI_DENORMAL
        snap *= snap_fall
        value = math.tanh((sine(phase) * body + snap_low) * drive) / ceiling
        if n < 30:
            value *= n / 30.0
        if frames - n < 300:
            value *= (frames - n) / 300.0
        out[n] = value
    return out


@kernel
def rattle(
    frames: int,
    seed: int,
    hz: float,
    tone: float,
    tone_decay_s: float,
    noise_hz: float,
    noise_q: float,
    noise_decay_s: float,
    gate_s: float,
    drive: float,
) -> MonoF32:
    """Snare or rim: two shell modes and filtered noise, gated when ``gate_s`` is above 0."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    phase_1 = phase_2 = 0.0
    body = tone
    body_fall = decay_per_frame(tone_decay_s, rate)
    hiss = 1.0
    hiss_fall = decay_per_frame(noise_decay_s, rate)
    g = math.tan(math.pi * noise_hz / rate)
    damping = 1.0 / noise_q
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
    ic1 = ic2 = 0.0
    drop = 0.6
    gate = int(gate_s * rate) if gate_s > 0.0 else frames
    ceiling = math.tanh(drive)
    for n in range(frames):
        bend = 2.0**drop
        drop *= 0.9985
        phase_1 += hz * bend / rate
        phase_2 += hz * 1.78 * bend / rate
        state = next_state(state)
        raw = white(state) + ANTI_DENORMAL
        v3 = raw - ic2
        v1 = a1 * ic1 + a2 * v3
        v2 = ic2 + a2 * ic1 + a3 * v3
        ic1 = 2.0 * v1 - ic1
        ic2 = 2.0 * v2 - ic2
        # Band-pass for the body of the noise, a share of high-pass for the wires.
        noise = v1 * damping * 1.6 + 0.35 * (raw - damping * v1 - v2)
        value = (sine(phase_1) + 0.6 * sine(phase_2)) * body + noise * hiss
        body *= body_fall
        hiss *= hiss_fall
        value = math.tanh(value * drive) / ceiling
        if n > gate:
            value *= max(0.0, 1.0 - (n - gate) / 900.0)
        if n < 24:
            value *= n / 24.0
        if frames - n < 300:
            value *= (frames - n) / 300.0
        out[n] = value
    return out


@kernel
def metal(
    frames: int, seed: int, hz: float, decay_s: float, highpass_hz: float, noise: float, attack_s: float, shimmer: float
) -> MonoF32:
    """Hat, ride or crash: six squares out of tune with each other, noise, and a steep high-pass."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    ratios = np.array([1.0, 1.4471, 1.617, 1.9265, 2.5028, 2.6637])
    phase = np.zeros(6)
    step = np.zeros(6)
    for k in range(6):
        state = next_state(state)
        phase[k] = 0.5 + 0.5 * white(state)
        state = next_state(state)
        step[k] = hz * ratios[k] * (1.0 + 0.004 * white(state)) / rate
    body = 1.0
    fall = decay_per_frame(decay_s, rate)
    g = math.tan(math.pi * highpass_hz / rate)
    a1 = 1.0 / (1.0 + g * (g + 0.9))
    a2 = g * a1
    a3 = g * a2
    b1 = b2 = c1 = c2 = 0.0
    rise = max(attack_s * rate, 12.0)
    for n in range(frames):
        value = ANTI_DENORMAL
        for k in range(6):
            phase[k] += step[k]
            if phase[k] >= 1.0:
                phase[k] -= 1.0
            value += 0.28 if phase[k] < 0.5 else -0.28
        state = next_state(state)
        value = value * (1.0 - noise) + noise * 1.2 * white(state)
        v3 = value - b2
        v1 = a1 * b1 + a2 * v3
        v2 = b2 + a2 * b1 + a3 * v3
        b1 = 2.0 * v1 - b1
        b2 = 2.0 * v2 - b2
        high = value - 0.9 * v1 - v2
        v3 = high - c2
        v1 = a1 * c1 + a2 * v3
        v2 = c2 + a2 * c1 + a3 * v3
        c1 = 2.0 * v1 - c1
        c2 = 2.0 * v2 - c2
        high = high - 0.9 * v1 - v2
        level = body
        if shimmer > 0.0:
            level *= 1.0 - shimmer * (0.5 + 0.5 * sine(5.3 * n / rate))
        body *= fall
        if n < rise:
            level *= n / rise
        if frames - n < 300:
            level *= (frames - n) / 300.0
        out[n] = high * level * 0.7
    return out


@kernel
def hands(
    frames: int, seed: int, centre_hz: float, q: float, spread_s: float, decay_s: float, bursts: float
) -> MonoF32:
    """Clap or snap: a few bursts of band-passed noise and a tail."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    gap = max(int(spread_s * rate / max(bursts, 1.0)), 1)
    g = math.tan(math.pi * centre_hz / rate)
    damping = 1.0 / q
    a1 = 1.0 / (1.0 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
    ic1 = ic2 = 0.0
    body = 1.0
    burst_fall = decay_per_frame(0.028, rate)
    tail_fall = decay_per_frame(decay_s, rate)
    for n in range(frames):
        burst = n // gap
        if burst < bursts:
            if n % gap == 0:
                body = 1.0 if burst < bursts - 1 else 0.9
            body *= burst_fall
        else:
            if n == int(bursts) * gap:
                body = 0.85
            body *= tail_fall
        state = next_state(state)
        raw = white(state) + ANTI_DENORMAL
        v3 = raw - ic2
        v1 = a1 * ic1 + a2 * v3
        v2 = ic2 + a2 * ic1 + a3 * v3
        ic1 = 2.0 * v1 - ic1
        ic2 = 2.0 * v2 - ic2
        value = (v1 * damping * 2.2 + 0.12 * (raw - damping * v1 - v2)) * body
        if n < 20:
            value *= n / 20.0
        if frames - n < 300:
            value *= (frames - n) / 300.0
        out[n] = value
    return out


@kernel
def block(frames: int, seed: int, hz: float, ratio: float, index: float, decay_s: float) -> MonoF32:
    """Wood, rim, cowbell, conga: a short FM knock."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    body = 1.0
    fall = decay_per_frame(decay_s, rate)
    depth = index
    depth_fall = decay_per_frame(decay_s * 0.4, rate)
    carrier = modulator = 0.0
    bend = 0.12
    for n in range(frames):
        step = hz * 2.0**bend / rate
        bend *= 0.998
        carrier += step
        modulator += step * ratio
        state = next_state(state)
        value = sine(carrier + depth * sine(modulator) / 6.2831853) * body + 0.12 * white(state) * body**4
        body *= fall
        depth *= depth_fall
        if n < 24:
            value *= n / 24.0
        if frames - n < 300:
            value *= (frames - n) / 300.0
        out[n] = value * 0.9
    return out


@kernel
def seeds(frames: int, seed: int, highpass_hz: float, attack_s: float, decay_s: float) -> MonoF32:
    """Shaker or brush: noise that swells and falls."""
    rate = float(SAMPLE_RATE_HZ)
    out = np.zeros(frames, np.float32)
    state = next_state(seed)
    low = second = 0.0
    g = 1.0 - math.exp(-2.0 * math.pi * highpass_hz / rate)
    rise = max(attack_s * rate, 40.0)
    level = 1.0
    fall = decay_per_frame(decay_s, rate)
    for n in range(frames):
        state = next_state(state)
        raw = white(state)
        low += g * (raw - low) + ANTI_DENORMAL
        second += g * (raw - low - second) + ANTI_DENORMAL
        gain = n / rise if n < rise else level
        if n >= rise:
            level *= fall
        if frames - n < 300:
            gain *= (frames - n) / 300.0
        out[n] = (raw - low - second) * gain * 0.8
    return out


@kernel
def mix_hits(out: BlockF32, bank: MonoF32, ends: Frames, hits: Notes) -> None:
    """Add one-shots to a stereo block.

    Args:
        out: (2, frames).
        bank: Mono hits, one after the other.
        ends: Where the hits lie in the bank: 0, and the end of each.
        hits: Rows of start frame, shot, left gain, right gain, frame (from the start) at which to choke, or 0.
    """
    for row in range(hits.shape[0]):
        start = int(hits[row, 0])
        shot = int(hits[row, 1])
        place = ends[shot]
        count = min(ends[shot + 1] - place, out.shape[1] - start)
        choke = int(hits[row, 4])
        if choke > 0:
            count = min(count, choke + 220)
        for n in range(count):
            value = bank[place + n]
            if choke > 0 and n > choke:
                value *= 1.0 - (n - choke) / 220.0
            out[0, start + n] += value * hits[row, 2]
            out[1, start + n] += value * hits[row, 3]
