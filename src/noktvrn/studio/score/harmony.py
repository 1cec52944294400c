"""Chord progressions: genre loops, varied and closed with cadences."""

from __future__ import annotations

from random import Random

from noktvrn.studio.genres.profile import HarmonyStyle
from noktvrn.studio.score.notes import ChordSpan
from noktvrn.studio.score.theory import Chord, Key, chord_of, extended

BEATS_PER_BAR = 4


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
    step = bars_per_chord * BEATS_PER_BAR
    total = bars * BEATS_PER_BAR
    laid: list[tuple[float, float, Chord]] = []
    beat = 0.0
    index = 0
    while beat < total - 1e-9:
        length = min(step, total - beat)
        symbol = loop[index % len(loop)]
        closes = (beat + length) % (8 * BEATS_PER_BAR) < 1e-9 or beat + length >= total - 1e-9
        if closes and cadences and length >= 2 and chord_of(symbol, key).function != "D":
            laid.extend(_cadence(symbol, beat, length, key, rng.choice(cadences), extension_level))
        else:
            laid.append((beat, length, chord_of(extended(symbol, key, extension_level), key)))
        beat += length
        index += 1
    return laid


def _cadence(
    symbol: str, beat: float, length: float, key: Key, cadence: str, level: int
) -> list[tuple[float, float, Chord]]:
    """Half the time for the chord of the loop, half for the dominant that leads back."""
    half = length / 2
    return [
        (beat, half, chord_of(extended(symbol, key, level), key)),
        (beat + half, half, chord_of(extended(cadence, key, min(level, 1)), key)),
    ]


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
