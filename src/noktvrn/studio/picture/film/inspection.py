"""Opening a finished film again: what it holds, how its brightness moves, and one frame as a poster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import numpy as np

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.picture.files import write_jpeg


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What a film's file holds.

    Attributes:
        duration_s: Of the video stream.
        width_px: Width.
        height_px: Height.
        frames_per_s: Rate.
        video_codec: Such as ``"h264"``.
        video_profile: Such as ``"High"``.
        audio_codec: Such as ``"aac"``; empty without sound.
        audio_rate_hz: 0 without sound.
        frames: Number of frames that decoded.
        brightest_step: Largest change of the mean luma between two frames, 0..1.
        tags: Metadata of the container.
    """

    duration_s: float
    width_px: int
    height_px: int
    frames_per_s: float
    video_codec: str
    video_profile: str
    audio_codec: str
    audio_rate_hz: int
    frames: int
    brightest_step: float
    tags: dict[str, str]


def inspect_film(path: Path) -> FilmFacts:
    """Decode a whole film and report what it holds.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            means = [_mean_luma(frame) for frame in container.decode(video)]
            audio = container.streams.audio[0] if container.streams.audio else None
            rate = float(video.average_rate or 0)
            return FilmFacts(
                duration_s=len(means) / rate if rate else 0.0,
                width_px=video.width,
                height_px=video.height,
                frames_per_s=rate,
                video_codec=video.codec_context.name,
                video_profile=video.codec_context.profile or "",
                audio_codec=audio.codec_context.name if audio is not None else "",
                audio_rate_hz=audio.rate if audio is not None else 0,
                frames=len(means),
                brightest_step=float(np.abs(np.diff(means)).max(initial=0.0)),
                tags=dict(container.metadata),
            )
    except (av.error.FFmpegError, OSError, IndexError) as exc:
        raise MediaUnreadableError(f"{path.name} cannot be decoded: {exc}.", remedy="Make the film again.") from exc


def write_poster(film: Path, path: Path, time_s: float) -> Path:
    """Write the frame at ``time_s`` as a JPEG.

    Raises:
        MediaUnreadableError: The film cannot be decoded.
        NoSpaceError: The disk is full.
        RenderError: The poster cannot be written.
    """
    try:
        with av.open(str(film)) as container:
            container.seek(int(time_s * av.time_base))
            frame = next(container.decode(video=0))
            picture = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
    except (av.error.FFmpegError, OSError, StopIteration) as exc:
        raise MediaUnreadableError(f"{film.name} cannot be decoded: {exc}.", remedy="Make the film again.") from exc
    write_jpeg(picture, path)
    return path


def _mean_luma(frame: av.VideoFrame) -> float:
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return (float(rows[::8, : plane.width : 8].mean()) - 16) / 219
