"""All figures of one recording."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.measure import faults, spectrum
from noktvrn.studio.measure.beats import find_beats, find_downbeats
from noktvrn.studio.measure.decoding import Decoded, decode
from noktvrn.studio.measure.fingerprint import as_digits, chroma_at
from noktvrn.studio.measure.form import find_sections
from noktvrn.studio.measure.loudness import integrated_lufs, k_energies, loudness_range_lu
from noktvrn.studio.measure.lowering import Lowered, lowered
from noktvrn.studio.measure.stopping import Cancelled, stop_if
from noktvrn.studio.measure.tempo import Tempo, onset_curve, tempo_of
from noktvrn.studio.measure.tonality import hear_tones, key_of
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
        beats_s: Times of the beats; empty where there is no tempo.
        downbeats_s: Those that begin a bar of four; empty for fewer than two bars.
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
        fingerprint: Strength of the twelve pitch classes in each beat, a hexadecimal digit each from C on; what
            originality compares. At most 768 beats; empty for fewer than 16.
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
    beats_s: tuple[float, ...]
    downbeats_s: tuple[float, ...]
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
    fingerprint: tuple[str, ...]


def measure_file(
    path: Path,
    *,
    genre: str | None = None,
    declared_bpm: float | None = None,
    declared_key: str | None = None,
    cancelled: Cancelled | None = None,
) -> Measurement:
    """Measure a recording.

    Args:
        path: WAV, FLAC, MP3, OGG, M4A; 1 to 6 channels, 8 to 192 kHz.
        genre: Folds the tempo into the genre's range; names that the studio does not know fold into 70 to 180.
        declared_bpm: Tempo to verify; None to estimate.
        declared_key: Key to verify; None to estimate.
        cancelled: Asked several times a second.

    Raises:
        MediaUnreadableError: The file cannot be decoded or is outside those limits.
        ParameterError: ``declared_key`` is no key.
        StepCancelledError: ``cancelled`` answered True.
    """
    decoded = decode(path, cancelled)
    return measure_decoded(
        decoded, genre=genre, declared_bpm=declared_bpm, declared_key=declared_key, cancelled=cancelled
    )


def measure_decoded(
    decoded: Decoded,
    *,
    genre: str | None = None,
    declared_bpm: float | None = None,
    declared_key: str | None = None,
    cancelled: Cancelled | None = None,
) -> Measurement:
    """Measure audio that is decoded already; see :func:`measure_file`."""
    audio, rate = decoded.audio, decoded.sample_rate_hz
    energies = k_energies(audio, rate, cancelled)
    stop_if(cancelled)
    peak = max(float(audio.max()), -float(audio.min()))
    rms = math.sqrt(float(np.mean([np.dot(channel, channel) / len(channel) for channel in audio])))
    quiet = faults.silences(audio, rate)
    stop_if(cancelled)
    sides = faults.sides(audio, rate)
    stop_if(cancelled)
    fold = genre_profile(genre).fold_bpm if genre in GENRES else None
    pulse = _pulse(decoded, fold, declared_bpm, cancelled)
    tonality = key_of(hear_tones(pulse.low, cancelled), declared_key)
    power = spectrum.mean_spectrum(audio)
    stop_if(cancelled)
    clicks = int(faults.count_clicks(audio))
    stop_if(cancelled)
    parts = find_sections(audio, rate)
    stop_if(cancelled)
    return Measurement(
        duration_s=audio.shape[1] / rate,
        sample_rate_hz=rate,
        channels=audio.shape[0],
        bits_per_sample=decoded.bits_per_sample,
        loudness_lufs=integrated_lufs(energies),
        loudness_range_lu=loudness_range_lu(energies),
        true_peak_dbtp=true_peak_dbtp(audio, cancelled),
        sample_peak_dbfs=_db(peak),
        crest_db=_db(peak) - _db(rms) if rms > 0.0 else 0.0,
        clipped_samples=int(faults.clipped_samples(audio)),
        longest_silence_s=quiet.longest_s,
        lead_silence_s=quiet.lead_s,
        tail_silence_s=quiet.tail_s,
        dc_offset=float(np.abs(audio.mean(axis=1, dtype=np.float64)).max()),
        click_count=clicks,
        bpm=pulse.tempo.bpm,
        bpm_confidence=pulse.tempo.confidence,
        beats_s=_times(pulse.beats),
        downbeats_s=_times(find_downbeats(pulse.beats, pulse.harmony, pulse.onsets)),
        key=tonality.key,
        key_confidence=tonality.confidence,
        key_clarity=tonality.clarity,
        sections=parts,
        stereo_correlation=sides.correlation,
        low_correlation=sides.low_correlation,
        side_to_mid_db=sides.side_to_mid_db,
        mono_loss_db=sides.mono_loss_db,
        spectrum_slope_db_per_octave=spectrum.slope_db_per_octave(power, rate),
        band_shares_db={name: spectrum.band_share_db(power, rate, low, high) for name, (low, high) in BANDS_HZ.items()},
        fingerprint=as_digits(pulse.harmony),
    )


@dataclass(frozen=True, slots=True)
class _Pulse:
    """What onsets and harmony tell together."""

    low: Lowered
    onsets: npt.NDArray[np.float64]
    tempo: Tempo
    beats: npt.NDArray[np.float64]
    harmony: npt.NDArray[np.uint8]


def _pulse(
    decoded: Decoded, range_bpm: tuple[float, float] | None, declared_bpm: float | None, cancelled: Cancelled | None
) -> _Pulse:
    onsets = onset_curve(decoded.audio, decoded.sample_rate_hz, cancelled)
    tempo = tempo_of(onsets, range_bpm, declared_bpm)
    beats = find_beats(onsets, tempo.bpm)
    low = lowered(decoded.audio, decoded.sample_rate_hz)
    stop_if(cancelled)
    return _Pulse(low, onsets, tempo, beats, chroma_at(low, beats, cancelled))


def _times(beats: npt.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(beat), 3) for beat in beats)


def _db(value: float) -> float:
    return 20.0 * math.log10(value) if value > 0.0 else -math.inf
