"""Silence, clipping, offset, clicks, and how the sides relate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.sound.jit import ANTI_DENORMAL, kernel
from noktvrn.types import AudioBuffer

SILENCE: Final = 10.0 ** (-60.0 / 20.0)
FULL_SCALE: Final = 32766.5 / 32768.0
CLICK_RATIO: Final = 22.0
"""A click's second difference stands this far above the mean of its neighbourhood."""

ALONE_SAMPLES: Final = 1024

Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Silences:
    """Stretches below -60 dBFS in seconds: before the first sound, after the last, and the longest between."""

    lead_s: float
    tail_s: float
    longest_s: float


@kernel
def _silence_frames(audio: AudioBuffer, level: float, found: Sums) -> None:
    lead = -1
    quiet = longest = 0
    samples = audio.shape[1]
    for n in range(samples):
        loud = False
        for c in range(audio.shape[0]):
            if abs(audio[c, n]) > level:
                loud = True
                break
        if loud:
            if lead < 0:
                lead = n
            else:
                longest = max(longest, quiet)
            quiet = 0
        else:
            quiet += 1
    found[0] = samples if lead < 0 else lead
    found[1] = quiet
    found[2] = samples if lead < 0 else longest


def silences(audio: AudioBuffer, sample_rate_hz: int) -> Silences:
    """Find silence; an all-silent file is silence throughout."""
    found = np.zeros(3)
    _silence_frames(audio, SILENCE, found)
    return Silences(*(float(frames) / sample_rate_hz for frames in found))


@kernel
def clipped_samples(audio: AudioBuffer) -> int:
    """Count samples at full scale that stand in a run of two or more."""
    count = 0
    for c in range(audio.shape[0]):
        run = 0
        for n in range(audio.shape[1]):
            if abs(audio[c, n]) >= FULL_SCALE:
                run += 1
            else:
                if run >= 2:
                    count += run
                run = 0
        if run >= 2:
            count += run
    return count


REACH: Final = 64
"""Samples on each side that make a click's neighbourhood; the audio is looked through in stretches of as many."""

LOUD_ENOUGH: Final = 0.02
"""No smaller second difference is a click."""


@kernel
def count_clicks(audio: AudioBuffer) -> int:
    """Count isolated jumps: second differences far above all others nearby.

    Transients of drums are broad and raise their own neighbourhood; the edges of saws and pulses return within one
    period; a splice or a missing ramp is one to three samples and alone within 23 ms.
    """
    found = 0
    # Doubles would be four times as slow.
    two, least = np.float32(2.0), np.float32(LOUD_ENOUGH)
    # The whole stretch lies in the neighbourhood of each of its samples, seven of which may be as large as the click.
    most = np.float32((2.0 * REACH - 7.0) / CLICK_RATIO + 7.0)
    for c in range(audio.shape[0]):
        end = audio.shape[1] - REACH - 2
        free = REACH + 1
        for begin in range(REACH + 1, end, REACH):
            stop = min(begin + REACH, end)
            # Slices, counted from 0, are what the compiler takes many samples of at a time.
            near = audio[c, begin - 1 : stop + 1]
            total = np.float32(0.0)
            for k in range(len(near) - 2):
                total += abs(near[k + 2] - two * near[k + 1] + near[k])
            enough = max(least, total / most)
            many = 0
            for k in range(len(near) - 2):
                many += abs(near[k + 2] - two * near[k + 1] + near[k]) > enough
            if many == 0:
                continue
            for n in range(max(begin, free), stop):
                here = abs(audio[c, n + 1] - two * audio[c, n] + audio[c, n - 1])
                if here > enough and _stands_out(audio, c, n, here) and _stands_alone(audio, c, n, here):
                    found += 1
                    free = n + REACH + 1
                    break
    return found


@kernel
def _stands_out(audio: AudioBuffer, channel: int, at: int, size: float) -> bool:
    """Whether a second difference is far above the mean of its neighbourhood, but for the three next to it."""
    enough = size / CLICK_RATIO * (2.0 * REACH - 7.0)
    if size <= 1e-4 * CLICK_RATIO:
        return False
    two, total = np.float32(2.0), 0.0
    for away in range(4, REACH + 1):
        for n in (at - away, at + away):
            total += abs(audio[channel, n + 1] - two * audio[channel, n] + audio[channel, n - 1])
        if total >= enough:
            return False
    return True


@kernel
def _stands_alone(audio: AudioBuffer, channel: int, at: int, size: float) -> bool:
    for n in range(max(at - ALONE_SAMPLES, 1), min(at + ALONE_SAMPLES, audio.shape[1] - 1)):
        if abs(n - at) > 8:
            other = abs(audio[channel, n + 1] - 2.0 * audio[channel, n] + audio[channel, n - 1])
            if other * 4.0 > size:
                return False
    return True


@dataclass(frozen=True, slots=True)
class Sides:
    """How left and right relate.

    Attributes:
        correlation: Of left and right, -1..1; 1 for mono.
        low_correlation: The same below 120 Hz.
        side_to_mid_db: Energy of the difference over that of the sum; -inf for mono.
        mono_loss_db: Loss of level when folded to mono, against the mean of the sides.
    """

    correlation: float
    low_correlation: float
    side_to_mid_db: float
    mono_loss_db: float


@kernel
def _side_sums(audio: AudioBuffer, low_gain: float, sums: Sums) -> None:
    left_low = right_low = left_deep = right_deep = 0.0
    for n in range(audio.shape[1]):
        left = audio[0, n]
        right = audio[1, n]
        left_low += low_gain * (left - left_low) + ANTI_DENORMAL
        left_deep += low_gain * (left_low - left_deep) + ANTI_DENORMAL
        right_low += low_gain * (right - right_low) + ANTI_DENORMAL
        right_deep += low_gain * (right_low - right_deep) + ANTI_DENORMAL
        sums[0] += left * left
        sums[1] += right * right
        sums[2] += left * right
        sums[3] += left_deep * left_deep
        sums[4] += right_deep * right_deep
        sums[5] += left_deep * right_deep


def sides(audio: AudioBuffer, sample_rate_hz: int) -> Sides:
    """Compare the first two channels; mono answers as perfectly alike."""
    if audio.shape[0] < 2:
        return Sides(1.0, 1.0, -math.inf, 0.0)
    sums = np.zeros(6)
    _side_sums(audio, 1.0 - math.exp(-2.0 * math.pi * 120.0 / sample_rate_hz), sums)
    ll, rr, lr, low_ll, low_rr, low_lr = (float(value) for value in sums)
    middle, side = (ll + rr + 2 * lr) / 4, max((ll + rr - 2 * lr) / 4, 0.0)
    mean = (ll + rr) / 2
    return Sides(
        correlation=_ratio(lr, ll, rr),
        low_correlation=_ratio(low_lr, low_ll, low_rr),
        side_to_mid_db=_db(side, middle),
        mono_loss_db=-_db(middle, mean) if mean > 0.0 else 0.0,
    )


def _ratio(cross: float, one: float, other: float) -> float:
    return cross / math.sqrt(one * other) if one > 0.0 and other > 0.0 else 1.0


def _db(part: float, whole: float) -> float:
    if part <= 0.0:
        return -math.inf
    return 10.0 * math.log10(part / whole) if whole > 0.0 else math.inf
