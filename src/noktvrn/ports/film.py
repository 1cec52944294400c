"""The film provider: moving pictures for a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.ports.music import SongSection
from noktvrn.roster.artist import Look
from noktvrn.studio.picture.footage.plan import FootagePlan


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word at the time at which it is sung.

    Attributes:
        start_s: In seconds of the recording.
        end_s: In seconds of the recording.
        text: The word.
    """

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line of text over the picture.

    Attributes:
        start_s: In seconds of the recording.
        end_s: In seconds of the recording.
        text: The line.
        words: Its words at their times; spread over the line when empty.
    """

    start_s: float
    end_s: float
    text: str
    words: tuple[TimedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class TeaserRequest:
    """What to film.

    Attributes:
        audio: The master.
        artwork: Artwork without text.
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        look: The artist's look.
        start_s: Where to begin; a downbeat of the hook.
        length_s: 15..30.
        downbeats_s: Start of each bar of the recording.
        lines: Text over the picture; may be empty.
        energy: 0..1.
        seed: Seed.
    """

    audio: Path
    artwork: Path
    title: str
    artist: str
    look: Look
    start_s: float
    length_s: float
    downbeats_s: tuple[float, ...]
    lines: tuple[TimedLine, ...]
    energy: float
    seed: int


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """A whole song to be filmed, 16:9.

    Attributes:
        audio: The master.
        artwork: Artwork without text.
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        look: The artist's look.
        downbeats_s: Start of each bar of the recording; measured when empty.
        sections: The form of the recording; measured when empty.
        lines: Text over the picture; may be empty.
        credits: What stands below title and artist at the end.
        seed: Seed.
        mood: One word; footage is graded to it.
        footage: Clips that take the field's place, laid along the film; None for none.
    """

    audio: Path
    artwork: Path
    title: str
    artist: str
    look: Look
    downbeats_s: tuple[float, ...]
    sections: tuple[SongSection, ...]
    lines: tuple[TimedLine, ...]
    credits: tuple[str, ...]
    seed: int
    mood: str = ""
    footage: FootagePlan | None = None


@dataclass(frozen=True, slots=True)
class CanvasRequest:
    """A few bars to be filmed as a tall loop without text or sound.

    Attributes:
        audio: The master.
        artwork: Artwork without text.
        title: For the file's metadata.
        artist: For the file's metadata.
        look: The artist's look.
        start_s: Where to begin; a downbeat of the hook.
        length_s: Wanted length, 3..8; whole bars are taken.
        downbeats_s: Start of each bar of the recording; measured when empty.
        seed: Seed.
    """

    audio: Path
    artwork: Path
    title: str
    artist: str
    look: Look
    start_s: float
    length_s: float
    downbeats_s: tuple[float, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class FilmFigures:
    """What was measured by opening the finished file.

    Attributes:
        duration_s: Of the video stream.
        width_px: Width.
        height_px: Height.
        frames_per_s: Rate.
        video_codec: Such as ``"h264"``.
        audio_codec: Such as ``"aac"``; empty when there is no sound.
        frames: Number of frames that decoded.
    """

    duration_s: float
    width_px: int
    height_px: int
    frames_per_s: float
    video_codec: str
    audio_codec: str
    frames: int


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What was filmed.

    Attributes:
        video: MP4.
        poster: JPEG of one good frame.
        figures: Measured on the finished file.
        made_by: Who filmed.
    """

    video: Path
    poster: Path
    figures: FilmFigures
    made_by: MadeBy


class FilmProvider(Protocol):
    """Makes moving pictures."""

    name: str

    def make_teaser(
        self, request: TeaserRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """MUST write a 1080 x 1920 film with sound below ``out_dir``.

        Raises:
            ParameterError: A value outside its range.
            MediaUnreadableError: Audio or artwork cannot be decoded.
            RenderError: Drawing or encoding failed.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...

    def make_film(self, request: FilmRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> FilmResult:
        """MUST write a 1920 x 1080 film of the whole recording with its sound below ``out_dir``.

        Called again with the same request and folder after the process was killed, it MAY go on where it stopped.

        Raises:
            ParameterError: A value outside its range.
            MediaUnreadableError: Audio or artwork cannot be decoded.
            RenderError: Drawing or encoding failed.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...

    def make_canvas(
        self, request: CanvasRequest, out_dir: Path, progress: Progress, cancelled: Cancelled
    ) -> FilmResult:
        """MUST write a 1080 x 1920 loop of 3 to 8 s without text and sound below ``out_dir``.

        Raises:
            ParameterError: A value outside its range.
            MediaUnreadableError: Audio or artwork cannot be decoded.
            RenderError: Drawing or encoding failed.
            NoSpaceError: The disk is full.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...
