"""Laying a progression under a section, with a question at each phrase and a close at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from noktvrn.studio.score.closes import Close, Slot, closed
from noktvrn.studio.score.notes import ChordSpan
from noktvrn.studio.score.theory import Chord, Key, chord_of

BEATS_PER_BAR: Final = 4
PHRASE_BARS: Final = 8

QUICKENING: Final = ((0, 1.0), (1, 1.0), (0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5))
"""Place in a loop of four, and share of the slow pace: the harmony quickens towards the end of the phrase.

Two chords in every bar, or one in two bars, lie outside what nine in ten real songs do over a whole song; so the
quick pace takes every other bar only, and the slow one half the phrase (Caplin, Classical Form, 1998).
"""


def lay_out(
    loop: tuple[str, ...], key: Key, bars: int, bars_per_chord: float, close: Close, extension_level: int
) -> list[tuple[float, float, Chord]]:
    """Repeat a loop over some bars; phrases lean on the dominant, the last one closes.

    Returns:
        Start and length in beats from the section's start, and the chord.
    """
    slots = _slots(loop, bars, bars_per_chord)
    question = replace(close, kind="half", suspended=False)
    laid: list[Slot] = []
    for first in range(0, bars, PHRASE_BARS):
        end = min(first + PHRASE_BARS, bars)
        phrase = [slot for slot in slots if first * BEATS_PER_BAR <= slot[0] + 1e-9 < end * BEATS_PER_BAR]
        leads = phrase and chord_of(phrase[-1][2], key).function == "D"
        inner = replace(close, kind="open") if leads else question
        laid.extend(closed(phrase, close if end == bars else inner, key, extension_level))
    return [(start, length, chord_of(symbol, key)) for start, length, symbol in laid]


def _slots(loop: tuple[str, ...], bars: int, bars_per_chord: float) -> list[Slot]:
    """Lay the loop over the bars; no chord reaches over the end of a phrase."""
    total = float(bars * BEATS_PER_BAR)
    phrase = float(PHRASE_BARS * BEATS_PER_BAR)
    pace = _pace(loop, bars_per_chord)
    slots: list[Slot] = []
    beat, index = 0.0, 0
    while beat < total - 1e-9:
        place, wanted = pace[index % len(pace)]
        length = min(wanted, total - beat, phrase - beat % phrase)
        slots.append((beat, length, loop[place]))
        beat += length
        index += 1
    return slots


def _pace(loop: tuple[str, ...], bars_per_chord: float) -> list[tuple[int, float]]:
    """Place in the loop and beats of each chord; a vamp and a chord per bar keep an even pace."""
    beats = bars_per_chord * BEATS_PER_BAR
    if len(loop) != 4 or len(set(loop)) != 4 or bars_per_chord not in {0.5, 2.0}:
        return [(place, beats) for place in range(len(loop))]
    slow = max(beats, BEATS_PER_BAR)
    return [(place, slow * share) for place, share in QUICKENING]


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
