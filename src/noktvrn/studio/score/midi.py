"""The score as a standard MIDI file: one track per part, drums on channel 10."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import mido

from noktvrn.studio.score.notes import Score
from noktvrn.studio.score.tempo import TempoStep, step_at

TICKS_PER_BEAT: Final = 480

PROGRAMS: Final = {"bass": 38, "chords": 4, "pad": 89, "lead": 81, "arp": 84, "counter": 50}
DRUM_NOTES: Final = {
    "kick": 36, "snare": 38, "clap": 39, "rim": 37, "hat": 42, "openhat": 46, "ride": 51, "crash": 49, "shaker": 70,
    "tomlow": 45, "tommid": 47, "tomhigh": 50, "perc": 76, "cowbell": 56, "conga": 63, "snap": 39, "brush": 40,
}  # fmt: skip


def write_midi(path: Path, score: Score, tempo: Sequence[TempoStep], title: str) -> None:
    """Write the score with its tempo map; micro-timing is rounded to ticks."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT)
    file.tracks.append(_head(tempo, title))

    def played(beat: float, shift_s: float) -> float:
        return beat + shift_s * step_at(tempo, beat).bpm / 60.0

    for channel, (role, notes) in enumerate(score.parts.items()):
        strokes = [(played(note.start, note.shift_s), note.length, note.pitch, note.velocity) for note in notes]
        file.tracks.append(_track(role, strokes, channel if channel < 9 else channel + 1, PROGRAMS.get(role, 0)))
    drums = [(played(h.start, h.shift_s), 0.1, DRUM_NOTES.get(h.piece, 75), h.velocity) for h in score.hits]
    if drums:
        file.tracks.append(_track("drums", drums, 9, 0))
    file.save(str(path))


def _head(tempo: Sequence[TempoStep], title: str) -> mido.MidiTrack:
    """The conductor's track: title, metre and every change of tempo."""
    head = mido.MidiTrack()
    head.append(mido.MetaMessage("track_name", name=title, time=0))
    head.append(mido.MetaMessage("time_signature", numerator=4, denominator=4, time=0))
    now = 0
    for step in tempo:
        tick = round(step.beat * TICKS_PER_BEAT)
        head.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(step.bpm), time=tick - now))
        now = tick
    return head


def _track(name: str, strokes: list[tuple[float, float, int, float]], channel: int, program: int) -> mido.MidiTrack:
    events: list[tuple[int, int, int, int]] = []
    for start, length, pitch, velocity in strokes:
        on = max(round(start * TICKS_PER_BEAT), 0)
        off = max(round((start + length) * TICKS_PER_BEAT), on + 1)
        events.append((on, 1, pitch, max(min(round(velocity * 127), 127), 1)))
        events.append((off, 0, pitch, 0))
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("track_name", name=name, time=0))
    track.append(mido.Message("program_change", channel=channel, program=program, time=0))
    now = 0
    for tick, kind, pitch, velocity in sorted(events):
        message = "note_on" if kind else "note_off"
        track.append(mido.Message(message, channel=channel, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    return track
