"""The music provider: from a song brief to master, stems and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from noktvrn.ports.making import Cancelled, MadeBy, Progress


@dataclass(frozen=True, slots=True)
class SongRequest:
    """What to compose.

    Attributes:
        genre: Slug of the genre.
        bpm: Tempo.
        key: Key, such as ``"A minor"``.
        mood: One word.
        energy: 0..1.
        length_s: Wanted length, 60..600.
        dials: Name to 0..1; see ``noktvrn.roster.artist.Dials``.
        seed: Seed.
        title: Title, for the files' tags.
        artist: Stage name, for the files' tags.
    """

    genre: str
    bpm: float
    key: str
    mood: str
    energy: float
    length_s: float
    dials: Mapping[str, float]
    seed: int
    title: str
    artist: str


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of the form before anything is made.

    Attributes:
        kind: As in :class:`SongSection`.
        bars: Length in bars.
    """

    kind: str
    bars: int


@dataclass(frozen=True, slots=True)
class SongSection:
    """A part of the form.

    Attributes:
        kind: ``"intro"``, ``"verse"``, ``"chorus"``, ``"bridge"``, ``"break"``, ``"outro"``...
        start_s: Start in seconds.
        end_s: End in seconds.
        bars: Length in bars.
        energy: Planned energy, 0..1.
    """

    kind: str
    start_s: float
    end_s: float
    bars: int
    energy: float


@dataclass(frozen=True, slots=True)
class SongResult:
    """What was made; paths lie below the directory that was given.

    Attributes:
        master: FLAC, 24 bit, 44.1 kHz.
        preview: MP3.
        stems: Name of each part, and its FLAC.
        score: Standard MIDI file.
        duration_s: Length of the master.
        bpm: Tempo as made.
        key: Key as made.
        sections: The form.
        downbeats_s: Start of each bar.
        hook_start_s: Where the first chorus begins.
        plan: The plan as JSON values, for the record.
        made_by: Who made it.
    """

    master: Path
    preview: Path
    stems: Mapping[str, Path]
    score: Path
    duration_s: float
    bpm: float
    key: str
    sections: tuple[SongSection, ...]
    downbeats_s: tuple[float, ...]
    hook_start_s: float
    made_by: MadeBy
    plan: Mapping[str, Any] = field(default_factory=dict)


class FormPlanner(Protocol):
    """Knows the form of a song before it is made, so that words can be written to it."""

    def plan_form(self, request: SongRequest) -> tuple[FormPart, ...]:
        """MUST return at once the form that a song of this request will have; empty when it cannot be known.

        Raises:
            ParameterError: A value outside its range.
        """
        ...


class MusicProvider(FormPlanner, Protocol):
    """Makes songs."""

    name: str

    def genres(self) -> tuple[str, ...]:
        """MUST return the slugs of the genres that it can make."""
        ...

    def make_song(self, request: SongRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> SongResult:
        """MUST write master, preview, stems and score below ``out_dir``.

        Raises:
            ParameterError: A value outside its range.
            RenderError: Synthesis failed.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...
