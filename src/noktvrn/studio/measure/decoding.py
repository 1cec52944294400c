"""Reading audio files: libsndfile for WAV, FLAC, OGG and AIFF, else PyAV for MP3, M4A and what FFmpeg knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError

MAX_VALUES: Final = 400_000_000
"""1.6 GB as float32: 75 minutes of stereo at 44.1 kHz."""

MAX_CHANNELS: Final = 6
SAMPLE_RATES_HZ: Final = (8_000, 192_000)

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


def decode(path: Path) -> Decoded:
    """Decode a whole file.

    Raises:
        MediaUnreadableError: Absent, no audio, damaged, empty, longer than 75 minutes, more than six channels, or
            a sample rate outside 8..192 kHz.
    """
    import soundfile

    if not path.is_file():
        raise _unreadable(path, "there is no such file")
    try:
        with soundfile.SoundFile(str(path)) as file:
            _check_shape(path, file.channels, file.samplerate, file.frames)
            audio = np.ascontiguousarray(file.read(dtype="float32", always_2d=True).T)
            decoded = Decoded(audio, int(file.samplerate), _BITS.get(file.subtype, 0))
    except soundfile.LibsndfileError:
        decoded = _decode_av(path)
    if decoded.audio.shape[1] == 0:
        raise _unreadable(path, "it holds no samples")
    if not np.isfinite(decoded.audio).all():
        raise _unreadable(path, "it holds values that are not numbers")
    return decoded


def _decode_av(path: Path) -> Decoded:
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise _unreadable(path, "it has no audio stream")
            stream = container.streams.audio[0]
            rate, channels = int(stream.rate), int(stream.channels)
            _check_shape(path, channels, rate, 0)
            resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=rate)
            pieces: list[npt.NDArray[np.float32]] = []
            values = 0
            for frame in container.decode(stream):
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray().astype(np.float32))
                    values += pieces[-1].size
                    _check_size(path, values)
            pieces.extend(piece.to_ndarray().astype(np.float32) for piece in resampler.resample(None))
    except av.error.FFmpegError as error:
        # Its own words, without its number and the whole path.
        raise _unreadable(
            path, f"it is no audio, or damaged ({_lowered(error.strerror or 'no reason given')})"
        ) from error
    except (ValueError, IndexError) as error:
        raise _unreadable(path, f"it is damaged ({error})") from error
    audio = np.concatenate(pieces, axis=1) if pieces else np.zeros((channels, 0), np.float32)
    return Decoded(np.ascontiguousarray(audio, dtype=np.float32), rate, 0)


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
    _check_size(path, channels * frames)


def _check_size(path: Path, values: int) -> None:
    if values > MAX_VALUES:
        raise _unreadable(path, f"it holds more than {MAX_VALUES} values")


def _unreadable(path: Path, why: str) -> MediaUnreadableError:
    return MediaUnreadableError(
        f"{path.name} cannot be decoded: {why}",
        remedy="Give a WAV, FLAC, MP3, OGG or M4A file with 1 to 6 channels.",
        stage="measure",
    )
