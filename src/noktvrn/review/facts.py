"""What the gate is told: measured facts as plain values, and the limits they are held against.

The review room knows no port and no studio; whoever calls the gate copies the figures in here. ``None`` in place of a
group of facts means that nothing was measured, which never passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """Figures of the master's file.

    Attributes:
        duration_s: Length.
        sample_rate_hz: Samples per second.
        channels: Number of channels.
        bits_per_sample: 0 for lossy coding.
        loudness_lufs: Integrated, BS.1770-4; minus infinity for silence.
        true_peak_dbtp: Four times oversampled.
        clipped_samples: Samples at full scale in runs.
        dc_offset: Mean of the worse channel, of full scale.
        lead_silence_s: Before the first sound.
        tail_silence_s: After the last.
        longest_silence_s: Longest stretch within.
        stereo_correlation: -1..1.
        declared_bpm: Tempo that the metadata will state.
        bpm: Tempo as measured.
        bpm_confidence: 0..1.
        declared_key: Key that the metadata will state, such as ``"A minor"``.
        key: Key as measured.
        key_confidence: 0..1.
        hook_start_s: Where the first chorus begins; None when the form has none.
        stems: Number of stems that are there.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    bits_per_sample: int
    loudness_lufs: float
    true_peak_dbtp: float
    clipped_samples: int
    dc_offset: float
    lead_silence_s: float
    tail_silence_s: float
    longest_silence_s: float
    stereo_correlation: float
    declared_bpm: float
    bpm: float
    bpm_confidence: float
    declared_key: str
    key: str
    key_confidence: float
    hook_start_s: float | None
    stems: int


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """Figures of the cover's file; names as in the artwork provider's figures."""

    width_px: int
    height_px: int
    mode: str
    format: str
    has_icc_profile: bool
    size_bytes: int
    sharpness: float
    title_contrast: float
    artist_contrast: float
    rendered_text: tuple[str, ...]
    missing_glyphs: str


@dataclass(frozen=True, slots=True)
class TeaserFacts:
    """Figures of the teaser, read by decoding it whole."""

    duration_s: float
    width_px: int
    height_px: int
    frames_per_s: float
    video_codec: str
    audio_codec: str
    frames: int


@dataclass(frozen=True, slots=True)
class WordFacts:
    """The words that stores print.

    Attributes:
        title: Title of the song.
        artist: Stage name.
        lyric_lines: Lines as sung, in order, without section names.
        instrumental: Whether the song is meant to have no words.
    """

    title: str
    artist: str
    lyric_lines: tuple[str, ...]
    instrumental: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A song of the label that is like this one.

    Attributes:
        run_id: Its run.
        title: Its title.
        artist: Stage name of its artist.
        similarity: 0..1.
        melody: Likeness of the melodies, 0..1; None where one has no score.
        harmony: Likeness of the harmonies, 0..1; None where one has no beat.
        why: What is alike: ``"melody"``, ``"harmony"`` or ``"melody and harmony"``.
    """

    run_id: str
    title: str
    artist: str
    similarity: float
    melody: float | None
    harmony: float | None
    why: str


@dataclass(frozen=True, slots=True)
class OriginalityFacts:
    """What the catalogue holds that is like this song.

    Attributes:
        neighbours: The nearest songs, the nearest first.
        compared_with: How many songs of other runs the catalogue remembers.
        repeated_run_id: Run that this one repeats on purpose: same artist, words and seed, and a person decides.
    """

    neighbours: tuple[Neighbour, ...]
    compared_with: int
    repeated_run_id: str = ""


@dataclass(frozen=True, slots=True)
class GateInput:
    """Everything that the gate looks at.

    Attributes:
        audio: Of the master.
        cover: Of the cover.
        teaser: Of the teaser.
        words: Title, artist, lyrics.
        originality: What is like it; None where it was not compared, which wants a look and does not block.
        missing_assets: Names of assets that ought to be there, such as ``"master"`` or ``"stem:bass"``.
        corrupt_assets: Name of each asset that does not decode or does not match its digest, and what is wrong.
    """

    audio: AudioFacts | None
    cover: CoverFacts | None
    teaser: TeaserFacts | None
    words: WordFacts
    originality: OriginalityFacts | None = None
    missing_assets: tuple[str, ...] = ()
    corrupt_assets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GateLimits:
    """What is allowed. Both ends of every range are allowed.

    Loudness and peak follow what streaming stores normalise to (-14 LUFS by BS.1770, -1 dBTP); picture sizes follow
    the strictest store specification; silence and title rules follow the stores' style guides.
    """

    loudness_lufs: float = -14.0
    loudness_tolerance_lu: float = 0.3
    true_peak_max_dbtp: float = -1.0
    clipped_samples_max: int = 0
    dc_offset_max: float = 1e-3
    duration_min_s: float = 120.0
    duration_max_s: float = 240.0
    lead_silence_max_s: float = 0.3
    end_silence_max_s: float = 2.0
    inner_silence_max_s: float = 3.0
    sample_rate_min_hz: int = 44_100
    bits_min: int = 24
    channels: int = 2
    correlation_min: float = 0.0
    hook_latest_s: float = 60.0
    tempo_tolerance: float = 0.02
    confidence_min: float = 0.5
    stems_min: int = 1
    cover_px: int = 3000
    cover_max_bytes: int = 10_000_000
    sharpness_min: float = 5.0
    contrast_min: float = 4.5
    teaser_width_px: int = 1080
    teaser_height_px: int = 1920
    teaser_min_s: float = 15.0
    teaser_max_s: float = 30.0
    teaser_frames_per_s: float = 30.0
    title_max_characters: int = 60
    lyric_lines_min: int = 4
    lyric_line_max_characters: int = 80
    similarity_max: float = 0.8
    similarity_notice: float = 0.6


_LOUDNESS_BY_GENRE_LUFS: Mapping[str, float] = {"ambient": -16.0}
"""Genres whose dynamics would suffer at the common target."""


def limits_for(genre: str, *, base: GateLimits | None = None) -> GateLimits:
    """Return the limits of a genre: ``base``, with the loudness that the genre asks for."""
    limits = base or GateLimits()
    return replace(limits, loudness_lufs=_LOUDNESS_BY_GENRE_LUFS.get(genre, limits.loudness_lufs))
