"""The analyser: figures of a finished recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from noktvrn.ports.making import Cancelled, MadeBy, Progress


@dataclass(frozen=True, slots=True)
class AudioFigures:
    """What was measured on the file itself.

    Attributes:
        duration_s: Length.
        sample_rate_hz: Samples per second.
        channels: Number of channels.
        bits_per_sample: Of the file's coding; 0 for lossy coding.
        loudness_lufs: Integrated, BS.1770-4.
        loudness_range_lu: EBU Tech 3342.
        true_peak_dbtp: Four times oversampled.
        clipped_samples: Samples at full scale that stand in a run of two or more.
        dc_offset: Mean of the worse channel.
        longest_silence_s: Longest stretch below -60 dBFS, ends excluded.
        lead_silence_s: Silence before the first sound.
        tail_silence_s: Silence after the last.
        bpm: Tempo.
        bpm_confidence: 0..1.
        key: Key, such as ``"A minor"``.
        key_confidence: 0..1.
        stereo_correlation: Of left and right, -1..1.
        crest_db: Peak over RMS.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    bits_per_sample: int
    loudness_lufs: float
    loudness_range_lu: float
    true_peak_dbtp: float
    clipped_samples: int
    dc_offset: float
    longest_silence_s: float
    lead_silence_s: float
    tail_silence_s: float
    bpm: float
    bpm_confidence: float
    key: str
    key_confidence: float
    stereo_correlation: float
    crest_db: float


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """What to measure.

    Attributes:
        audio: File: WAV, FLAC, MP3, OGG or M4A.
        genre: Genre, to fold the tempo into its range; None when unknown.
        declared_bpm: Tempo to verify; None to estimate.
        declared_key: Key to verify; None to estimate.
        score: Standard MIDI file of the song, for its melody; None where there is none.
    """

    audio: Path
    genre: str | None
    declared_bpm: float | None
    declared_key: str | None
    score: Path | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures, and the waveform for display.

    Attributes:
        figures: The figures.
        peaks: JSON file with ``min``, ``max`` and ``rms`` of about 1,000 stretches.
        made_by: Who measured.
        fingerprint: JSON file with ``version``, ``melody`` (hashed pieces) and ``harmony`` (twelve hexadecimal digits
            per beat), to compare songs by; None from an analyser that takes none.
    """

    figures: AudioFigures
    peaks: Path
    made_by: MadeBy
    fingerprint: Path | None = None


class Analyser(Protocol):
    """Measures recordings."""

    name: str

    def measure(self, request: MeasureRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> Measured:
        """MUST measure the file itself, not what its maker said of it.

        Raises:
            MediaUnreadableError: It cannot be decoded.
        """
        ...
