"""What a score is made of. Times are in beats (quarter notes) from the start of the song."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.studio.score.theory import Chord, Key


@dataclass(frozen=True, slots=True)
class Note:
    """A pitched note.

    Attributes:
        start: Beat.
        length: Beats.
        pitch: MIDI number.
        velocity: 0..1.
        brightness: 0..1, 0.5 as the patch is.
        shift_s: Micro-timing in seconds.
        glides: Whether the pitch slides in from the note before.
    """

    start: float
    length: float
    pitch: int
    velocity: float
    brightness: float = 0.5
    shift_s: float = 0.0
    glides: bool = False

    @property
    def end(self) -> float:
        """Beat at which the note ends."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Hit:
    """A stroke on one piece of the kit."""

    start: float
    piece: str
    velocity: float
    shift_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A sound between the notes: riser, impact, reverse, fall or bed."""

    start: float
    length: float
    kind: str
    level: float


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord and how long it lasts.

    Attributes:
        start: Beat.
        length: Beats.
        chord: The chord.
        voicing: MIDI numbers, ascending.
    """

    start: float
    length: float
    chord: Chord
    voicing: tuple[int, ...] = ()

    @property
    def end(self) -> float:
        """Beat at which the chord ends."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Score:
    """All notes of a song.

    Attributes:
        beats: Length without the final tail.
        parts: Pitched parts by role.
        hits: Drums.
        scenes: Sounds between the notes.
        chords: Harmony of the whole song.
        keys: Key from each beat on, ascending.
    """

    beats: float
    parts: dict[str, tuple[Note, ...]]
    hits: tuple[Hit, ...]
    scenes: tuple[Scene, ...]
    chords: tuple[ChordSpan, ...]
    keys: tuple[tuple[float, Key], ...]
