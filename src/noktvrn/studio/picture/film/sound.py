"""The sound of a film: the whole recording as a stream, or an excerpt of it with fades."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.picture.palette import Floats

SAMPLE_RATE_HZ: Final = 48_000
"""Rate of sound in films."""

FADE_S: Final = 0.4
"""Length of the fades at both ends."""

LISTENING_RATE_HZ: Final = 24_000
"""Rate at which a whole recording is followed; a picture shows nothing of what lies above."""

_SHORTEST_S = 1.0
_CHUNK = 4096
# far beyond full scale, and near enough for sums of squares
_LARGEST = 16.0


def read_excerpt(path: Path, start_s: float, length_s: float) -> Floats:
    """Decode a part of a recording as stereo at 48 kHz, with fades at both ends.

    Args:
        path: Any file that has sound.
        start_s: 0 or later.
        length_s: Wanted length.

    Returns:
        Shape ``(2, samples)``; shorter than wanted where the recording ends before.

    Raises:
        MediaUnreadableError: The file cannot be decoded or has no sound.
        ParameterError: The recording is shorter than a second, or ends long before ``start_s``.
    """
    wanted = round(length_s * SAMPLE_RATE_HZ)
    try:
        sound = _decode(path, start_s, wanted)
    except ParameterError:
        raise
    except (av.error.FFmpegError, OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc
    if start_s <= 0 and sound.shape[1] < _SHORTEST_S * SAMPLE_RATE_HZ:
        raise ParameterError(
            f"{path.name} is only {sound.shape[1] / SAMPLE_RATE_HZ:.2f} s long.", remedy="Give a longer recording."
        )
    return _faded(sound)


def stream_sound(path: Path, samples: int) -> Iterator[Floats]:
    """Decode a recording as stereo at 48 kHz, chunk by chunk, cut or filled with silence to ``samples``.

    Raises:
        MediaUnreadableError: The file cannot be decoded or has no sound.
    """
    left = samples
    try:
        for piece in _resampled(path, "stereo", SAMPLE_RATE_HZ):
            if left <= 0:
                return
            yield piece[:, :left]
            left -= piece.shape[1]
    except (av.error.FFmpegError, OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc
    while left > 0:
        yield np.zeros((2, min(left, _CHUNK)), np.float32)
        left -= _CHUNK


def read_mono(path: Path) -> Floats:
    """Decode a whole recording as mono at ``LISTENING_RATE_HZ``.

    Raises:
        MediaUnreadableError: The file cannot be decoded or has no sound.
        ParameterError: It is shorter than a second.
    """
    try:
        parts = [piece[0] for piece in _resampled(path, "mono", LISTENING_RATE_HZ)]
    except (av.error.FFmpegError, OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc
    mono = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    if len(mono) < _SHORTEST_S * LISTENING_RATE_HZ:
        raise ParameterError(
            f"{path.name} is only {len(mono) / LISTENING_RATE_HZ:.2f} s long.", remedy="Give a longer recording."
        )
    return mono


def unreadable(path: Path, exc: Exception) -> MediaUnreadableError:
    """Translate an error of decoding a recording."""
    return MediaUnreadableError(
        f"{path.name} cannot be decoded as sound: {exc}.", remedy="Give a whole FLAC, WAV, MP3 or MP4 file."
    )


def _resampled(path: Path, layout: str, rate_hz: int) -> Iterator[Floats]:
    with av.open(str(path), mode="r") as container:
        if not container.streams.audio:
            raise MediaUnreadableError(f"{path.name} has no sound.", remedy="Give a recording.")
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate_hz)
        for frame in container.decode(container.streams.audio[0]):
            frame.pts = None
            for piece in resampler.resample(frame):
                yield _finite(piece.to_ndarray())
        for piece in resampler.resample(None):
            yield _finite(piece.to_ndarray())


def _decode(path: Path, start_s: float, wanted: int) -> Floats:
    parts: list[Floats] = []
    got = 0
    with av.open(str(path), mode="r") as container:
        if not container.streams.audio:
            raise MediaUnreadableError(f"{path.name} has no sound.", remedy="Give a recording.")
        stream = container.streams.audio[0]
        length_s = (container.duration or 0) / av.time_base
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE_HZ)
        if start_s > 2:
            container.seek(int((start_s - 1.0) * av.time_base))
        skip: int | None = None
        for frame in container.decode(stream):
            if skip is None:
                began_s = float(frame.pts * frame.time_base) if frame.pts is not None and frame.time_base else 0.0
                skip = max(round((start_s - began_s) * SAMPLE_RATE_HZ), 0)
            frame.pts = None
            for piece in resampler.resample(frame):
                samples = _finite(piece.to_ndarray())
                dropped = min(skip, samples.shape[1])
                skip -= dropped
                parts.append(samples[:, dropped:])
                got += samples.shape[1] - dropped
            if got >= wanted:
                break
    if skip is None and 0 < length_s < start_s:
        raise ParameterError(f"{path.name} ends before {start_s:.1f} s.", remedy="Give an earlier start.")
    if skip is None:
        raise MediaUnreadableError(f"{path.name} holds no sound that can be decoded.", remedy="Give a whole recording.")
    if not parts:
        return np.zeros((2, 0), np.float32)
    return np.ascontiguousarray(np.concatenate(parts, axis=1)[:, :wanted])


def _finite(samples: npt.NDArray[Any]) -> Floats:
    """Return samples with silence where a damaged file of floats holds no number."""
    numbers = np.nan_to_num(samples.astype(np.float32), copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(numbers, -_LARGEST, _LARGEST)


def _faded(sound: Floats) -> Floats:
    length = min(int(FADE_S * SAMPLE_RATE_HZ), sound.shape[1] // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)
    sound[:, :length] *= ramp
    sound[:, sound.shape[1] - length :] *= ramp[::-1]
    return sound
