# ruff: noqa: E501 - tables read better in one line
"""Synthwave: gated drums, octave basses, wide saws, analog drift."""

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
from noktvrn.studio.sound.patches import Air, Analog, Band, Fm

_FORMS: Final = (
    (
        SectionShape("intro", 8, 0.3, "verse", ("pad", "arp", "bass"), "low"),
        SectionShape("verse", 16, 0.5, "verse", ("drums", "bass", "chords", "lead", "pad"), "mid"),
        SectionShape("chorus", 16, 0.85, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("verse", 8, 0.55, "verse", ("drums", "bass", "chords", "lead", "pad", "counter"), "mid"),
        SectionShape("chorus", 16, 0.9, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"),
        SectionShape("bridge", 8, 0.4, "bridge", ("pad", "arp", "lead", "bass"), "low"),
        SectionShape(
            "chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"
        ),
        SectionShape("outro", 8, 0.35, "verse", ("drums", "bass", "pad", "arp"), "low"),
    ),
    (
        SectionShape("intro", 8, 0.35, "verse", ("arp", "pad", "drums"), "low"),
        SectionShape("verse", 16, 0.5, "verse", ("drums", "bass", "lead", "pad", "arp"), "mid"),
        SectionShape("prechorus", 8, 0.6, "bridge", ("drums", "bass", "pad", "arp", "chords"), "mid"),
        SectionShape("chorus", 16, 0.88, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp"), "high"),
        SectionShape("break", 8, 0.3, "verse", ("pad", "arp"), "low"),
        SectionShape("verse", 8, 0.55, "verse", ("drums", "bass", "lead", "pad", "chords"), "mid"),
        SectionShape(
            "chorus", 16, 0.95, "chorus", ("drums", "bass", "chords", "lead", "pad", "arp", "counter"), "high"
        ),
        SectionShape("outro", 8, 0.35, "verse", ("drums", "bass", "arp", "pad"), "low"),
    ),
)

PROFILE: Final = GenreProfile(
    slug="synthwave",
    title="Synthwave",
    bpm=(84.0, 100.0, 118.0),
    fold_bpm=(75.0, 150.0),
    length_s=(165.0, 215.0),
    modes={"minor": 0.7, "dorian": 0.15, "major": 0.15},
    forms=_FORMS,
    harmony=HarmonyStyle(
        minor_loops={
            "verse": ("i bVI bIII bVII", "i iv bVI bVII", "i bVII bVI bVII", "i v bVI iv", "i bIII bVII iv"),
            "chorus": ("bVI bVII i i", "bVI bVII i bIII", "bVI bIII bVII i", "bIII bVII i bVI", "iv bVI i bVII"),
            "bridge": ("iv v bVI bVII", "bVI iv i v", "iv bVI bIII bVII", "bVI bVI bVII bVII"),
        },
        major_loops={
            "verse": ("I vi IV V", "I V vi IV", "I iii IV IV", "vi IV I V"),
            "chorus": ("IV V vi I", "IV I V vi", "vi IV I V", "IV V iii vi"),
            "bridge": ("ii IV vi V", "IV iv I V", "vi iii IV V"),
        },
        minor_cadences=("V", "bVII", "bVII", "Vsus4"),
        major_cadences=("V", "Vsus4", "bVII"),
        extension_level=0.35,
        bars_per_chord=(1.0, 1.0, 2.0),
    ),
    melody=MelodyStyle(
        cells={
            "verse": (
                "x---x---x-x-x-----x-x---x-------",
                "x-----x-----x---x-----x-x-------",
                "....x-x-x---x-----x-x---x---x---",
                "x---x-x---x-x---x---x-----------",
                "x-x---x-x---x-------x---x---x---",
            ),
            "chorus": (
                "x-------x---x---x-----x-x-------",
                "x-----x-----x---x-----------x-x-",
                "x---x-----x-x---x-------x---x---",
                "x-----x---x-x---x-----x---x-x---",
                "X-----x-----x-----x-----x-------",
            ),
            "bridge": (
                "x---------------x-------x-------",
                "x-------x-------x---------------",
                "x-----x---------x-----x---------",
            ),
        },
        low=62,
        high=81,
        legato=0.95,
        chorus_lift=3.0,
    ),
    bass=BassStyle(
        patterns={
            "low": (("r-------r-------",), ("r-r-r-r-r-r-r-r-",), ("R---------------",)),
            "mid": (
                ("r-r-o-r-r-r-o-r-",),
                ("rrorrrorrrorrror",),
                ("r-r-r-r-r-r-r-o-", "r-r-r-r-r-f-r-a-"),
            ),
            "high": (
                ("RrorRrorRrorRror",),
                ("R-orR-orR-orR-or", "R-orR-orR-orf-ar"),
                ("rrRrrrRrrrRrroRo",),
            ),
        },
        low=33,
        high=52,
        legato=0.82,
    ),
    drums=DrumStyle(
        grooves={
            "low": (
                {"kick": "X.......X.......", "hat": "..x...x...x...x."},
                {"kick": "X.......X.......", "hat": "x...x...x...x...", "rim": "....o.......o..."},
            ),
            "mid": (
                {"kick": "X...x...X...x...", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."},
                {"kick": "X.......X.x.....", "snare": "....X.......X...", "hat": "x.xox.xox.xox.xo"},
            ),
            "high": (
                {
                    "kick": "X...X...X...X...", "snare": "....X.......X...", "hat": "xoxoxoxoxoxoxoxo",
                    "openhat": "..............x.", "clap": "....x.......x...",
                },
                {
                    "kick": "X...X...X...X.x.", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x.",
                    "openhat": "..x...x...x...x.", "clap": "....x.......x...",
                },
            ),
        },
        ghosts={"snare": 0.03, "hat": 0.06},
        fill_pieces=("snare", "tomhigh", "tommid", "tomlow"),
        fill_beats=(1, 2, 2),
        fill_density=0.75,
    ),
    comps={
        "low": ("x---------------", "x-------x-------"),
        "mid": ("x---------x-----", "..x...x...x...x.", "x-----x---x-----"),
        "high": ("x-----x-----x---", "x---..x---..x---", "..x-..x-..x-..x-"),
    },
    arps=("0123456543210123", "02130213", "0242135302421353", "0.2.4.2.0.2.5.2.", "01234567"),
    groove=GrooveStyle(jitter_ms=2.2, late_snare_ms=2.0),
    swing_range=(0.5, 0.54),
    scenery=SceneryStyle(riser=0.5, riser_bars=2.0, reverse=0.5, impact=0.55, fall=0.4),
    kit={
        "kick": Piece("membrane", 0.42, (48.0, 1.9, 0.022, 0.30, 0.5, 1.6, 0.02), -1.0),
        "snare": Piece("rattle", 0.5, (186.0, 0.7, 0.16, 2100.0, 0.6, 0.42, 0.26, 1.4), -3.0),
        "clap": Piece("hands", 0.35, (1350.0, 1.1, 0.028, 0.22, 3.0), -9.0, 0.1),
        "rim": Piece("block", 0.12, (820.0, 1.6, 2.0, 0.06), -10.0, -0.2),
        "hat": Piece("metal", 0.12, (420.0, 0.07, 7800.0, 0.45, 0.0006, 0.0), -12.0, 0.22, ("openhat",)),
        "openhat": Piece("metal", 0.5, (420.0, 0.42, 7000.0, 0.5, 0.0006, 0.0), -14.0, 0.22),
        "crash": Piece("metal", 2.6, (388.0, 2.3, 4600.0, 0.72, 0.001, 0.0), -12.0, -0.3),
        "tomhigh": Piece("membrane", 0.5, (168.0, 0.7, 0.05, 0.42, 0.25, 1.3, 0.0), -4.0, 0.35),
        "tommid": Piece("membrane", 0.55, (122.0, 0.7, 0.05, 0.46, 0.25, 1.3, 0.0), -4.0, 0.0),
        "tomlow": Piece("membrane", 0.6, (84.0, 0.7, 0.06, 0.5, 0.25, 1.3, 0.0), -3.0, -0.35),
    },
    kit_channel=Channel(-13.0, room_db=-17.0, drive=1.1, bands=(Band("highshelf", 9000.0, 3.0),)),
    sounds={
        "bass": PartSound(
            (
                Analog(saws=0.9, pulses=0.4, sub=0.5, cutoff_hz=260.0, env_oct=2.6, filter_decay_s=0.16,
                       filter_sustain=0.12, resonance=0.3, attack_s=0.003, decay_s=0.35, sustain=0.55, release_s=0.07),
                Analog(saws=1.0, sub=0.6, unison=2.0, detune_cents=7.0, cutoff_hz=330.0, env_oct=2.2, drive=0.25,
                       filter_decay_s=0.2, filter_sustain=0.15, resonance=0.2, attack_s=0.003, decay_s=0.4,
                       sustain=0.6, release_s=0.06),
            ),
            Channel(-16.5, width=0.0, room_db=None, duck=0.45, drive=0.6, bands=(Band("highpass", 32.0),)),
        ),
        "chords": PartSound(
            (
                Analog(unison=5.0, detune_cents=17.0, spread=0.9, cutoff_hz=1900.0, env_oct=1.7, filter_decay_s=0.35,
                       filter_sustain=0.3, poles=2.0, attack_s=0.006, decay_s=0.5, sustain=0.65, release_s=0.22),
                Analog(saws=0.7, pulses=0.6, pwm_depth=0.2, unison=3.0, detune_cents=12.0, spread=0.85,
                       cutoff_hz=2300.0, env_oct=1.3, poles=2.0, attack_s=0.008, decay_s=0.6, sustain=0.6,
                       release_s=0.25),
            ),
            Channel(-22.0, width=1.2, room_db=-13.0, duck=0.4, bands=(Band("highpass", 190.0), Band("highshelf", 7000.0, 3.0))),
        ),
        "pad": PartSound(
            (
                Analog(unison=5.0, detune_cents=14.0, spread=1.0, cutoff_hz=1100.0, env_oct=0.8, filter_decay_s=2.0,
                       filter_sustain=0.5, poles=2.0, attack_s=0.35, decay_s=1.5, sustain=0.8, release_s=0.9),
                Air(voices=3.0, overtones=5.0, rolloff=1.1, breath=0.25, attack_s=0.5, release_s=1.1),
            ),
            Channel(-23.5, width=1.35, room_db=-10.0, duck=0.55, chorus=0.5, bands=(Band("highpass", 220.0), Band("highshelf", 8000.0, 4.0))),
        ),
        "lead": PartSound(
            (
                Analog(saws=0.8, pulses=0.5, unison=3.0, detune_cents=9.0, spread=0.4, cutoff_hz=2600.0, env_oct=1.1,
                       poles=2.0, attack_s=0.012, decay_s=0.5, sustain=0.75, release_s=0.22, vibrato_cents=14.0,
                       drive=0.15),
                Analog(saws=0.2, pulses=1.0, pulse_width=0.35, pwm_depth=0.12, unison=2.0, detune_cents=8.0,
                       spread=0.35, cutoff_hz=3000.0, env_oct=0.9, poles=2.0, attack_s=0.01, sustain=0.8,
                       release_s=0.2, vibrato_cents=16.0),
                Fm(modulator_1=2.0, index_1=1.8, index_decay_1_s=0.7, level_2=0.25, modulator_2=7.0, decay_s=2.2,
                   sustain=0.45, release_s=0.3, spread_cents=5.0),
            ),
            Channel(-17.5, width=1.0, room_db=-13.0, echo_db=-13.0, duck=0.15, bands=(Band("highpass", 240.0), Band("peak", 3200.0, 2.0, 0.8))),
        ),
        "arp": PartSound(
            (
                Analog(saws=0.4, pulses=0.9, pulse_width=0.4, cutoff_hz=1400.0, env_oct=2.2, filter_decay_s=0.12,
                       filter_sustain=0.1, resonance=0.35, attack_s=0.002, decay_s=0.16, sustain=0.25, release_s=0.12),
                Fm(modulator_1=3.0, index_1=1.4, index_decay_1_s=0.15, level_2=0.2, decay_s=0.35, release_s=0.18),
            ),
            Channel(-23.0, pan=0.3, room_db=-14.0, echo_db=-10.0, duck=0.3, bands=(Band("highpass", 320.0), Band("highshelf", 6500.0, 4.0))),
        ),
        "counter": PartSound(
            (
                Analog(unison=4.0, detune_cents=12.0, spread=0.8, cutoff_hz=1700.0, poles=2.0, attack_s=0.09,
                       decay_s=0.8, sustain=0.8, release_s=0.4, vibrato_cents=9.0),
            ),
            Channel(-24.5, pan=-0.3, room_db=-11.0, duck=0.3, chorus=0.4, bands=(Band("highpass", 260.0),)),
        ),
    },
    room=RoomStyle(seconds=2.4, damping_hz=7500.0, echo_beats=0.75, echo_feedback=0.42),
    master=MasterStyle(side_to_mid_db=-8.0, dynamics_db=10.0, slope_db_per_octave=-5.2),
    tempo=TempoStyle(push=0.008, closing=0.82),
)  # fmt: skip
