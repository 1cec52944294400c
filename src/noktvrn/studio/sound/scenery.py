"""Sounds between the notes: risers, falls, impacts, reverse swells, vinyl, rain.

A row of events holds: 0 start frame, 1 frames, 2 gain, 3 seed, 4 pitch in Hz for what has one.
"""

from __future__ import annotations

import math

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import next_state, saw, sine, white
from noktvrn.studio.sound.shapes import BlockF32, Notes


@kernel
def render_sweep(out: BlockF32, events: Notes, from_hz: float, to_hz: float, tone: float) -> None:
    """Noise through a band-pass that travels, with a rising or falling tone below it."""
    rate = float(SAMPLE_RATE_HZ)
    rising = to_hz > from_hz
    for row in range(events.shape[0]):
        start = int(events[row, 0])
        total = min(int(events[row, 1]), out.shape[1] - start)
        for channel in range(2):
            state = next_state(int(events[row, 3]) + 15485863 * channel)
            ic1 = ic2 = 0.0
            a1 = a2 = a3 = 0.0
            phase = 0.25 * channel
            step = 0.0
            for n in range(total):
                place = n / total
                if n % 32 == 0:
                    hz = from_hz * (to_hz / from_hz) ** place
                    g = math.tan(math.pi * hz / rate)
                    a1 = 1.0 / (1.0 + g * (g + 0.5))
                    a2 = g * a1
                    a3 = g * a2
                    step = events[row, 4] * 2.0 ** ((2.0 * place - 2.0) if rising else -2.0 * place) / rate
                state = next_state(state)
                v3 = white(state) + ANTI_DENORMAL - ic2
                v1 = a1 * ic1 + a2 * v3
                v2 = ic2 + a2 * ic1 + a3 * v3
                ic1 = 2.0 * v1 - ic1
                ic2 = 2.0 * v2 - ic2
                phase += step
                if phase >= 1.0:
                    phase -= 1.0
                shape = place * place if rising else (1.0 - place) ** 2
                edge = min(n / 441.0, (total - n) / 441.0, 1.0)
                value = v1 + tone * 0.3 * saw(phase, max(step, 1e-6))
                out[channel, start + n] += value * shape * edge * events[row, 2]


@kernel
def render_impact(out: BlockF32, events: Notes, boom_hz: float) -> None:
    """A low boom with a wash of dark noise."""
    rate = float(SAMPLE_RATE_HZ)
    for row in range(events.shape[0]):
        start = int(events[row, 0])
        total = min(int(events[row, 1]), out.shape[1] - start)
        phase = 0.0
        state = next_state(int(events[row, 3]))
        left = right = 0.0
        for n in range(total):
            seconds = n / rate
            phase += boom_hz * (1.0 + 1.5 * math.exp(-seconds * 18.0)) / rate
            boom = sine(phase) * math.exp(-seconds * 3.2)
            state = next_state(state)
            colour = 0.02 + 0.22 * math.exp(-seconds * 4.0)
            left += colour * (white(state) - left) + ANTI_DENORMAL
            state = next_state(state)
            right += colour * (white(state) - right) + ANTI_DENORMAL
            wash = math.exp(-seconds * 2.2) * 0.9
            edge = min(n / 60.0, (total - n) / 2000.0, 1.0) * events[row, 2]
            out[0, start + n] += (0.8 * boom + wash * left) * edge
            out[1, start + n] += (0.8 * boom + wash * right) * edge


@kernel
def render_reverse(out: BlockF32, events: Notes, highpass_hz: float) -> None:
    """A cymbal played backwards: bright noise that swells and stops."""
    rate = float(SAMPLE_RATE_HZ)
    g = 1.0 - math.exp(-2.0 * math.pi * highpass_hz / rate)
    for row in range(events.shape[0]):
        start = int(events[row, 0])
        total = min(int(events[row, 1]), out.shape[1] - start)
        for channel in range(2):
            state = next_state(int(events[row, 3]) + 32452843 * channel)
            low = 0.0
            for n in range(total):
                state = next_state(state)
                raw = white(state)
                low += g * (raw - low) + ANTI_DENORMAL
                swell = math.exp(-4.5 * (1.0 - n / total))
                edge = min(n / 441.0, (total - n) / 300.0, 1.0)
                out[channel, start + n] += (raw - low) * swell * edge * events[row, 2]


@kernel
def render_bed(out: BlockF32, events: Notes, crackle: float, hiss: float, rain: float) -> None:
    """Vinyl crackle, tape hiss and rain: a quiet floor under a whole song."""
    rate = float(SAMPLE_RATE_HZ)
    for row in range(events.shape[0]):
        start = int(events[row, 0])
        total = min(int(events[row, 1]), out.shape[1] - start)
        for channel in range(2):
            # A fixed seed per event and side keeps the floor of one song the same in every rendering.
            state = next_state(int(events[row, 3]) + 49979687 * channel)
            low = wide = tick = drops = 0.0
            sign = 1.0
            for n in range(total):
                state = next_state(state)
                raw = white(state)
                low += 0.35 * (raw - low) + ANTI_DENORMAL
                wide += 0.012 * (raw - wide) + ANTI_DENORMAL
                state = next_state(state)
                chance = 0.5 + 0.5 * white(state)
                if chance < crackle * 6.0 / rate:
                    tick = 0.4 + 6.0 * chance * rate / 60.0 * 0.1
                    sign = -sign
                tick *= 0.93
                drops *= 0.996
                if chance > 1.0 - rain * 900.0 / rate:
                    drops += 0.25
                edge = math.sqrt(min(n / 4410.0, (total - n) / 4410.0, 1.0))
                value = hiss * (low - wide) * 0.05 + tick * sign * 0.25 * crackle + rain * drops * (raw - low) * 0.12
                out[channel, start + n] += value * edge * events[row, 2]
