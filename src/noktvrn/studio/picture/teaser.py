"""The teaser: 15 to 30 seconds of the song's best part as a vertical film.

A layout of its own, not a crop: the artwork above, title and artist below it, lines of the song below them, and a
spectrum form at the foot or round the artwork; then cuts on downbeats to a close-up, to letters, to slices. Brightness
follows the music by a few per cent at most, so nothing flashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.features import follow
from noktvrn.studio.picture.cover import roles_of_artwork
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION
from noktvrn.studio.picture.files import read_artwork
from noktvrn.studio.picture.film.compositor import BANDS, Compositor
from noktvrn.studio.picture.film.cutting import Shot, cuts_of
from noktvrn.studio.picture.film.encode import EncodeProfile, check_size, tags_of
from noktvrn.studio.picture.film.flashes import calmed, most_flashes, watched
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.lyrics import SungLine, moved, spread_words
from noktvrn.studio.picture.film.shooting import digest_of, shoot
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ, read_excerpt
from noktvrn.studio.picture.film.treatments import treatment_of
from noktvrn.studio.picture.film.vertical import TALL_SCENES, plan_teaser
from noktvrn.studio.picture.look import LookSpec, check_look
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.palette import Floats

SHORTEST_S: Final = 15.0
"""Shortest teaser."""

LONGEST_S: Final = 30.0
"""Longest teaser."""

_SNAP_S = 2.5
_SHORTFALL_S = 0.1
_FRAMES_PER_S = 30


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
        lines: The same word by word; takes the place of ``captions`` where it is given.
        downbeats_s: Starts of bars in seconds of the recording; may be empty.
        width_px: Even; 1080 unless for proofs and tests.
        height_px: Even; 1920 unless for proofs and tests.
        preset: Of x264.
        encoder: ``"pyav"`` or ``"ffmpeg"``.
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
    preset: str = "veryfast"
    lines: tuple[SungLine, ...] = ()
    encoder: str = "pyav"


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
        cuts: Frames on which a new shot begins.
        flashes: Most flashes within a second.
        missing_glyphs: Characters of title, artist and captions that no face could show.
        notes: What could not be done as wanted, and what was done.
    """

    path: Path
    start_s: float
    duration_s: float
    frames: int
    frames_per_s: int
    size_bytes: int
    form: str
    cuts: tuple[int, ...]
    flashes: int
    missing_glyphs: str
    notes: tuple[str, ...] = ()


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
    profile = EncodeProfile(
        request.width_px, request.height_px, _FRAMES_PER_S, preset=request.preset, encoder=request.encoder
    )
    start_s, sound = _listen(request)
    frames = sound.shape[1] * _FRAMES_PER_S // SAMPLE_RATE_HZ
    sound = sound[:, : frames * SAMPLE_RATE_HZ // _FRAMES_PER_S]
    pace.at(0.02)
    compositor, shots = _stage(request, start_s, sound, frames)
    lights: list[Floats] = []
    shoot(
        watched(compositor.draw, lights),
        frames,
        profile,
        lambda: np.array_split(sound, max(frames // 3, 1), axis=1),
        tags_of(request.title, request.artist),
        out_path,
        pace.part(0.05, 1.0),
        digest_of(PICTURE_ENGINE_VERSION, request, profile, files=(request.audio, request.artwork)),
    )
    return TeaserResult(
        path=out_path,
        start_s=start_s,
        duration_s=frames / _FRAMES_PER_S,
        frames=frames,
        frames_per_s=_FRAMES_PER_S,
        size_bytes=out_path.stat().st_size,
        form=treatment_of(request.look.style_family).form,
        cuts=cuts_of(shots),
        flashes=most_flashes(np.array(lights), _FRAMES_PER_S) if lights else 0,
        missing_glyphs=compositor.missing,
        notes=_notes(request, start_s, frames / _FRAMES_PER_S),
    )


def nearest_downbeat(start_s: float, downbeats_s: Sequence[float]) -> float:
    """Return the downbeat nearest to ``start_s``, or ``start_s`` itself when none lies within 2.5 s."""
    nearest = min(downbeats_s, key=lambda beat: abs(beat - start_s), default=start_s)
    return max(nearest if abs(nearest - start_s) <= _SNAP_S else start_s, 0.0)


def _notes(request: TeaserRequest, start_s: float, duration_s: float) -> tuple[str, ...]:
    notes = []
    if request.start_s - start_s > _SNAP_S:
        notes.append(f"too little follows {request.start_s:.1f} s: it begins at {start_s:.1f} s")
    if request.length_s - duration_s > _SHORTFALL_S:
        notes.append(f"the recording has no more than {duration_s:.1f} s of the {request.length_s:.0f} s asked for")
    return tuple(notes)


def _listen(request: TeaserRequest) -> tuple[float, Floats]:
    """Return start and sound of the excerpt; one that would run past the end of the recording begins earlier."""
    start_s = nearest_downbeat(request.start_s, request.downbeats_s)
    sound = read_excerpt(request.audio, start_s, request.length_s)
    missing_s = request.length_s - sound.shape[1] / SAMPLE_RATE_HZ
    if missing_s < 0.05 or start_s <= 0:
        return start_s, sound
    earlier_s = max(start_s - missing_s, 0.0)
    return earlier_s, read_excerpt(request.audio, earlier_s, request.length_s)


def _stage(request: TeaserRequest, start_s: float, sound: Floats, frames: int) -> tuple[Compositor, tuple[Shot, ...]]:
    artwork = read_artwork(request.artwork)
    treatment = treatment_of(request.look.style_family)
    length_s = frames / _FRAMES_PER_S
    lines = moved(request.lines or _spread(request.captions), -start_s, length_s)
    room = Furniture(
        (request.width_px, request.height_px),
        request.look,
        roles_of_artwork(request.look, artwork),
        treatment,
        artwork,
        (request.title, request.artist),
        lines,
        (),
        request.seed,
        energy=request.energy,
    )
    heard = calmed(follow(sound.mean(axis=0), SAMPLE_RATE_HZ, _FRAMES_PER_S, BANDS))
    downbeats = [beat - start_s for beat in request.downbeats_s]
    shots = plan_teaser(downbeats, frames, _FRAMES_PER_S, treatment, bool(lines))
    return Compositor(room, shots, heard, frames, _FRAMES_PER_S, TALL_SCENES, closing_s=0.5), shots


def _spread(captions: Sequence[tuple[float, float, str]]) -> tuple[SungLine, ...]:
    lines = (spread_words(start_s, end_s, text) for start_s, end_s, text in sorted(captions))
    return tuple(line for line in lines if line is not None)


def _check(request: TeaserRequest) -> None:
    check_look(request.look)
    if not SHORTEST_S <= request.length_s <= LONGEST_S:
        raise ParameterError(
            f"The length is {request.length_s!r} s.",
            remedy=f"Give a length from {SHORTEST_S:.0f} to {LONGEST_S:.0f} s.",
        )
    if not 0 <= request.start_s < 36_000:
        raise ParameterError(f"The start is at {request.start_s!r} s.", remedy="Give a start from 0 to 36000 s.")
    if not 0 <= request.energy <= 1:
        raise ParameterError(f"The energy is {request.energy!r}.", remedy="Give an energy from 0 to 1.")
    check_size(request.width_px, request.height_px)
