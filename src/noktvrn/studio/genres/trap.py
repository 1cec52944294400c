# ruff: noqa: E501 - tables read better in one line
"""Trap: 808s that glide, rolling hats, half-time snare, bells and dark pads."""

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
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm, Pluck, Struck, Sub

_FORMS: Final = (
    (
        SectionShape("intro", 8, 0.32, "verse", ("lead", "pad", "chords"), "low"),
        SectionShape("chorus", 16, 0.85, "chorus", ("drums", "bass", "chords", "lead", "arp"), "high"),
        SectionShape("verse", 16, 0.58, "verse", ("drums", "bass", "chords", "pad", "lead"), "mid"),
        SectionShape("chorus", 16, 0.9, "chorus", ("drums", "bass", "chords", "lead", "arp", "pad"), "high"),
        SectionShape("bridge", 8, 0.4, "bridge", ("pad", "chords", "lead", "bass"), "low"),
        SectionShape("chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "arp", "counter"), "high"),
        SectionShape("outro", 8, 0.3, "verse", ("pad", "chords", "lead"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.34, "verse", ("chords", "pad"), "low"),
        SectionShape("verse", 16, 0.58, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("prechorus", 8, 0.5, "bridge", ("drums", "chords", "pad", "arp"), "low"),
        SectionShape("chorus", 16, 0.88, "chorus", ("drums", "bass", "chords", "lead", "arp"), "high"),
        SectionShape("verse", 8, 0.6, "verse", ("drums", "bass", "chords", "pad", "lead"), "mid"),
        SectionShape("break", 8, 0.35, "bridge", ("pad", "chords", "lead", "drums"), "mid"),
        SectionShape("chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "arp", "counter"), "high"),
        SectionShape("outro", 8, 0.3, "verse", ("pad", "chords", "drums"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="trap",
    title="Trap",
    bpm=(132.0, 142.0, 152.0),
    fold_bpm=(95.0, 190.0),
    length_s=(140.0, 185.0),
    modes={"minor": 0.7, "phrygian": 0.2, "dorian": 0.1},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i i bVI bVII", "i bVI i v", "i iv i bVII", "i i bVI v"),
            "chorus": ("bVI bVII i i", "bVI v i bVII", "iv bVI i v", "bVI iv i i"),
            "bridge": ("iv bVI bVII i", "bVI bVI bVII v", "iv i bVI V"),
        },
        major_loops={
            "verse": ("I vi IV V", "vi IV I I"),
            "chorus": ("IV V vi iii", "IV I vi V"),
            "bridge": ("ii vi IV V", "IV iv I V"),
        },
        minor_cadences=("V", "v", "bVII"),
        major_cadences=("V", "Vsus4"),
        extension_level=0.25,
        bars_per_chord=(2.0, 1.0, 2.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "x---x---x-x---x-x---x-----------", "..x-x-x---x-x-----x-x-x-x-------",
                "x-----x-x---x---x-----x---------", "x-x-x---....x-x-x-x-x-----------",
            ),
            "chorus": (
                "x-x-x-x---x-x---x-x-x-x---x-----", "x---x-x-x---x---x---x-x---x-----",
                "x--x--x-x--x--x-x--x--x---------", "x-x---x-x---x-x-x-----x-x-------",
            ),
            "bridge": ("x-------x---x---x---------------", "x---------x-----x-----x---------", "x-----x---------x---------x-----"),
        },
        low=64, high=82, legato=0.8, forms=("aaba", "aaab", "abab"), chorus_lift=2.0,
    ),
    bass=BassStyle(
        patterns={
            "low": (("R---------------",), ("R-------------..",)),
            "mid": (("R-----....r---..", "R-----....r-r---"), ("R---------r---..", "R-----..r-----o-"), ("R-----r---......", "R-----r-....r-..")),
            "high": (("R-----r---r-....", "R---..r---..o-r-"), ("R---..r-....r---", "R-----r-..r-o---"), ("R--R--r---....r-", "R--R--r---o---r-")),
        },
        low=29, high=46, legato=0.95, glide_chance=0.22,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"hat": "x...x...x...x...", "snap": "........x......."},
                {"hat": "x.x.x.x.x.x.x.x.", "rim": "........o......."},
            ),
            "mid": (
                {"kick": "X.....x...x.....X......x..x.....", "snare": "........X.......", "hat": "x.x.x.x.x.xxx.x."},
                {"kick": "X.........x.....X.....x...x.....", "clap": "........X.......", "hat": "x.x.x.xxx.x.x.x."},
            ),
            "high": (
                {"kick": "X.....x...x...x.X..x..x...x.....", "snare": "........X.......", "clap": "........x.......", "hat": "x.xxx.x.xxx.x.xx", "openhat": "..............o."},
                {"kick": "X..x......x.....X..x..x...x...x.", "snare": "........X.......", "clap": "........x.......", "hat": "xxx.x.x.x.xxxxx.", "perc": "......o......o.."},
            ),
        },
        ghosts={"hat": 0.22},
        loose=frozenset({"hat", "perc"}), variation=0.16,
        fill_pieces=("hat", "snare", "clap"), fill_beats=(1, 2), fill_density=0.9, roll_chance=0.75, through_fills=frozenset({"kick", "snare", "clap"}),
    ),
    comps={
        "low": ("x---------------", "x-------x-------"),
        "mid": ("x---------------", "x-------x-----x-", "x-----x-----x---"),
        "high": ("x-----x---x-----", "x---x-----x-x---", "x--x--x---------"),
    },
    arps=("0.2.4...2.0.....", "4.2.0.2.4.5.4.2.", "0...4...2...5...", "..4.4.....2.2..."),
    groove=GrooveStyle(jitter_ms=2.4, late_snare_ms=3.0),
    swing_range=(0.5, 0.55),
    scenery=SceneryStyle(riser=0.35, riser_bars=1.0, reverse=0.55, impact=0.6, fall=0.4),
    kit={
        "kick": Piece("membrane", 0.3, (52.0, 1.9, 0.016, 0.18, 0.7, 2.2, 0.01), -0.5),
        "snare": Piece("rattle", 0.3, (220.0, 0.45, 0.09, 2700.0, 0.8, 0.18, 0.0, 1.5), -3.5),
        "clap": Piece("hands", 0.3, (1650.0, 1.2, 0.024, 0.2, 3.0), -6.0, 0.05),
        "snap": Piece("hands", 0.14, (2400.0, 2.4, 0.008, 0.07, 2.0), -9.0, 0.1),
        "rim": Piece("block", 0.09, (980.0, 1.48, 1.6, 0.045), -10.0, -0.2),
        "perc": Piece("block", 0.2, (640.0, 1.9, 2.0, 0.1), -12.0, 0.4),
        "hat": Piece("metal", 0.07, (460.0, 0.035, 8800.0, 0.45, 0.0005, 0.0), -10.5, 0.15, ("openhat",)),
        "openhat": Piece("metal", 0.4, (460.0, 0.32, 8000.0, 0.5, 0.0005, 0.0), -13.0, 0.15),
        "crash": Piece("metal", 2.4, (395.0, 2.1, 4900.0, 0.7, 0.001, 0.0), -13.0, -0.25),
    },
    kit_channel=Channel(-12.0, room_db=-21.0, drive=1.6, bands=(Band("highshelf", 9000.0, 2.5),)),
    sounds={
        "bass": PartSound(
            (
                Sub(drop_oct=1.2, drop_s=0.035, drive=2.2, overtone=0.18, click=0.12, decay_s=2.4, sustain=0.1, release_s=0.09, glide_s=0.09),
                Sub(drop_oct=0.8, drop_s=0.03, drive=4.0, overtone=0.25, click=0.1, decay_s=1.8, sustain=0.15, release_s=0.08, glide_s=0.11),
            ),
            Channel(-16.0, width=0.0, room_db=None, duck=0.3, drive=0.5, bands=(Band("highpass", 28.0),)),
        ),
        "chords": PartSound(
            (
                Struck(partials=12.0, rolloff=1.2, decay_s=3.5, damping=0.5, hammer=0.2, width=0.4, release_s=0.4),
                Pluck(decay_s=2.4, damping=0.3, brightness=0.55, body=0.3, width=0.5, release_s=0.3),
                Fm(modulator_1=1.0, index_1=1.2, index_decay_1_s=0.9, level_2=0.25, decay_s=2.4, release_s=0.4, spread_cents=7.0),
            ),
            Channel(-21.5, width=1.3, room_db=-12.0, duck=0.15, chorus=0.3, bands=(Band("highpass", 220.0), Band("highshelf", 6500.0, 3.0))),
        ),
        "pad": PartSound(
            (
                Air(voices=3.0, overtones=5.0, rolloff=1.1, breath=0.35, attack_s=0.5, release_s=1.2),
                Analog(unison=5.0, detune_cents=15.0, spread=1.0, cutoff_hz=850.0, env_oct=0.6, poles=2.0, attack_s=0.5, sustain=0.85, release_s=1.0),
            ),
            Channel(-24.0, width=1.4, room_db=-9.0, duck=0.25, chorus=0.3, bands=(Band("highpass", 260.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "lead": PartSound(
            (
                Struck(partials=7.0, stretch=1.9, rolloff=0.9, decay_s=2.4, damping=0.7, hammer=0.08, width=0.4, release_s=0.5),
                Fm(modulator_1=3.5, index_1=1.3, index_decay_1_s=0.5, level_2=0.2, modulator_2=9.0, decay_s=2.0, release_s=0.4, spread_cents=5.0),
                Pluck(decay_s=1.8, damping=0.2, brightness=0.75, body=0.25, width=0.4),
                Analog(pulses=0.9, saws=0.2, pulse_width=0.3, cutoff_hz=2600.0, env_oct=0.8, poles=2.0, attack_s=0.01, sustain=0.75, release_s=0.2, vibrato_cents=15.0, glide_s=0.06),
            ),
            Channel(-19.0, width=1.2, room_db=-12.0, echo_db=-14.0, bands=(Band("highpass", 280.0), Band("peak", 3500.0, 2.0, 0.8))),
        ),
        "arp": PartSound(
            (
                Fm(modulator_1=2.0, index_1=1.2, index_decay_1_s=0.2, level_2=0.1, decay_s=0.8, release_s=0.25, spread_cents=6.0),
                Analog(pulses=0.8, saws=0.3, cutoff_hz=1800.0, env_oct=1.6, filter_decay_s=0.12, filter_sustain=0.1, attack_s=0.002, decay_s=0.2, sustain=0.2, release_s=0.14),
            ),
            Channel(-25.0, pan=0.4, room_db=-11.0, echo_db=-12.0, bands=(Band("highpass", 400.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "counter": PartSound(
            (Analog(unison=4.0, detune_cents=11.0, spread=0.8, cutoff_hz=1700.0, poles=2.0, attack_s=0.08, sustain=0.8, release_s=0.4, vibrato_cents=10.0),),
            Channel(-25.0, pan=-0.35, room_db=-10.0, duck=0.2, bands=(Band("highpass", 280.0),)),
        ),
    },
    room=RoomStyle(seconds=2.0, damping_hz=6500.0, echo_beats=1.0, echo_feedback=0.35, duck=0.15),
    master=MasterStyle(side_to_mid_db=-8.5, dynamics_db=8.0, slope_db_per_octave=-5.6, ratio=2.0, threshold_db=-3.0),
    strum_s=0.008,
    pad_shift=0,
    arp_low=67,
    chord_range=(53, 74),
    tempo=TempoStyle(half_time=True, closing=0.9, closing_bars=1),
)  # fmt: skip
