"""The film: a whole song as a wide moving picture that follows its form, its beats, its words and its artist's look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.measure.features import BandEnergies, follow
from noktvrn.studio.picture.cover import roles_of_artwork
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION
from noktvrn.studio.picture.files import read_artwork
from noktvrn.studio.picture.film.background import FootageTrack
from noktvrn.studio.picture.film.compositor import BANDS, Compositor
from noktvrn.studio.picture.film.cutting import Part, Shot, cuts_of, plan_shots
from noktvrn.studio.picture.film.encode import DISCLOSURE, EncodeProfile, check_size, tags_of
from noktvrn.studio.picture.film.flashes import calmed, most_flashes, watched
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.hearing import Hearing, hear
from noktvrn.studio.picture.film.lyrics import SungLine
from noktvrn.studio.picture.film.patience import patiently
from noktvrn.studio.picture.film.shooting import digest_of, shoot
from noktvrn.studio.picture.film.sound import LISTENING_RATE_HZ, SAMPLE_RATE_HZ, read_mono, stream_sound
from noktvrn.studio.picture.film.treatments import treatment_of
from noktvrn.studio.picture.look import LookSpec, check_look
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.palette import Floats

LONGEST_S: Final = 3600.0
"""Longest film."""

FRAMES_PER_S: Final = 30
"""Rate of films."""

LONGEST_TEXT: Final = 300
"""Most characters of title and artist."""


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """What to film.

    Attributes:
        audio: The recording, 1 s to an hour.
        artwork: The artwork without text.
        look: The artist's look.
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        seed: Everything random follows from it.
        lines: Sung lines in seconds of the recording; may be empty.
        parts: Sections of the recording; measured when empty.
        downbeats_s: Starts of bars in seconds of the recording; measured when empty.
        credit_lines: What the credits say below title and artist.
        footage: What takes the place of the field, frame by frame at the film's rate and size.
        footage_digest: Of what the footage shows; without it a film with footage begins anew after a kill.
        width_px: Even; 1920 unless for proofs and tests.
        height_px: Even; 1080 unless for proofs and tests.
        preset: Of x264.
        encoder: ``"pyav"`` or ``"ffmpeg"``.
    """

    audio: Path
    artwork: Path
    look: LookSpec
    title: str
    artist: str
    seed: int
    lines: tuple[SungLine, ...] = ()
    parts: tuple[Part, ...] = ()
    downbeats_s: tuple[float, ...] = ()
    credit_lines: tuple[str, ...] = (DISCLOSURE,)
    footage: FootageTrack | None = None
    footage_digest: str = ""
    width_px: int = 1920
    height_px: int = 1080
    preset: str = "veryfast"
    encoder: str = "pyav"


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What was filmed.

    Attributes:
        path: The film.
        duration_s: Its length.
        frames: Number of frames.
        frames_per_s: Rate.
        size_bytes: Length of the file.
        form: The spectrum form.
        scenes: Scene of each shot.
        cuts: Frames on which a new shot begins.
        flashes: Most flashes within a second, among the frames drawn by this call.
        missing_glyphs: Characters that no face could show.
        notes: What could not be done as wanted, and what was done.
    """

    path: Path
    duration_s: float
    frames: int
    frames_per_s: int
    size_bytes: int
    form: str
    scenes: tuple[str, ...]
    cuts: tuple[int, ...]
    flashes: int
    missing_glyphs: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedFilm:
    """A film before it is shot.

    Attributes:
        compositor: Draws its frames.
        shots: The plan.
        frames: Length.
        frames_per_s: Rate.
        notes: What could not be heard.
    """

    compositor: Compositor
    shots: tuple[Shot, ...]
    frames: int
    frames_per_s: int
    notes: tuple[str, ...]


def make_film(
    request: FilmRequest, out_path: Path, progress: Progress = unwatched, cancelled: Cancelled = never
) -> FilmResult:
    """Film a song to ``out_path``.

    A film that was killed goes on where it stopped when the same is asked for again.

    Args:
        request: What to film.
        out_path: An MP4 file; written as ``<name>.part`` and renamed when whole.
        progress: Told the share that is done.
        cancelled: Asked several times a second; nothing is left when it answers True.

    Raises:
        ParameterError: A value outside its range.
        MediaUnreadableError: Audio or artwork cannot be decoded.
        RenderError: Drawing or encoding failed.
        ToolMissingError: A face or the ffmpeg program is not installed.
        NoSpaceError: The disk is full.
        StepCancelledError: ``cancelled`` answered True.
    """
    pace = Pace(progress, cancelled, what="listening")
    planned = patiently(lambda: plan_film(request), pace)
    profile = EncodeProfile(
        request.width_px,
        request.height_px,
        frames_per_s=planned.frames_per_s,
        preset=request.preset,
        encoder=request.encoder,
    )
    lights: list[Floats] = []
    samples = planned.frames * SAMPLE_RATE_HZ // profile.frames_per_s
    shoot(
        watched(planned.compositor.draw, lights),
        planned.frames,
        profile,
        lambda: stream_sound(request.audio, samples),
        tags_of(request.title, request.artist),
        out_path,
        pace.part(0.02, 1.0, "filming"),
        _digest(request, profile),
    )
    return FilmResult(
        path=out_path,
        duration_s=planned.frames / profile.frames_per_s,
        frames=planned.frames,
        frames_per_s=profile.frames_per_s,
        size_bytes=out_path.stat().st_size,
        form=treatment_of(request.look.style_family).form,
        scenes=tuple(shot.scene for shot in planned.shots),
        cuts=cuts_of(planned.shots),
        flashes=most_flashes(np.array(lights), profile.frames_per_s) if lights else 0,
        missing_glyphs=planned.compositor.missing,
        notes=(*planned.notes, *_late_lines(request, planned.frames / profile.frames_per_s)),
    )


def plan_film(request: FilmRequest) -> PlannedFilm:
    """Listen, plan the cut and set the stage, without drawing a frame.

    Raises:
        ParameterError: A value outside its range.
        MediaUnreadableError: Audio or artwork cannot be decoded.
    """
    check_film(request)
    mono = read_mono(request.audio)
    duration_s = len(mono) / LISTENING_RATE_HZ
    if duration_s > LONGEST_S:
        raise ParameterError(f"{request.audio.name} is {duration_s:.0f} s long.", remedy="Give an hour at most.")
    frames = frames_of(len(mono))
    heard = Hearing(request.downbeats_s, request.parts)
    if not (request.downbeats_s and request.parts):
        heard = hear(request.audio, mono)
    treatment = treatment_of(request.look.style_family)
    shots = plan_shots(
        request.parts or heard.parts,
        request.downbeats_s or heard.downbeats_s,
        frames,
        FRAMES_PER_S,
        treatment,
        has_footage=request.footage is not None,
    )
    artwork = read_artwork(request.artwork)
    room = Furniture(
        (request.width_px, request.height_px),
        request.look,
        roles_of_artwork(request.look, artwork),
        treatment,
        artwork,
        (request.title, request.artist),
        request.lines,
        request.credit_lines,
        request.seed,
        request.footage,
    )
    sound = calmed(_lengthened(follow(mono, LISTENING_RATE_HZ, FRAMES_PER_S, BANDS), frames))
    return PlannedFilm(Compositor(room, shots, sound, frames, FRAMES_PER_S), shots, frames, FRAMES_PER_S, heard.notes)


def _late_lines(request: FilmRequest, duration_s: float) -> tuple[str, ...]:
    late = sum(line.start_s >= duration_s for line in request.lines)
    return (f"lyrics that begin after the recording ends are not shown (lines: {late})",) if late else ()


def frames_of(samples: int) -> int:
    """Return how many frames the film of so many samples at ``LISTENING_RATE_HZ`` has."""
    return max(round(samples / LISTENING_RATE_HZ * FRAMES_PER_S), 1)


def check_film(request: FilmRequest) -> None:
    """Refuse what cannot be filmed.

    Raises:
        ParameterError: A value outside its range.
        MediaUnreadableError: There is no such recording or artwork.
    """
    check_look(request.look)
    for name, text in (("title", request.title), ("artist", request.artist)):
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise ParameterError(
                f"The {name} has {len(text)} characters.", remedy=f"Give a {name} of 1 to {LONGEST_TEXT} characters."
            )
    check_size(request.width_px, request.height_px)
    for path in (request.audio, request.artwork):
        if not path.is_file():
            raise MediaUnreadableError(f"There is no file {path.name}.", remedy="Check the path.")


def _lengthened(sound: BandEnergies, frames: int) -> BandEnergies:
    """Return curves with exactly ``frames`` rows; the last one is repeated where one is missing."""
    at = np.minimum(np.arange(frames), len(sound.bass) - 1)
    return BandEnergies(sound.bands[at], sound.bass[at], sound.onset[at], sound.fps)


def _digest(request: FilmRequest, profile: EncodeProfile) -> str:
    """Return the digest of everything the frames follow from; one of its own where footage does not say what it is."""
    footage = "" if request.footage is None else request.footage_digest or f"unknown {id(request.footage)}"
    values = [
        (name, getattr(request, name))
        for name in FilmRequest.__slots__
        if name not in {"audio", "artwork", "footage", "footage_digest"}
    ]
    return digest_of(PICTURE_ENGINE_VERSION, profile, footage, values, files=(request.audio, request.artwork))
