"""All figures of one recording."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.measure import faults, spectrum
from noktvrn.studio.measure.decoding import Decoded, decode
from noktvrn.studio.measure.form import find_sections
from noktvrn.studio.measure.loudness import integrated_lufs, k_energies, loudness_range_lu
from noktvrn.studio.measure.tempo import estimate_tempo
from noktvrn.studio.measure.tonality import estimate_key
from noktvrn.studio.measure.true_peak import true_peak_dbtp

BANDS_HZ: Final[dict[str, tuple[float, float]]] = {
    "sub": (20.0, 60.0),
    "bass": (60.0, 250.0),
    "low_mid": (250.0, 1000.0),
    "mid": (1000.0, 4000.0),
    "high": (4000.0, 6000.0),
    "air": (6000.0, 20_000.0),
}


@dataclass(frozen=True, slots=True)
class Measurement:
    """Figures of a recording; decibels are -inf where there is nothing.

    Attributes:
        duration_s: Length.
        sample_rate_hz: Samples per second.
        channels: Number of channels.
        bits_per_sample: Of the coding; 0 for lossy coding.
        loudness_lufs: Integrated, BS.1770-4.
        loudness_range_lu: EBU Tech 3342.
        true_peak_dbtp: Four times oversampled.
        sample_peak_dbfs: Largest sample.
        crest_db: Sample peak over RMS.
        clipped_samples: Samples at full scale in runs of two or more.
        longest_silence_s: Longest stretch below -60 dBFS between sounds.
        lead_silence_s: Silence before the first sound.
        tail_silence_s: Silence after the last.
        dc_offset: Mean of the worse channel, absolute.
        click_count: Isolated jumps.
        bpm: Tempo; 0 where there is none.
        bpm_confidence: 0..1.
        key: Such as ``"A minor"``; empty where there is none.
        key_confidence: 0..1.
        key_clarity: Correlation of the pitch classes with the key's profile.
        sections: Start, end and letter; what sounds alike shares a letter.
        stereo_correlation: Of left and right, -1..1.
        low_correlation: The same below 120 Hz.
        side_to_mid_db: Width.
        mono_loss_db: Loss when folded to mono.
        spectrum_slope_db_per_octave: From 100 Hz to 8 kHz.
        band_shares_db: Share of the power per band of ``BANDS_HZ``.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    bits_per_sample: int
    loudness_lufs: float
    loudness_range_lu: float
    true_peak_dbtp: float
    sample_peak_dbfs: float
    crest_db: float
    clipped_samples: int
    longest_silence_s: float
    lead_silence_s: float
    tail_silence_s: float
    dc_offset: float
    click_count: int
    bpm: float
    bpm_confidence: float
    key: str
    key_confidence: float
    key_clarity: float
    sections: tuple[tuple[float, float, str], ...]
    stereo_correlation: float
    low_correlation: float
    side_to_mid_db: float
    mono_loss_db: float
    spectrum_slope_db_per_octave: float
    band_shares_db: dict[str, float]


def measure_file(
    path: Path, *, genre: str | None = None, declared_bpm: float | None = None, declared_key: str | None = None
) -> Measurement:
    """Measure a recording.

    Args:
        path: WAV, FLAC, MP3, OGG, M4A; 1 to 6 channels, 8 to 192 kHz.
        genre: Folds the tempo into the genre's range; names that the studio does not know fold into 70 to 180.
        declared_bpm: Tempo to verify; None to estimate.
        declared_key: Key to verify; None to estimate.

    Raises:
        MediaUnreadableError: The file cannot be decoded or is outside those limits.
        ParameterError: ``declared_key`` is no key.
    """
    return measure_decoded(decode(path), genre=genre, declared_bpm=declared_bpm, declared_key=declared_key)


def measure_decoded(
    decoded: Decoded, *, genre: str | None = None, declared_bpm: float | None = None, declared_key: str | None = None
) -> Measurement:
    """Measure audio that is decoded already; see :func:`measure_file`."""
    audio, rate = decoded.audio, decoded.sample_rate_hz
    energies = k_energies(audio, rate)
    peak = max(float(audio.max()), -float(audio.min()))
    rms = math.sqrt(float(np.mean([np.dot(channel, channel) / len(channel) for channel in audio])))
    quiet = faults.silences(audio, rate)
    sides = faults.sides(audio, rate)
    fold = genre_profile(genre).fold_bpm if genre in GENRES else None
    tempo = estimate_tempo(audio, rate, fold, declared_bpm)
    tonality = estimate_key(audio, rate, declared_key)
    power = spectrum.mean_spectrum(audio)
    return Measurement(
        duration_s=audio.shape[1] / rate,
        sample_rate_hz=rate,
        channels=audio.shape[0],
        bits_per_sample=decoded.bits_per_sample,
        loudness_lufs=integrated_lufs(energies),
        loudness_range_lu=loudness_range_lu(energies),
        true_peak_dbtp=true_peak_dbtp(audio),
        sample_peak_dbfs=_db(peak),
        crest_db=_db(peak) - _db(rms) if rms > 0.0 else 0.0,
        clipped_samples=int(faults.clipped_samples(audio)),
        longest_silence_s=quiet.longest_s,
        lead_silence_s=quiet.lead_s,
        tail_silence_s=quiet.tail_s,
        dc_offset=float(np.abs(audio.mean(axis=1, dtype=np.float64)).max()),
        click_count=int(faults.count_clicks(audio)),
        bpm=tempo.bpm,
        bpm_confidence=tempo.confidence,
        key=tonality.key,
        key_confidence=tonality.confidence,
        key_clarity=tonality.clarity,
        sections=find_sections(audio, rate),
        stereo_correlation=sides.correlation,
        low_correlation=sides.low_correlation,
        side_to_mid_db=sides.side_to_mid_db,
        mono_loss_db=sides.mono_loss_db,
        spectrum_slope_db_per_octave=spectrum.slope_db_per_octave(power, rate),
        band_shares_db={name: spectrum.band_share_db(power, rate, low, high) for name, (low, high) in BANDS_HZ.items()},
    )


def _db(value: float) -> float:
    return 20.0 * math.log10(value) if value > 0.0 else -math.inf
