# ruff: noqa: E501 - tables read better in one line
"""House: four on the floor, off-beat hats, stabs, warm pads."""

from __future__ import annotations

from typing import Final

from noktvrn.studio.genres.profile import (
    BassStyle,
    Channel,
    DrumStyle,
    GenreProfile,
    GrooveStyle,
    HarmonyStyle,
    MasterStyle,
    MelodyStyle,
    PartSound,
    Piece,
    RoomStyle,
    SceneryStyle,
    SectionShape,
)
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm, Struck

_FORMS: Final = (
    (
        SectionShape("intro", 8, 0.4, "verse", ("drums", "arp", "bass"), "low"),
        SectionShape("verse", 16, 0.55, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("prechorus", 8, 0.5, "bridge", ("pad", "chords", "arp", "drums"), "low"),
        SectionShape("chorus", 16, 0.88, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("break", 8, 0.32, "bridge", ("pad", "chords", "lead"), "low"),
        SectionShape("verse", 8, 0.6, "verse", ("drums", "bass", "chords", "lead", "arp"), "mid"),
        SectionShape(
            "chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"
        ),
        SectionShape("outro", 8, 0.4, "verse", ("drums", "bass", "pad"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.38, "verse", ("drums", "chords"), "low"),
        SectionShape("verse", 16, 0.55, "verse", ("drums", "bass", "chords", "pad", "lead"), "mid"),
        SectionShape("chorus", 16, 0.85, "chorus", ("drums", "bass", "chords", "lead", "arp"), "high"),
        SectionShape("break", 8, 0.3, "bridge", ("pad", "arp", "lead"), "low"),
        SectionShape(
            "chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "arp", "pad", "counter"), "high"
        ),
        SectionShape("outro", 8, 0.4, "verse", ("drums", "bass", "chords"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="house",
    title="House",
    bpm=(118.0, 123.0, 128.0),
    fold_bpm=(90.0, 180.0),
    length_s=(165.0, 225.0),
    modes={"minor": 0.55, "dorian": 0.25, "major": 0.2},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i7 iv7 i7 v7", "i9 bVImaj7 bVII9 v7", "i7 bIIImaj7 iv7 v7", "i9 i9 iv9 iv9"),
            "chorus": ("bVImaj7 bVII i7 i7", "iv9 v7 i9 bIIImaj7", "bIIImaj7 bVII9 iv9 i7", "bVImaj9 v7 i9 bVII9"),
            "bridge": ("bVImaj7 v7 iv7 v7", "iv9 bVImaj7 i9 v7", "bVImaj9 bVImaj9 v7 v7"),
        },
        major_loops={
            "verse": ("Imaj7 vi7 ii9 V9sus4", "ii9 V13 Imaj9 vi7", "Imaj9 iii7 vi9 IVmaj7"),
            "chorus": ("IVmaj9 V vi7 iii7", "IVmaj7 iii7 ii7 V", "vi9 IVmaj7 Imaj7 V"),
            "bridge": ("ii9 iii7 IVmaj7 V9sus4", "vi9 V IVmaj9 IVmaj9"),
        },
        minor_cadences=("v7", "bVII9", "V7"),
        major_cadences=("V9sus4", "V13"),
        extension_level=1.0,
        bars_per_chord=(1.0, 2.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "..x-x---..x-x-----x-x---x-------", "x---..x-..x-x---x---..x-x-------",
                "....x-x-..x-..x-x---x-----------", "x-x---x-x---..x-x-----x---x-----",
            ),
            "chorus": (
                "x-----x-..x-x---x-----x-x-x-----", "x---x---x-x---x-x---x---x-------",
                "..x-..x-..x-x---..x-..x-x-------", "x--x--x---x-x---x--x--x-x-------",
            ),
            "bridge": ("x-------x-------x-----------x---", "x-----x---------x-----x-x-------", "x---------------x---x---x-------"),
        },
        low=62, high=80, legato=0.85, chorus_lift=2.5,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r-..r-..r-..r-..",), ("..r-..r-..r-..r-",)),
            "mid": (("..r-..r-..r-..o-",), ("r-..r-r-..r-..o-", "r-..r-r-..f-..a-"), ("..r-r-..o-..r-r-",)),
            "high": (("..R-..r-..o-r-r-", "..R-..r-..o-f-a-"), ("R-.rR-.o..r-R-.r", "R-.rR-.o..r-f-a-"), ("..Ro..Ro..Ro..Ro",)),
        },
        low=33, high=52, legato=0.8,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"kick": "X...X...X...X...", "hat": "..x...x...x...x."},
                {"kick": "X...X...X...X...", "shaker": "x.o.x.o.x.o.x.o.", "rim": "...o..o....o..o."},
            ),
            "mid": (
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "openhat": "..x...x...x...x.", "hat": "o.o.o.o.o.o.o.o."},
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "openhat": "..x...x...x...x.", "shaker": "oooxoooxoooxooox"},
            ),
            "high": (
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "openhat": "..X...X...X...X.", "hat": "xoxoxoxoxoxoxoxo", "conga": "...o..x....o.x.."},
                {"kick": "X...X...X...X..x", "clap": "....X.......X...", "openhat": "..X...X...X...X.", "shaker": "xoxxxoxxxoxxxoxx", "rim": "..x..x....x..x.."},
            ),
        },
        ghosts={"hat": 0.06, "conga": 0.04},
        fill_pieces=("clap", "conga", "snare"), fill_beats=(1, 1, 2), fill_density=0.65, loose=frozenset({"hat", "shaker", "conga"}), variation=0.1,
    ),
    comps={
        "low": ("x---------------", "..x-..x-..x-..x-"),
        "mid": ("x..x..x...x..x..", "..x-..x-..x-..x-", "x-...x-...x-..x-"),
        "high": ("x--x--x-..x--x--", "x-.x-.x-.x-.x-x-", "..x-.x-...x-.x-."),
    },
    arps=("0.2.4.2.0.2.4.5.", "0240240240240240", "..4...5...4...2.", "0.4.2.5."),
    groove=GrooveStyle(swing=0.535, jitter_ms=2.2, late_snare_ms=1.0),
    swing_range=(0.5, 0.58),
    scenery=SceneryStyle(riser=0.5, riser_bars=2.0, reverse=0.45, impact=0.5, fall=0.4),
    kit={
        "kick": Piece("membrane", 0.38, (50.0, 2.0, 0.018, 0.26, 0.55, 1.8, 0.02), 0.0),
        "clap": Piece("hands", 0.3, (1500.0, 1.2, 0.026, 0.2, 3.0), -5.0, 0.05),
        "snare": Piece("rattle", 0.28, (210.0, 0.5, 0.1, 2300.0, 0.7, 0.16, 0.0, 1.3), -5.0),
        "rim": Piece("block", 0.1, (900.0, 1.5, 1.8, 0.05), -10.0, -0.25),
        "hat": Piece("metal", 0.1, (430.0, 0.05, 8200.0, 0.5, 0.0006, 0.0), -12.0, 0.2, ("openhat",)),
        "openhat": Piece("metal", 0.32, (430.0, 0.24, 7600.0, 0.5, 0.0006, 0.0), -10.0, 0.15),
        "shaker": Piece("seeds", 0.11, (6500.0, 0.025, 0.05), -13.0, -0.3),
        "conga": Piece("block", 0.28, (230.0, 1.02, 0.9, 0.16), -8.0, 0.35),
        "crash": Piece("metal", 2.2, (400.0, 1.9, 5000.0, 0.7, 0.001, 0.0), -12.5, -0.2),
    },
    kit_channel=Channel(-13.0, room_db=-20.0, drive=1.7, bands=(Band("highshelf", 9000.0, 2.5),)),
    sounds={
        "bass": PartSound(
            (
                Analog(saws=0.6, pulses=0.5, sub=0.6, cutoff_hz=300.0, env_oct=2.0, filter_decay_s=0.12, filter_sustain=0.1, resonance=0.25, attack_s=0.003, decay_s=0.25, sustain=0.5, release_s=0.06),
                Fm(modulator_1=1.0, index_1=1.6, index_decay_1_s=0.15, level_2=0.0, decay_s=0.6, sustain=0.4, release_s=0.06, spread_cents=0.0),
            ),
            Channel(-15.5, width=0.0, room_db=None, duck=0.6, drive=0.6, bands=(Band("highpass", 32.0),)),
        ),
        "chords": PartSound(
            (
                Fm(modulator_1=1.0, index_1=1.5, index_decay_1_s=0.4, level_2=0.3, decay_s=1.1, release_s=0.16, spread_cents=6.0),
                Analog(unison=4.0, detune_cents=12.0, spread=0.9, cutoff_hz=1500.0, env_oct=2.0, filter_decay_s=0.18, filter_sustain=0.15, poles=2.0, decay_s=0.4, sustain=0.45, release_s=0.16),
                Struck(partials=14.0, rolloff=1.0, decay_s=2.2, damping=0.4, hammer=0.2, width=0.4, release_s=0.15),
            ),
            Channel(-21.0, width=1.2, room_db=-14.0, echo_db=-20.0, duck=0.45, bands=(Band("highpass", 200.0), Band("highshelf", 7000.0, 2.0))),
        ),
        "pad": PartSound(
            (
                Analog(unison=5.0, detune_cents=13.0, spread=1.0, cutoff_hz=1300.0, env_oct=0.6, poles=2.0, attack_s=0.3, sustain=0.85, release_s=0.7),
                Air(voices=3.0, overtones=5.0, rolloff=1.1, breath=0.2, attack_s=0.4, release_s=0.9),
            ),
            Channel(-25.0, width=1.3, room_db=-11.0, duck=0.7, chorus=0.4, bands=(Band("highpass", 250.0), Band("highshelf", 8000.0, 3.0))),
        ),
        "lead": PartSound(
            (
                Analog(saws=0.5, pulses=0.7, unison=2.0, detune_cents=8.0, spread=0.4, cutoff_hz=2400.0, env_oct=1.4, filter_decay_s=0.25, poles=2.0, attack_s=0.006, decay_s=0.35, sustain=0.6, release_s=0.2, vibrato_cents=8.0),
                Fm(modulator_1=2.0, index_1=1.4, index_decay_1_s=0.3, level_2=0.3, modulator_2=5.0, decay_s=1.2, sustain=0.25, release_s=0.25, spread_cents=5.0),
            ),
            Channel(-18.5, width=1.0, room_db=-14.0, echo_db=-13.0, duck=0.25, bands=(Band("highpass", 250.0), Band("peak", 3000.0, 1.5, 0.8))),
        ),
        "arp": PartSound(
            (
                Analog(pulses=1.0, saws=0.0, pulse_width=0.3, cutoff_hz=1800.0, env_oct=2.0, filter_decay_s=0.1, filter_sustain=0.1, resonance=0.3, attack_s=0.002, decay_s=0.14, sustain=0.2, release_s=0.1),
                Struck(partials=6.0, stretch=1.9, rolloff=0.9, decay_s=0.8, damping=0.7, hammer=0.1),
            ),
            Channel(-24.0, pan=0.3, room_db=-14.0, echo_db=-11.0, duck=0.4, bands=(Band("highpass", 350.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "counter": PartSound(
            (Analog(unison=4.0, detune_cents=10.0, spread=0.8, cutoff_hz=1900.0, poles=2.0, attack_s=0.06, sustain=0.8, release_s=0.3),),
            Channel(-25.0, pan=-0.3, room_db=-11.0, duck=0.5, chorus=0.4, bands=(Band("highpass", 280.0),)),
        ),
    },
    room=RoomStyle(seconds=1.7, damping_hz=7000.0, echo_beats=0.75, echo_feedback=0.38, duck=0.35),
    master=MasterStyle(side_to_mid_db=-9.0, dynamics_db=7.6, slope_db_per_octave=-5.0),
    arp_low=64,
)  # fmt: skip
