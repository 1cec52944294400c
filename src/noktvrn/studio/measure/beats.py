"""Beats and bars of a recording: the best path through its onsets, and which beat of four begins a bar."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.tempo import FRAMES_PER_SECOND
from noktvrn.studio.sound.jit import kernel

BEATS_PER_BAR: Final = 4
ONSET_WEIGHT: Final = 0.5
_TIGHTNESS: Final = 120.0

Curve = npt.NDArray[np.float64]


def find_beats(onsets: Curve, bpm: float) -> Curve:
    """Return the times of the beats in seconds: the best path through the onsets at about a tempo (Ellis 2007).

    Args:
        onsets: Onset strength per 10 ms, as by :func:`noktvrn.studio.measure.tempo.onset_curve`.
        bpm: Tempo; 0 for none.
    """
    period = 60.0 * FRAMES_PER_SECOND / bpm if bpm > 0.0 else np.inf
    if len(onsets) < 2 * period or not onsets.any():
        return np.zeros(0)
    total = onsets / onsets.std()
    lags = np.arange(round(period / 2), round(2 * period) + 1)
    previous = np.full(len(onsets), -1)
    _follow(total, previous, int(lags[0]), _TIGHTNESS * np.log(lags / period) ** 2)
    # The last beat lies within the last period; an earlier one would leave beats out.
    now = len(total) - round(period) + int(total[-round(period) :].argmax())
    beats = []
    while now >= 0:
        beats.append(now)
        now = int(previous[now])
    return np.array(beats[::-1]) / FRAMES_PER_SECOND


@kernel
def _follow(total: Curve, previous: npt.NDArray[np.int64], shortest: int, cost: Curve) -> None:
    """Add to each frame the best sum of a beat before it, and note which that was."""
    for now in range(shortest, len(total)):
        best = -np.inf
        for place in range(min(len(cost), now - shortest + 1)):
            value = total[now - shortest - place] - cost[place]
            if value > best:
                best = value
                previous[now] = now - shortest - place
        total[now] += best


def find_downbeats(beats: Curve, harmony: npt.NDArray[np.uint8], onsets: Curve) -> Curve:
    """Return those beats that begin bars of four: harmony changes there, and little else is as loud.

    Args:
        beats: Times in seconds.
        harmony: Chroma of the beats, (beats, 12).
        onsets: As for :func:`find_beats`.
    """
    if len(harmony) < 2 * BEATS_PER_BAR:
        return beats[:0]
    unit = harmony / np.maximum(np.linalg.norm(harmony, axis=1, keepdims=True), 1e-9)
    change = np.concatenate([[0.0], 1.0 - (unit[1:] * unit[:-1]).sum(axis=1)])
    place = np.minimum((beats[: len(change)] * FRAMES_PER_SECOND).astype(int), len(onsets) - 1)
    struck = onsets[place] / max(float(onsets[place].mean()), 1e-9)
    weight = change / max(float(change.mean()), 1e-9) + ONSET_WEIGHT * struck
    phases = [float(weight[phase::BEATS_PER_BAR].mean()) for phase in range(BEATS_PER_BAR)]
    return beats[int(np.argmax(phases)) :: BEATS_PER_BAR]
