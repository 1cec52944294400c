"""Voice leading: the smoothest path through all voicings of a progression (dynamic programming).

Costs follow the usual rules (Huron, "Tone and Voice", 2001; Tymoczko, "A Geometry of Music", 2011): little
movement, no parallel fifths or octaves between the outer voices, even spacing with no close intervals below C3.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from noktvrn.studio.score.theory import Chord

Voicings = npt.NDArray[np.int64]


def lead_voices(chords: list[Chord], low: int, high: int, voices: int) -> list[tuple[int, ...]]:
    """Voice a progression.

    Args:
        chords: In order.
        low: Lowest MIDI pitch.
        high: Highest MIDI pitch; at least 16 above ``low``.
        voices: Number of voices, 3 or 4.

    Returns:
        Ascending MIDI pitches for each chord.
    """
    options = [_voicings(chord, low, high, voices) for chord in chords]
    own = [_own_cost(table, (low + high) / 2) for table in options]
    best = own[0]
    back: list[npt.NDArray[np.int64]] = []
    for before, after, cost in zip(options, options[1:], own[1:], strict=False):
        total = best[:, None] + _moving_cost(before, after) + cost[None, :]
        back.append(total.argmin(axis=0))
        best = total.min(axis=0)
    choice = int(best.argmin())
    path = [choice]
    for pointers in reversed(back):
        choice = int(pointers[choice])
        path.append(choice)
    return [tuple(int(p) for p in table[i]) for table, i in zip(options, reversed(path), strict=True)]


def _voicings(chord: Chord, low: int, high: int, voices: int) -> Voicings:
    """All ascending voicings with the tones that matter, within the range."""
    classes = list(dict.fromkeys(chord.pitch_classes))
    needed = _essential(chord, voices)
    pool = [p for p in range(low, high + 1) if p % 12 in needed]
    found: list[tuple[int, ...]] = []
    if len(needed) <= voices:
        for base in product(*[[p for p in pool if p % 12 == c] for c in needed]):
            ordered = tuple(sorted(base))
            if len(ordered) < voices:
                extra = [p for p in pool if p not in ordered and (p - chord.root) % 12 in {0, 7}]
                found.extend(tuple(sorted((*ordered, *more))) for more in combinations(extra, voices - len(ordered)))
            else:
                found.append(ordered)
    kept = [v for v in dict.fromkeys(found) if v[-1] - v[0] <= 19 and len(set(v)) == voices]
    if not kept:
        fallback = sorted((low + (c - low) % 12) for c in classes[:voices])
        while len(fallback) < voices:
            fallback.append(fallback[-1] + 12)
        kept = [tuple(sorted(fallback))]
    return np.array(kept, dtype=np.int64)


def _essential(chord: Chord, voices: int) -> list[int]:
    """Tones to keep when there are more tones than voices: third, seventh, colour, root, fifth."""
    order = {3: 0, 4: 0, 5: 0, 2: 0, 10: 1, 11: 1, 9: 2, 14: 2, 13: 2, 17: 3, 21: 3, 0: 4, 6: 0, 8: 1, 7: 5}
    ranked = sorted(chord.intervals, key=lambda interval: order.get(interval, 6))
    chosen: list[int] = []
    for interval in ranked:
        pitch_class = (chord.root + interval) % 12
        if pitch_class not in chosen:
            chosen.append(pitch_class)
    return chosen[:voices]


def _own_cost(table: Voicings, middle: float) -> npt.NDArray[np.float64]:
    gaps = np.diff(table, axis=1)
    cost = 0.08 * np.abs(table.mean(axis=1) - middle)
    cost += (gaps > 9).sum(axis=1) * 0.8 + (gaps == 1).sum(axis=1) * 0.9
    cost += ((gaps < 4) & (table[:, :-1] < 50)).sum(axis=1) * 2.0
    return np.asarray(cost, dtype=np.float64)


def _moving_cost(before: Voicings, after: Voicings) -> npt.NDArray[np.float64]:
    move = after[None, :, :] - before[:, None, :]
    cost = np.abs(move).sum(axis=2) * 1.0
    cost += 0.6 * np.maximum(np.abs(move[:, :, -1]) - 3, 0)
    outer_before = (before[:, -1] - before[:, 0])[:, None] % 12
    outer_after = (after[:, -1] - after[:, 0])[None, :] % 12
    same_way = (move[:, :, 0] * move[:, :, -1]) > 0
    parallel = same_way & (outer_before == outer_after) & ((outer_after == 7) | (outer_after == 0))
    return np.asarray(cost + 6.0 * parallel, dtype=np.float64)
