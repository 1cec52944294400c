"""Shooting a film: frames are drawn here while another thread encodes the ones before, in pieces that outlive a kill.

The pieces of an unfinished film lie in a hidden folder beside it, named by the digest of what was asked for. The same
request finds them and goes on; another request for the same file throws them away.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import av
import av.error

from noktvrn.errors import NoktvrnError
from noktvrn.studio.picture.files import unwritable, written_aside
from noktvrn.studio.picture.film.encode import EncodeProfile, Encoder, open_encoder
from noktvrn.studio.picture.film.joining import join_pieces
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.pace import Pace
from noktvrn.studio.picture.palette import Floats

PIECE_S: Final = 20
"""Length of a piece."""

Draw = Callable[[Planes, int], None]
"""Draws a frame whole, in any order."""

_IN_FLIGHT = 3
_REPORT_EVERY = 5


def shoot(
    draw: Draw,
    frames: int,
    profile: EncodeProfile,
    sound: Callable[[], Iterable[Floats]] | None,
    tags: dict[str, str],
    out_path: Path,
    pace: Pace,
    digest: str,
) -> None:
    """Draw, encode and write a film.

    Args:
        draw: Draws a frame.
        frames: How many.
        profile: How it is encoded.
        sound: Opens the sound; None for a silent film.
        tags: Metadata of the file.
        out_path: Written aside and renamed when whole.
        pace: Progress and cancellation.
        digest: Of everything that the frames follow from.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: Drawing or encoding failed.
        StepCancelledError: The pace was asked to stop; nothing is left.
    """
    folder = work_folder(out_path, digest)
    try:
        _clear_others(out_path, folder)
        folder.mkdir(parents=True, exist_ok=True)
        pieces = _shoot_pieces(draw, frames, profile, folder, pace.part(0.0, 0.95))
        with written_aside(out_path) as part:
            join_pieces(pieces, sound() if sound is not None else None, part, profile, tags, pace.part(0.95, 1.0))
    except OSError as exc:
        raise unwritable(out_path, exc) from exc
    except NoktvrnError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def work_folder(out_path: Path, digest: str) -> Path:
    """Return where the pieces of an unfinished film lie."""
    return out_path.with_name(f".{out_path.name}.{digest[:16]}.work")


def digest_of(*parts: object, files: Iterable[Path] = ()) -> str:
    """Return a digest of values (by their ``repr``) and of the contents of files."""
    summed = hashlib.sha256(repr(parts).encode())
    for path in files:
        with path.open("rb") as file:
            summed.update(hashlib.file_digest(file, "sha256").digest())
    return summed.hexdigest()


def _clear_others(out_path: Path, folder: Path) -> None:
    for other in out_path.parent.glob(f".{out_path.name}.*.work"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _shoot_pieces(draw: Draw, frames: int, profile: EncodeProfile, folder: Path, pace: Pace) -> list[Path]:
    length = PIECE_S * profile.frames_per_s
    pieces = []
    for first in range(0, frames, length):
        piece = folder / f"{first:07}.mp4"
        end = min(first + length, frames)
        if not _is_whole(piece, end - first):
            _shoot_piece(draw, first, end, profile, piece, pace.part(first / frames, end / frames))
        pieces.append(piece)
    return pieces


def _is_whole(piece: Path, frames: int) -> bool:
    if not piece.is_file():
        return False
    try:
        with av.open(str(piece)) as container:
            return bool(container.streams.video[0].frames == frames)
    except (av.error.FFmpegError, OSError, IndexError):
        return False


def _shoot_piece(draw: Draw, first: int, end: int, profile: EncodeProfile, piece: Path, pace: Pace) -> None:
    with written_aside(piece) as part:
        encoder = open_encoder(part, profile)
        try:
            _encode(draw, first, end, encoder, pace)
            encoder.finish()
        except BaseException:
            encoder.abandon()
            raise


def _encode(draw: Draw, first: int, end: int, encoder: Encoder, pace: Pace) -> None:
    pending: list[Future[None]] = []
    with ThreadPoolExecutor(1) as thread:
        for number in range(first, end):
            frame, planes = encoder.new_frame()
            draw(planes, number)
            pending.append(thread.submit(encoder.add, frame))
            if len(pending) > _IN_FLIGHT:
                pending.pop(0).result()
            if (number - first) % _REPORT_EVERY == 0:
                pace.at((number - first) / (end - first))
        for task in pending:
            task.result()
