# ruff: noqa: E501 - tables read better in one line
"""Ambient: slow chords, breath, long rooms, a few notes."""

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
        SectionShape("intro", 4, 0.2, "verse", ("pad", "arp"), "low"),
        SectionShape("verse", 12, 0.35, "verse", ("pad", "chords", "lead"), "low"),
        SectionShape("chorus", 12, 0.62, "chorus", ("pad", "chords", "lead", "arp", "bass", "counter"), "mid"),
        SectionShape("bridge", 8, 0.3, "bridge", ("pad", "lead", "arp"), "low"),
        SectionShape("chorus", 12, 0.7, "chorus", ("pad", "chords", "lead", "arp", "bass", "counter"), "high"),
        SectionShape("outro", 8, 0.2, "verse", ("pad", "chords"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.22, "verse", ("pad", "chords"), "low"),
        SectionShape("verse", 8, 0.36, "verse", ("pad", "bass", "lead", "arp"), "low"),
        SectionShape("chorus", 12, 0.65, "chorus", ("pad", "chords", "lead", "bass", "counter", "arp"), "mid"),
        SectionShape("break", 4, 0.25, "bridge", ("pad", "chords"), "low"),
        SectionShape("verse", 8, 0.4, "verse", ("pad", "bass", "lead", "chords"), "low"),
        SectionShape("outro", 8, 0.2, "verse", ("pad", "arp"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="ambient",
    title="Ambient",
    bpm=(56.0, 66.0, 80.0),
    fold_bpm=(45.0, 100.0),
    length_s=(170.0, 240.0),
    modes={"major": 0.3, "lydian": 0.25, "minor": 0.25, "dorian": 0.2},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i9 bVImaj9 i9 bVImaj9", "i9 iv9 bVImaj9 bIIImaj7", "i9 bVII i9 iv9", "i9 v7 bVImaj9 iv9"),
            "chorus": ("bVImaj9 bIIImaj9 bVII i9", "bIIImaj9 bVII iv9 bVImaj9", "iv9 bVImaj9 i9 bVII"),
            "bridge": ("iv9 v7 iv9 v7", "bVImaj9 iv9 bVImaj9 bVII", "bIIImaj9 iv9 i9 v7"),
        },
        major_loops={
            "verse": ("Imaj9 IVmaj9 Imaj9 IVmaj9", "Imaj9 iii7 IVmaj9 vi9", "Imaj9 II vi9 IVmaj9", "Imaj9 vi9 iii7 IVmaj9"),
            "chorus": ("IVmaj9 Imaj9 vi9 V9sus4", "vi9 IVmaj9 Imaj9 V", "IVmaj9 iii7 vi9 Imaj9"),
            "bridge": ("ii9 vi9 ii9 IVmaj9", "vi9 iii7 IVmaj9 V9sus4", "IVmaj9 V9sus4 IVmaj9 iii7"),
        },
        minor_cadences=("bVII", "v7"),
        major_cadences=("V9sus4", "IVmaj9"),
        extension_level=1.6,
        bars_per_chord=(2.0, 1.0, 2.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "x-----------x---x---------------", "....x-------x-----------x-------",
                "x-------x-------x-----------....", "........x-----x-x---------------",
            ),
            "chorus": (
                "x-------x---x---x-----------x---", "x-----------x---x-------x-------",
                "x---x-------x---x---x-----------", "x-------x-------x---x---x-------",
            ),
            "bridge": ("x-----------------------x-------", "x---------------x---------------", "........x---------------x-------"),
        },
        low=64, high=83, legato=1.1, forms=("abab", "aaba", "abac"), chorus_lift=2.5,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r---------------",), ("r-------f-------",)),
            "mid": (("r-----------r---",), ("R---------------",)),
            "high": (("R-------f---r---",), ("R-----------o---",)),
        },
        low=31, high=50, legato=1.0,
    ),
    drums=DrumStyle(
        grooves={"low": ({},), "mid": ({"shaker": "........o.......", "rim": "..............o."},), "high": ({"shaker": "..o...o...o...o.", "perc": "o.........o....."},)},
        crash="", fill_pieces=("perc",), fill_beats=(1,), fill_density=0.3,
    ),
    comps={
        "low": ("x-------------------------------", "x---------------x---------------"),
        "mid": ("x---------------x-------x-------", "x-----------x---x---------------"),
        "high": ("x-------x-------x-------x-------", "x-----x---------x-----x---------"),
    },
    arps=("0.......2.......4.......3.......", "0...2...4...5...4...2...3...1...", "..4.....5.....2.....4.....7.....", "0..2..4..5..4..2"),
    groove=GrooveStyle(jitter_ms=9.0, persistence=0.45),
    scenery=SceneryStyle(riser=0.12, riser_bars=4.0, reverse=0.3, impact=0.14, fall=0.12, bed=0.4, hiss=0.35, rain=0.5),
    kit={
        "shaker": Piece("seeds", 0.3, (5200.0, 0.09, 0.14), -16.0, -0.4),
        "rim": Piece("block", 0.2, (1300.0, 1.41, 1.0, 0.1), -18.0, 0.4),
        "perc": Piece("block", 0.5, (310.0, 1.5, 0.8, 0.3), -15.0, 0.2),
    },
    kit_channel=Channel(-18.0, room_db=-8.0),
    sounds={
        "bass": PartSound(
            (
                Analog(saws=0.9, sub=0.12, cutoff_hz=420.0, key_track=0.2, env_oct=0.6, poles=2.0, attack_s=0.12, decay_s=2.0, sustain=0.8, release_s=1.0),
                Air(voices=2.0, overtones=5.0, rolloff=0.7, detune_cents=4.0, breath=0.05, attack_s=0.3, release_s=1.2),
            ),
            Channel(-22.0, width=0.3, room_db=-18.0, bands=(Band("highpass", 34.0),)),
        ),
        "chords": PartSound(
            (
                Struck(partials=12.0, rolloff=1.3, decay_s=5.5, damping=0.4, hammer=0.25, hammer_hz=1100.0, attack_s=0.008, width=0.5, release_s=1.2),
                Fm(modulator_1=1.0, index_1=0.8, index_decay_1_s=1.8, level_2=0.2, modulator_2=7.0, decay_s=4.5, release_s=1.4, tremolo=0.25, tremolo_hz=3.2, spread_cents=7.0, attack_s=0.02),
                Pluck(decay_s=4.0, damping=0.3, brightness=0.4, body=0.2, width=0.6, release_s=1.0),
            ),
            Channel(-21.0, width=1.3, room_db=-6.0, echo_db=-14.0, chorus=0.25, bands=(Band("highpass", 105.0),)),
        ),
        "pad": PartSound(
            (
                Air(voices=4.0, overtones=6.0, rolloff=1.1, breath=0.35, attack_s=1.4, release_s=2.6, motion=0.5),
                Analog(unison=6.0, detune_cents=13.0, spread=1.0, cutoff_hz=900.0, env_oct=0.9, filter_decay_s=4.0, filter_sustain=0.6, poles=2.0, attack_s=1.2, decay_s=3.0, sustain=0.9, release_s=2.4),
            ),
            Channel(-18.5, width=1.3, room_db=-5.0, chorus=0.4, bands=(Band("highpass", 75.0), Band("highshelf", 6000.0, 4.0))),
        ),
        "lead": PartSound(
            (
                Struck(partials=6.0, stretch=1.9, rolloff=1.2, decay_s=4.5, damping=0.8, hammer=0.08, attack_s=0.004, width=0.5, release_s=1.6),
                Air(voices=2.0, overtones=4.0, rolloff=1.3, breath=0.6, detune_cents=5.0, attack_s=0.25, release_s=1.4),
                Fm(modulator_1=3.5, index_1=0.6, index_decay_1_s=1.0, level_2=0.15, decay_s=4.0, release_s=1.6, spread_cents=6.0, attack_s=0.02),
            ),
            Channel(-20.0, width=1.2, room_db=-5.0, echo_db=-10.0, bands=(Band("highpass", 240.0),)),
        ),
        "arp": PartSound(
            (
                Fm(modulator_1=3.0, index_1=0.8, index_decay_1_s=0.5, level_2=0.1, decay_s=2.0, release_s=0.9, spread_cents=6.0),
                Struck(partials=8.0, stretch=1.0, rolloff=1.0, decay_s=3.0, damping=0.7, hammer=0.05, width=0.6, release_s=0.8),
            ),
            Channel(-25.0, pan=0.35, room_db=-5.0, echo_db=-8.0, bands=(Band("highpass", 320.0), Band("highshelf", 6000.0, 3.0))),
        ),
        "counter": PartSound(
            (Air(voices=3.0, overtones=4.0, rolloff=1.2, breath=0.4, attack_s=0.8, release_s=1.8),),
            Channel(-24.0, pan=-0.35, room_db=-5.0, bands=(Band("highpass", 260.0),)),
        ),
    },
    room=RoomStyle(seconds=5.5, damping_hz=5200.0, size=1.7, predelay_s=0.04, echo_beats=1.5, echo_feedback=0.5, echo_lowpass_hz=3500.0, duck=0.0),
    master=MasterStyle(loudness_lufs=-16.0, ratio=1.3, threshold_db=0.0, side_to_mid_db=-6.5, dynamics_db=14.5, crest_db=17.4, air_db=-20.0, slope_db_per_octave=-6.3),
    strum_s=0.03,
    pad_shift=0,
    arp_low=69,
    chord_range=(50, 74),
    tempo=TempoStyle(rest=0.94, closing=0.8, closing_bars=3),
)  # fmt: skip
