"""Bass lines: patterns per bar, tied to roots, with approach notes into the next chord."""

from __future__ import annotations

from random import Random

from noktvrn.studio.genres.profile import BassStyle
from noktvrn.studio.score.harmony import chord_at
from noktvrn.studio.score.notes import ChordSpan, Note
from noktvrn.studio.score.theory import Key

_STEP_BEATS = 0.25
_LOUD = {"R": 0.95, "r": 0.78, "f": 0.74, "o": 0.72, "t": 0.72, "a": 0.66, "g": 0.45}


def write_bass(
    style: BassStyle,
    pattern: tuple[str, ...],
    chords: list[ChordSpan],
    first_beat: float,
    bars: int,
    key: Key,
    energy: float,
    rng: Random,
) -> list[Note]:
    """Write the bass of a section.

    Patterns use one character per sixteenth: ``R r`` root loud or soft, ``f`` fifth, ``o`` octave, ``t`` third,
    ``a`` approach to the next root, ``g`` ghost, ``-`` hold, ``.`` rest.

    Args:
        style: Register and glide of the genre.
        pattern: One or more bars of sixteen characters, repeated.
        chords: Harmony of the song.
        first_beat: Start of the section.
        bars: Length of the section.
        key: Key of the section.
        energy: 0..1, raises brightness.
        rng: Source of chance.
    """
    text = "".join(pattern)
    notes: list[Note] = []
    steps = bars * 16
    at = 0
    while at < steps:
        sign = text[at % len(text)]
        if sign not in _LOUD:
            at += 1
            continue
        held = 1
        while at + held < steps and text[(at + held) % len(text)] == "-":
            held += 1
        beat = first_beat + at * _STEP_BEATS
        length = held * _STEP_BEATS * style.legato
        pitch = _pitch(sign, style, chords, beat, key)
        slides = bool(notes) and rng.random() < style.glide_chance and pitch != notes[-1].pitch
        notes.append(Note(beat, length, pitch, _LOUD[sign] * rng.uniform(0.96, 1.0), 0.3 + 0.4 * energy, glides=slides))
        at += held
    return _cut_at_chords(notes, chords)


def _pitch(sign: str, style: BassStyle, chords: list[ChordSpan], beat: float, key: Key) -> int:
    span = chord_at(chords, beat)
    root = root_in_register(span.chord.root, style)
    if sign == "f":
        interval = next((i for i in span.chord.intervals if i in {6, 7, 8}), 7)
        above = root + interval
        return above if above <= style.high else above - 12
    if sign == "o":
        return root + 12
    if sign == "t":
        return root + next((i for i in span.chord.intervals if i in {3, 4, 5, 2}), 7)
    if sign == "a":
        return _approach(root_in_register(chord_at(chords, span.end + 1e-6).chord.root, style), key)
    return root


def root_in_register(pitch_class: int, style: BassStyle) -> int:
    """Return the lowest pitch of a class that the bass of a genre plays."""
    return style.low + (pitch_class - style.low) % 12


def _approach(target: int, key: Key) -> int:
    """The scale tone just below the target."""
    scale = set(key.scale)
    return next(target - down for down in (2, 1, 3) if (target - down) % 12 in scale)


def _cut_at_chords(notes: list[Note], chords: list[ChordSpan]) -> list[Note]:
    """Let no root ring into a chord that it does not belong to."""
    cut = []
    for note in notes:
        end = chord_at(chords, note.start).end
        length = note.length if note.end <= end + 1e-6 or note.end <= end + 0.26 else end - note.start
        cut.append(Note(note.start, length, note.pitch, note.velocity, note.brightness, 0.0, note.glides))
    return cut
