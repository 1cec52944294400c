"""Folding the peaks of spectra into the twelve pitch classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.sound.jit import kernel

CONCERT_PITCH_HZ: Final = 440.0

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Folding:
    """Which bins of a spectrum count for which pitch class.

    Attributes:
        first: First bin.
        classes: Pitch class of each bin from the first on, C = 0.
        weights: What each counts; little between two notes.
    """

    first: int
    classes: npt.NDArray[np.int64]
    weights: Levels


def folding(
    step_hz: float, bins: int, range_hz: tuple[float, float], width: float, centre_hz: float | None = None
) -> Folding:
    """Return how bins count.

    Args:
        step_hz: Distance of two bins.
        bins: Of the spectrum.
        range_hz: What is folded; the spectrum's edges are not.
        width: Of a note in semitones.
        centre_hz: Where notes count most; None where all count alike.
    """
    hz: npt.NDArray[np.floating[Any]] = np.arange(bins) * step_hz
    low, high = np.searchsorted(hz, range_hz)
    hz = hz[max(low, 1) : min(high, bins - 1)]
    pitch = 69.0 + 12.0 * np.log2(hz / CONCERT_PITCH_HZ)
    nearest = np.round(pitch)
    weights = np.exp(-0.5 * ((pitch - nearest) / width) ** 2)
    if centre_hz:
        weights *= np.exp(-0.5 * np.log2(hz / centre_hz) ** 2)
    return Folding(max(int(low), 1), nearest.astype(np.int64) % 12, weights.astype(np.float32))


def fold_peaks(level: Levels, how: Folding, *, rooted: bool) -> tuple[npt.NDArray[np.float64], Levels]:
    """Fold the peaks of spectra.

    Args:
        level: Amplitudes, (frames, bins).
        how: From :func:`folding`.
        rooted: Whether peaks count by their square root, so that the loudest does not drown the others.

    Returns:
        The twelve pitch classes of each frame, (frames, 12), and each frame's largest peak.
    """
    folded = np.zeros((len(level), 12))
    largest = np.zeros(len(level), np.float32)
    _fold(level, how.first, how.classes, how.weights, rooted, folded, largest)
    return folded, largest


@kernel
def _fold(
    level: Levels,
    first: int,
    classes: npt.NDArray[np.int64],
    weights: Levels,
    rooted: bool,
    folded: npt.NDArray[np.float64],
    largest: Levels,
) -> None:
    # A product of matrices would wake the threads of the algebra library, which burn more than the product costs.
    for frame in range(len(level)):
        row = level[frame, first - 1 : first + len(classes) + 1]
        for place in range(len(classes)):
            here = row[place + 1]
            if here > row[place] and here >= row[place + 2]:
                largest[frame] = max(largest[frame], here)
                folded[frame, classes[place]] += weights[place] * (np.sqrt(here) if rooted else here)
