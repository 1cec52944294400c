"""Encoding in process: H.264 High and AAC in MP4, ready to stream, tagged as made by a machine."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np

from noktvrn.errors import NoktvrnError, RenderError
from noktvrn.studio.picture.files import unwritable
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.raster import Bytes

DISCLOSURE: Final = "AI-generated"
"""What the file's comment says of its origin."""

_AUDIO_CHUNK = 1024
_BT709 = 1
_LIMITED_RANGE = 1
_WRITE_ERRORS = (OSError, av.error.FFmpegError)


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
    """

    width_px: int
    height_px: int
    frames_per_s: int = 30
    preset: str = "superfast"
    quality: int = 22
    audio_kbps: int = 256


class FilmFile:
    """An MP4 that is being written; use as a context manager and call ``add`` for each frame."""

    def __init__(self, path: Path, profile: EncodeProfile, sound: Floats, tags: dict[str, str]) -> None:
        """Open ``path`` (any name; the container is MP4).

        Raises:
            NoSpaceError: The disk is full.
            RenderError: The file or an encoder cannot be opened.
        """
        self._path = path
        self._profile = profile
        self._sound = sound
        self._written = 0
        self._frame = 0
        try:
            self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
            self._container.metadata.update(tags)
            self._video = self._open_video()
            self._audio = self._open_audio()
        except _WRITE_ERRORS as exc:
            raise self._failure(exc) from exc

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

    def _open_audio(self) -> Any:
        stream = self._container.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="stereo")
        stream.codec_context.bit_rate = self._profile.audio_kbps * 1000
        return stream

    def new_frame(self) -> tuple[av.VideoFrame, Planes]:
        """Return an empty frame and its planes, to be drawn on and given to ``add``."""
        frame = av.VideoFrame(self._profile.width_px, self._profile.height_px, "yuv420p")
        return frame, Planes(*(_plane(frame, index) for index in range(3)))

    def add(self, frame: av.VideoFrame) -> None:
        """Encode the next frame and the sound up to its end.

        Raises:
            NoSpaceError: The disk is full.
            RenderError: Encoding failed.
        """
        frame.pts = self._frame
        frame.time_base = Fraction(1, self._profile.frames_per_s)
        self._frame += 1
        try:
            self._container.mux(self._video.encode(frame))
            self._add_sound(self._frame * SAMPLE_RATE_HZ // self._profile.frames_per_s)
        except _WRITE_ERRORS as exc:
            raise self._failure(exc) from exc

    def _add_sound(self, until: int) -> None:
        until = min(until, self._sound.shape[1])
        while self._written + _AUDIO_CHUNK <= until or (until == self._sound.shape[1] and self._written < until):
            chunk = self._sound[:, self._written : min(self._written + _AUDIO_CHUNK, until)]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), format="fltp", layout="stereo")
            frame.sample_rate = SAMPLE_RATE_HZ
            frame.pts = self._written
            frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
            self._container.mux(self._audio.encode(frame))
            self._written += chunk.shape[1]

    def finish(self) -> None:
        """Write what the encoders still hold, and the index.

        Raises:
            NoSpaceError: The disk is full.
            RenderError: Encoding failed.
        """
        try:
            self._add_sound(self._sound.shape[1])
            packets: Iterable[Any] = (*self._video.encode(None), *self._audio.encode(None))
            for packet in packets:
                self._container.mux(packet)
            self._container.close()
        except _WRITE_ERRORS as exc:
            raise self._failure(exc) from exc

    def abandon(self) -> None:
        """Close the file without caring for its content."""
        try:
            self._container.close()
        except _WRITE_ERRORS:
            # the file is about to be deleted, and the first error is already on its way
            return

    def _failure(self, exc: OSError | av.error.FFmpegError) -> NoktvrnError:
        if isinstance(exc, OSError):
            return unwritable(self._path, exc)
        if exc.errno == errno.ENOSPC:
            return unwritable(self._path, OSError(errno.ENOSPC, str(exc)))
        return RenderError(f"{self._path.name} cannot be encoded: {exc}", remedy="Make the film again.")


def _plane(frame: av.VideoFrame, index: int) -> Bytes:
    plane = frame.planes[index]
    rows: Bytes = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
