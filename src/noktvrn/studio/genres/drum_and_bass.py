# ruff: noqa: E501 - tables read better in one line
"""Drum and bass: breakbeats at speed, reese and sub, wide pads."""

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
    TempoStyle,
)
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm, Struck

_FORMS: Final = (
    (
        SectionShape("intro", 16, 0.35, "verse", ("pad", "arp", "drums"), "low"),
        SectionShape("verse", 16, 0.55, "verse", ("drums", "pad", "lead", "bass", "chords"), "mid"),
        SectionShape("prechorus", 8, 0.45, "bridge", ("pad", "arp", "chords"), "low"),
        SectionShape("chorus", 32, 0.88, "chorus", ("drums", "bass", "lead", "pad", "arp"), "high"),
        SectionShape("break", 16, 0.3, "bridge", ("pad", "chords", "lead"), "low"),
        SectionShape(
            "chorus", 32, 0.95, "chorus", ("drums", "bass", "lead", "pad", "arp", "counter", "chords"), "high"
        ),
        SectionShape("outro", 8, 0.38, "verse", ("drums", "pad"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.32, "verse", ("pad", "chords"), "low"),
        SectionShape("verse", 16, 0.52, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("chorus", 32, 0.86, "chorus", ("drums", "bass", "lead", "pad", "arp"), "high"),
        SectionShape("verse", 16, 0.55, "verse", ("drums", "bass", "chords", "pad", "lead"), "mid"),
        SectionShape("break", 8, 0.3, "bridge", ("pad", "arp", "drums"), "mid"),
        SectionShape("chorus", 32, 0.95, "chorus", ("drums", "bass", "lead", "pad", "arp", "counter"), "high"),
        SectionShape("outro", 8, 0.38, "verse", ("drums", "pad", "arp"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="drum_and_bass",
    title="Drum and bass",
    bpm=(168.0, 174.0, 178.0),
    fold_bpm=(120.0, 200.0),
    length_s=(165.0, 220.0),
    modes={"minor": 0.65, "dorian": 0.2, "major": 0.15},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i9 bVImaj7 bIIImaj7 bVII", "i7 iv7 bVImaj7 bVII", "i9 v7 bVImaj7 iv7"),
            "chorus": ("bVImaj7 bVII i7 i7", "bVI bIII bVII i", "iv7 bVImaj7 i7 bVII", "bVImaj9 v7 i9 bVII"),
            "bridge": ("iv9 bVImaj9 i9 bVII", "bVImaj9 bVII v7 i9", "bIIImaj7 iv9 bVImaj7 bVII"),
        },
        major_loops={
            "verse": ("Imaj9 vi9 IVmaj9 V", "Imaj7 iii7 vi7 IVmaj7"),
            "chorus": ("IVmaj7 V vi7 I", "vi7 IV I V"),
            "bridge": ("ii9 IVmaj7 vi9 V", "IVmaj9 iii7 ii9 V"),
        },
        minor_cadences=("bVII", "v7", "V"),
        major_cadences=("V", "V9sus4"),
        extension_level=0.8,
        bars_per_chord=(2.0, 2.0, 1.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "x-----x-----x---x-------x-------", "x-------x-x-----x---x-----------",
                "....x---x---x---x-----x---------", "x---x-------x---x-----x-x-------",
            ),
            "chorus": (
                "x-----x-----x---x-----x---x-----", "x---x---x-------x---x-x---x-----",
                "x-----x---x-----x-----x-----x---", "x-------x---x---x---x---x-------",
            ),
            "bridge": ("x-----------x---x---------------", "x---------------x-------x-------", "x-------x-------x---------------"),
        },
        low=62, high=81, legato=0.92, forms=("abac", "aabc", "abca"), chorus_lift=3.0,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r---------------",), ("r-------r-------",)),
            "mid": (("R-----....r-----",), ("R---..r---..r---",), ("R-------..r-f-..",)),
            "high": (("R--r--r---r-R-..", "R--r--r---f-o-a-"), ("R-----r---R---r-", "R-----r---R-o-a-"), ("R-..r-R-..r-..R-",)),
        },
        low=29, high=46, legato=0.9, glide_chance=0.1,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"hat": "x.x.x.x.x.x.x.x.", "rim": "....o.......o..."},
                {"hat": "..x...x...x...x.", "kick": "x.........x....."},
            ),
            "mid": (
                {"kick": "X.........X.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
                {"kick": "X.........X.....X.....x...X.....", "snare": "....X.......X...", "hat": "x.xox.x.x.xox.x."},
            ),
            "high": (
                {"kick": "X.........X.....X..x......X.....", "snare": "....X..g.g..X...", "hat": "x.x.x.x.x.x.x.x.", "ride": "x...x...x...x..."},
                {"kick": "X.X.......X.....", "snare": "....X..g.g..X..g", "hat": "xoxoxoxoxoxoxoxo", "openhat": "......x.......x."},
                {"kick": "X.........X..x..", "snare": "....X..g.o..X.g.", "shaker": "xoxoxoxoxoxoxoxo", "openhat": "..x...x...x...x."},
            ),
        },
        ghosts={"snare": 0.1, "hat": 0.06, "kick": 0.02},
        variation=0.1,
        fill_pieces=("snare", "tomhigh", "tomlow", "kick"), fill_beats=(1, 2), fill_density=0.85, roll_chance=0.25,
    ),
    comps={
        "low": ("x---------------", "x-------x-------"),
        "mid": ("x-----x-----x---", "..x-....x-....x-"),
        "high": ("x-----x---x-----", "x--x--x--x--x---"),
    },
    arps=("0.2.4.2.5.4.2.4.", "0242024252420242", "..4.2...4.5.....", "0..2..4..5..4.2."),
    groove=GrooveStyle(jitter_ms=2.4, late_snare_ms=0.5),
    swing_range=(0.5, 0.55),
    scenery=SceneryStyle(riser=0.5, riser_bars=4.0, reverse=0.5, impact=0.6, fall=0.45),
    kit={
        "kick": Piece("membrane", 0.26, (56.0, 1.8, 0.014, 0.16, 0.7, 2.2, 0.01), -0.5),
        "snare": Piece("rattle", 0.28, (205.0, 0.65, 0.1, 2500.0, 0.7, 0.17, 0.0, 1.7), -1.5),
        "rim": Piece("block", 0.09, (1000.0, 1.48, 1.7, 0.05), -10.0, -0.2),
        "hat": Piece("metal", 0.07, (440.0, 0.04, 8200.0, 0.5, 0.0005, 0.0), -11.0, 0.2, ("openhat",)),
        "openhat": Piece("metal", 0.3, (440.0, 0.2, 7600.0, 0.5, 0.0005, 0.0), -12.5, 0.2),
        "ride": Piece("metal", 0.8, (540.0, 0.6, 6200.0, 0.25, 0.0008, 0.0), -14.0, -0.25),
        "shaker": Piece("seeds", 0.08, (6500.0, 0.015, 0.035), -13.0, -0.3),
        "tomhigh": Piece("membrane", 0.35, (175.0, 0.6, 0.04, 0.28, 0.3, 1.4, 0.0), -5.0, 0.3),
        "tomlow": Piece("membrane", 0.4, (95.0, 0.6, 0.05, 0.34, 0.3, 1.4, 0.0), -4.0, -0.3),
        "crash": Piece("metal", 2.3, (405.0, 2.0, 4800.0, 0.7, 0.001, 0.0), -12.0, -0.25),
    },
    kit_channel=Channel(-10.5, room_db=-19.0, drive=1.4, bands=(Band("peak", 200.0, 1.5, 0.9), Band("highshelf", 9000.0, 2.5))),
    sounds={
        "bass": PartSound(
            (
                Analog(saws=1.0, sub=0.7, unison=3.0, detune_cents=22.0, cutoff_hz=420.0, env_oct=0.8, filter_decay_s=0.5, resonance=0.2, attack_s=0.006, decay_s=0.8, sustain=0.75, release_s=0.08, drive=0.35, glide_s=0.07),
                Analog(saws=0.3, sub=1.0, cutoff_hz=260.0, env_oct=1.2, filter_decay_s=0.2, attack_s=0.005, decay_s=0.6, sustain=0.7, release_s=0.08, drive=0.3),
                Fm(modulator_1=0.5, index_1=1.8, index_decay_1_s=0.9, level_2=0.0, decay_s=1.4, sustain=0.5, release_s=0.08, spread_cents=0.0, attack_s=0.006),
            ),
            Channel(-15.5, width=0.0, room_db=None, duck=0.4, drive=0.7, bands=(Band("highpass", 30.0),)),
        ),
        "chords": PartSound(
            (
                Fm(modulator_1=1.0, index_1=1.3, index_decay_1_s=0.8, level_2=0.3, decay_s=2.0, release_s=0.35, spread_cents=7.0),
                Struck(partials=14.0, rolloff=1.0, decay_s=3.0, damping=0.4, hammer=0.15, width=0.4, release_s=0.3),
            ),
            Channel(-22.0, width=1.25, room_db=-12.0, echo_db=-18.0, duck=0.2, bands=(Band("highpass", 210.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "pad": PartSound(
            (
                Analog(unison=6.0, detune_cents=16.0, spread=1.0, cutoff_hz=1300.0, env_oct=0.8, poles=2.0, attack_s=0.4, sustain=0.85, release_s=1.0),
                Air(voices=3.0, overtones=6.0, rolloff=1.0, breath=0.3, attack_s=0.4, release_s=1.2),
            ),
            Channel(-23.0, width=1.4, room_db=-9.0, duck=0.35, chorus=0.3, bands=(Band("highpass", 250.0), Band("highshelf", 7500.0, 4.0))),
        ),
        "lead": PartSound(
            (
                Analog(saws=0.7, pulses=0.5, unison=3.0, detune_cents=10.0, spread=0.5, cutoff_hz=2500.0, env_oct=1.2, poles=2.0, attack_s=0.01, decay_s=0.4, sustain=0.7, release_s=0.25, vibrato_cents=10.0),
                Struck(partials=8.0, stretch=1.0, rolloff=0.9, decay_s=2.2, damping=0.5, hammer=0.1, width=0.4, release_s=0.4),
                Fm(modulator_1=2.0, index_1=1.5, index_decay_1_s=0.5, level_2=0.25, modulator_2=7.0, decay_s=1.8, sustain=0.3, release_s=0.3, spread_cents=6.0),
            ),
            Channel(-18.5, width=1.1, room_db=-11.0, echo_db=-12.0, duck=0.15, bands=(Band("highpass", 260.0), Band("peak", 3200.0, 1.5, 0.8))),
        ),
        "arp": PartSound(
            (
                Fm(modulator_1=3.0, index_1=1.1, index_decay_1_s=0.12, level_2=0.1, decay_s=0.4, release_s=0.16, spread_cents=5.0),
                Analog(pulses=0.9, saws=0.3, cutoff_hz=1700.0, env_oct=2.0, filter_decay_s=0.08, filter_sustain=0.1, attack_s=0.002, decay_s=0.12, sustain=0.2, release_s=0.1),
            ),
            Channel(-24.5, pan=0.35, room_db=-12.0, echo_db=-11.0, duck=0.2, bands=(Band("highpass", 380.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "counter": PartSound(
            (Analog(unison=4.0, detune_cents=12.0, spread=0.9, cutoff_hz=1800.0, poles=2.0, attack_s=0.08, sustain=0.8, release_s=0.4, vibrato_cents=8.0),),
            Channel(-25.0, pan=-0.35, room_db=-10.0, duck=0.25, chorus=0.3, bands=(Band("highpass", 280.0),)),
        ),
    },
    room=RoomStyle(seconds=2.3, damping_hz=7500.0, echo_beats=1.5, echo_feedback=0.4, duck=0.2),
    master=MasterStyle(side_to_mid_db=-8.0, dynamics_db=8.0, slope_db_per_octave=-5.0, ratio=2.0),
    arp_low=66,
    tempo=TempoStyle(half_time=True),
)  # fmt: skip
