"""What a recording sounds like, small enough to keep for every song of a large catalogue.

The harmony is a chroma per beat, read from the recording itself, so own songs and those of others are compared alike;
beats make it the same at every tempo, and whoever compares two tries all twelve rotations, so that it is the same in
every key (Ellis and Poliner 2007; Serrà et al. 2008). The melody comes from the score, where there is one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.measure.symbols import melodic_pieces, read_melody
from noktvrn.studio.measure.tempo import FRAMES_PER_SECOND, onset_curve

VERSION: Final = 1
MAX_BEATS: Final = 768
"""Four minutes at 190 bpm; what follows is not kept."""

LEVELS: Final = 15
_LOW_HZ, _HIGH_HZ = 65.0, 1500.0
_CENTRE_HZ: Final = 300.0
"""Notes count less the further they lie from here, so that none drops out at an edge when a song is transposed."""

_WINDOW_S: Final = 0.186
_HOP_S: Final = 0.07
_TIGHTNESS: Final = 120.0
_MIN_BEATS: Final = 16

Audio = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
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
        beats = ["".join(f"{level:x}" for level in beat) for beat in self.harmony.tolist()]
        return {"version": VERSION, "melody": list(self.melody), "harmony": beats}


def take_fingerprint(audio: Audio, sample_rate_hz: int, bpm: float, score: Path | None = None) -> Fingerprint:
    """Return the fingerprint of a recording.

    Args:
        audio: (channels, samples).
        sample_rate_hz: Samples per second.
        bpm: Its tempo as measured; 0 where there is none, which leaves the harmony empty.
        score: Standard MIDI file of its notes, where there is one.

    Raises:
        MediaUnreadableError: The score cannot be read.
    """
    melody = melodic_pieces(read_melody(score)) if score is not None else ()
    return Fingerprint(melody, beat_chroma(audio, sample_rate_hz, bpm))


def write_fingerprint(path: Path, fingerprint: Fingerprint) -> None:
    """Write a fingerprint as JSON, aside first."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(fingerprint.as_json(), separators=(",", ":")), encoding="utf-8")
    part.replace(path)


def beat_chroma(audio: Audio, sample_rate_hz: int, bpm: float) -> npt.NDArray[np.uint8]:
    """Return the chroma of each beat, 0..15, shape (beats, 12)."""
    beats = find_beats(onset_curve(audio, sample_rate_hz), bpm) if bpm > 0.0 else np.zeros(0)
    if len(beats) < _MIN_BEATS:
        return np.zeros((0, 12), np.uint8)
    beats = beats[: MAX_BEATS + 1]
    frames = frame_chroma(audio[:, : int((beats[-1] + 1.0) * sample_rate_hz)], sample_rate_hz)
    times = (np.arange(len(frames)) + 0.5 * _WINDOW_S / _HOP_S) * _HOP_S
    edges = np.searchsorted(times, beats)
    edges = np.minimum(edges, len(frames) - 1)
    sums = np.concatenate([np.zeros((1, 12)), np.cumsum(frames, axis=0, dtype=np.float64)])
    spans = np.maximum(np.diff(edges), 1)
    mean = (sums[edges[:-1] + spans] - sums[edges[:-1]]) / spans[:, None]
    top = np.maximum(mean.max(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.round(LEVELS * mean / top), dtype=np.uint8)


def frame_chroma(audio: Audio, sample_rate_hz: int) -> Matrix:
    """Return the chroma of frames 70 ms apart from spectral peaks around 300 Hz, shape (frames, 12).

    Peaks and the root of their size keep the tone's own spectrum out: what counts is which notes sound.
    """
    from scipy import fft

    mono = audio.mean(axis=0)
    size = fft.next_fast_len(round(_WINDOW_S * sample_rate_hz))
    hop = round(_HOP_S * sample_rate_hz)
    if len(mono) < size:
        mono = np.pad(mono, (0, size - len(mono)))
    padded = 2 * size
    hz = np.fft.rfftfreq(padded, 1.0 / sample_rate_hz)
    low, high = np.searchsorted(hz, [_LOW_HZ, _HIGH_HZ])
    folding = _folding(hz[low:high])
    view = np.lib.stride_tricks.sliding_window_view(mono, size)[::hop]
    window = np.hanning(size).astype(np.float32)
    chroma = np.empty((len(view), 12), np.float32)
    for begin in range(0, len(view), 64):
        spectrum = fft.rfft(view[begin : begin + 64] * window, padded, axis=1)[:, low - 1 : high + 1]
        magnitude = np.abs(spectrum)
        middle = magnitude[:, 1:-1]
        peaks = np.where((middle > magnitude[:, :-2]) & (middle >= magnitude[:, 2:]), middle, 0.0)
        chroma[begin : begin + 64] = np.sqrt(peaks) @ folding
    return chroma


def _folding(hz: npt.NDArray[np.floating[Any]]) -> Matrix:
    """Weights that fold spectral bins into pitch classes; bins between two notes count little."""
    pitch = 69.0 + 12.0 * np.log2(hz / 440.0)
    nearest = np.round(pitch)
    tuned = np.exp(-0.5 * ((pitch - nearest) / 0.22) ** 2)
    folding = np.zeros((len(hz), 12), np.float32)
    folding[np.arange(len(hz)), nearest.astype(int) % 12] = tuned * np.exp(-0.5 * np.log2(hz / _CENTRE_HZ) ** 2)
    return folding


def find_beats(onsets: Curve, bpm: float) -> Curve:
    """Return the times of the beats in seconds: the best path through the onsets at about a tempo (Ellis 2007).

    Args:
        onsets: Onset strength per 10 ms, as by :func:`noktvrn.studio.measure.tempo.onset_curve`.
        bpm: Tempo.
    """
    period = 60.0 * FRAMES_PER_SECOND / bpm
    if len(onsets) < 2 * period or not onsets.any():
        return np.zeros(0)
    strength = onsets / onsets.std()
    lags = np.arange(round(period / 2), round(2 * period) + 1)
    cost = _TIGHTNESS * np.log(lags / period) ** 2
    total = strength.copy()
    previous = np.full(len(onsets), -1)
    for now in range(int(lags[0]), len(onsets)):
        reach = min(len(lags), now - int(lags[0]) + 1)
        before = total[now - lags[:reach]] - cost[:reach]
        best = int(before.argmax())
        total[now] += before[best]
        previous[now] = now - lags[best]
    # The last beat lies within the last period; an earlier one would leave beats out.
    now = len(total) - round(period) + int(total[-round(period) :].argmax())
    beats = []
    while now >= 0:
        beats.append(now)
        now = int(previous[now])
    return np.array(beats[::-1]) / FRAMES_PER_SECOND
