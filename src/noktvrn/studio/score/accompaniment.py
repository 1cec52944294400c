"""Chords, pad, arpeggio and counter-melody over a voiced progression."""

from __future__ import annotations

from random import Random

import numpy as np

from noktvrn.studio.score.harmony import chord_at
from noktvrn.studio.score.notes import ChordSpan, Note
from noktvrn.studio.score.rhythm import read_cell
from noktvrn.studio.score.theory import Key


def write_comp(
    pattern: str, chords: list[ChordSpan], first_beat: float, bars: int, energy: float, strum_s: float, rng: Random
) -> list[Note]:
    """Play the voicings in a rhythm (one character per sixteenth, see :mod:`noktvrn.studio.score.rhythm`)."""
    onsets = read_cell(pattern)
    cell_beats = len(pattern) / 4
    notes: list[Note] = []
    repeats = int(np.ceil(bars * 4 / cell_beats))
    for repeat in range(repeats):
        for onset in onsets:
            beat = first_beat + repeat * cell_beats + onset.beat
            if beat >= first_beat + bars * 4 - 1e-9:
                continue
            span = chord_at(chords, beat)
            length = min(onset.length, span.end - beat)
            loud = onset.loudness * rng.uniform(0.9, 1.0)
            notes.extend(
                Note(beat, max(length * 0.96, 0.1), pitch, loud, 0.35 + 0.3 * energy, shift_s=voice * strum_s)
                for voice, pitch in enumerate(span.voicing)
            )
    return notes


def write_pad(chords: list[ChordSpan], first_beat: float, bars: int, energy: float, shift: int) -> list[Note]:
    """Hold each voicing for as long as the chord lasts; ``shift`` in semitones."""
    end = first_beat + bars * 4
    notes: list[Note] = []
    for span in chords:
        start, stop = max(span.start, first_beat), min(span.end, end)
        if stop - start > 1e-6:
            notes.extend(Note(start, stop - start, pitch + shift, 0.7, 0.3 + 0.4 * energy) for pitch in span.voicing)
    return notes


def write_arp(
    pattern: str, chords: list[ChordSpan], first_beat: float, bars: int, low: int, energy: float, rise: float
) -> list[Note]:
    """Break the chords.

    Args:
        pattern: One character per sixteenth: a digit picks a tone of the voicing (0 lowest), above its size the
            same tones an octave higher; ``.`` rests, ``-`` holds.
        chords: Harmony of the song.
        first_beat: Start of the section.
        bars: Length of the section.
        low: Lowest pitch of the figure.
        energy: 0..1, raises brightness.
        rise: Brightness gained from the section's start to its end, as a filter that opens.
    """
    notes: list[Note] = []
    for step in range(bars * 16):
        sign = pattern[step % len(pattern)]
        if not sign.isdigit():
            continue
        held = 1
        while pattern[(step + held) % len(pattern)] == "-" and held < 16:
            held += 1
        beat = first_beat + step / 4
        span = chord_at(chords, beat)
        tones = sorted({low + (pitch - low) % 12 for pitch in span.voicing})
        octave, index = divmod(int(sign), len(tones))
        accent = 0.86 if step % 4 == 0 else 0.66 if step % 2 == 0 else 0.58
        bright = 0.25 + 0.4 * energy + rise * step / (bars * 16)
        notes.append(Note(beat, 0.25 * held * 0.9, tones[index] + 12 * octave, accent, min(bright, 1.0)))
    return notes


def write_counter(
    chords: list[ChordSpan], first_beat: float, bars: int, low: int, high: int, key: Key, lead: list[Note]
) -> list[Note]:
    """Write a slow line of guide tones, thirds and sevenths first, against the melody, that answers its rests."""
    end = first_beat + bars * 4
    spans = [span for span in chords if span.end > first_beat + 1e-6 and span.start < end - 1e-6]
    notes: list[Note] = []
    previous = (low + high) // 2
    for span in spans:
        start, stop = max(span.start, first_beat), min(span.end, end)
        best = _guide_tone(span, start, stop, low, high, previous, lead)
        notes.append(Note(start, (stop - start) * 0.98, best, 0.62))
        passing = _passing(best, previous, key)
        if notes[:-1] and passing is not None and stop - start >= 2.0:
            last = notes[-2]
            if last.length >= 1.5:
                notes[-2] = Note(last.start, last.length - 1.0, last.pitch, last.velocity)
                notes.insert(-1, Note(start - 1.0, 0.98, passing, 0.5))
        notes[-1:] = _answered(notes[-1], lead, key)
        previous = best
    return notes


def _guide_tone(
    span: ChordSpan, start: float, stop: float, low: int, high: int, previous: int, lead: list[Note]
) -> int:
    """Choose a chord tone: near, moving, against the melody's direction, and not the melody's own."""
    above = [note.pitch for note in lead if start <= note.start < stop]
    own = {pitch % 12 for pitch in above[:1]}
    rises = above[-1] - above[0] if above else 0

    def cost(pitch: int) -> float:
        move = pitch - previous
        guides = (pitch - span.chord.root) % 12 in {3, 4, 10, 11}
        return (
            abs(move)
            + (0.0 if guides else 1.5)
            + (1.5 if pitch % 12 in own else 0.0)
            + (1.8 if move == 0 else 0.6 if move * rises > 0 else 0.0)
        )

    return min((p for p in range(low, high + 1) if p % 12 in set(span.chord.pitch_classes)), key=cost)


def _answered(note: Note, lead: list[Note], key: Key) -> list[Note]:
    """Let a long note move on by step and back where the melody rests over its last two beats."""
    turn = note.start + note.length / 0.98 - 2.0
    silent = not any(n.start < turn + 2.0 and n.end > turn + 0.25 for n in lead)
    if not lead or note.length < 3.5 or not silent:
        return [note]
    neighbour = next(note.pitch + up for up in (2, 1, 3) if (note.pitch + up) % 12 in key.scale)
    return [
        Note(note.start, turn - note.start, note.pitch, note.velocity),
        Note(turn, 0.95, neighbour, 0.58),
        Note(turn + 1.0, 0.95, note.pitch, 0.54),
    ]


def _passing(after: int, before: int, key: Key) -> int | None:
    """The scale tone between two tones a third apart."""
    if abs(after - before) not in {3, 4}:
        return None
    scale = set(key.scale)
    inner = range(min(after, before) + 1, max(after, before))
    return next((pitch for pitch in inner if pitch % 12 in scale), None)
