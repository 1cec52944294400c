"""Progressions as degrees, and how usual they are in real songs.

A degree is a roman numeral without extensions: ``"I" "vi" "bVII" "viio"``. Seventh chords, suspensions and inversions
fall together with their triads, because genres differ in colour and agree in degrees. Repeated chords count once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from noktvrn.studio.score.theory import Key, chord_of

START: Final = "^"
"""Stands before the first chord of a section."""

OWN_SHARE: Final = 0.45
COMMON_SHARE: Final = 0.45
RARE: Final = 0.0005
"""Interpolated bigrams (Jelinek and Mercer 1980): own section kind, all kinds, single chords; a chord that the corpus
does not know has a chance of one in twenty thousand."""

_NUMERALS: Final = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
_TONIC: Final = Key(0, "major")

Rows = Mapping[str, Mapping[str, int]]
"""Chord before, chord after, weight."""


def degree_name(semitones: int, quality: str) -> str:
    """Name a triad by its distance above the tonic and ``"major" "minor" "diminished"``."""
    numeral = _NUMERALS[semitones % 12]
    if quality == "major":
        return numeral
    lower = numeral.replace("V", "v").replace("I", "i")
    return lower + "o" if quality == "diminished" else lower


def degree_of(symbol: str) -> str:
    """Return the degree of a roman numeral with extensions.

    Raises:
        ParameterError: The numeral cannot be read.

    >>> degree_of("bVImaj9"), degree_of("ii7"), degree_of("V9sus4")
    ('bVI', 'ii', 'V')
    """
    chord = chord_of(symbol, _TONIC)
    if 3 not in chord.intervals:
        return degree_name(chord.root, "major")
    return degree_name(chord.root, "diminished" if 6 in chord.intervals else "minor")


def without_repeats(degrees: Iterable[str]) -> tuple[str, ...]:
    """Leave each chord once where it follows itself."""
    return tuple(degree for degree, _ in groupby(degrees))


def surprise_bits(before: str, after: str, own: Rows, common: Rows, singles: Mapping[str, int]) -> float:
    """Information of one chord after another, in bits.

    Args:
        before: Degree, or ``START``.
        after: Degree.
        own: Bigrams of the kind of section; weights of a row need no sum.
        common: Bigrams of all kinds.
        singles: Weights of single chords.
    """
    chance = (1.0 - OWN_SHARE - COMMON_SHARE) * max(_share(singles, after), RARE)
    left = chance / (1.0 - OWN_SHARE - COMMON_SHARE)
    everywhere = _share(common[before], after) if before in common else left
    here = _share(own[before], after) if before in own else everywhere
    return -math.log2(chance + OWN_SHARE * here + COMMON_SHARE * everywhere)


def bits_per_chord(
    sections: Sequence[tuple[str, Sequence[str]]], bigrams: Mapping[str, Rows], singles: Mapping[str, int]
) -> float:
    """Cross-entropy of a song under a corpus: how surprising its chords are on average.

    Args:
        sections: Kind and degrees of each; kinds without a table of their own are read as ``"all"``.
        bigrams: Tables by kind; ``"all"`` must be there.
        singles: Weights of single chords.

    Returns:
        Bits per chord; 0 for a song without chords.
    """
    common = bigrams["all"]
    bits = [
        surprise_bits(before, after, bigrams.get(kind, common), common, singles)
        for kind, degrees in sections
        for before, after in zip((START, *without_repeats(degrees)), without_repeats(degrees), strict=False)
    ]
    return sum(bits) / len(bits) if bits else 0.0


def cadence_kind(degrees: Sequence[str]) -> str:
    """Name how a section closes, by its last two different chords.

    Returns:
        ``"authentic"`` V or viio to I, ``"plagal"`` IV or ii to I, ``"backdoor"`` bVII or bVI to I, ``"half"`` an
        ending on V, v or bVII, ``"open"`` any other ending, such as on IV; in minor with i and iv.
    """
    line = without_repeats(degrees)
    last, before = line[-1] if line else "", line[-2] if len(line) > 1 else ""
    if last.lower() == "i":
        kinds = {"V": "authentic", "v": "authentic", "viio": "authentic", "IV": "plagal", "iv": "plagal"}
        return {**kinds, "ii": "plagal", "bVII": "backdoor", "bVI": "backdoor"}.get(before, "open")
    return "half" if last in {"V", "v", "bVII"} else "open"


def _share(row: Mapping[str, int], degree: str) -> float:
    total = sum(row.values())
    return row.get(degree, 0) / total if total else 0.0
