"""Audio files out: FLAC and 16-bit WAV with dither. Every file is written aside and renamed."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import soundfile

from noktvrn.errors import NoktvrnError, NoSpaceError, RenderError
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.oscillators import next_state, white

Audio: TypeAlias = Annotated[npt.NDArray[np.float32], "(channels, samples)"]

Pcm: TypeAlias = npt.NDArray[np.int32] | npt.NDArray[np.int16]

FRAMES_PER_WRITE: Final = 1 << 16
PCM_24_LIMIT: Final = 8_388_607


@kernel
def to_pcm24(audio: Audio, first: int, frames: int, out: Pcm) -> int:
    """Round to 24 bit, left-aligned in int32 rows of (frames, channels); return how many samples did not fit."""
    clipped = 0
    for channel in range(audio.shape[0]):
        for n in range(frames):
            rounded = np.rint(audio[channel, first + n] * np.float32(8388608.0))
            fitting = min(max(rounded, np.float32(-8388608.0)), np.float32(8388607.0))
            clipped += rounded != fitting
            out[n, channel] = np.int32(fitting) * np.int32(256)
    return clipped


@kernel
def to_pcm16(audio: Audio, first: int, frames: int, seed: int, out: Pcm) -> None:
    """Round to 16 bit with triangular dither of two least significant bits, peak to peak."""
    state = next_state(seed)
    for n in range(frames):
        for channel in range(audio.shape[0]):
            state = next_state(state)
            noise = white(state)
            state = next_state(state)
            value = audio[channel, first + n] * 32768.0 + 0.5 * (noise + white(state))
            out[n, channel] = min(max(int(np.rint(value)), -32768), 32767)


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
        self._file = _opened(self._part, sample_rate_hz, channels, "PCM_24")
        for name in ("title", "artist", "comment"):
            if tags and name in tags:
                setattr(self._file, name, tags[name])
        self._pcm = np.empty((FRAMES_PER_WRITE, channels), np.int32)
        self.clipped = 0

    def write(self, audio: Audio, first: int, frames: int) -> None:
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
    audio: Audio,
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


def write_wav16(path: Path, audio: Audio, seed: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Write 16-bit WAV with triangular dither.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written.
    """
    part = path.with_name(path.name + ".part")
    pcm = np.empty((audio.shape[1], audio.shape[0]), np.int16)
    to_pcm16(audio, 0, audio.shape[1], seed & 0xFFFFFFFF, pcm)
    try:
        with _opened(part, sample_rate_hz, audio.shape[0], "PCM_16", "WAV") as file:
            file.write(pcm)
        part.replace(path)
    except soundfile.LibsndfileError as error:
        part.unlink(missing_ok=True)
        raise failed(path, error) from error


def _opened(part: Path, rate: int, channels: int, subtype: str, form: str = "FLAC") -> soundfile.SoundFile:
    # This level of 0..1 encodes twice as fast as the default and costs 3 % in size; the rest is the checksum.
    level = {"compression_level": 0.125} if form == "FLAC" else {}
    try:
        return soundfile.SoundFile(str(part), "w", rate, channels, subtype, format=form, **level)
    except soundfile.LibsndfileError as error:
        raise failed(part, error) from error


def failed(path: Path, error: Exception) -> NoktvrnError:
    """Return what a writer raises when libsndfile or FFmpeg refused."""
    if getattr(error, "errno", None) == errno.ENOSPC or _disk_is_full(path):
        return NoSpaceError(
            f"no space left while writing {path.name}", remedy="Free disk space and retry.", stage="song"
        )
    return RenderError(f"{path.name} cannot be written: {error}", remedy="Check the output folder.", stage="song")


def _disk_is_full(path: Path) -> bool:
    import shutil

    return path.parent.exists() and shutil.disk_usage(path.parent).free < 1 << 20
