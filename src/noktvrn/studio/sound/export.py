"""Audio files out: 24-bit FLAC. Every file is written aside and renamed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import soundfile

from noktvrn.errors import NoktvrnError, NoSpaceError, RenderError
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.types import AudioBuffer

Pcm: TypeAlias = npt.NDArray[np.int32]

FRAMES_PER_WRITE: Final = 1 << 16


@kernel
def to_pcm24(audio: AudioBuffer, first: int, frames: int, out: Pcm) -> int:
    """Round to 24 bit, left-aligned in int32 rows of (frames, channels); return how many samples did not fit."""
    clipped = 0
    for channel in range(audio.shape[0]):
        for n in range(frames):
            rounded = np.rint(audio[channel, first + n] * np.float32(8388608.0))
            fitting = min(max(rounded, np.float32(-8388608.0)), np.float32(8388607.0))
            clipped += rounded != fitting
            out[n, channel] = np.int32(fitting) * np.int32(256)
    return clipped


class FlacWriter:
    """Writes 24-bit FLAC in pieces; use as a context manager. The file appears when all is written."""

    def __init__(
        self,
        path: Path,
        channels: int = 2,
        sample_rate_hz: int = SAMPLE_RATE_HZ,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Open ``<path>.part``."""
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._file = _opened(self._part, sample_rate_hz, channels)
        for name in ("title", "artist", "comment"):
            if tags and name in tags:
                setattr(self._file, name, tags[name])
        self._pcm = np.empty((FRAMES_PER_WRITE, channels), np.int32)
        self.clipped = 0

    def write(self, audio: AudioBuffer, first: int, frames: int) -> None:
        """Append frames of ``audio``."""
        for start in range(first, first + frames, FRAMES_PER_WRITE):
            count = min(FRAMES_PER_WRITE, first + frames - start)
            self.clipped += to_pcm24(audio, start, count, self._pcm)
            try:
                self._file.write(self._pcm[:count])
            except soundfile.LibsndfileError as error:
                raise failed(self._path, error) from error

    def __enter__(self) -> FlacWriter:
        """Return self."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Close; keep the file only when nothing went wrong."""
        self._file.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)


def write_flac(
    path: Path,
    audio: AudioBuffer,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
    tags: Mapping[str, str] | None = None,
    pause: Callable[[], None] = lambda: None,
) -> None:
    """Write 24-bit FLAC with ``title``, ``artist`` and ``comment`` from ``tags``.

    Args:
        path: File; it appears when it is complete.
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
        tags: Of the file.
        pause: Called every 1.5 s of audio; may raise to stop.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written.
    """
    with FlacWriter(path, audio.shape[0], sample_rate_hz, tags) as writer:
        for first in range(0, audio.shape[1], FRAMES_PER_WRITE):
            pause()
            writer.write(audio, first, min(FRAMES_PER_WRITE, audio.shape[1] - first))


def _opened(part: Path, sample_rate_hz: int, channels: int) -> soundfile.SoundFile:
    # This level of 0..1 encodes twice as fast as the default and costs 3 % in size; the rest is the checksum.
    try:
        return soundfile.SoundFile(
            str(part), "w", sample_rate_hz, channels, "PCM_24", format="FLAC", compression_level=0.125
        )
    except soundfile.LibsndfileError as error:
        raise failed(part, error) from error


def failed(path: Path, error: Exception) -> NoktvrnError:
    """Return what a writer raises when libsndfile or FFmpeg refused."""
    if getattr(error, "errno", None) == errno.ENOSPC or _disk_is_full(path):
        return NoSpaceError(
            f"There is no space left for {path.name}.", remedy="Free disk space and retry.", stage="song"
        )
    return RenderError(f"{path.name} cannot be written: {error}.", remedy="Check the output folder.", stage="song")


def _disk_is_full(path: Path) -> bool:
    return path.parent.exists() and shutil.disk_usage(path.parent).free < 1 << 20
