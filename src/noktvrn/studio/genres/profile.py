"""What a genre is, as data: form, harmony, rhythm, sounds, mix and master.

Adding a genre means writing one module with a ``PROFILE`` and naming it in :mod:`noktvrn.studio.genres`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noktvrn.studio.sound.patches import Band, Patch


@dataclass(frozen=True, slots=True)
class SectionShape:
    """A section of a form.

    Attributes:
        kind: ``"intro" "verse" "prechorus" "chorus" "bridge" "break" "outro"``.
        bars: Usual length.
        energy: 0..1.
        material: Which progression and melody: ``"verse"``, ``"chorus"`` or ``"bridge"``.
        roles: Parts that play.
        groove: Which drum groove and bass pattern: ``"low"``, ``"mid"`` or ``"high"``.
        lift: Semitones by which the section is transposed.
    """

    kind: str
    bars: int
    energy: float
    material: str
    roles: tuple[str, ...]
    groove: str = "mid"
    lift: int = 0


@dataclass(frozen=True, slots=True)
class HarmonyStyle:
    """Progressions by material, for keys with a minor and a major third; roman numerals in one string.

    Attributes:
        minor_loops: By material, for keys with a minor third.
        major_loops: By material, for keys with a major third.
        minor_cadences: Chords that lead back, in keys with a minor third.
        major_cadences: The same in keys with a major third.
        extension_level: 0 triads, 1 sevenths, 2 ninths.
        bars_per_chord: Paces to choose from.
        invention: How often a progression is a new one of the genre's chords, 0..1.
    """

    minor_loops: Mapping[str, tuple[str, ...]]
    major_loops: Mapping[str, tuple[str, ...]]
    minor_cadences: tuple[str, ...]
    major_cadences: tuple[str, ...]
    extension_level: float = 0.5
    bars_per_chord: tuple[float, ...] = (1.0,)
    invention: float = 0.8


@dataclass(frozen=True, slots=True)
class MelodyStyle:
    """Cells are two bars of sixteenths (32 characters) per material."""

    cells: Mapping[str, tuple[str, ...]]
    low: int = 60
    high: int = 79
    legato: float = 0.92
    forms: tuple[str, ...] = ("aaba", "abac", "aabc", "abab")
    chorus_lift: float = 3.0


@dataclass(frozen=True, slots=True)
class BassStyle:
    """Patterns per groove level; see :func:`noktvrn.studio.score.bass.write_bass` for the signs."""

    patterns: Mapping[str, tuple[tuple[str, ...], ...]]
    low: int = 31
    high: int = 50
    legato: float = 0.9
    glide_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class DrumStyle:
    """Grooves per level (several to choose from), and how the drummer plays."""

    grooves: Mapping[str, tuple[Mapping[str, str], ...]]
    ghosts: Mapping[str, float] = field(default_factory=dict)
    loose: frozenset[str] = frozenset({"hat"})
    variation: float = 0.08
    fill_pieces: tuple[str, ...] = ("snare",)
    fill_beats: tuple[int, ...] = (1, 1, 2)
    fill_density: float = 0.6
    roll_chance: float = 0.0
    through_fills: frozenset[str] = frozenset({"kick"})
    crash: str = "crash"


@dataclass(frozen=True, slots=True)
class GrooveStyle:
    """Timing: swing of the pair ``swing_unit`` (beats), jitter, and how late the backbeat sits."""

    swing: float = 0.5
    swing_unit: float = 0.5
    jitter_ms: float = 3.0
    persistence: float = 0.37
    late_snare_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class TempoStyle:
    """How players bend the tempo; the defaults are a machine's, which does not.

    Attributes:
        rest: Tempo of bridge and break against the usual one.
        push: Gain of tempo on the way into a chorus, as a share.
        push_bars: How long that takes.
        closing: Tempo of the last beat against the usual one.
        closing_bars: How long the ritardando takes.
        half_time: Whether drums and bass of bridge and break play at half speed.
    """

    rest: float = 1.0
    push: float = 0.0
    push_bars: float = 2.0
    closing: float = 1.0
    closing_bars: int = 2
    half_time: bool = False


@dataclass(frozen=True, slots=True)
class SceneryStyle:
    """Levels 0..1 of what stands between the notes, and the bed's character."""

    riser: float = 0.5
    riser_bars: float = 2.0
    reverse: float = 0.5
    impact: float = 0.5
    fall: float = 0.4
    bed: float = 0.0
    crackle: float = 0.0
    hiss: float = 0.0
    rain: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a kit: kernel and its arguments after length and seed, gain, place, reverb.

    Attributes:
        kernel: Name of a function of :mod:`noktvrn.studio.sound.drum_kernels`.
        seconds: Length of the hit.
        settings: Arguments of the kernel.
        gain_db: Level in the kit.
        pan: -1 left to 1 right.
        chokes: Pieces that this one silences.
    """

    kernel: str
    seconds: float
    settings: tuple[float, ...]
    gain_db: float
    pan: float = 0.0
    chokes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """The way of a part through the desk.

    Attributes:
        level_db: Loudness of a held note (K-weighted) against full scale, before the master.
        pan: -1..1.
        width: 0 mono, 1 as the patch gives, above 1 wider.
        room_db: Send to the reverb; None for dry.
        echo_db: Send to the echo; None for none.
        duck: Share of gain that a kick takes away, 0..1.
        chorus: Mix of the chorus, 0..1.
        drive: Saturation, 0 for none.
        bands: Equaliser.
    """

    level_db: float
    pan: float = 0.0
    width: float = 1.0
    room_db: float | None = -14.0
    echo_db: float | None = None
    duck: float = 0.0
    chorus: float = 0.0
    drive: float = 0.0
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class PartSound:
    """Patches to choose from for one part, with its channel and its manners."""

    patches: tuple[Patch, ...]
    channel: Channel


@dataclass(frozen=True, slots=True)
class RoomStyle:
    """Reverb and echo of the song; the echo's time in beats."""

    seconds: float = 2.2
    damping_hz: float = 6500.0
    size: float = 1.0
    predelay_s: float = 0.02
    echo_beats: float = 0.75
    echo_feedback: float = 0.4
    echo_lowpass_hz: float = 5000.0
    duck: float = 0.2


@dataclass(frozen=True, slots=True)
class MasterStyle:
    """The last stage.

    Attributes:
        loudness_lufs: Target.
        ceiling_dbtp: Of the limiter; meters disagree by 0.15 dB, so it lies below -1.0.
        threshold_db: Of the bus compressor, relative to the loudness of the mix.
        ratio: Of the bus compressor.
        side_to_mid_db: Wanted energy of the side against the middle.
        dynamics_db: Wanted loudness from the energy 0 to 1 of the plan; contrast of verse and chorus.
        bands: Tonal colour of the genre.
        slope_db_per_octave: Wanted fall of the spectrum, 100 Hz to 8 kHz.
        bass_db: Share of the power below 250 Hz, at most.
        air_db: Share of the power from 6 kHz on, at least.
        crest_db: Peak over mean level, at most.
    """

    loudness_lufs: float = -14.0
    ceiling_dbtp: float = -1.8
    threshold_db: float = -2.0
    ratio: float = 1.8
    side_to_mid_db: float = -8.0
    dynamics_db: float = 8.0
    bands: tuple[Band, ...] = ()
    slope_db_per_octave: float = -5.0
    bass_db: float = -2.9
    air_db: float = -21.0
    crest_db: float = 13.6


@dataclass(frozen=True, slots=True)
class GenreProfile:
    """Everything that makes a genre.

    Attributes:
        slug: Name in requests.
        title: Name for people.
        bpm: Slowest, usual and fastest tempo.
        fold_bpm: Range into which a measured tempo is folded.
        length_s: Usual shortest and longest song.
        modes: Weight per mode.
        forms: Forms to choose from.
        harmony: Progressions.
        melody: Melody.
        bass: Bass.
        drums: Drums.
        comps: Rhythms of the chord part by groove level.
        arps: Figures of the arpeggio.
        groove: Timing.
        scenery: Transitions and bed.
        kit: Pieces by name.
        kit_channel: The way of the kit through the desk.
        sounds: Part to sounds.
        room: Reverb and echo.
        master: Last stage.
        strum_s: Delay from voice to voice in chords.
        pad_shift: Semitones by which the pad lies above the chords.
        arp_low: Lowest pitch of the arpeggio.
        chord_range: Lowest and highest pitch of the chord voicings.
        chord_voices: Voices of a chord.
        swing_range: Least and greatest swing that the artist's dial reaches.
        tempo: How players bend the tempo.
    """

    slug: str
    title: str
    bpm: tuple[float, float, float]
    fold_bpm: tuple[float, float]
    length_s: tuple[float, float]
    modes: Mapping[str, float]
    forms: tuple[tuple[SectionShape, ...], ...]
    harmony: HarmonyStyle
    melody: MelodyStyle
    bass: BassStyle
    drums: DrumStyle
    comps: Mapping[str, tuple[str, ...]]
    arps: tuple[str, ...]
    groove: GrooveStyle
    scenery: SceneryStyle
    kit: Mapping[str, Piece]
    kit_channel: Channel
    sounds: Mapping[str, PartSound]
    room: RoomStyle
    master: MasterStyle
    strum_s: float = 0.0
    pad_shift: int = 0
    arp_low: int = 60
    chord_range: tuple[int, int] = (52, 74)
    chord_voices: int = 4
    swing_range: tuple[float, float] = (0.5, 0.5)
    tempo: TempoStyle = field(default_factory=TempoStyle)
