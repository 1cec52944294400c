"""Reference matching: leading a mix towards the long-term spectrum of a recording that somebody gives.

What is matched is the tone and nothing else: third-octave levels without their mean, the difference limited and
smoothed, applied by one linear-phase filter. Limits keep a far-off reference from doing harm: a bass that is not in
the mix cannot be filtered into it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.errors import ParameterError
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.types import AudioBuffer

CENTRES_HZ: Final = tuple(1000.0 * 2.0 ** (third / 3.0) for third in range(-14, 13))
"""Thirds of octaves from 39 Hz to 16 kHz."""

LIMIT_DB: Final = 6.0
MIN_REFERENCE_S: Final = 5.0
TAPS: Final = 4095
"""Odd, so that the delay is a whole number of frames; resolves 25 Hz at the studio's rate."""

_WINDOW_S: Final = 0.18
_MAX_WINDOWS: Final = 256
_TRUSTED_SHARE: Final = 0.45
"""Above this share of its sample rate a recording says nothing: anti-aliasing has been there."""

_EVEN: Final = (0.25, 0.5, 0.25)

Levels: TypeAlias = Annotated[npt.NDArray[np.float64], "(27,): dB per third of an octave, NaN where unknown"]


def read_reference(path: Path) -> Levels:
    """Return the third-octave levels of a recording.

    Raises:
        MediaUnreadableError: It cannot be decoded.
        ParameterError: It is shorter than 5 s, or silent.
    """
    decoded = decode(path)
    length_s = decoded.audio.shape[1] / decoded.sample_rate_hz
    if length_s < MIN_REFERENCE_S:
        raise _refused(path, f"lasts {length_s:.1f} s, and at least {MIN_REFERENCE_S:.0f} s are needed")
    if not decoded.audio.any():
        raise _refused(path, "is silent")
    return third_octave_levels_db(decoded.audio, decoded.sample_rate_hz)


def third_octave_levels_db(audio: AudioBuffer, sample_rate_hz: int) -> Levels:
    """Mean power in thirds of octaves, of up to 256 windows spread over the recording, channels averaged.

    Args:
        audio: At least one window of 0.18 s; shorter audio is taken as followed by silence.
        sample_rate_hz: Samples per second.

    Returns:
        dB; NaN for bands that the sample rate cannot hold.
    """
    size = 1 << math.ceil(math.log2(_WINDOW_S * sample_rate_hz))
    power = _mean_power(audio, size)
    hz = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    levels = np.full(len(CENTRES_HZ), np.nan)
    for band, centre in enumerate(CENTRES_HZ):
        low, high = centre * 2.0 ** (-1 / 6), centre * 2.0 ** (1 / 6)
        if high <= _TRUSTED_SHARE * sample_rate_hz:
            levels[band] = 10.0 * math.log10(float(power[(hz >= low) & (hz < high)].sum()) + 1e-20)
    return levels


def matching_curve_db(mix: Levels, reference: Levels) -> Levels:
    """Return the gain per third of an octave that leads one spectrum to another, within +-6 dB.

    The mean is left alone, since loudness is the limiter's business; where either says nothing, the gain of the
    nearest known band goes on.
    """
    error = reference - mix
    known = np.flatnonzero(np.isfinite(error))
    filled = np.interp(np.arange(len(error)), known, error[known] - error[known].mean())
    return np.asarray(np.convolve(np.pad(np.clip(filled, -LIMIT_DB, LIMIT_DB), 1, mode="edge"), _EVEN, mode="valid"))


def matching_taps(curve_db: Levels) -> npt.NDArray[np.float32]:
    """Return a linear-phase filter with the gains of a curve, level beyond its ends."""
    from scipy.signal import firwin2

    hz = np.geomspace(CENTRES_HZ[0], CENTRES_HZ[-1], 200)
    gains_db = np.interp(np.log(hz), np.log(CENTRES_HZ), curve_db)
    nyquist = SAMPLE_RATE_HZ / 2.0
    places = np.concatenate([[0.0], hz / nyquist, [1.0]])
    gains = 10.0 ** (np.concatenate([gains_db[:1], gains_db, gains_db[-1:]]) / 20.0)
    return np.asarray(firwin2(TAPS, places, gains), dtype=np.float32)


def match_spectrum(mix: AudioBuffer, reference: Levels, progress: Callable[[float], None]) -> Levels:
    """Lead a mix to the levels of a reference, in place.

    Args:
        mix: At the studio's rate.
        reference: From :func:`read_reference`.
        progress: Called with 0..1; may raise to stop.

    Returns:
        The gains per third of an octave.
    """
    from scipy.signal import oaconvolve

    curve_db = matching_curve_db(third_octave_levels_db(mix, SAMPLE_RATE_HZ), reference)
    taps = matching_taps(curve_db)
    for done, channel in enumerate(mix, start=1):
        channel[:] = oaconvolve(channel, taps, mode="same")
        progress(done / len(mix))
    return curve_db


def _mean_power(audio: AudioBuffer, size: int) -> npt.NDArray[np.float64]:
    from scipy import fft

    padded = audio if audio.shape[1] >= size else np.pad(audio, ((0, 0), (0, size - audio.shape[1])))
    spare = padded.shape[1] - size
    starts = np.linspace(0, spare, min(spare // (size // 2) + 1, _MAX_WINDOWS)).astype(int)
    window = np.hanning(size).astype(np.float32)
    total = np.zeros(size // 2 + 1)
    for channel in padded:
        for start in starts:
            total += np.abs(fft.rfft(channel[start : start + size] * window)) ** 2
    return total / (len(starts) * len(padded) * float((window**2).sum()) * size)


def _refused(path: Path, why: str) -> ParameterError:
    return ParameterError(
        f"The reference {path.name} {why}.",
        remedy="Give a finished recording whose tone you like.",
        stage="song",
    )
