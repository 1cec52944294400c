"""Reading audio files: libsndfile for WAV, FLAC, OGG and AIFF, else PyAV for MP3, M4A and what FFmpeg knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.measure.stopping import Cancelled, stop_if

MAX_VALUES: Final = 400_000_000
"""1.6 GB as float32: 75 minutes of stereo at 44.1 kHz."""

BLOCK_FRAMES: Final = 1 << 17
"""Read at once: a second read of everything, to put the channels apart, would double the memory."""

MAX_CHANNELS: Final = 6
SAMPLE_RATES_HZ: Final = (8_000, 192_000)

if TYPE_CHECKING:
    import soundfile
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_BITS: Final = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file.

    Attributes:
        audio: Float32 (channels, samples).
        sample_rate_hz: Of the file.
        bits_per_sample: Of the coding; 0 for lossy coding.
    """

    audio: npt.NDArray[np.float32]
    sample_rate_hz: int
    bits_per_sample: int


def decode(path: Path, cancelled: Cancelled | None = None) -> Decoded:
    """Decode a whole file.

    Args:
        path: Recording.
        cancelled: Asked several times a second.

    Raises:
        MediaUnreadableError: Absent, no audio, damaged, empty, longer than 75 minutes, more than six channels, or
            a sample rate outside 8..192 kHz.
        StepCancelledError: ``cancelled`` answered True.
    """
    import soundfile

    if not path.is_file():
        raise _unreadable(path, "there is no such file")
    try:
        with soundfile.SoundFile(str(path)) as file:
            _check_shape(path, file.channels, file.samplerate, file.frames)
            audio = _read(file, cancelled)
            decoded = Decoded(audio, int(file.samplerate), _BITS.get(file.subtype, 0))
    except soundfile.LibsndfileError:
        decoded = _decode_av(path, cancelled)
    if decoded.audio.shape[1] == 0:
        raise _unreadable(path, "it holds no samples")
    if not all(np.isfinite(part).all() for part in _parts(decoded.audio)):
        raise _unreadable(path, "it holds values that are not numbers")
    return decoded


def _read(file: soundfile.SoundFile, cancelled: Cancelled | None) -> npt.NDArray[np.float32]:
    """Read all frames that there are, which in a damaged file are fewer than it says."""
    audio = np.empty((file.channels, file.frames), np.float32)
    block = np.empty((min(BLOCK_FRAMES, file.frames), file.channels), np.float32)
    place = 0
    while place < file.frames:
        stop_if(cancelled)
        count = len(file.read(out=block[: min(len(block), file.frames - place)]))
        if count == 0:
            break
        audio[:, place : place + count] = block[:count].T
        place += count
    return audio if place == file.frames else audio[:, :place].copy()


def _parts(audio: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float32]]:
    for begin in range(0, audio.shape[1], BLOCK_FRAMES):
        yield audio[:, begin : begin + BLOCK_FRAMES]


def _decode_av(path: Path, cancelled: Cancelled | None) -> Decoded:
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _unreadable(path, "it has no audio stream")
            stream = container.streams.audio[0]
            if stream.codec_context is None:
                raise _unreadable(path, "its coding is unknown")
            rate, channels = int(stream.rate), int(stream.channels)
            told = float(container.duration or 0) / av.time_base
            _check_shape(path, channels, rate, int(max(told, 0.0) * rate))
            pieces = list(_resampled(path, container, stream, cancelled))
    except av.error.FFmpegError as error:
        # Its own words, without its number and the whole path.
        raise _unreadable(
            path, f"it is no audio, or damaged ({_lowered(error.strerror or 'no reason given')})"
        ) from error
    except (ValueError, IndexError) as error:
        raise _unreadable(path, f"it is damaged ({error})") from error
    return Decoded(_joined(pieces, channels), rate, 0)


def _resampled(
    path: Path, container: InputContainer, stream: AudioStream, cancelled: Cancelled | None
) -> Iterator[npt.NDArray[np.float32]]:
    """Yield a stream's frames as float32 (channels, samples), each copied out of the decoder's own memory."""
    import av

    resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
    values = 0
    for frame in container.decode(stream):
        stop_if(cancelled)
        for piece in resampler.resample(frame):
            yield piece.to_ndarray().astype(np.float32)
            values += piece.samples * stream.channels
            _check_size(path, values, stream.channels, stream.rate)
    for piece in resampler.resample(None):
        yield piece.to_ndarray().astype(np.float32)


def _joined(pieces: list[npt.NDArray[np.float32]], channels: int) -> npt.NDArray[np.float32]:
    """Join pieces and let go of each as it is copied: both whole at once would double the memory."""
    audio = np.empty((channels, sum(piece.shape[1] for piece in pieces)), np.float32)
    place = 0
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        audio[:, place : place + piece.shape[1]] = piece
        place += piece.shape[1]
    return audio


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _check_shape(path: Path, channels: int, rate: int, frames: int) -> None:
    low, high = SAMPLE_RATES_HZ
    if channels < 1 or rate < 1:
        raise _unreadable(path, "it holds no sound")
    if channels > MAX_CHANNELS:
        raise _unreadable(path, f"it has {channels} channels and at most {MAX_CHANNELS} are read")
    if not low <= rate <= high:
        raise _unreadable(path, f"its sample rate is {rate} Hz and {low}..{high} are read")
    _check_size(path, channels * frames, channels, rate)


def _check_size(path: Path, values: int, channels: int, rate: int) -> None:
    if values > MAX_VALUES:
        minutes = MAX_VALUES / (channels * rate * 60)
        raise _unreadable(
            path,
            f"it is too long: with {_channels(channels)} at {rate} Hz, at most {minutes:.0f} minutes are read",
            "Cut it, or give a file with fewer channels or a lower sample rate.",
        )


def _channels(count: int) -> str:
    return "1 channel" if count == 1 else f"{count} channels"


def _unreadable(path: Path, why: str, remedy: str = "") -> MediaUnreadableError:
    return MediaUnreadableError(
        f"{path.name} cannot be decoded: {why}.",
        remedy=remedy or "Give a WAV, FLAC, MP3, OGG or M4A file with 1 to 6 channels.",
        stage="measure",
    )
