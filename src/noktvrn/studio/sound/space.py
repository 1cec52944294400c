"""Streaming room and echo: feedback delay network, ping-pong delay, chorus."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import sine
from noktvrn.studio.sound.shapes import BlockF32, Frames, State

LINES = 8
LINE_FRAMES = 8192
_LENGTHS_S = (0.0297, 0.0371, 0.0411, 0.0437, 0.0503, 0.0571, 0.0617, 0.0683)
"""Mutually incommensurate; scaled by the size of the room (Jot and Chaigne 1991)."""


class Reverb:
    """Eight-line feedback delay network with damping, diffusion and predelay.

    Args:
        seconds: Time to fall by 60 dB at middle frequencies, 0.2..20.
        damping_hz: Above this the tail falls faster.
        size: Scale of the delay lines, 0.4..2.
        predelay_s: 0..0.15.
    """

    def __init__(self, seconds: float, damping_hz: float, size: float, predelay_s: float) -> None:
        """See the class."""
        self.lengths = np.array([int(s * size * SAMPLE_RATE_HZ) | 1 for s in _LENGTHS_S])
        self.gains = 10.0 ** (-3.0 * self.lengths / (seconds * SAMPLE_RATE_HZ))
        self.damping = 1.0 - math.exp(-2.0 * math.pi * damping_hz / SAMPLE_RATE_HZ)
        self.lines = np.zeros((LINES, LINE_FRAMES))
        self.low = np.zeros(LINES)
        self.diffusers = np.zeros((8, 1024))
        self.early = np.zeros((2, LINE_FRAMES))
        self.place = np.zeros(1, np.int64)
        self.predelay = int(predelay_s * SAMPLE_RATE_HZ)

    def process(self, send: BlockF32, out: BlockF32, frames: int) -> None:
        """Add the room's answer to the first ``frames`` of ``send`` to ``out``."""
        _reverb(
            send, out, frames, self.lengths, self.gains, self.damping,
            self.lines, self.low, self.diffusers, self.early, self.predelay, self.place,
        )  # fmt: skip


@kernel
def _reverb(
    send: BlockF32,
    out: BlockF32,
    frames: int,
    lengths: Frames,
    gains: State,
    damping: float,
    lines: State,
    low: State,
    diffusers: State,
    early: State,
    predelay: int,
    place: Frames,
) -> None:
    at = place[0]
    mask = LINE_FRAMES - 1
    taps = np.zeros(LINES)
    diffusion = np.array([142, 107, 379, 277, 149, 113, 367, 283])
    # Counting along is cheaper than eight divisions a frame.
    slots = at % diffusion
    for n in range(frames):
        early[0, at & mask] = send[0, n]
        early[1, at & mask] = send[1, n]
        late = at - predelay
        left = early[0, late & mask] + ANTI_DENORMAL
        right = early[1, late & mask] + ANTI_DENORMAL
        for k in range(4):
            slot = slots[k]
            slots[k] = slot + 1 if slot + 1 < diffusion[k] else 0
            held = diffusers[k, slot]
            fed = left - 0.62 * held
            diffusers[k, slot] = fed
            left = held + 0.62 * fed
            slot = slots[k + 4]
            slots[k + 4] = slot + 1 if slot + 1 < diffusion[k + 4] else 0
            held = diffusers[k + 4, slot]
            fed = right - 0.62 * held
            diffusers[k + 4, slot] = fed
            right = held + 0.62 * fed
        total = 0.0
        for k in range(LINES):
            tap = lines[k, (at - lengths[k]) & mask]
            low[k] += damping * (tap - low[k]) + ANTI_DENORMAL
            taps[k] = low[k] * gains[k]
            total += taps[k]
        total *= 2.0 / LINES
        for k in range(LINES):
            lines[k, at & mask] = taps[k] - total + (left if k % 2 == 0 else right)
        out[0, n] += 0.35 * (taps[0] - taps[2] + taps[4] - taps[6])
        out[1, n] += 0.35 * (taps[1] - taps[3] + taps[5] - taps[7])
        at += 1
    place[0] = at


class Echo:
    """Ping-pong delay with band-limited feedback.

    Args:
        seconds: Time between repeats, up to 1.4.
        feedback: 0..0.85.
        lowpass_hz: Darkens each repeat.
        highpass_hz: Thins each repeat.
    """

    def __init__(self, seconds: float, feedback: float, lowpass_hz: float, highpass_hz: float) -> None:
        """See the class."""
        self.frames = min(int(seconds * SAMPLE_RATE_HZ), 65_000)
        self.feedback = feedback
        self.low_gain = 1.0 - math.exp(-2.0 * math.pi * lowpass_hz / SAMPLE_RATE_HZ)
        self.high_gain = 1.0 - math.exp(-2.0 * math.pi * highpass_hz / SAMPLE_RATE_HZ)
        self.line = np.zeros((2, 65_536), np.float32)
        self.memory = np.zeros((2, 2))
        self.place = np.zeros(1, np.int64)

    def process(self, send: BlockF32, out: BlockF32, frames: int) -> None:
        """Add the repeats of the first ``frames`` of ``send`` to ``out``."""
        _echo(
            send, out, frames, self.line, self.frames, self.feedback, self.low_gain, self.high_gain,
            self.memory, self.place,
        )  # fmt: skip


@kernel
def _echo(
    send: BlockF32,
    out: BlockF32,
    frames: int,
    line: BlockF32,
    delay: int,
    feedback: float,
    low_gain: float,
    high_gain: float,
    memory: State,
    place: Frames,
) -> None:
    at = place[0]
    for n in range(frames):
        back = (at - delay) & 65535
        left = line[0, back]
        right = line[1, back]
        out[0, n] += left
        out[1, n] += right
        memory[0, 0] += low_gain * (left - memory[0, 0]) + ANTI_DENORMAL
        memory[0, 1] += high_gain * (memory[0, 0] - memory[0, 1]) + ANTI_DENORMAL
        memory[1, 0] += low_gain * (right - memory[1, 0]) + ANTI_DENORMAL
        memory[1, 1] += high_gain * (memory[1, 0] - memory[1, 1]) + ANTI_DENORMAL
        into = 0.5 * (send[0, n] + send[1, n])
        # The sides feed each other, so repeats wander from left to right.
        line[0, at & 65535] = into + feedback * (memory[1, 0] - memory[1, 1])
        line[1, at & 65535] = feedback * (memory[0, 0] - memory[0, 1])
        at += 1
    place[0] = at


class Chorus:
    """Two slowly moving taps per side; ``mix`` 0..1."""

    def __init__(self, mix: float, rate_hz: float = 0.37, depth_s: float = 0.0028) -> None:
        """See the class."""
        self.mix = mix
        self.rate_hz = rate_hz
        self.depth = depth_s * SAMPLE_RATE_HZ
        self.line = np.zeros((2, 2048), np.float32)
        self.place = np.zeros(1, np.int64)

    def process(self, block: BlockF32, frames: int) -> None:
        """Change the first ``frames`` of ``block`` in place."""
        _chorus(block, frames, self.mix, self.rate_hz, self.depth, self.line, self.place)


@kernel
def _chorus(
    block: BlockF32, frames: int, mix: float, rate_hz: float, depth: float, line: BlockF32, place: Frames
) -> None:
    at = place[0]
    dry = 1.0 - 0.4 * mix
    travel = np.zeros((2, 2))
    speed = np.zeros((2, 2))
    for n in range(frames):
        if n % 32 == 0:
            for c in range(2):
                for t in range(2):
                    seconds = at / SAMPLE_RATE_HZ
                    shift = 0.25 * c + 0.5 * t
                    here = 300.0 + depth * (1.0 + t * 0.6) * (1.0 + sine(rate_hz * (1.0 + 0.31 * t) * seconds + shift))
                    later = seconds + 32.0 / SAMPLE_RATE_HZ
                    there = 300.0 + depth * (1.0 + t * 0.6) * (1.0 + sine(rate_hz * (1.0 + 0.31 * t) * later + shift))
                    travel[c, t] = here
                    speed[c, t] = (there - here) / 32.0
        for c in range(2):
            line[c, at & 2047] = block[c, n]
            wet = 0.0
            for t in range(2):
                back = at - travel[c, t]
                travel[c, t] += speed[c, t]
                index = math.floor(back)
                part = back - index
                wet += line[c, index & 2047] * (1.0 - part) + line[c, (index + 1) & 2047] * part
            block[c, n] = dry * block[c, n] + 0.5 * mix * wet
        at += 1
    place[0] = at
