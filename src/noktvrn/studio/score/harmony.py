"""Chord progressions: genre loops, varied and closed with cadences.

Where the loops leave a choice, the harmony of real songs decides (:mod:`noktvrn.studio.score.harmony_corpus`).
"""

from __future__ import annotations

from random import Random
from typing import Final

from noktvrn.studio.genres.profile import HarmonyStyle
from noktvrn.studio.score.harmony_corpus import BIGRAMS, SINGLES
from noktvrn.studio.score.notes import ChordSpan
from noktvrn.studio.score.progressions import degree_of, surprise_bits
from noktvrn.studio.score.theory import Chord, Key, chord_of, extended

BEATS_PER_BAR = 4

QUICKENING: Final = ((0, 1.0), (1, 1.0), (0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5))
"""Place in a loop of four, and share of the slow pace: the harmony quickens towards the end of the phrase.

Two chords in every bar, or one in two bars, lie outside what nine in ten real songs do over a whole song; so the
quick pace takes every other bar only, and the slow one half the phrase (Caplin, Classical Form, 1998).
"""


def choose_loops(style: HarmonyStyle, key: Key, valence: float, rng: Random) -> dict[str, tuple[str, ...]]:
    """Pick one progression per material; the chorus starts on another chord than the verse.

    Args:
        style: What the genre uses.
        key: Of the song; picks the minor or the major tables.
        valence: -1 sad to 1 happy; leans the choice towards loops with more major or minor chords.
        rng: Source of chance.
    """
    tables = style.minor_loops if key.has_minor_third else style.major_loops
    verse = _pick([loop.split() for loop in tables["verse"]], valence, rng)
    chorus = _pick(_differing([loop.split() for loop in tables["chorus"]], verse), valence, rng)
    bridge = _pick(_differing([loop.split() for loop in tables["bridge"]], chorus), valence, rng)
    return {"verse": verse, "chorus": chorus, "bridge": bridge}


def _differing(loops: list[list[str]], other: tuple[str, ...]) -> list[list[str]]:
    return [loop for loop in loops if loop[0] != other[0]] or [loop for loop in loops if tuple(loop) != other] or loops


def _pick(loops: list[list[str]], valence: float, rng: Random) -> tuple[str, ...]:
    def weight(loop: list[str]) -> float:
        bright = sum(1 for symbol in loop if symbol.lstrip("b#")[0].isupper()) / len(loop)
        return float(2.0 ** (2.0 * valence * (bright - 0.5)))

    return tuple(rng.choices(loops, [weight(loop) for loop in loops])[0])


def lay_out(
    loop: tuple[str, ...],
    key: Key,
    bars: int,
    bars_per_chord: float,
    cadences: tuple[str, ...],
    extension_level: int,
    rng: Random,
) -> list[tuple[float, float, Chord]]:
    """Repeat a loop over some bars and turn the last chord of each eight-bar phrase into a cadence.

    Returns:
        Start and length in beats from the section's start, and the chord.
    """
    total = bars * BEATS_PER_BAR
    laid: list[tuple[float, float, Chord]] = []
    slots = _slots(loop, bars_per_chord)
    beat = 0.0
    index = 0
    while beat < total - 1e-9:
        place, wanted = slots[index % len(slots)]
        length = min(wanted, total - beat)
        symbol, following = loop[place], loop[slots[(index + 1) % len(slots)][0]]
        closes = (beat + length) % (8 * BEATS_PER_BAR) < 1e-9 or beat + length >= total - 1e-9
        if closes and cadences and length >= 2 and chord_of(symbol, key).function != "D":
            cadence = _fitting(cadences, symbol, following, key, rng)
            laid.extend(_cadence(symbol, beat, length, key, cadence, extension_level))
        else:
            laid.append((beat, length, chord_of(extended(symbol, key, extension_level), key)))
        beat += length
        index += 1
    return laid


def _slots(loop: tuple[str, ...], bars_per_chord: float) -> list[tuple[int, float]]:
    """Place in the loop and beats of each chord; a vamp and a chord per bar keep an even pace."""
    beats = bars_per_chord * BEATS_PER_BAR
    if len(loop) != 4 or len(set(loop)) != 4 or bars_per_chord not in {0.5, 2.0}:
        return [(place, beats) for place in range(len(loop))]
    slow = max(beats, BEATS_PER_BAR)
    return [(place, slow * share) for place, share in QUICKENING]


def _fitting(cadences: tuple[str, ...], before: str, after: str, key: Key, rng: Random) -> str:
    """Pick a cadence as often as real songs put it between these two chords."""
    mode = "minor" if key.has_minor_third else "major"
    common, singles = BIGRAMS[mode]["all"], SINGLES[mode]

    def weight(cadence: str) -> float:
        path = (degree_of(before), degree_of(cadence), degree_of(after))
        bits = surprise_bits(path[0], path[1], common, common, singles)
        return float(2.0 ** -(bits + surprise_bits(path[1], path[2], common, common, singles)))

    return rng.choices(cadences, [weight(cadence) for cadence in cadences])[0]


def _cadence(
    symbol: str, beat: float, length: float, key: Key, cadence: str, level: int
) -> list[tuple[float, float, Chord]]:
    """Half the time for the chord of the loop, half for the dominant that leads back; all of it in quick harmony."""
    closing = chord_of(extended(cadence, key, min(level, 1)), key)
    if length < BEATS_PER_BAR:
        return [(beat, length, closing)]
    half = length / 2
    return [(beat, half, chord_of(extended(symbol, key, level), key)), (beat + half, half, closing)]


def chord_at(chords: tuple[ChordSpan, ...] | list[ChordSpan], beat: float) -> ChordSpan:
    """Return the chord that sounds at a beat; the first or last beyond the ends."""
    low, high = 0, len(chords) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if chords[middle].start <= beat + 1e-9:
            low = middle
        else:
            high = middle - 1
    return chords[low]
