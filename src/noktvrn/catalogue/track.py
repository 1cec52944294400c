"""A track: one finished recording, with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.types import Bpm, DurationS, LoudnessLufs, SampleRateHz, TruePeakDbtp


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form.

    Attributes:
        kind: ``"intro"``, ``"verse"``, ``"chorus"``...
        start_s: Start in seconds of the recording.
        end_s: End in seconds of the recording.
    """

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Stanza:
    """Lyrics of one section.

    Attributes:
        kind: ``"verse"``, ``"chorus"``, ``"bridge"``...
        lines: Lines as sung.
    """

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """One finished recording.

    Attributes:
        title: Title, exactly as on the cover.
        genre: Slug of the genre.
        bpm: Tempo.
        key: Key, such as ``"A minor"``.
        duration_s: Length of the master.
        sample_rate_hz: Of the master.
        bits_per_sample: Of the master.
        loudness_lufs: Integrated.
        loudness_range_lu: EBU Tech 3342.
        true_peak_dbtp: Four times oversampled.
        sections: The form.
        lyrics: Empty when instrumental.
        language: BCP 47 tag of the lyrics.
        explicit: Whether the lyrics hold strong language.
        isrc: Recording code; None until one was assigned. It is never made up.
    """

    title: str
    genre: str
    bpm: Bpm
    key: str
    duration_s: DurationS
    sample_rate_hz: SampleRateHz
    bits_per_sample: int
    loudness_lufs: LoudnessLufs
    loudness_range_lu: float
    true_peak_dbtp: TruePeakDbtp
    sections: tuple[Section, ...]
    lyrics: tuple[Stanza, ...]
    language: str
    explicit: bool
    isrc: str | None = None
