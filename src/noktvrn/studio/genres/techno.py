# ruff: noqa: E501 - tables read better in one line
"""Techno: a hard pulse, one chord or two, slow filters."""

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
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm, Sub

_FORMS: Final = (
    (
        SectionShape("intro", 16, 0.4, "verse", ("drums", "bass"), "low"),
        SectionShape("verse", 16, 0.58, "verse", ("drums", "bass", "arp", "lead"), "mid"),
        SectionShape("break", 8, 0.3, "bridge", ("pad", "arp", "chords"), "low"),
        SectionShape("chorus", 16, 0.85, "chorus", ("drums", "bass", "arp", "chords", "lead"), "high"),
        SectionShape("verse", 8, 0.6, "verse", ("drums", "bass", "arp", "pad", "lead"), "mid"),
        SectionShape("break", 8, 0.32, "bridge", ("pad", "chords", "lead"), "low"),
        SectionShape("chorus", 16, 0.95, "chorus", ("drums", "bass", "arp", "chords", "lead", "pad"), "high"),
        SectionShape("outro", 8, 0.42, "verse", ("drums", "bass"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.42, "verse", ("drums", "arp"), "low"),
        SectionShape("verse", 16, 0.58, "verse", ("drums", "bass", "arp", "lead"), "mid"),
        SectionShape("chorus", 16, 0.82, "chorus", ("drums", "bass", "arp", "chords", "lead"), "high"),
        SectionShape("break", 16, 0.3, "bridge", ("pad", "chords", "arp", "lead"), "low"),
        SectionShape("chorus", 16, 0.95, "chorus", ("drums", "bass", "arp", "chords", "lead", "counter"), "high"),
        SectionShape("outro", 8, 0.42, "verse", ("drums", "bass", "arp"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="techno",
    title="Techno",
    bpm=(126.0, 132.0, 140.0),
    fold_bpm=(95.0, 190.0),
    length_s=(175.0, 230.0),
    modes={"minor": 0.6, "phrygian": 0.25, "dorian": 0.15},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i i i i", "i i bVI bVI", "i i i bVII", "i i iv i"),
            "chorus": ("i bVI i bVII", "iv iv i i", "bVI bVI i i", "i iv bVI bVII"),
            "bridge": ("bVI bVII i i", "iv bVI i i", "bVI v iv i", "iv iv bVI bVII"),
        },
        major_loops={
            "verse": ("I I I I", "I I IV I"),
            "chorus": ("vi vi IV IV", "IV I IV V"),
            "bridge": ("ii IV vi V", "IV IV vi V"),
        },
        minor_cadences=("bVII", "v"),
        major_cadences=("V",),
        extension_level=0.3,
        bars_per_chord=(2.0, 2.0, 1.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "x--x--x---------x--x--x---x-----", "..x-..x-....x-....x-..x---------",
                "x-----x-x-------x-----x-x---x---", "x-x-..x-..x-....x-x-..x---------",
            ),
            "chorus": (
                "x--x--x--x--x---x--x--x--x--x---", "x-x---x-x---x-x---x---x-x-------",
                "x---x-x---x-x---x---x-x---x-----",
            ),
            "bridge": ("x-------------x-x---------------", "x-----x-----x---x---------------", "x-----------x---x-------x-------"),
        },
        low=60, high=77, legato=0.7, forms=("aaab", "aaba", "abab"), chorus_lift=2.5,
    ),
    bass=BassStyle(
        patterns={
            "low": (("..r-..r-..r-..r-",), (".rrr.rrr.rrr.rrr",)),
            "mid": ((".rrr.rrr.rrr.rrr",), ("..rr..rr..rr..ro",), (".r.r.rr..r.r.rr.",)),
            "high": ((".rrR.rrR.rrR.rrR", ".rrR.rrR.rrR.roR"), (".RrR.RrR.RrR.RoR",), ("..RrR.rR..RrR.oR",)),
        },
        low=31, high=48, legato=0.75,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"kick": "X...X...X...X...", "hat": "..o...o...o...o."},
                {"kick": "X...X...X...X...", "perc": "...o......o....."},
            ),
            "mid": (
                {"kick": "X...X...X...X...", "openhat": "..x...x...x...x.", "rim": "...x..x....x..x.", "hat": "oooooooooooooooo"},
                {"kick": "X...X...X...X...", "clap": "....x.......x...", "openhat": "..x...x...x...x.", "perc": "..o..o...o..o..."},
            ),
            "high": (
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "openhat": "..X...X...X...X.", "hat": "xoxoxoxoxoxoxoxo", "perc": "...x..x...x..x.."},
                {"kick": "X...X...X...X...", "clap": "....X.......X...", "openhat": "..X...X...X...X.", "ride": "x...x...x...x...", "rim": "..x..x.x..x..x.x"},
            ),
        },
        ghosts={"hat": 0.05, "perc": 0.04},
        fill_pieces=("perc", "clap", "tomlow"), fill_beats=(1, 1), fill_density=0.6, loose=frozenset({"hat", "perc", "rim"}), variation=0.1,
    ),
    comps={
        "low": ("x---------------", "x-----x---------"),
        "mid": ("..x-....x-....x-", "x-....x-....x-.."),
        "high": ("x-.x-.x-....x-..", "..x-..x-.x-...x-", "...x-..x-..x-..."),
    },
    arps=("0020030020040030", "0.0.2.0.0.3.0.1.", "0102010301020104", "0..3..0..2..0..4"),
    groove=GrooveStyle(jitter_ms=2.0),
    swing_range=(0.5, 0.54),
    scenery=SceneryStyle(riser=0.55, riser_bars=4.0, reverse=0.45, impact=0.6, fall=0.45),
    kit={
        "kick": Piece("membrane", 0.4, (46.0, 2.4, 0.02, 0.3, 0.5, 2.4, 0.03), 0.0),
        "clap": Piece("hands", 0.3, (1250.0, 1.3, 0.022, 0.18, 4.0), -7.0),
        "rim": Piece("block", 0.09, (1150.0, 1.37, 2.6, 0.04), -12.0, -0.3),
        "perc": Piece("block", 0.16, (480.0, 2.7, 3.0, 0.08), -12.0, 0.35),
        "hat": Piece("metal", 0.09, (470.0, 0.045, 8600.0, 0.4, 0.0006, 0.0), -12.0, 0.18, ("openhat",)),
        "openhat": Piece("metal", 0.26, (470.0, 0.18, 8000.0, 0.45, 0.0006, 0.0), -9.0, 0.12),
        "ride": Piece("metal", 0.9, (560.0, 0.7, 6000.0, 0.2, 0.0008, 0.0), -14.0, -0.2),
        "tomlow": Piece("membrane", 0.5, (78.0, 0.8, 0.05, 0.4, 0.2, 1.8, 0.0), -5.0, -0.2),
        "crash": Piece("metal", 2.2, (410.0, 1.9, 5200.0, 0.75, 0.001, 0.0), -13.0, 0.2),
    },
    kit_channel=Channel(-14.0, room_db=-19.0, drive=2.0, bands=(Band("highshelf", 9000.0, 2.0),)),
    sounds={
        "bass": PartSound(
            (
                Analog(saws=0.8, sub=0.7, cutoff_hz=190.0, env_oct=2.4, filter_decay_s=0.1, filter_sustain=0.1, resonance=0.45, attack_s=0.003, decay_s=0.2, sustain=0.5, release_s=0.05, drive=0.3),
                Sub(drop_oct=0.3, drop_s=0.02, drive=2.0, overtone=0.25, click=0.05, decay_s=0.35, sustain=0.2, release_s=0.05),
            ),
            Channel(-18.0, width=0.0, room_db=-24.0, duck=0.7, drive=0.9, bands=(Band("highpass", 32.0),)),
        ),
        "chords": PartSound(
            (
                Analog(unison=4.0, detune_cents=14.0, spread=0.9, cutoff_hz=1200.0, env_oct=2.2, filter_decay_s=0.2, filter_sustain=0.1, resonance=0.3, poles=2.0, decay_s=0.3, sustain=0.3, release_s=0.2),
                Fm(modulator_1=1.5, index_1=2.2, index_decay_1_s=0.2, level_2=0.1, decay_s=0.6, release_s=0.2, spread_cents=8.0),
            ),
            Channel(-22.0, width=1.3, room_db=-10.0, echo_db=-11.0, duck=0.5, bands=(Band("highpass", 220.0),)),
        ),
        "pad": PartSound(
            (
                Analog(unison=5.0, detune_cents=16.0, spread=1.0, cutoff_hz=900.0, env_oct=1.2, filter_decay_s=3.0, poles=2.0, attack_s=0.8, sustain=0.85, release_s=1.2),
                Air(voices=3.0, overtones=6.0, rolloff=1.0, breath=0.5, attack_s=0.8, release_s=1.4),
            ),
            Channel(-24.0, width=1.4, room_db=-8.0, duck=0.6, chorus=0.4, bands=(Band("highpass", 240.0), Band("highshelf", 8000.0, 3.0))),
        ),
        "lead": PartSound(
            (
                Analog(saws=1.0, cutoff_hz=700.0, env_oct=2.8, filter_decay_s=0.14, filter_sustain=0.15, resonance=0.62, attack_s=0.003, decay_s=0.2, sustain=0.5, release_s=0.1, drive=0.35, glide_s=0.05),
                Fm(modulator_1=3.0, index_1=2.0, index_decay_1_s=0.12, level_2=0.2, modulator_2=6.2, decay_s=0.5, release_s=0.18, spread_cents=6.0),
            ),
            Channel(-20.0, width=1.0, room_db=-12.0, echo_db=-10.0, duck=0.35, bands=(Band("highpass", 240.0),)),
        ),
        "arp": PartSound(
            (
                Analog(pulses=0.8, saws=0.4, cutoff_hz=900.0, env_oct=2.6, filter_decay_s=0.09, filter_sustain=0.08, resonance=0.4, attack_s=0.002, decay_s=0.12, sustain=0.15, release_s=0.08),
                Fm(modulator_1=2.0, index_1=2.4, index_decay_1_s=0.08, level_2=0.0, decay_s=0.22, release_s=0.1, spread_cents=4.0),
            ),
            Channel(-22.0, pan=-0.2, room_db=-13.0, echo_db=-12.0, duck=0.4, bands=(Band("highpass", 280.0), Band("highshelf", 7000.0, 2.0))),
        ),
        "counter": PartSound(
            (Air(voices=3.0, overtones=5.0, rolloff=1.0, breath=0.3, attack_s=0.2, release_s=0.6),),
            Channel(-25.0, pan=0.3, room_db=-9.0, duck=0.5, bands=(Band("highpass", 300.0),)),
        ),
    },
    room=RoomStyle(seconds=2.6, damping_hz=6000.0, size=1.2, echo_beats=0.75, echo_feedback=0.5, duck=0.45),
    master=MasterStyle(bass_db=-3.6, side_to_mid_db=-10.5, dynamics_db=7.6, slope_db_per_octave=-5.0, ratio=2.0),
    arp_low=52,
    chord_range=(50, 70),
    chord_voices=3,
)  # fmt: skip
