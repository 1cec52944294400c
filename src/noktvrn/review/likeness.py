"""How alike two fingerprints are, and the few numbers by which an index finds those that may be.

A fingerprint is compared as a whole only with a handful of others; which ones, an inverted index tells from *keys*:
the smallest hashes of the pieces of melody and harmony, an equal number for every song (Broder 1997).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

MELODY_KEYS: Final = 48
HARMONY_KEYS: Final = 48
_HARMONY_SPACE: Final = 1 << 32
"""Keys of harmony lie above those of melody, which are 32-bit numbers."""

MIN_PIECES: Final = 16
"""A melody of fewer pieces is measured against this many, so that a jingle is not found in every song."""

PASSAGE_BEATS: Final = 64
MIN_BEATS: Final = 16
AROUND_BEATS: Final = 48
"""A beat's harmony is what differs from this many beats around it: a genre's favourite chords are in all of them."""

ROTATIONS: Final = 5
"""Of twelve, those whose pitch classes fit best over the whole song are tried in detail."""

UNRELATED, SAME = 0.5, 0.725
"""Correlation of the passages of songs that share at most a chord progression, and of one song with other sounds.

Chosen on one set of 100 recordings and judged on another by ``benchmarks/bench_originality.py``: three in four pairs of
one genre stay below the first, and nine in ten copies with other sounds reach the second.
"""

MASK_NOTES: Final = 4
MASK_BEATS: Final = 4
MASKS_PER_PIECE: Final = 3

Chroma = npt.NDArray[np.float32]
KeyT = TypeVar("KeyT")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of a song is compared.

    Attributes:
        melody: Pieces of the melody, 32-bit numbers, ascending; empty where there is no score.
        harmony: Chroma of each beat, six bytes each: twelve levels of 0..15 from C on; empty where there is no beat.
    """

    melody: tuple[int, ...]
    harmony: bytes

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to compare."""
        return not self.melody and len(self.harmony) < 6 * MIN_BEATS


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two songs are.

    Attributes:
        melody: 0..1; None where one of them has no score.
        harmony: 0..1; None where one of them has no beat.
        evidence: How much the smaller melody can tell, 0..1; below 1 the harmony counts more.
    """

    melody: float | None
    harmony: float | None
    evidence: float = 1.0

    @property
    def similarity(self) -> float:
        """The two in one figure.

        The melody's, or the mean of both where that is greater: a melody that is the same makes a copy, whatever is
        under it, and songs whose melodies are known to differ may share their chords.
        """
        if self.melody is None:
            return self.harmony or 0.0
        if self.harmony is None:
            return self.melody
        return max(self.melody, 0.5 * self.melody + (1.0 - 0.5 * self.evidence) * self.harmony)

    @property
    def why(self) -> str:
        """What is alike: ``"melody"``, ``"harmony"`` or ``"melody and harmony"``."""
        melody, harmony = self.melody or 0.0, self.harmony or 0.0
        if min(melody, harmony) >= 0.6 * max(melody, harmony):
            return "melody and harmony"
        return "melody" if melody > harmony else "harmony"


def compare(one: Fingerprint, other: Fingerprint) -> Likeness:
    """Return how alike two songs are, in any key and at any tempo."""
    return Likeness(
        melody_likeness(one.melody, other.melody),
        harmony_likeness(one.harmony, other.harmony),
        min(len(one.melody), len(other.melody), MIN_PIECES) / MIN_PIECES,
    )


def melody_likeness(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Return the share of the smaller melody's pieces that the other has too; None where either has none."""
    if not one or not other:
        return None
    return len(set(one) & set(other)) / max(min(len(one), len(other)), MIN_PIECES)


def harmony_likeness(one: bytes, other: bytes) -> float | None:
    """Return how well the passages of the shorter song are found in the longer one, in the best of the keys.

    Args:
        one: Chroma as in :class:`Fingerprint`.
        other: The same of the other.

    Returns:
        0..1; None where either has fewer than 16 beats.
    """
    short, long = sorted((_chroma(one), _chroma(other)), key=len)
    if len(short) < MIN_BEATS:
        return None
    fit = _fit(short, long)
    halved = _halved(long)
    if len(long) > 1.5 * len(short) and len(halved) >= MIN_BEATS:
        # One of the two may have been counted at twice the tempo.
        fit = max(fit, _fit(*sorted((short, halved), key=len)))
    return min(max((fit - UNRELATED) / (SAME - UNRELATED), 0.0), 1.0)


def _chroma(harmony: bytes) -> Chroma:
    packed = np.frombuffer(harmony, np.uint8)[: len(harmony) // 6 * 6].reshape(-1, 6)
    return np.asarray(np.stack([packed >> 4, packed & 15], axis=2).reshape(-1, 12), dtype=np.float32)


def _halved(chroma: Chroma) -> Chroma:
    return np.asarray(chroma[: len(chroma) // 2 * 2].reshape(-1, 2, 12).mean(axis=1), dtype=np.float32)


def _fit(short: Chroma, long: Chroma) -> float:
    """Mean over the passages of the shorter song of their best correlation with the longer one."""
    here, there = _unit(short), _unit(long)
    length = min(PASSAGE_BEATS, len(short))
    best = 0.0
    for rotation in _rotations(short, long):
        likeness = here @ np.roll(there, rotation, axis=1).T
        starts = range(0, len(short) - length + 1, max(length // 2, 1))
        best = max(best, float(np.mean([_best_place(likeness[start : start + length]) for start in starts])))
    return best


def _best_place(rows: Chroma) -> float:
    """Highest mean along a diagonal of some rows of a matrix of likeness."""
    length, width = rows.shape
    down, right = rows.strides
    diagonals = np.lib.stride_tricks.as_strided(
        rows, (length, width - length + 1), (down + right, right), writeable=False
    )
    return float(diagonals.mean(axis=0).max())


def _unit(chroma: Chroma) -> Chroma:
    """What each beat has more or less of than the beats around it, of length 1: keys, loops and drones say little.

    Levels are squared: what sounds beside the notes of the chord depends on the instruments.
    """
    strong = chroma * chroma
    reach = AROUND_BEATS // 2
    sums = np.concatenate([np.zeros((1, 12), np.float32), np.cumsum(strong, axis=0)])
    place = np.arange(len(strong))
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach, len(strong))
    moving = strong - (sums[high] - sums[low]) / (high - low)[:, None]
    return np.asarray(moving / np.maximum(np.linalg.norm(moving, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def _rotations(one: Chroma, other: Chroma) -> list[int]:
    mean, their_mean = one.mean(axis=0), other.mean(axis=0)
    fits = [-float(np.dot(mean, np.roll(their_mean, rotation))) for rotation in range(12)]
    likely = [int(rotation) for rotation in np.argsort(fits, kind="stable")[:ROTATIONS]]
    # A passage may lean on other notes than its song, so that its own key is not among the likely ones.
    return likely if 0 in likely else [*likely, 0]


def index_keys(fingerprint: Fingerprint) -> tuple[int, ...]:
    """Return the keys by which a song is found again: at most 96 numbers below 2**33, ascending."""
    melody = fingerprint.melody[:MELODY_KEYS]
    harmony = sorted(harmony_pieces(fingerprint.harmony))[:HARMONY_KEYS]
    return (*melody, *(_HARMONY_SPACE + piece for piece in harmony))


def harmony_pieces(harmony: bytes) -> set[int]:
    """Return the pieces of a harmony: three successive bars as sets of their four strongest notes, in no key.

    A piece in which nothing moves is left out: it is in a thousand songs.
    """
    masks = _masks(_chroma(harmony))
    reach = MASK_BEATS * (MASKS_PER_PIECE - 1)
    figures = {tuple(masks[start : start + reach + 1 : MASK_BEATS]) for start in range(len(masks) - reach)}
    return {_hashed(figure) for figure in figures if len(set(figure)) > 1}


def _masks(chroma: Chroma) -> list[int]:
    """The four strongest notes of each stretch of four beats, one bit each; a stretch begins at every beat.

    Notes as strong as the fourth are in as well: to choose among them would depend on the key.
    """
    if len(chroma) < MASK_BEATS:
        return []
    sums = np.lib.stride_tricks.sliding_window_view(chroma, MASK_BEATS, axis=0).sum(axis=2)
    fourth = np.sort(sums, axis=1)[:, -MASK_NOTES, None]
    found: list[int] = ((sums >= fourth) @ (1 << np.arange(12))).tolist()
    return found


def _hashed(masks: Sequence[int]) -> int:
    """The same for all twelve keys: the smallest of the rotations stands for them."""
    lowest = min(tuple((mask << turn | mask >> (12 - turn)) & 0xFFF for mask in masks) for turn in range(12))
    return int.from_bytes(blake2b(repr(lowest).encode(), digest_size=4).digest(), "big")


def rarest_within(holders: Mapping[int, int], budget: int) -> list[int]:
    """Choose keys, the rarest first, as long as the songs that hold them stay within a budget; at least one.

    Args:
        holders: Key, and how many songs hold it.
        budget: Greatest sum of holders.
    """
    chosen: list[int] = []
    spent = 0
    for key, count in sorted(holders.items(), key=lambda entry: (entry[1], entry[0])):
        spent += count
        if chosen and spent > budget:
            break
        chosen.append(key)
    return chosen


def most_shared(pairs: Iterable[tuple[int, KeyT]], holders: Mapping[int, int], limit: int) -> list[KeyT]:
    """Return the songs that share most keys, rare keys counting more.

    Args:
        pairs: Key and a song that holds it.
        holders: Key, and how many songs hold it.
        limit: Greatest number of songs.
    """
    weight = {key: 1.0 / (1.0 + log(count)) for key, count in holders.items()}
    shared: defaultdict[KeyT, float] = defaultdict(float)
    for key, song in pairs:
        shared[song] += weight[key]
    return sorted(shared, key=lambda song: -shared[song])[:limit]
