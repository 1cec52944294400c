# ruff: noqa: E501 - tables read better in one line
"""Lo-fi hip hop: swung drums, electric piano, tape and dust."""

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
        SectionShape("intro", 4, 0.3, "verse", ("chords", "pad"), "low"),
        SectionShape("verse", 8, 0.5, "verse", ("drums", "bass", "chords", "lead"), "mid"),
        SectionShape("chorus", 8, 0.75, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("verse", 8, 0.52, "verse", ("drums", "bass", "chords", "lead", "counter"), "mid"),
        SectionShape("bridge", 8, 0.38, "bridge", ("chords", "pad", "lead", "drums"), "low"),
        SectionShape("chorus", 8, 0.8, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"),
        SectionShape("outro", 4, 0.3, "verse", ("chords", "pad", "drums"), "low"),
    ),
    (
        SectionShape("intro", 4, 0.3, "verse", ("chords", "drums"), "low"),
        SectionShape("verse", 8, 0.5, "verse", ("drums", "bass", "chords", "lead", "pad"), "mid"),
        SectionShape("chorus", 8, 0.75, "chorus", ("drums", "bass", "chords", "lead", "pad", "counter"), "high"),
        SectionShape("break", 4, 0.35, "verse", ("chords", "pad", "bass"), "low"),
        SectionShape("verse", 8, 0.55, "verse", ("drums", "bass", "chords", "arp", "lead"), "mid"),
        SectionShape("chorus", 8, 0.8, "chorus", ("drums", "bass", "chords", "lead", "pad", "counter", "arp"), "high"),
        SectionShape("outro", 4, 0.3, "verse", ("chords", "pad"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="lofi",
    title="Lo-fi",
    bpm=(68.0, 78.0, 90.0),
    fold_bpm=(60.0, 120.0),
    length_s=(130.0, 175.0),
    modes={"minor": 0.35, "major": 0.35, "dorian": 0.3},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i9 iv9 bVII9 bIIImaj7", "i9 bVImaj7 iv9 v7", "iv9 bVII13 i9 i7", "i9 bIIImaj7 bVImaj7 v7"),
            "chorus": ("bVImaj9 v7 i9 i7", "bVImaj9 bVII9 bIIImaj9 iv9", "iv9 v7 bVImaj7 i9", "bIIImaj9 bVImaj7 iv9 V7b9"),
            "bridge": ("iv9 iv9 bVImaj7 V7b9", "bVImaj9 iv9 bVImaj9 V7", "iim7b5 V7b9 i9 i9"),
        },
        major_loops={
            "verse": ("ii9 V13 Imaj9 vi7", "Imaj9 vi9 ii9 V13", "Imaj7 iii7 IVmaj9 V9sus4", "Imaj9 IVmaj9 iii7 vi9"),
            "chorus": ("IVmaj9 iii7 ii9 Imaj9", "IVmaj9 V13 iii7 vi9", "vi9 ii9 V13 Imaj9", "IVmaj9 iv6 Imaj9 vi7"),
            "bridge": ("ii9 iii7 IVmaj9 V9sus4", "vi9 II9 ii9 V7b9", "iii7 vi9 ii9 V13"),
        },
        minor_cadences=("V7b9", "bVII9", "v7"),
        major_cadences=("V13", "V9sus4", "V7b9"),
        extension_level=1.4,
        bars_per_chord=(1.0, 1.0, 0.5),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "....x-x-x---x-......x-x---x-----",
                "x-x---x---x-..........x-x-x-----",
                "......x-x-x---x-x---x-----......",
                "x---x-x-----........x-x-x---x---",
                "..x-x---x-----....x-x---x-x-----",
            ),
            "chorus": (
                "x-x-x---x---x-----x-x---x-------",
                "x---x-x-x---..x-x---x-x-x-------",
                "x-----x-x---x---x---x-----x-----",
                "x-x---x-----x-x-x-----x---x-----",
            ),
            "bridge": (
                "x-------x-----x-x---------......",
                "........x---x---x-------x-------",
                "x-----x-----x---x---------------",
            ),
        },
        low=62,
        high=79,
        legato=0.9,
        chorus_lift=2.0,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r---------------",), ("r-------------a-",)),
            "mid": (
                ("r-----r---f-----", "r-----r-----r-a-"),
                ("r-------r-r---f-", "r-------r---g-a-"),
                ("R-----..r-r-..t-", "R-----..r---f-a-"),
            ),
            "high": (
                ("r-----r-g-f---r-", "r-----r-..o-f-a-"),
                ("R---..r-r---f-r-", "R---..r-r-t-f-a-"),
            ),
        },
        low=31,
        high=50,
        legato=0.88,
        glide_chance=0.08,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"kick": "X.........x.....", "hat": "x.x.x.x.x.x.x.x.", "rim": "....o.......o..."},
                {"shaker": "x.o.x.o.x.o.x.o.", "rim": "....x.......x..."},
            ),
            "mid": (
                {"kick": "X......x..x.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
                {"kick": "X.....x...x....x", "snare": "....X.......X...", "hat": "x.xox.x.x.xox.x."},
                {"kick": "X..x......x.....X......x..x...x.", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
            ),
            "high": (
                {"kick": "X..x...x..x.....", "snare": "....X.......X...", "hat": "x.xxx.x.x.xxx.x.", "shaker": "..o...o...o...o."},
                {"kick": "X......x..x..x..", "snare": "....X.......X..g", "hat": "x.xox.xox.xox.x.", "openhat": "......x........."},
            ),
        },
        ghosts={"snare": 0.05, "kick": 0.02, "hat": 0.05},
        variation=0.14,
        fill_pieces=("snare", "rim"),
        fill_beats=(1, 1),
        fill_density=0.4,
        crash="ride",
        through_fills=frozenset({"kick", "hat", "shaker"}),
    ),
    comps={
        "low": ("x---------------", "x-------------x-"),
        "mid": ("x-----x---------", "x---------x-----", "x-----..x-----..", "..x-----..x-----"),
        "high": ("x-----x---x-----", "x---..x-..x---..", "x-----x-..x---x-"),
    },
    arps=("0.2.4...1.3.....", "..2.4.5...4.2...", "0...2.4.5.......", "4.2.....3.1....."),
    groove=GrooveStyle(swing=0.585, jitter_ms=6.0, late_snare_ms=9.0),
    swing_range=(0.52, 0.65),
    scenery=SceneryStyle(riser=0.0, reverse=0.3, impact=0.0, fall=0.0, bed=0.5, crackle=0.8, hiss=1.0, rain=0.2),
    kit={
        "kick": Piece("membrane", 0.36, (54.0, 1.3, 0.02, 0.22, 0.3, 1.9, 0.015), -1.0),
        "snare": Piece("rattle", 0.3, (208.0, 0.6, 0.1, 1700.0, 0.7, 0.16, 0.0, 1.7), -4.0, 0.04),
        "rim": Piece("block", 0.1, (1050.0, 1.48, 1.6, 0.045), -9.0, -0.15),
        "hat": Piece("metal", 0.09, (390.0, 0.045, 6200.0, 0.6, 0.0008, 0.0), -10.5, 0.18, ("openhat",)),
        "openhat": Piece("metal", 0.35, (390.0, 0.25, 5800.0, 0.6, 0.0008, 0.0), -15.0, 0.18),
        "shaker": Piece("seeds", 0.12, (4800.0, 0.03, 0.05), -15.0, -0.35),
        "ride": Piece("metal", 1.6, (520.0, 1.2, 4200.0, 0.25, 0.001, 0.0), -17.0, -0.25),
    },
    kit_channel=Channel(-15.0, room_db=-20.0, drive=1.6, bands=(Band("lowpass", 15500.0), Band("peak", 300.0, 1.5, 0.8))),
    sounds={
        "bass": PartSound(
            (
                Sub(drop_oct=0.15, drive=1.3, overtone=0.2, click=0.02, attack_s=0.008, decay_s=1.8, sustain=0.25, release_s=0.1),
                Pluck(decay_s=2.4, damping=0.7, pick_position=0.28, brightness=0.25, body=0.1, body_hz=90.0, release_s=0.1, width=0.0),
                Analog(saws=0.3, pulses=0.2, sub=0.9, cutoff_hz=240.0, env_oct=1.2, resonance=0.1, attack_s=0.008, decay_s=0.7, sustain=0.55, release_s=0.1),
            ),
            Channel(-19.0, width=0.0, room_db=None, duck=0.25, drive=0.8, bands=(Band("highpass", 32.0),)),
        ),
        "chords": PartSound(
            (
                Fm(index_1=0.9, index_decay_1_s=1.2, modulator_2=14.0, index_2=0.6, level_2=0.22, decay_2_s=0.35,
                   decay_s=2.6, release_s=0.35, tremolo=0.3, tremolo_hz=4.1, spread_cents=6.0),
                Struck(partials=10.0, rolloff=1.5, decay_s=3.2, damping=0.6, hammer=0.35, hammer_hz=900.0,
                       attack_s=0.006, width=0.5),
                Fm(modulator_1=1.0, index_1=1.6, index_decay_1_s=0.5, level_2=0.15, modulator_2=5.0, decay_s=2.0,
                   tremolo=0.2, tremolo_hz=5.3, spread_cents=8.0),
            ),
            Channel(-18.0, width=1.25, room_db=-15.0, duck=0.2, chorus=0.35, drive=0.9, bands=(Band("highpass", 130.0), Band("lowpass", 11000.0))),
        ),
        "pad": PartSound(
            (
                Air(voices=3.0, overtones=4.0, rolloff=1.3, breath=0.4, attack_s=0.7, release_s=1.2),
                Analog(unison=4.0, detune_cents=12.0, spread=1.0, cutoff_hz=900.0, poles=2.0, env_oct=0.4,
                       attack_s=0.5, sustain=0.85, release_s=0.9),
            ),
            Channel(-26.0, width=1.4, room_db=-12.0, duck=0.3, chorus=0.5, bands=(Band("highpass", 260.0),)),
        ),
        "lead": PartSound(
            (
                Struck(partials=8.0, stretch=1.0, rolloff=1.7, decay_s=2.2, damping=0.8, hammer=0.2, width=0.3),
                Pluck(decay_s=1.8, damping=0.4, brightness=0.45, body=0.3, width=0.4),
                Fm(modulator_1=4.0, index_1=0.7, index_decay_1_s=0.2, level_2=0.12, modulator_2=9.0, decay_s=1.6, release_s=0.35),
                Analog(saws=0.2, pulses=0.5, sub=0.4, cutoff_hz=1300.0, env_oct=0.7, poles=2.0, attack_s=0.03,
                       sustain=0.8, release_s=0.18, vibrato_cents=18.0),
            ),
            Channel(-18.5, pan=0.08, width=1.2, room_db=-13.0, echo_db=-16.0, duck=0.1, bands=(Band("highpass", 220.0), Band("peak", 2600.0, 1.5, 0.8))),
        ),
        "arp": PartSound(
            (
                Fm(modulator_1=3.5, index_1=0.8, index_decay_1_s=0.2, level_2=0.1, decay_s=1.0, release_s=0.3),
                Struck(partials=5.0, stretch=1.9, rolloff=1.2, decay_s=1.6, damping=0.9, hammer=0.1),
            ),
            Channel(-25.5, pan=-0.4, room_db=-10.0, echo_db=-12.0, duck=0.15, bands=(Band("highpass", 350.0),)),
        ),
        "counter": PartSound(
            (
                Pluck(decay_s=1.5, damping=0.5, brightness=0.4, body=0.35, width=0.5),
                Air(voices=2.0, overtones=3.0, rolloff=1.5, breath=0.5, attack_s=0.2, release_s=0.6),
            ),
            Channel(-24.5, pan=-0.3, room_db=-12.0, duck=0.2, bands=(Band("highpass", 250.0),)),
        ),
    },
    room=RoomStyle(seconds=1.5, damping_hz=4500.0, size=0.8, predelay_s=0.012, echo_beats=0.75, echo_feedback=0.3, echo_lowpass_hz=3200.0),
    master=MasterStyle(bass_db=-3.4, air_db=-27.0, side_to_mid_db=-9.0, dynamics_db=11.0, slope_db_per_octave=-6.3, threshold_db=-3.0, bands=(Band("lowpass", 16000.0),)),
    strum_s=0.012,
    pad_shift=12,
    arp_low=67,
    chord_range=(50, 72),
    tempo=TempoStyle(rest=0.975, closing=0.78),
)  # fmt: skip
