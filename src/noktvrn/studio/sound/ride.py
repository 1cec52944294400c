"""The ride: the gain that gives each section the loudness that its energy asks for.

A first ride is drawn from the loudness before the limiter. What the limiter then takes from loud sections is given
back by a second one, found together with the limiter's gain from energies and peaks of short blocks alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.loudness import STRETCHES_PER_SECOND, lufs
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.limiter import BLOCK_FRAMES, allowed_gain, limited_lufs

FIRST_SHARE: Final = 0.85
LIMIT_DB: Final = 5.0
SECOND_LIMIT_DB: Final = 2.5
RAMP_S: Final = 0.25
MAX_ROUNDS: Final = 12

Gains: TypeAlias = Annotated[npt.NDArray[np.float64], "dB per section"]
Curve: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section as the ride sees it: frames and planned energy 0..1."""

    first: int
    end: int
    energy: float


Form = tuple[Stretch, ...]


def first_ride(energies: Curve, form: Form, dynamics_db: float) -> Gains:
    """Return gains that lead each section most of the way to its planned loudness.

    Args:
        energies: K-weighted mean square of each 100 ms.
        form: Sections.
        dynamics_db: Loudness from the energy 0 to 1 of the plan.
    """
    found = section_lufs(energies, form, STRETCHES_PER_SECOND / SAMPLE_RATE_HZ)
    return np.asarray(np.clip(FIRST_SHARE * missing_db(found, form, dynamics_db), -LIMIT_DB, LIMIT_DB))


def missing_db(found_lufs: Gains, form: Form, dynamics_db: float) -> Gains:
    """How much louder each section is wanted, without their mean, which is the limiter's business."""
    wanted = dynamics_db * np.array([stretch.energy for stretch in form])
    return _level(wanted - found_lufs, form)


def section_lufs(energies: Curve, form: Form, per_frame: float) -> Gains:
    """Loudness of each section from mean squares of equal stretches, of which ``per_frame`` fit into a frame."""
    found = []
    for stretch in form:
        part = energies[int(stretch.first * per_frame) : max(int(stretch.end * per_frame), 1)]
        found.append(lufs(float(part.mean())) if len(part) and part.any() else -70.0)
    return np.array(found)


def ride_curve(form: Form, gains_db: Gains, first: float, step: float, count: int) -> Curve:
    """Gain (a factor) at ``count`` frames from ``first`` on; steps are ramps of 0.25 s before the border."""
    curve = np.ones(count)
    if form:
        places, levels = _corners(form, gains_db)
        _draw(places, levels, first, step, curve)
    return curve


def ride_block(form: Form, gains_db: Gains, first: int, frames: int) -> npt.NDArray[np.float32]:
    """The curve for so many frames: one value where it stands still, else one per frame."""
    places, levels = _corners(form, gains_db)
    before, after = np.searchsorted(places, [first, first + frames - 1], side="right")
    steady = before == after and levels[max(before - 1, 0)] == levels[min(before, len(levels) - 1)]
    return ride_curve(form, gains_db, first, 1.0, 1 if steady else frames).astype(np.float32)


def _corners(form: Form, gains_db: Gains) -> tuple[Curve, Gains]:
    places: list[float] = []
    for stretch in form:
        places.extend((stretch.first, max(stretch.end - RAMP_S * SAMPLE_RATE_HZ, stretch.first + 1)))
    return np.array(places, dtype=np.float64), np.repeat(np.asarray(gains_db, dtype=np.float64), 2)


@kernel
def _draw(places: Curve, levels_db: Gains, first: float, step: float, curve: Curve) -> None:
    """Straight lines in decibels between the corners; a power is taken only where the line is not level."""
    last = places.shape[0] - 1
    corner = -1
    still = 10.0 ** (levels_db[0] / 20.0)
    slope = 0.0
    for n in range(curve.shape[0]):
        place = first + n * step
        if corner < last and place >= places[corner + 1]:
            while corner < last and place >= places[corner + 1]:
                corner += 1
            still = 10.0 ** (levels_db[corner] / 20.0)
            slope = 0.0
            if corner < last:
                slope = (levels_db[corner + 1] - levels_db[corner]) / (places[corner + 1] - places[corner])
        curve[n] = still if slope == 0.0 else still * 10.0 ** (slope * (place - places[corner]) / 20.0)


@dataclass(frozen=True, slots=True)
class Levelled:
    """What the search found.

    Attributes:
        gain: Into the limiter, a factor.
        gains: Of limiter and second ride, a factor per block.
        limiting: Deepest factor of the limiter alone.
        second_db: The second ride.
    """

    gain: float
    gains: Curve
    limiting: float
    second_db: Gains


def find_levels(
    peaks: Curve, power: Curve, form: Form, style: tuple[float, float, float, float], ridden_db: Gains
) -> Levelled:
    """Find the gain that meets the loudness after limiting, and the second ride that meets the dynamics.

    Args:
        peaks: True peak per block.
        power: K-weighted sum of squares per block.
        form: Sections; without any there is no ride.
        style: Loudness in LUFS, ceiling as a factor, the limiter's release in seconds, dynamics in dB.
        ridden_db: What the first ride did.
    """
    target_lufs, ceiling, release_s, dynamics_db = style
    gain_db = target_lufs - limited_lufs(power, np.ones(len(peaks)), 1.0)
    second_db = np.zeros(len(form))
    for turn in range(MAX_ROUNDS):
        curve = ride_curve(form, second_db, 0.5 * BLOCK_FRAMES, BLOCK_FRAMES, len(peaks))
        gain = 10.0 ** (gain_db / 20.0)
        limiting = allowed_gain(peaks * curve, gain, ceiling, release_s)
        gains = limiting * curve
        missing = target_lufs - limited_lufs(power, gains, gain)
        step = _second_step(power * gains**2, form, dynamics_db, ridden_db, second_db)
        if turn + 1 == MAX_ROUNDS or (abs(missing) < 0.01 and np.abs(step).max(initial=0.0) < 0.1):
            break
        second_db = second_db + step
        gain_db += missing * 1.15
    return Levelled(gain, gains, float(limiting.min()), second_db)


def _second_step(power: Curve, form: Form, dynamics_db: float, ridden_db: Gains, second_db: Gains) -> Gains:
    if not form:
        return np.zeros(0)
    wanted = second_db + 0.8 * missing_db(section_lufs(power, form, 1.0 / BLOCK_FRAMES), form, dynamics_db)
    low = np.maximum(-LIMIT_DB - ridden_db, -SECOND_LIMIT_DB)
    high = np.minimum(LIMIT_DB - ridden_db, SECOND_LIMIT_DB)
    return np.asarray(np.clip(_level(wanted, form), np.minimum(low, 0.0), np.maximum(high, 0.0)) - second_db)


def _level(gains_db: Gains, form: Form) -> Gains:
    """Take away the mean over the song."""
    lengths = np.array([stretch.end - stretch.first for stretch in form], dtype=np.float64)
    return np.asarray(gains_db - np.average(gains_db, weights=lengths))


def decibels(gains_db: Gains) -> tuple[float, ...]:
    """Gains as they stand in a report."""
    return tuple(round(float(gain_db), 2) for gain_db in gains_db)


def level_db(gain: float) -> float:
    """Decibels of a factor."""
    return 20.0 * math.log10(gain)
