"""What a recording sounds like, small enough to keep for every song of a large catalogue.

The harmony is a chroma per beat, read from the recording itself, so own songs and those of others are compared alike;
beats make it the same at every tempo, and whoever compares two tries all twelve rotations, so that it is the same in
every key (Ellis and Poliner 2007; Serrà et al. 2008). The melody comes from the score, where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import fft

from noktvrn.studio.measure.beats import find_beats
from noktvrn.studio.measure.lowering import Lowered, lowered
from noktvrn.studio.measure.pitch_classes import fold_peaks, folding
from noktvrn.studio.measure.stopping import Cancelled, stop_if
from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.measure.tempo import onset_curve
from noktvrn.types import AudioBuffer

VERSION: Final = 1
MAX_BEATS: Final = 768
"""Four minutes at 190 bpm; what follows is not kept."""

LEVELS: Final = 15
_LOW_HZ, _HIGH_HZ = 65.0, 1500.0
_CENTRE_HZ: Final = 300.0
"""Notes count less the further they lie from here, so that none drops out at an edge when a song is transposed."""

_WINDOW_S: Final = 0.186
_HOP_S: Final = 0.07
_MIN_BEATS: Final = 16

Matrix = npt.NDArray[np.float64]
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of a song is compared.

    Attributes:
        melody: Pieces of the melody, ascending; empty without a score.
        harmony: Chroma of each beat, 0..15 per pitch class from C, shape (beats, 12); no rows where there is no beat.
    """

    melody: tuple[int, ...]
    harmony: npt.NDArray[np.uint8]

    def as_json(self) -> dict[str, Any]:
        """Return JSON values; the chroma as twelve hexadecimal digits per beat."""
        return {"version": VERSION, "melody": list(self.melody), "harmony": list(as_digits(self.harmony))}


def as_digits(harmony: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the chroma of each beat as twelve hexadecimal digits from C on."""
    return tuple("".join(f"{level:x}" for level in beat) for beat in harmony.tolist())


def from_digits(digits: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Return what :func:`as_digits` wrote."""
    levels = [[int(digit, 16) for digit in beat] for beat in digits]
    return np.array(levels, np.uint8).reshape(-1, 12)


def take_fingerprint(audio: AudioBuffer, sample_rate_hz: int, bpm: float, score: Path | None = None) -> Fingerprint:
    """Return the fingerprint of a recording.

    Args:
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
        bpm: Its tempo as measured; 0 where there is none, which leaves the harmony empty.
        score: Standard MIDI file of its notes, where there is one.

    Raises:
        MediaUnreadableError: The score cannot be read.
    """
    return with_score(beat_chroma(audio, sample_rate_hz, bpm), score)


def with_score(harmony: npt.NDArray[np.uint8], score: Path | None) -> Fingerprint:
    """Return the fingerprint of a recording whose harmony is known; see :func:`take_fingerprint`."""
    return Fingerprint(melodic_pieces(read_melody(score)) if score is not None else (), harmony)


def write_fingerprint(path: Path, fingerprint: Fingerprint) -> None:
    """Write a fingerprint as JSON, aside first."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(fingerprint.as_json(), separators=(",", ":")), encoding="utf-8")
    part.replace(path)


def beat_chroma(audio: AudioBuffer, sample_rate_hz: int, bpm: float) -> npt.NDArray[np.uint8]:
    """Return the chroma of each beat, 0..15, shape (beats, 12)."""
    beats = find_beats(onset_curve(audio, sample_rate_hz), bpm)
    return chroma_at(lowered(audio, sample_rate_hz), beats)


def chroma_at(low: Lowered, beats: Curve, cancelled: Cancelled | None = None) -> npt.NDArray[np.uint8]:
    """Return the chroma of each beat, 0..15, shape (beats, 12); no rows for fewer than 16 beats.

    Args:
        low: Recording.
        beats: Times of its beats in seconds.
        cancelled: Asked several times a second.
    """
    if len(beats) < _MIN_BEATS:
        return np.zeros((0, 12), np.uint8)
    beats = beats[: MAX_BEATS + 1]
    mono = low.mono[: int((beats[-1] + 1.0) * low.sample_rate_hz)]
    frames, hop_s = frame_chroma(Lowered(mono, low.sample_rate_hz), cancelled)
    times = np.arange(len(frames)) * hop_s + 0.5 * _WINDOW_S
    edges = np.searchsorted(times, beats)
    edges = np.minimum(edges, len(frames) - 1)
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(frames, axis=0, dtype=np.float64)])
    spans = np.maximum(np.diff(edges), 1)
    mean = (sums[edges[:-1] + spans] - sums[edges[:-1]]) / spans[:, None]
    top = np.maximum(mean.max(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.round(LEVELS * mean / top), dtype=np.uint8)


def frame_chroma(low: Lowered, cancelled: Cancelled | None = None) -> tuple[Matrix, float]:
    """Return the chroma of frames from spectral peaks around 300 Hz, shape (frames, 12), and their distance in seconds.

    Peaks and the root of their size keep the tone's own spectrum out: what counts is which notes sound.
    """
    size = round(_WINDOW_S * low.sample_rate_hz)
    hop = round(_HOP_S * low.sample_rate_hz)
    mono = low.mono if len(low.mono) >= size else np.pad(low.mono, (0, size - len(low.mono)))
    padded = fft.next_fast_len(2 * size, real=True)
    how = folding(low.sample_rate_hz / padded, padded // 2 + 1, (_LOW_HZ, _HIGH_HZ), 0.22, _CENTRE_HZ)
    view = np.lib.stride_tricks.sliding_window_view(mono, size)[::hop]
    window = np.hanning(size).astype(np.float32)
    chroma = np.empty((len(view), 12))
    for begin in range(0, len(view), 256):
        stop_if(cancelled)
        level = np.abs(fft.rfft(view[begin : begin + 256] * window, padded, axis=1))
        chroma[begin : begin + 256], _ = fold_peaks(level, how, rooted=True)
    return chroma, hop / low.sample_rate_hz
