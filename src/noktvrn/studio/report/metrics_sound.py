"""A master as a catalogue needs it: what :mod:`noktvrn.studio.measure` finds, against what was planned."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from noktvrn.studio.genres import genre_profile
from noktvrn.studio.measure.measurement import Measurement
from noktvrn.studio.measure.spectrum import FRAMES, Spectrum
from noktvrn.studio.plan import SongPlan
from noktvrn.studio.score.theory import Key, parse_key
from noktvrn.types import AudioBuffer

END_S: Final = 0.02
FLOOR_DB: Final = -120.0
THIRD_OCTAVES_HZ: Final = tuple(25.0 * 2.0 ** (n / 3.0) for n in range(30))

_AS_MEASURED: Final = ("true_peak_dbtp", "clipped_samples", "dc_offset", "click_count", "lead_silence_s",
                       "loudness_range_lu", "crest_db", "stereo_correlation", "side_to_mid_db", "low_correlation",
                       "mono_loss_db", "key_clarity")  # fmt: skip


def sound_figures(plan: SongPlan, measured: Measurement, audio: AudioBuffer) -> dict[str, float]:
    """Return the technical and the mix figures of a master that was measured without being told its tempo and key."""
    style = genre_profile(plan.genre).master
    shares = measured.band_shares_db
    return {
        **{name: float(getattr(measured, name)) for name in _AS_MEASURED},
        "loudness_error_lu": measured.loudness_lufs - style.loudness_lufs,
        "end_level_dbfs": end_level_dbfs(audio, measured.sample_rate_hz),
        "tempo_error_percent": 100.0 * abs(measured.bpm / plan.bpm - 1.0),
        "key_found": float(is_same_or_relative(measured.key, plan.key)),
        "slope_db_per_octave": measured.spectrum_slope_db_per_octave,
        "air_db": shares["air"],
        "low_db": 10.0 * math.log10(sum(10.0 ** (shares[band] / 10.0) for band in ("sub", "bass")) + 1e-12),
    }


def end_level_dbfs(audio: AudioBuffer, sample_rate_hz: int) -> float:
    """Peak of the last 20 ms; -120 at the lowest."""
    peak = float(np.abs(audio[:, -max(int(END_S * sample_rate_hz), 1) :]).max())
    return max(20.0 * math.log10(peak), FLOOR_DB) if peak > 0.0 else FLOOR_DB


def is_same_or_relative(found: str, planned: Key) -> bool:
    """Tell whether a found key is the planned one or shares its notes; none is not."""
    if not found:
        return False
    key = parse_key(found)
    same = key.tonic == planned.tonic and key.has_minor_third == planned.has_minor_third
    return same or set(key.scale) == set(planned.scale)


def third_octaves_db(power: Spectrum, sample_rate_hz: int) -> tuple[float, ...]:
    """Power density per third octave from 25 Hz to 20 kHz in dB, mean of 100 Hz to 8 kHz at 0."""
    hz = np.fft.rfftfreq(FRAMES, 1.0 / sample_rate_hz)
    levels = []
    for centre in THIRD_OCTAVES_HZ:
        inside = (hz >= centre * 2 ** (-1 / 6)) & (hz < centre * 2 ** (1 / 6))
        if not inside.any():
            inside[int(np.argmin(np.abs(hz - centre)))] = True
        levels.append(10.0 * math.log10(float(power[inside].mean()) + 1e-20))
    middle = [level for level, centre in zip(levels, THIRD_OCTAVES_HZ, strict=True) if 100.0 <= centre <= 8000.0]
    return tuple(level - sum(middle) / len(middle) for level in levels)
