"""Streaming equaliser: cascades of biquads on stereo blocks."""

from __future__ import annotations

import math
from typing import Annotated, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.patches import Band
from noktvrn.studio.sound.shapes import BlockF32, State, Vector

Sections: TypeAlias = Annotated[npt.NDArray[np.float64], "(bands, 5): b0 b1 b2 a1 a2"]


def biquad(band: Band, sample_rate_hz: float = SAMPLE_RATE_HZ) -> npt.NDArray[np.float64]:
    """Return b0 b1 b2 a1 a2 of a band, normalised by a0."""
    omega = 2.0 * math.pi * min(band.hz, 0.47 * sample_rate_hz) / sample_rate_hz
    cos, alpha = math.cos(omega), math.sin(omega) / (2.0 * band.q)
    a = 10.0 ** (band.gain_db / 40.0)
    if band.shape == "highpass":
        b, d = [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]
    elif band.shape == "lowpass":
        b, d = [(1 - cos) / 2, 1 - cos, (1 - cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]
    elif band.shape == "peak":
        b, d = [1 + alpha * a, -2 * cos, 1 - alpha * a], [1 + alpha / a, -2 * cos, 1 - alpha / a]
    else:
        sign = 1.0 if band.shape == "lowshelf" else -1.0
        root = 2.0 * math.sqrt(a) * alpha
        b = [
            a * ((a + 1) - sign * (a - 1) * cos + root),
            sign * 2 * a * ((a - 1) - sign * (a + 1) * cos),
            a * ((a + 1) - sign * (a - 1) * cos - root),
        ]
        d = [
            (a + 1) + sign * (a - 1) * cos + root,
            -sign * 2 * ((a - 1) + sign * (a + 1) * cos),
            (a + 1) + sign * (a - 1) * cos - root,
        ]
    return np.array([*b, *d[1:]]) / d[0]


def design(bands: tuple[Band, ...]) -> Sections:
    """Return the cascade of the bands; an empty tuple gives no sections."""
    return np.array([biquad(band) for band in bands]).reshape(-1, 5)


def power_response(bands: tuple[Band, ...], hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Factor by which the cascade of the bands changes the power at each frequency."""
    turn = np.exp(-2j * np.pi * hz / SAMPLE_RATE_HZ)
    factor = np.ones(len(hz))
    for b0, b1, b2, a1, a2 in design(bands):
        factor *= np.abs((b0 + (b1 + b2 * turn) * turn) / (1.0 + (a1 + a2 * turn) * turn)) ** 2
    return factor


def rest(sections: Sections) -> State:
    """Return the state of a cascade that has heard nothing."""
    return np.zeros((sections.shape[0], 2, 2))


@kernel
def filter_block(block: BlockF32, frames: int, sections: Sections, state: State) -> None:
    """Filter the first ``frames`` of a stereo block in place (transposed direct form II)."""
    even = sections.shape[0] // 2 * 2
    # Two sections and two sides in one loop: four chains hide each other's latency.
    for s in range(0, even, 2):
        _filter_pair(block, frames, sections[s], sections[s + 1], state[s], state[s + 1])
    if even < sections.shape[0]:
        _filter_once(block, frames, sections[even], state[even])


@kernel
def _filter_pair(block: BlockF32, frames: int, first: Vector, second: Vector, one: State, two: State) -> None:
    b0, b1, b2, a1, a2 = first[0], first[1], first[2], first[3], first[4]
    d0, d1, d2, c1, c2 = second[0], second[1], second[2], second[3], second[4]
    p1, p2, q1, q2 = one[0, 0], one[0, 1], one[1, 0], one[1, 1]
    v1, v2, w1, w2 = two[0, 0], two[0, 1], two[1, 0], two[1, 1]
    for n in range(frames):
        x = block[0, n] + ANTI_DENORMAL
        y = b0 * x + p1
        p1 = b1 * x - a1 * y + p2
        p2 = b2 * x - a2 * y
        z = d0 * y + v1
        v1 = d1 * y - c1 * z + v2
        v2 = d2 * y - c2 * z
        block[0, n] = z
        x = block[1, n] + ANTI_DENORMAL
        y = b0 * x + q1
        q1 = b1 * x - a1 * y + q2
        q2 = b2 * x - a2 * y
        z = d0 * y + w1
        w1 = d1 * y - c1 * z + w2
        w2 = d2 * y - c2 * z
        block[1, n] = z
    one[0, 0], one[0, 1], one[1, 0], one[1, 1] = p1, p2, q1, q2
    two[0, 0], two[0, 1], two[1, 0], two[1, 1] = v1, v2, w1, w2


@kernel
def _filter_once(block: BlockF32, frames: int, section: Vector, state: State) -> None:
    b0, b1, b2, a1, a2 = section[0], section[1], section[2], section[3], section[4]
    y1, y2, z1, z2 = state[0, 0], state[0, 1], state[1, 0], state[1, 1]
    for n in range(frames):
        x = block[0, n] + ANTI_DENORMAL
        y = b0 * x + y1
        y1 = b1 * x - a1 * y + y2
        y2 = b2 * x - a2 * y
        block[0, n] = y
        x = block[1, n] + ANTI_DENORMAL
        y = b0 * x + z1
        z1 = b1 * x - a1 * y + z2
        z2 = b2 * x - a2 * y
        block[1, n] = y
    state[0, 0], state[0, 1], state[1, 0], state[1, 1] = y1, y2, z1, z2
