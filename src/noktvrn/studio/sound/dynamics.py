"""Streaming level control: soft saturation, ducking by the kick, compression, width."""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.sound.jit import ANTI_DENORMAL, SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.shapes import BlockF32, State, Vector


@kernel
def saturate(block: BlockF32, frames: int, drive: float) -> None:
    """Soft-clip in place: unity gain for small signals, ``1/drive`` as ceiling.

    With y = (drive x)^2 the curve is x / ((1 + y) (1 + y^2)^(1/2))^(1/4): few high harmonics at small drive, so that
    aliases stay below the mix's noise, and nothing but roots, of which a processor takes many at once.
    """
    gain = np.float32(drive)
    one = np.float32(1.0)
    for channel in range(2):
        for n in range(frames):
            x = block[channel, n]
            y = x * gain
            y *= y
            block[channel, n] = x / np.sqrt(np.sqrt((one + y) * np.sqrt(one + y * y)))


@kernel
def place_part(block: BlockF32, frames: int, left: float, right: float, width: float) -> None:
    """Set gains of the sides and the width (0 mono, 1 as is, above 1 wider) in place."""
    for n in range(frames):
        middle = 0.5 * (block[0, n] + block[1, n])
        side = 0.5 * (block[0, n] - block[1, n]) * width
        block[0, n] = (middle + side) * left
        block[1, n] = (middle - side) * right


@kernel
def duck(
    block: BlockF32, frames: int, first_frame: int, kicks: Vector, depth: float, recover_s: float, memory: State
) -> None:
    """Make room for each kick in place.

    Args:
        block: (2, frames).
        frames: How many to change.
        first_frame: Song position of the block's first frame.
        kicks: Sorted song frames of the kicks.
        depth: Share of the gain that is taken away at the kick, 0..1.
        recover_s: Until the gain is back.
        memory: One value, the gain at the end of the block before; it is smoothed so that no click arises.
    """
    recover = recover_s * SAMPLE_RATE_HZ
    smooth = 1.0 - math.exp(-1.0 / (0.004 * SAMPLE_RATE_HZ))
    gain = memory[0]
    index = np.searchsorted(kicks, first_frame + 0.5) - 1
    for n in range(frames):
        at = first_frame + n
        while index + 1 < kicks.shape[0] and kicks[index + 1] <= at:
            index += 1
        wanted = 1.0
        if index >= 0:
            place = (at - kicks[index]) / recover
            if place < 1.0:
                wanted = 1.0 - depth * (1.0 - place) * (1.0 - place * place)
        gain += smooth * (wanted - gain)
        block[0, n] *= gain
        block[1, n] *= gain
    memory[0] = gain


@kernel
def compress(
    block: BlockF32,
    frames: int,
    threshold_db: float,
    ratio: float,
    attack_s: float,
    release_s: float,
    makeup_db: float,
    memory: State,
) -> None:
    """Compress in place: feed-forward RMS, 6 dB knee, linked sides; ``memory`` holds power and reduction in dB."""
    rate = float(SAMPLE_RATE_HZ)
    average = 1.0 - math.exp(-1.0 / (0.008 * rate))
    attack = 1.0 - math.exp(-16.0 / (attack_s * rate))
    release = 1.0 - math.exp(-16.0 / (release_s * rate))
    power = memory[0]
    reduction = memory[1]
    gain = 10.0 ** ((makeup_db - reduction) / 20.0)
    step = 0.0
    for n in range(frames):
        left = block[0, n]
        right = block[1, n]
        power += average * (0.5 * (left * left + right * right) - power) + ANTI_DENORMAL
        if n % 16 == 0:
            level = 10.0 * math.log10(power + 1e-12)
            over = level - threshold_db
            wanted = 0.0
            if over > 3.0:
                wanted = over * (1.0 - 1.0 / ratio)
            elif over > -3.0:
                wanted = (over + 3.0) ** 2 / 12.0 * (1.0 - 1.0 / ratio)
            reduction += (attack if wanted > reduction else release) * (wanted - reduction)
            step = (10.0 ** ((makeup_db - reduction) / 20.0) - gain) / 16.0
        gain += step
        block[0, n] = left * gain
        block[1, n] = right * gain
    memory[0] = power
    memory[1] = reduction


@kernel
def narrow_lows(block: BlockF32, frames: int, cutoff_hz: float, width: float, memory: State) -> None:
    """Fold everything below ``cutoff_hz`` to the middle and scale the remaining side, in place."""
    g = 1.0 - math.exp(-2.0 * math.pi * cutoff_hz / SAMPLE_RATE_HZ)
    low_1, low_2 = memory[0], memory[1]
    for n in range(frames):
        middle = 0.5 * (block[0, n] + block[1, n])
        side = 0.5 * (block[0, n] - block[1, n])
        low_1 += g * (side - low_1) + ANTI_DENORMAL
        side -= low_1
        low_2 += g * (side - low_2) + ANTI_DENORMAL
        side = (side - low_2) * width
        block[0, n] = middle + side
        block[1, n] = middle - side
    memory[0], memory[1] = low_1, low_2


@kernel
def soft_clip(block: BlockF32, frames: int, ceiling: float) -> None:
    """Round off peaks in place: linear up to 0.6 of the ceiling, then a curve that only approaches it."""
    knee = 0.6 * ceiling
    room = ceiling - knee
    for channel in range(2):
        for n in range(frames):
            x = block[channel, n]
            over = abs(x) - knee
            if over > 0.0:
                level = knee + room * over / (over + room)
                block[channel, n] = level if x > 0.0 else -level
