# ruff: noqa: E501 - tables read better in one line
"""Indie pop: strummed strings, live drums, bright leads, a lift in the last chorus."""

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
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm, Pluck, Struck

_FORMS: Final = (
    (
        SectionShape("intro", 4, 0.4, "verse", ("chords", "arp", "drums"), "low"),
        SectionShape("verse", 8, 0.5, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("prechorus", 4, 0.6, "bridge", ("drums", "bass", "chords", "pad", "lead"), "mid"),
        SectionShape("chorus", 8, 0.85, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("verse", 8, 0.55, "verse", ("drums", "bass", "chords", "lead", "counter"), "mid"),
        SectionShape("chorus", 8, 0.88, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("bridge", 8, 0.4, "bridge", ("chords", "pad", "lead", "bass"), "low"),
        SectionShape(
            "chorus", 16, 0.97, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high", 2
        ),
        SectionShape("outro", 4, 0.4, "chorus", ("chords", "pad", "bass"), "low", 2),
    ),
    (
        SectionShape("intro", 8, 0.42, "chorus", ("chords", "lead", "drums"), "low"),
        SectionShape("verse", 16, 0.52, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("chorus", 16, 0.86, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("verse", 8, 0.55, "verse", ("drums", "bass", "chords", "lead", "arp"), "mid"),
        SectionShape("bridge", 8, 0.42, "bridge", ("chords", "pad", "lead"), "low"),
        SectionShape(
            "chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"
        ),
        SectionShape("outro", 8, 0.42, "verse", ("chords", "bass", "drums"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="indie_pop",
    title="Indie pop",
    bpm=(96.0, 112.0, 132.0),
    fold_bpm=(80.0, 160.0),
    length_s=(150.0, 200.0),
    modes={"major": 0.65, "mixolydian": 0.1, "minor": 0.25},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i bVII bVI bVII", "i bVI bIII bVII", "i iv bVII bIII"),
            "chorus": ("bVI bVII i bIII", "bIII bVII i bVI", "bVI bIII bVII i"),
            "bridge": ("iv bVI i v", "iv bVII bIII bVI", "bVI v iv V"),
        },
        major_loops={
            "verse": ("I IV vi V", "I iii IV V", "I vi ii V", "vi IV I V", "I V vi IV"),
            "chorus": ("IV I V vi", "IV V I vi", "I V ii IV", "vi V IV V", "IV V iii vi"),
            "bridge": ("ii vi IV V", "vi iii IV iv", "bVII IV I V", "ii iii IV V"),
        },
        minor_cadences=("V", "bVII", "Vsus4"),
        major_cadences=("V", "Vsus4", "V7"),
        extension_level=0.3,
        bars_per_chord=(1.0, 1.0, 0.5),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "..x-x-x-x-x---x-..x-x-x-x-------", "x-x-x---x-x---x-x-x-x-----------",
                "....x-x-x-x-x-----x-x-x-x---....", "x---x-x-x---x---x-x-x---x-------",
                "..x-x---x-x-x-----x-x---x-x-----",
            ),
            "chorus": (
                "x---x---x-x-x---x-----x-x-------", "x-----x-x---x-x-x-----x-x---x---",
                "x-x-x---x---x---x-x---x-x-------", "X-----x-----x-x-x---x---x-------",
            ),
            "bridge": ("x-------x---x---x-----x---------", "x---x---x-------x---x-----------", "..x-x-----x-x-----x-x-----------"),
        },
        low=60, high=77, legato=0.94, chorus_lift=3.0,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r-------r-------",), ("R---------------",)),
            "mid": (("r-----r-r---r-f-", "r-----r-r---f-a-"), ("r---r---r---r-a-",), ("r-..r-r-..r-r-..", "r-..r-r-..r-f-a-")),
            "high": (("R-r-r-r-R-r-r-r-", "R-r-r-r-R-r-f-a-"), ("R---r-r-o---r-f-", "R---r-r-o-r-f-a-"), ("R-r-o-r-R-r-o-a-",)),
        },
        low=31, high=52, legato=0.86,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"kick": "x.......x.......", "hat": "x.x.x.x.x.x.x.x."},
                {"kick": "x.....x.x.......", "shaker": "x.o.x.o.x.o.x.o.", "rim": "....x.......x..."},
            ),
            "mid": (
                {"kick": "X.....x.X.......", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
                {"kick": "X.......X.x.....", "snare": "....X.......X...", "hat": "x.xox.xox.xox.xo"},
                {"kick": "X..x....X.x.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
            ),
            "high": (
                {"kick": "X...x.x.X...x...", "snare": "....X.......X...", "ride": "x.x.x.x.x.x.x.x.", "tamb": "..x...x...x...x."},
                {"kick": "X.....x.X.x...x.", "snare": "....X.......X...", "openhat": "x...x...x...x...", "tamb": "....x.......x..."},
                {"kick": "X...X...X...X...", "snare": "....X.......X...", "hat": "xoxoxoxoxoxoxoxo", "openhat": "..x...x...x...x.", "clap": "....x.......x..."},
            ),
        },
        ghosts={"snare": 0.07, "hat": 0.05},
        variation=0.1,
        fill_pieces=("snare", "tomhigh", "tommid", "tomlow"), fill_beats=(1, 2, 2), fill_density=0.75,
    ),
    comps={
        "low": ("x-------x-----x-", "x---------------"),
        "mid": ("x---x-x---x-x-x-", "x-..x-x-..x-x-..", "x---..x-x---..x-"),
        "high": ("x-x-x-x-x-x-x-x-", "x-o-x-x-..x-x-o-", "x--x--x-x--x--x-"),
    },
    arps=("0.2.4.2.5.4.2.4.", "0.4.2.4.0.4.2.5.", "4...5...4.2.....", "0...2...4...2.4."),
    groove=GrooveStyle(jitter_ms=5.0, late_snare_ms=3.0),
    swing_range=(0.5, 0.58),
    scenery=SceneryStyle(riser=0.22, riser_bars=1.0, reverse=0.5, impact=0.3, fall=0.15),
    kit={
        "kick": Piece("membrane", 0.36, (55.0, 1.4, 0.018, 0.22, 0.45, 1.4, 0.01), -1.0),
        "snare": Piece("rattle", 0.36, (195.0, 0.7, 0.13, 2200.0, 0.6, 0.22, 0.0, 1.2), -3.0, 0.03),
        "clap": Piece("hands", 0.3, (1400.0, 1.1, 0.026, 0.2, 3.0), -10.0, 0.1),
        "rim": Piece("block", 0.1, (850.0, 1.5, 1.6, 0.05), -9.0, -0.15),
        "hat": Piece("metal", 0.12, (400.0, 0.06, 7200.0, 0.55, 0.0007, 0.0), -11.5, 0.25, ("openhat",)),
        "openhat": Piece("metal", 0.5, (400.0, 0.4, 6600.0, 0.55, 0.0007, 0.0), -13.5, 0.25),
        "ride": Piece("metal", 1.1, (530.0, 0.9, 5200.0, 0.25, 0.0008, 0.0), -13.5, -0.3),
        "shaker": Piece("seeds", 0.11, (6000.0, 0.025, 0.05), -13.0, -0.35),
        "tamb": Piece("metal", 0.18, (980.0, 0.12, 6800.0, 0.3, 0.002, 0.0), -14.0, -0.3),
        "crash": Piece("metal", 2.6, (390.0, 2.2, 4400.0, 0.7, 0.001, 0.0), -12.0, -0.3),
        "tomhigh": Piece("membrane", 0.45, (160.0, 0.5, 0.05, 0.36, 0.25, 1.2, 0.0), -5.0, 0.35),
        "tommid": Piece("membrane", 0.5, (118.0, 0.5, 0.05, 0.4, 0.25, 1.2, 0.0), -5.0, 0.0),
        "tomlow": Piece("membrane", 0.55, (82.0, 0.5, 0.06, 0.46, 0.25, 1.2, 0.0), -4.0, -0.35),
    },
    kit_channel=Channel(-13.5, room_db=-16.0, drive=1.5, bands=(Band("highshelf", 9000.0, 3.0),)),
    sounds={
        "bass": PartSound(
            (
                Pluck(decay_s=2.2, damping=0.55, pick_position=0.2, brightness=0.4, body=0.1, body_hz=95.0, release_s=0.08, width=0.0),
                Analog(saws=0.5, pulses=0.3, sub=0.7, cutoff_hz=340.0, env_oct=1.4, filter_decay_s=0.2, filter_sustain=0.2, attack_s=0.005, decay_s=0.5, sustain=0.6, release_s=0.08),
            ),
            Channel(-15.5, width=0.0, room_db=None, duck=0.25, drive=0.7, bands=(Band("highpass", 34.0),)),
        ),
        "chords": PartSound(
            (
                Pluck(decay_s=2.6, damping=0.22, pick_position=0.13, brightness=0.7, body=0.35, body_hz=190.0, release_s=0.15, width=0.7),
                Struck(partials=16.0, rolloff=0.95, decay_s=3.4, damping=0.35, hammer=0.2, width=0.4, release_s=0.2),
                Analog(pulses=0.7, saws=0.4, unison=3.0, detune_cents=9.0, spread=0.8, cutoff_hz=2200.0, env_oct=1.2, poles=2.0, decay_s=0.5, sustain=0.5, release_s=0.2),
            ),
            Channel(-20.5, width=1.35, room_db=-14.0, duck=0.1, chorus=0.3, bands=(Band("highpass", 160.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "pad": PartSound(
            (
                Analog(unison=5.0, detune_cents=12.0, spread=1.0, cutoff_hz=1500.0, env_oct=0.5, poles=2.0, attack_s=0.25, sustain=0.85, release_s=0.6),
                Air(voices=3.0, overtones=6.0, rolloff=1.0, breath=0.25, attack_s=0.3, release_s=0.9),
            ),
            Channel(-25.5, width=1.35, room_db=-11.0, duck=0.15, chorus=0.4, bands=(Band("highpass", 260.0), Band("highshelf", 8000.0, 4.0))),
        ),
        "lead": PartSound(
            (
                Analog(saws=0.6, pulses=0.6, unison=2.0, detune_cents=7.0, spread=0.3, cutoff_hz=2800.0, env_oct=0.9, poles=2.0, attack_s=0.015, decay_s=0.5, sustain=0.78, release_s=0.18, vibrato_cents=15.0),
                Struck(partials=10.0, stretch=1.0, rolloff=0.9, decay_s=2.0, damping=0.5, hammer=0.15, width=0.3, release_s=0.3),
                Fm(modulator_1=4.0, index_1=0.9, index_decay_1_s=0.4, level_2=0.25, modulator_2=8.0, decay_s=1.8, sustain=0.2, release_s=0.3, spread_cents=5.0),
                Pluck(decay_s=2.0, damping=0.15, brightness=0.8, body=0.25, width=0.3),
            ),
            Channel(-17.5, width=1.1, room_db=-13.0, echo_db=-17.0, bands=(Band("highpass", 220.0), Band("peak", 3000.0, 2.0, 0.8))),
        ),
        "arp": PartSound(
            (
                Pluck(decay_s=1.4, damping=0.18, brightness=0.75, body=0.2, width=0.5),
                Fm(modulator_1=3.0, index_1=0.9, index_decay_1_s=0.25, level_2=0.15, decay_s=0.9, release_s=0.2, spread_cents=5.0),
            ),
            Channel(-25.0, pan=-0.4, room_db=-12.0, echo_db=-14.0, bands=(Band("highpass", 350.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "counter": PartSound(
            (
                Analog(unison=3.0, detune_cents=9.0, spread=0.7, cutoff_hz=2000.0, poles=2.0, attack_s=0.05, sustain=0.8, release_s=0.3, vibrato_cents=12.0),
                Air(voices=2.0, overtones=5.0, rolloff=1.1, breath=0.3, attack_s=0.12, release_s=0.5),
            ),
            Channel(-24.0, pan=0.35, room_db=-12.0, bands=(Band("highpass", 260.0),)),
        ),
    },
    room=RoomStyle(seconds=1.6, damping_hz=7500.0, echo_beats=0.5, echo_feedback=0.28, duck=0.05),
    master=MasterStyle(side_to_mid_db=-8.0, dynamics_db=11.5, slope_db_per_octave=-4.8),
    strum_s=0.009,
    pad_shift=0,
    arp_low=67,
    chord_range=(52, 74),
    tempo=TempoStyle(rest=0.97, push=0.012, closing=0.72),
)  # fmt: skip
