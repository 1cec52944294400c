"""Encoders: planes in, a piece of H.264 video out. In this process by default, by an ffmpeg program where asked for.

A film is encoded in pieces without sound, so that one that was interrupted goes on where it stopped;
:mod:`~noktvrn.studio.picture.film.joining` makes them one file.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

import av
import av.error
import numpy as np

from noktvrn.errors import NoktvrnError, ParameterError, RenderError
from noktvrn.studio.picture.files import unwritable
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.raster import Bytes

DISCLOSURE: Final = "AI-generated"
"""What the file's comment says of its origin."""

WRITE_ERRORS: Final = (OSError, av.error.FFmpegError)
"""What writing a media file may raise."""

_BT709 = 1
_LIMITED_RANGE = 1


@dataclass(frozen=True, slots=True)
class EncodeProfile:
    """How a film is encoded.

    Attributes:
        width_px: Even.
        height_px: Even.
        frames_per_s: Rate.
        preset: Of x264.
        quality: Constant rate factor of x264; lower is better and larger.
        audio_kbps: Of AAC.
        encoder: ``"pyav"`` for this process, ``"ffmpeg"`` for a program of that name.
    """

    width_px: int
    height_px: int
    frames_per_s: int = 30
    preset: str = "veryfast"
    quality: int = 21
    audio_kbps: int = 256
    encoder: str = "pyav"


def tags_of(title: str, artist: str) -> dict[str, str]:
    """Return what a film's file says of itself."""
    return {"title": title, "artist": artist, "comment": DISCLOSURE}


def check_size(width_px: int, height_px: int) -> None:
    """Refuse a frame that cannot be encoded.

    Raises:
        ParameterError: A side is odd, or outside 90 to 3840.
    """
    for name, value in (("width_px", width_px), ("height_px", height_px)):
        if value % 2 or not 90 <= value <= 3840:
            raise ParameterError(f"The film's {name} is {value!r}.", remedy="Give an even number from 90 to 3840.")


class Encoder(Protocol):
    """Encodes the frames of one piece."""

    def new_frame(self) -> tuple[Any, Planes]:
        """Return something to be given to ``add``, and its planes to be drawn on."""
        ...

    def add(self, frame: Any) -> None:
        """Encode the next frame.

        Raises:
            NoSpaceError: The disk is full.
            RenderError: Encoding failed.
        """
        ...

    def finish(self) -> None:
        """Write what is held back, and close the file.

        Raises:
            NoSpaceError: The disk is full.
            RenderError: Encoding failed.
        """
        ...

    def abandon(self) -> None:
        """Close everything without caring for the content; MUST NOT raise."""
        ...


PRESETS: Final = (
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
)
"""Presets of x264, from quick and large to slow and small."""


def open_encoder(path: Path, profile: EncodeProfile) -> Encoder:
    """Open ``path`` (any name; the container is MP4) with the encoder that the profile names.

    Raises:
        ParameterError: Unknown encoder or preset.
        ToolMissingError: There is no ffmpeg program.
        NoSpaceError: The disk is full.
        RenderError: The file or an encoder cannot be opened.
    """
    if profile.preset not in PRESETS:
        raise ParameterError(f"There is no preset {profile.preset!r}.", remedy=f"Use one of: {', '.join(PRESETS)}.")
    if profile.encoder == "pyav":
        return PyavEncoder(path, profile)
    if profile.encoder == "ffmpeg":
        from noktvrn.studio.picture.film.encode_process import FfmpegEncoder

        return FfmpegEncoder(path, profile)
    raise ParameterError(f"There is no encoder {profile.encoder!r}.", remedy="Use pyav or ffmpeg.")


class PyavEncoder:
    """Encodes in this process."""

    def __init__(self, path: Path, profile: EncodeProfile) -> None:
        """Open ``path``.

        Raises:
            NoSpaceError: The disk is full.
            RenderError: The file or the encoder cannot be opened.
        """
        self._path = path
        self._profile = profile
        self._frame = 0
        try:
            self._container = av.open(str(path), "w", format="mp4")
            self._video = self._open_video()
        except WRITE_ERRORS as exc:
            raise encoding_failure(path, exc) from exc

    def _open_video(self) -> Any:
        profile = self._profile
        options = {"preset": profile.preset, "crf": str(profile.quality), "profile": "high"}
        stream = self._container.add_stream("libx264", rate=profile.frames_per_s, options=options)
        stream.width, stream.height = profile.width_px, profile.height_px
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.thread_count = 2
        context.gop_size = profile.frames_per_s * 2
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        stream.time_base = context.time_base = Fraction(1, profile.frames_per_s)
        return stream

    def new_frame(self) -> tuple[av.VideoFrame, Planes]:
        """See ``Encoder``."""
        frame = av.VideoFrame(self._profile.width_px, self._profile.height_px, "yuv420p")
        return frame, Planes(*(_plane(frame, index) for index in range(3)))

    def add(self, frame: av.VideoFrame) -> None:
        """See ``Encoder``."""
        frame.pts = self._frame
        frame.time_base = Fraction(1, self._profile.frames_per_s)
        self._frame += 1
        try:
            self._container.mux(self._video.encode(frame))
        except WRITE_ERRORS as exc:
            raise encoding_failure(self._path, exc) from exc

    def finish(self) -> None:
        """See ``Encoder``."""
        try:
            self._container.mux(self._video.encode(None))
            self._container.close()
        except WRITE_ERRORS as exc:
            raise encoding_failure(self._path, exc) from exc

    def abandon(self) -> None:
        """See ``Encoder``."""
        try:
            self._container.close()
        except WRITE_ERRORS:
            # the file is about to be deleted, and the first error is already on its way
            return


def encoding_failure(path: Path, exc: OSError | av.error.FFmpegError) -> NoktvrnError:
    """Translate an error of writing a media file."""
    if isinstance(exc, OSError):
        return unwritable(path, exc)
    if exc.errno == errno.ENOSPC:
        return unwritable(path, OSError(errno.ENOSPC, str(exc)))
    return RenderError(f"{path.name} cannot be encoded: {exc}.", remedy="Make the film again.")


def _plane(frame: av.VideoFrame, index: int) -> Bytes:
    plane = frame.planes[index]
    rows: Bytes = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
