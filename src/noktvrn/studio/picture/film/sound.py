"""The sound of a film: an excerpt of the recording with fades, and its envelopes for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.picture.palette import Floats

Doubles = npt.NDArray[np.float64]

SAMPLE_RATE_HZ: Final = 48_000
"""Rate of sound in films."""

FADE_S: Final = 0.4
"""Length of the fades at both ends."""

_SHORTEST_S = 1.0
_WINDOW = 4096
_LOWEST_HZ = 45.0
_HIGHEST_HZ = 13_000.0
_BASS_HZ = 150.0


@dataclass(frozen=True, slots=True)
class Envelopes:
    """What the picture follows, one value per frame.

    Attributes:
        bands: Energies 0..1 of shape ``(frames, bands)``, low to high, smoothed.
        bass: 0..1.
        onset: 0..1, how much begins in this frame.
    """

    bands: Floats
    bass: Floats
    onset: Floats


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
        ParameterError: Less than a second of sound lies after ``start_s``.
    """
    wanted = round(length_s * SAMPLE_RATE_HZ)
    try:
        sound = _decode(path, start_s, wanted)
    except (av.error.FFmpegError, OSError, ValueError) as exc:
        raise MediaUnreadableError(
            f"{path.name} cannot be decoded as sound: {exc}", remedy="Give a whole FLAC, WAV, MP3 or MP4 file."
        ) from exc
    if sound.shape[1] < _SHORTEST_S * SAMPLE_RATE_HZ:
        raise ParameterError(
            f"only {sound.shape[1] / SAMPLE_RATE_HZ:.2f} s of {path.name} lie after {start_s:.2f} s",
            remedy="Choose an earlier start.",
        )
    return _faded(sound)


def _decode(path: Path, start_s: float, wanted: int) -> Floats:
    parts: list[Floats] = []
    got = 0
    with av.open(str(path), mode="r") as container:
        if not container.streams.audio:
            raise MediaUnreadableError(f"{path.name} has no sound", remedy="Give a recording.")
        stream = container.streams.audio[0]
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
                samples = piece.to_ndarray().astype(np.float32)
                dropped = min(skip, samples.shape[1])
                skip -= dropped
                parts.append(samples[:, dropped:])
                got += samples.shape[1] - dropped
            if got >= wanted:
                break
    if not parts:
        return np.zeros((2, 0), np.float32)
    return np.ascontiguousarray(np.concatenate(parts, axis=1)[:, :wanted])


def _faded(sound: Floats) -> Floats:
    length = min(int(FADE_S * SAMPLE_RATE_HZ), sound.shape[1] // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)
    sound[:, :length] *= ramp
    sound[:, sound.shape[1] - length :] *= ramp[::-1]
    return sound


def envelopes(sound: Floats, frames: int, frames_per_s: int, bands: int) -> Envelopes:
    """Measure what the picture follows.

    Args:
        sound: Shape ``(2, samples)`` at 48 kHz.
        frames: Number of frames.
        frames_per_s: Rate of frames.
        bands: Number of bands, spread evenly over the logarithm of frequency from 45 Hz to 13 kHz.
    """
    power = _power(sound.mean(axis=0), frames, SAMPLE_RATE_HZ / frames_per_s)
    hz = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE_HZ)
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, bands + 1)
    centres = np.sqrt(edges[1:] * edges[:-1])
    levels = np.empty((frames, bands))
    for band in range(bands):
        inside = (hz >= edges[band]) & (hz < edges[band + 1])
        if not inside.any():
            inside[np.argmin(np.abs(hz - centres[band]))] = True
        levels[:, band] = power[:, inside].mean(axis=1)
    # pink weighting, so that high bands move as much as low ones
    decibels = 10 * np.log10(levels * (centres / 1000.0) + 1e-9)
    high = np.percentile(decibels, 99.3)
    shown = np.clip((decibels - (high - 46)) / 46, 0, 1) ** 1.6
    bass = _normalised(np.sqrt(power[:, hz < _BASS_HZ].sum(axis=1)))
    rise = np.maximum(np.diff(np.log1p(power * 1e3).sum(axis=1), prepend=0.0), 0)
    rise[0] = 0
    return Envelopes(
        _smoothed(shown, 0.65, 0.20).astype(np.float32),
        _smoothed(bass[:, None], 0.7, 0.16)[:, 0].astype(np.float32),
        _smoothed(_normalised(rise)[:, None], 0.9, 0.3)[:, 0].astype(np.float32),
    )


def _power(mono: Floats, frames: int, hop: float) -> Doubles:
    padded = np.pad(mono.astype(np.float64), (_WINDOW // 2, _WINDOW))
    starts = np.minimum((np.arange(frames) * hop).astype(int), len(padded) - _WINDOW)
    window = np.hanning(_WINDOW)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[starts]
    return np.asarray(np.abs(np.fft.rfft(windows * window, axis=1)) ** 2 / _WINDOW)


def _normalised(
    values: Doubles,
) -> Doubles:
    low, high = np.percentile(values, [8, 98])
    return np.asarray(np.clip((values - low) / max(high - low, 1e-9), 0, 1))


def _smoothed(values: Doubles, attack: float, release: float) -> Doubles:
    """Follow rising values by ``attack`` and falling ones by ``release`` of the way per frame."""
    followed = np.empty_like(values)
    state = np.zeros(values.shape[1])
    for at, value in enumerate(values):
        state = state + (value - state) * np.where(value > state, attack, release)
        followed[at] = state
    return followed
