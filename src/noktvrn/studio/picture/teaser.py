"""The teaser: 15 to 30 seconds of the song's best part as a vertical film.

A layout of its own, not a crop: the artwork above, title and artist below it, lines of the song below them, and a
spectrum form at the foot or round the artwork. Text stays between 12 and 72 % of the height and 8 % from the sides,
where no application lays its buttons. Brightness follows the music by a few per cent at most, so nothing flashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.features import follow
from noktvrn.studio.picture.cover import roles_of_artwork
from noktvrn.studio.picture.files import read_picture, written_aside
from noktvrn.studio.picture.film.encode import DISCLOSURE, EncodeProfile, FilmFile
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ, read_excerpt
from noktvrn.studio.picture.film.stage import Stage, StageRequest
from noktvrn.studio.picture.look import LookSpec, check_look
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.palette import Floats

SHORTEST_S: Final = 15.0
"""Shortest teaser."""

LONGEST_S: Final = 30.0
"""Longest teaser."""

BANDS: Final = 44
"""Bands of the spectrum form."""

_SNAP_S = 2.5
_REPORT_EVERY = 6


@dataclass(frozen=True, slots=True)
class TeaserRequest:
    """What to film.

    Attributes:
        audio: The recording.
        artwork: The artwork without text.
        look: The artist's look.
        title: Exactly as in the metadata.
        artist: Exactly as in the metadata.
        start_s: Where to begin, in seconds of the recording; moved to the nearest downbeat within 2.5 s.
        length_s: 15..30; a recording that is shorter is shown whole.
        seed: Everything random follows from it.
        energy: 0..1.
        captions: Lines as ``(start_s, end_s, text)`` in seconds of the recording; may be empty.
        downbeats_s: Starts of bars in seconds of the recording; may be empty.
        width_px: Even; 1080 unless for proofs and tests.
        height_px: Even; 1920 unless for proofs and tests.
        preset: Of x264.
    """

    audio: Path
    artwork: Path
    look: LookSpec
    title: str
    artist: str
    start_s: float
    length_s: float
    seed: int
    energy: float = 0.5
    captions: tuple[tuple[float, float, str], ...] = field(default=())
    downbeats_s: tuple[float, ...] = ()
    width_px: int = 1080
    height_px: int = 1920
    preset: str = "superfast"


@dataclass(frozen=True, slots=True)
class TeaserResult:
    """What was filmed.

    Attributes:
        path: The film.
        start_s: Where it begins in the recording.
        duration_s: Its length.
        frames: Number of frames.
        frames_per_s: Rate.
        size_bytes: Length of the file.
        form: The spectrum form.
        missing_glyphs: Characters of title, artist and captions that no face could show.
    """

    path: Path
    start_s: float
    duration_s: float
    frames: int
    frames_per_s: int
    size_bytes: int
    form: str
    missing_glyphs: str


def make_teaser(
    request: TeaserRequest,
    out_path: Path,
    progress: Progress = unwatched,
    cancelled: Cancelled = never,
) -> TeaserResult:
    """Film a teaser to ``out_path``.

    Args:
        request: What to film.
        out_path: An MP4 file; written as ``<name>.part`` and renamed when whole.
        progress: Told the share that is done.
        cancelled: Asked several times a second; nothing is left when it answers True.

    Raises:
        ParameterError: A value outside its range.
        MediaUnreadableError: Audio or artwork cannot be decoded.
        RenderError: Drawing or encoding failed.
        NoSpaceError: The disk is full.
        StepCancelledError: ``cancelled`` answered True.
    """
    _check(request)
    pace = Pace(progress, cancelled, what="filming the teaser")
    pace.at(0.0)
    profile = EncodeProfile(request.width_px, request.height_px, preset=request.preset)
    start_s, sound = _listen(request)
    frames = sound.shape[1] * profile.frames_per_s // SAMPLE_RATE_HZ
    sound = sound[:, : frames * SAMPLE_RATE_HZ // profile.frames_per_s]
    pace.at(0.02)
    stage = _stage(request, start_s, frames / profile.frames_per_s)
    heard = follow(sound.mean(axis=0), SAMPLE_RATE_HZ, profile.frames_per_s, BANDS)
    tags = {"title": request.title, "artist": request.artist, "comment": DISCLOSURE}
    with written_aside(out_path) as part:
        film = FilmFile(part, profile, sound, tags)
        try:
            _shoot(film, stage.prepared(heard, frames, profile.frames_per_s), frames, pace.part(0.05, 0.98))
            film.finish()
        except BaseException:
            film.abandon()
            raise
    pace.at(1.0)
    return TeaserResult(
        path=out_path,
        start_s=start_s,
        duration_s=frames / profile.frames_per_s,
        frames=frames,
        frames_per_s=profile.frames_per_s,
        size_bytes=out_path.stat().st_size,
        form=stage.form_name,
        missing_glyphs=stage.missing,
    )


def nearest_downbeat(start_s: float, downbeats_s: Sequence[float]) -> float:
    """Return the downbeat nearest to ``start_s``, or ``start_s`` itself when none lies within 2.5 s."""
    nearest = min(downbeats_s, key=lambda beat: abs(beat - start_s), default=start_s)
    return max(nearest if abs(nearest - start_s) <= _SNAP_S else start_s, 0.0)


def _listen(request: TeaserRequest) -> tuple[float, Floats]:
    """Return start and sound of the excerpt; one that would run past the end of the recording begins earlier."""
    start_s = nearest_downbeat(request.start_s, request.downbeats_s)
    sound = read_excerpt(request.audio, start_s, request.length_s)
    missing_s = request.length_s - sound.shape[1] / SAMPLE_RATE_HZ
    if missing_s < 0.05 or start_s <= 0:
        return start_s, sound
    earlier_s = max(start_s - missing_s, 0.0)
    return earlier_s, read_excerpt(request.audio, earlier_s, request.length_s)


def _stage(request: TeaserRequest, start_s: float, length_s: float) -> Stage:
    lines = tuple(
        (max(begin - start_s, 0.0), min(end - start_s, length_s), text)
        for begin, end, text in request.captions
        if end > start_s and begin < start_s + length_s and text.strip()
    )
    artwork = read_picture(request.artwork)
    return Stage(
        StageRequest(
            width_px=request.width_px,
            height_px=request.height_px,
            roles=roles_of_artwork(request.look, artwork),
            look=request.look,
            title=request.title,
            artist=request.artist,
            artwork=artwork,
            lines=lines,
            seed=request.seed,
            energy=request.energy,
        )
    )


def _shoot(film: FilmFile, stage: Stage, frames: int, pace: Pace) -> None:
    """Draw frames here while another thread encodes the ones before."""
    pending: list[Future[None]] = []
    with ThreadPoolExecutor(1) as encoder:
        for number in range(frames):
            frame, planes = film.new_frame()
            stage.draw(planes, number)
            pending.append(encoder.submit(film.add, frame))
            if len(pending) > 3:
                pending.pop(0).result()
            if number % _REPORT_EVERY == 0:
                pace.at(number / frames)
        for task in pending:
            task.result()
    pace.at(1.0)


def _check(request: TeaserRequest) -> None:
    check_look(request.look)
    if not SHORTEST_S <= request.length_s <= LONGEST_S:
        raise ParameterError(
            f"length_s is {request.length_s!r}", remedy=f"Give a length from {SHORTEST_S:.0f} to {LONGEST_S:.0f} s."
        )
    if not 0 <= request.start_s < 36_000:
        raise ParameterError(f"start_s is {request.start_s!r}", remedy="Give a start from 0 to 36000 s.")
    if not 0 <= request.energy <= 1:
        raise ParameterError(f"energy is {request.energy!r}", remedy="Give an energy from 0 to 1.")
    for name, value in (("width_px", request.width_px), ("height_px", request.height_px)):
        if value % 2 or not 90 <= value <= 3840:
            raise ParameterError(f"{name} is {value!r}", remedy="Give an even number from 90 to 3840.")
