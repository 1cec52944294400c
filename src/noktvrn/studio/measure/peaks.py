"""The waveform for display."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.decoding import decode


@dataclass(frozen=True, slots=True)
class Peaks:
    """Lowest, highest and root-mean-square value of equal stretches of all channels together.

    Attributes:
        minimum: -1..1, one per stretch.
        maximum: -1..1.
        rms: 0..1.
        duration_s: Length of the recording.
    """

    minimum: npt.NDArray[np.float32]
    maximum: npt.NDArray[np.float32]
    rms: npt.NDArray[np.float32]
    duration_s: float


def peaks(path: Path, count: int = 1000) -> Peaks:
    """Return the waveform in ``count`` stretches (fewer when there are fewer samples).

    Raises:
        MediaUnreadableError: The file cannot be decoded.
        ParameterError: ``count`` is outside 1..100000.
    """
    if not 1 <= count <= 100_000:
        raise ParameterError(
            f"{count} peaks cannot be taken.", remedy="Choose count between 1 and 100000.", stage="measure"
        )
    decoded = decode(path)
    return waveform(decoded.audio, decoded.sample_rate_hz, count)


def waveform(audio: npt.NDArray[np.float32], sample_rate_hz: int, count: int) -> Peaks:
    """Return the waveform of decoded audio; see :func:`peaks`."""
    samples = audio.shape[1]
    edges = np.linspace(0, samples, min(count, samples) + 1).astype(np.int64)[:-1]
    lengths = np.diff(np.append(edges, samples))
    square = np.add.reduceat(np.square(audio, dtype=np.float64), edges, axis=1).mean(axis=0) / lengths
    return Peaks(
        minimum=np.minimum.reduceat(audio, edges, axis=1).min(axis=0),
        maximum=np.maximum.reduceat(audio, edges, axis=1).max(axis=0),
        rms=np.sqrt(square).astype(np.float32),
        duration_s=samples / sample_rate_hz,
    )
