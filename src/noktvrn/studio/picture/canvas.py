"""The canvas: a tall loop of a few bars without text or sound, whose end is its beginning.

Everything that moves goes once round a circle during the loop: the field, the camera, the specks. What follows the
music follows curves whose last part is blended into what came before the first.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.features import BandEnergies, follow
from noktvrn.studio.picture.cover import roles_of_artwork
from noktvrn.studio.picture.engine_version import PICTURE_ENGINE_VERSION
from noktvrn.studio.picture.files import read_artwork
from noktvrn.studio.picture.film.camera import Window
from noktvrn.studio.picture.film.encode import EncodeProfile, check_size, tags_of
from noktvrn.studio.picture.film.flashes import calmed, most_flashes, watched
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.hearing import hear
from noktvrn.studio.picture.film.patience import patiently
from noktvrn.studio.picture.film.place import Place
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.shooting import digest_of, shoot
from noktvrn.studio.picture.film.sound import LISTENING_RATE_HZ, read_mono
from noktvrn.studio.picture.film.treatments import treatment_of
from noktvrn.studio.picture.film.vertical import lay_rows
from noktvrn.studio.picture.look import LookSpec, check_look
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.palette import Floats

SHORTEST_S: Final = 3.0
"""Shortest canvas."""

LONGEST_S: Final = 8.0
"""Longest canvas."""

FRAMES_PER_S: Final = 30
"""Rate."""

_BANDS = 40
_BLENDED = 0.4
_ROUNDED_FRAMES = 9
# coarser coding shows the first frame of the loop as sharper than its last
_QUALITY = 18
_MANNERS: Final = {
    "silk": "close",
    "halftone": "close",
    "voronoi": "close",
    "tile_grid": "rows",
    "typographic": "rows",
}


@dataclass(frozen=True, slots=True)
class CanvasRequest:
    """What to film.

    Attributes:
        audio: The recording.
        artwork: The artwork without text.
        look: The artist's look.
        seed: Everything random follows from it.
        title: For the file's metadata; never drawn.
        artist: For the file's metadata; never drawn.
        start_s: Where to begin, in seconds of the recording; moved to the nearest downbeat.
        length_s: Wanted length, 3..8; the nearest number of whole bars is taken.
        downbeats_s: Starts of bars in seconds of the recording; measured when empty.
        width_px: Even; 1080 unless for proofs and tests.
        height_px: Even; 1920 unless for proofs and tests.
        preset: Of x264.
        encoder: ``"pyav"`` or ``"ffmpeg"``.
    """

    audio: Path
    artwork: Path
    look: LookSpec
    seed: int
    title: str = ""
    artist: str = ""
    start_s: float = 0.0
    length_s: float = 6.0
    downbeats_s: tuple[float, ...] = ()
    width_px: int = 1080
    height_px: int = 1920
    preset: str = "veryfast"
    encoder: str = "pyav"


@dataclass(frozen=True, slots=True)
class CanvasResult:
    """What was filmed.

    Attributes:
        path: The loop.
        start_s: Where it begins in the recording.
        duration_s: Its length.
        bars: Its length in bars.
        frames: Number of frames.
        frames_per_s: Rate.
        size_bytes: Length of the file.
        seam: Difference between the last and the first frame, as a multiple of the usual one between two frames.
        flashes: Most flashes within a second.
        notes: What could not be done as wanted, and what was done.
    """

    path: Path
    start_s: float
    duration_s: float
    bars: int
    frames: int
    frames_per_s: int
    size_bytes: int
    seam: float
    flashes: int
    notes: tuple[str, ...] = ()


def make_canvas(
    request: CanvasRequest, out_path: Path, progress: Progress = unwatched, cancelled: Cancelled = never
) -> CanvasResult:
    """Film a seamless loop to ``out_path``.

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
    pace = Pace(progress, cancelled, what="listening")
    mono = patiently(lambda: read_mono(request.audio), pace)
    downbeats_s = request.downbeats_s or patiently(lambda: hear(request.audio, mono), pace).downbeats_s
    start_s, bars, length_s = whole_bars(request.start_s, request.length_s, downbeats_s, len(mono) / LISTENING_RATE_HZ)
    frames = round(length_s * FRAMES_PER_S)
    loop = Loop(request, looped(mono, start_s, frames), frames)
    seen: list[Floats] = []
    lights: list[Floats] = []

    def draw(planes: Planes, frame: int) -> None:
        loop.draw(planes, frame)
        seen.append(planes.y[::6, ::6].astype(np.float32))

    profile = EncodeProfile(
        request.width_px, request.height_px, FRAMES_PER_S, request.preset, _QUALITY, encoder=request.encoder
    )
    shoot(
        watched(draw, lights),
        frames,
        profile,
        None,
        tags_of(request.title, request.artist),
        out_path,
        pace.part(0.05, 1.0, "filming the canvas"),
        digest_of(PICTURE_ENGINE_VERSION, request, files=(request.audio, request.artwork)),
    )
    return CanvasResult(
        path=out_path,
        start_s=start_s,
        duration_s=frames / FRAMES_PER_S,
        bars=bars,
        frames=frames,
        frames_per_s=FRAMES_PER_S,
        size_bytes=out_path.stat().st_size,
        seam=seam_of(seen),
        flashes=most_flashes(np.array(lights + lights[:FRAMES_PER_S]), FRAMES_PER_S),
    )


def whole_bars(
    start_s: float, length_s: float, downbeats_s: tuple[float, ...], duration_s: float
) -> tuple[float, int, float]:
    """Return start, number of bars and length of a loop of whole bars near what is wanted, within 3 to 8 s.

    A recording without bars, or whose bars do not fit, loops over the wanted length; then 0 bars are returned.
    """
    ahead = [beat for beat in downbeats_s if beat < duration_s]
    begin = min(ahead, key=lambda beat: abs(beat - start_s), default=min(start_s, max(duration_s - length_s, 0.0)))
    if len(ahead) > 1:
        bar_s = float(np.median(np.diff(ahead)))
        fitting = [bars for bars in range(1, 17) if SHORTEST_S <= bars * bar_s <= LONGEST_S]
        if fitting:
            # two, four and eight bars are phrases, three are not
            bars = min(fitting, key=lambda n: abs(n * bar_s - length_s) + (0.0 if n & (n - 1) == 0 else 2.5))
            return begin, bars, bars * bar_s
    return begin, 0, length_s


def looped(mono: Floats, start_s: float, frames: int) -> BandEnergies:
    """Follow a part of a recording with curves whose end leads into their beginning."""
    begin = round(start_s * LISTENING_RATE_HZ)
    length = round(frames / FRAMES_PER_S * LISTENING_RATE_HZ)
    lead = min(begin, length)
    part = mono[begin - lead : begin + length]
    part = np.pad(part, (0, max(length + lead - len(part), 0)))
    heard = calmed(follow(part, LISTENING_RATE_HZ, FRAMES_PER_S, _BANDS))
    first = round(lead / LISTENING_RATE_HZ * FRAMES_PER_S)
    return BandEnergies(
        _blended(heard.bands, first, frames),
        _blended(heard.bass[:, None], first, frames)[:, 0],
        _blended(heard.onset[:, None], first, frames)[:, 0],
        heard.fps,
    )


def _blended(curves: Floats, first: int, frames: int) -> Floats:
    at = np.arange(frames)
    share = np.clip((at / frames - (1 - _BLENDED)) / _BLENDED, 0.0, 1.0)[:, None]
    share = share * share * (3 - 2 * share)
    own = curves[np.minimum(first + at, len(curves) - 1)]
    # where nothing lies before the loop, its own beginning stands still
    before = curves[np.maximum(first + at - frames, 0)] if first else np.repeat(curves[:1], frames, axis=0)
    return _rounded(np.asarray(own + share * (before - own), dtype=np.float32))


def _rounded(curves: Floats) -> Floats:
    """Round every rise over a fifth of a second, across the seam too, so that no beat stands on it."""
    weights = np.hanning(_ROUNDED_FRAMES + 2)[1:-1]
    shifts = range(-(_ROUNDED_FRAMES // 2), _ROUNDED_FRAMES // 2 + 1)
    rounded = sum(w * np.roll(curves, shift, axis=0) for w, shift in zip(weights / weights.sum(), shifts, strict=True))
    return np.asarray(rounded, dtype=np.float32)


def seam_of(frames: list[Floats]) -> float:
    """Return how much the last frame differs from the first, in usual steps (90th percentile between neighbours)."""
    steps = [float(np.abs(b - a).mean()) for a, b in itertools.pairwise(frames)]
    usual = max(float(np.percentile(steps, 90)), 1e-6) if steps else 1.0
    return float(np.abs(frames[0] - frames[-1]).mean()) / usual if steps else 0.0


class Loop:
    """Draws the frames of a canvas."""

    def __init__(self, request: CanvasRequest, sound: BandEnergies, frames: int) -> None:
        """Set the stage; ``sound`` has a row for each frame."""
        artwork = read_artwork(request.artwork)
        self._sound, self._frames = sound, frames
        self._room = Furniture(
            (request.width_px, request.height_px),
            request.look,
            roles_of_artwork(request.look, artwork),
            treatment_of(request.look.style_family),
            artwork,
            ("", ""),
            (),
            (),
            request.seed,
        )
        self._manner = _MANNERS.get(request.look.style_family, "plate")

    def draw(self, planes: Planes, frame: int) -> None:
        """Draw one frame, whole."""
        {"close": self._draw_close, "rows": self._draw_rows}.get(self._manner, self._draw_plate)(planes, frame)

    def _draw_close(self, planes: Planes, frame: int) -> None:
        room, turn = self._room, 2 * math.pi * frame / self._frames
        x, y = room.places[0]
        breath = 0.50 + 0.03 * math.cos(turn) - 0.008 * float(self._sound.bass[frame])
        window = Window(x + 0.03 * math.sin(turn), y + 0.02 * math.sin(turn), breath)
        whole = Place(0, 0, room.width, room.height)
        room.camera.draw(planes, whole, window, frame)
        if room.treatment.tones_art:
            room.camera.tone(planes, whole, room.table(room.key("home"), "print"))
        self._lay_dust(planes, frame)

    def _draw_rows(self, planes: Planes, frame: int) -> None:
        key = self._room.key((*self._room.treatment.keys.get("chorus", ()), "home")[0])
        self._room.lay_loop(planes, key, frame / self._frames, frame, is_flat=True)
        lay_rows(self._room, planes, self._sound.bands[frame].tolist(), 0.0, 0, frame)

    def _draw_plate(self, planes: Planes, frame: int) -> None:
        room, share = self._room, frame / self._frames
        key = room.key("home")
        room.lay_loop(planes, key, share, frame)
        self._lay_dust(planes, frame)
        is_disc = room.treatment.plate == "disc"
        pane = room.pane(room.width * (0.70 if is_disc else 0.78), is_disc)
        left, top = (room.width - pane.side_px) / 2, room.height * 0.44 - pane.side_px / 2
        if room.treatment.form == "ring":
            reach = room.width * 0.13
            box = (left - reach, top - reach, pane.side_px + 2 * reach, pane.side_px + 2 * reach)
            room.form("ring", key, box, pane.side_px / 2 + 9 * room.unit).draw(planes, self._sound, frame, 0.95)
        zoom = 1.05 + 0.035 * math.sin(2 * math.pi * share) + 0.015 * float(self._sound.bass[frame])
        pan = (0.012 * math.cos(2 * math.pi * share), 0.008 * math.sin(2 * math.pi * share))
        pane.draw(planes, int(left), int(top), zoom, pan, 1.0, 0.6 if key.is_night else 0.34)

    def _lay_dust(self, planes: Planes, frame: int) -> None:
        room = self._room
        if room.treatment.particles:
            room.dust(room.key("home")).draw_loop(planes, frame / self._frames, 0.8)


def _check(request: CanvasRequest) -> None:
    check_look(request.look)
    if not SHORTEST_S <= request.length_s <= LONGEST_S:
        raise ParameterError(
            f"The length is {request.length_s!r} s.",
            remedy=f"Give a length from {SHORTEST_S:.0f} to {LONGEST_S:.0f} s.",
        )
    if not 0 <= request.start_s < 36_000:
        raise ParameterError(f"The start is at {request.start_s!r} s.", remedy="Give a start from 0 to 36000 s.")
    check_size(request.width_px, request.height_px)
