"""MP3 by LAME, with the promise that what a player decodes stays below the ceiling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.true_peak import true_peak_dbtp
from noktvrn.studio.sound.export import failed
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.types import AudioBuffer

FRAMES_PER_ENCODE: Final = 1 << 17
KBPS_RANGE: Final = (64, 320)
LAME_EFFORT: Final = "5"
"""0 is the slowest and best, 9 the fastest; at 320 kbit/s the difference is far below audibility."""


def write_mp3(
    path: Path,
    audio: AudioBuffer,
    kbps: int = 320,
    tags: Mapping[str, str] | None = None,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
    ceiling_dbtp: float = -1.0,
    progress: Callable[[float], None] = lambda _: None,
) -> float:
    """Write MP3 at a constant rate; when its decoded true peak is above the ceiling, write it again that much softer.

    Args:
        path: File; it appears when it is complete.
        audio: Stereo.
        kbps: 64..320.
        tags: Such as ``title``, ``artist``, ``comment``.
        sample_rate_hz: 32, 44.1 or 48 kHz.
        ceiling_dbtp: Largest true peak after decoding.
        progress: Called with 0..1; may raise to stop.

    Returns:
        Gain of this rendition against ``audio`` in dB, 0 or below.

    Raises:
        ParameterError: ``kbps`` is outside its range.
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written.
    """
    low, high = KBPS_RANGE
    if not low <= kbps <= high:
        raise ParameterError(
            f"An MP3 of {kbps} kbit/s cannot be written.", remedy=f"Choose between {low} and {high}.", stage="song"
        )
    part = path.with_name(path.name + ".part")
    gain_db = 0.0
    try:
        for attempt in range(3):
            _encode(part, audio, 10.0 ** (gain_db / 20.0), kbps, tags or {}, sample_rate_hz, progress)
            excess = _decoded_peak_dbtp(part, progress) - ceiling_dbtp
            if excess <= 0.0 or attempt == 2:
                break
            gain_db -= excess + 0.05
        part.replace(path)
    except OSError as error:
        raise failed(path, error) from error
    finally:
        part.unlink(missing_ok=True)
    progress(1.0)
    return gain_db


def _encode(
    part: Path,
    audio: AudioBuffer,
    gain: float,
    kbps: int,
    tags: Mapping[str, str],
    rate: int,
    progress: Callable[[float], None],
) -> None:
    import av

    with av.open(str(part), "w", format="mp3") as container:
        container.metadata.update(tags)
        stream = container.add_stream(
            "libmp3lame", rate=rate, layout="stereo", options={"compression_level": LAME_EFFORT}
        )
        stream.bit_rate = kbps * 1000
        for first in range(0, audio.shape[1], FRAMES_PER_ENCODE):
            piece = np.ascontiguousarray(audio[:, first : first + FRAMES_PER_ENCODE] * np.float32(gain))
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            frame.sample_rate = rate
            frame.pts = first
            container.mux(stream.encode(frame))
            progress(0.9 * first / audio.shape[1])
        container.mux(stream.encode(None))


def _decoded_peak_dbtp(part: Path, progress: Callable[[float], None]) -> float:
    from noktvrn.studio.measure.decoding import decode

    progress(0.9)
    audio = decode(part).audio
    progress(0.95)
    return true_peak_dbtp(audio)
