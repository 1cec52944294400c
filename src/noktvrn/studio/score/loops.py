"""Progressions: the genre's own, and new ones that walk as real songs walk with the genre's chords.

A new progression is a walk through trigrams and bigrams of real songs (:mod:`noktvrn.studio.score.harmony_corpus`),
limited to degrees that the genre uses and coloured as the genre colours them; so it has the genre's sound and is not in
its list. It must differ from the rest of the song and lead back to its own beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final

from noktvrn.studio.genres.profile import HarmonyStyle
from noktvrn.studio.score.harmony_corpus import BIGRAMS, CHANGES_PER_BAR, SINGLES, TRIGRAMS
from noktvrn.studio.score.progressions import START, degree_of, surprise_bits
from noktvrn.studio.score.theory import Key, chord_of

Loop = tuple[str, ...]
Vocabulary = Mapping[str, Sequence[str]]

MATERIALS: Final = ("verse", "chorus", "bridge")
LENGTH: Final = 4
LONG_SHARE: Final = 0.4
"""How often a progression whose chords last a bar at most goes on for eight instead of four."""

TRIES: Final = 12
FOREIGN: Final = 0.2
"""Weight of a genre's chord outside of the scale against one inside; colour, not the rule."""

TRIGRAM_SHARE: Final = 0.6


def choose_paces(style: HarmonyStyle, rng: Random) -> dict[str, float]:
    """Choose bars per chord for each material: of the genre's paces one that real sections of the kind keep to."""
    paces = {}
    for material in MATERIALS:
        low, middle, high = CHANGES_PER_BAR[material]
        rate = rng.triangular(low, high, middle)
        weights = [2.0 ** -(2.0 * abs(rate * pace - 1.0)) for pace in style.bars_per_chord]
        paces[material] = rng.choices(style.bars_per_chord, weights)[0]
    return paces


def choose_loops(
    style: HarmonyStyle, key: Key, valence: float, paces: Mapping[str, float], rng: Random
) -> dict[str, Loop]:
    """Pick one progression per material; the chorus starts on another chord than the verse.

    Args:
        style: What the genre uses.
        key: Of the song; picks the minor or the major tables.
        valence: -1 sad to 1 happy; leans the choice towards loops with more major or minor chords.
        paces: Bars per chord of each material.
        rng: Source of chance.
    """
    tables = style.minor_loops if key.has_minor_third else style.major_loops
    vocabulary = _vocabulary(tables)
    chosen: dict[str, Loop] = {}
    for material in MATERIALS:
        listed = [tuple(loop.split()) for loop in tables[material]]
        pool = listed
        if rng.random() < style.invention:
            long = paces[material] <= 1.0 and rng.random() < LONG_SHARE
            length = 2 * LENGTH if long else LENGTH
            used = {degree_of(loop[0]) for loop in chosen.values()}
            pool = [_walk(vocabulary, key, material, length, used, rng) for _ in range(TRIES)]
            pool = [loop for loop in pool if _moves(loop)] or listed
        chosen[material] = _pick(_differing(pool, chosen.values()), key, valence, rng)
    return chosen


def _vocabulary(tables: Mapping[str, tuple[str, ...]]) -> Vocabulary:
    """Degree to the symbols by which the genre plays it, as often as it does."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for loops in tables.values():
        for symbol in (symbol for loop in loops for symbol in loop.split()):
            found[degree_of(symbol)].append(symbol)
    return found


def _in_scale(symbol: str, key: Key) -> bool:
    """Whether root, third and fifth lie in the scale; a dominant may have its leading tone."""
    chord = chord_of(symbol, key)
    inside = all(tone in key.scale for tone in chord.pitch_classes[:3])
    return inside or degree_of(symbol) == "V"


def _walk(vocabulary: Vocabulary, key: Key, material: str, length: int, used: set[str], rng: Random) -> Loop:
    """Walk ``length`` chords from one that is not ``used``; the last is chosen with an eye on the first."""
    mode = "minor" if key.has_minor_third else "major"
    weight = {degree: 1.0 if _in_scale(symbols[0], key) else FOREIGN for degree, symbols in vocabulary.items()}
    line: list[str] = []
    for place in range(length):
        closes = place + 1 == length
        barred = {line[-1], line[0] if closes else line[-1]} if line else used
        chances = {
            degree: own
            * _chance(mode, material, line, degree)
            * (_chance(mode, material, [degree], line[0]) if closes else 1.0)
            for degree, own in weight.items()
            if degree not in barred
        }
        line.append(rng.choices(list(chances), list(chances.values()))[0])
    return tuple(rng.choice(vocabulary[degree]) for degree in line)


def _chance(mode: str, material: str, before: Sequence[str], after: str) -> float:
    """Chance of a chord after one or two others."""
    last = before[-1] if before else START
    bits = surprise_bits(last, after, BIGRAMS[mode][material], BIGRAMS[mode]["all"], SINGLES[mode])
    pair = float(2.0**-bits)
    row = TRIGRAMS[mode].get(f"{before[-2]} {last}") if len(before) > 1 else None
    if row is None:
        return pair
    return (1.0 - TRIGRAM_SHARE) * pair + TRIGRAM_SHARE * row.get(after, 0) / sum(row.values())


def _moves(loop: Loop) -> bool:
    """Whether a progression goes somewhere: three chords or more, and no chord twice as often as it may be."""
    degrees = [degree_of(symbol) for symbol in loop]
    return len(set(degrees)) >= 3 and max(map(degrees.count, degrees)) <= max(len(loop) // 3, 1) + 1


def _differing(loops: Sequence[Loop], others: Iterable[Loop]) -> Sequence[Loop]:
    """Leave out what begins as another material does or is it rotated, as far as anything is left."""
    used = [tuple(map(degree_of, other)) for other in others]

    def fresh(loop: Loop) -> bool:
        degrees = tuple(map(degree_of, loop))
        turns = {degrees[place:] + degrees[:place] for place in range(len(degrees))}
        return all(degrees[0] != other[0] and other not in turns for other in used)

    def begins_anew(loop: Loop) -> bool:
        return not used or degree_of(loop[0]) != used[-1][0]

    return [loop for loop in loops if fresh(loop)] or [loop for loop in loops if begins_anew(loop)] or loops


def _pick(loops: Sequence[Loop], key: Key, valence: float, rng: Random) -> Loop:
    def weight(loop: Loop) -> float:
        bright = sum(1 for symbol in loop if symbol.lstrip("b#")[0].isupper()) / len(loop)
        foreign = sum(not _in_scale(symbol, key) for symbol in loop)
        return float(2.0 ** (2.0 * valence * (bright - 0.5)) * 0.5**foreign)

    return rng.choices(loops, [weight(loop) for loop in loops])[0]
