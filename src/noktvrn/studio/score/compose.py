"""Composing: from a plan to a score. Several candidates are written and the best by measure is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from noktvrn.studio.genres import GenreProfile, genre_profile
from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score import accompaniment
from noktvrn.studio.score.bass import root_in_register, write_bass
from noktvrn.studio.score.closes import Close, choose_close
from noktvrn.studio.score.drumming import half_time, write_drums
from noktvrn.studio.score.harmony import lay_out
from noktvrn.studio.score.loops import choose_loops, choose_paces
from noktvrn.studio.score.notes import ChordSpan, Hit, Note, Score
from noktvrn.studio.score.rhythm import GrooveClock, swung
from noktvrn.studio.score.tempo import RESTING
from noktvrn.studio.score.themes import Themes, sing, write_themes
from noktvrn.studio.score.theory import chord_of
from noktvrn.studio.score.transitions import write_scenes
from noktvrn.studio.score.voicing import lead_voices
from noktvrn.types import child_seed

TENSE_DRUMS: Final = 0.4
"""Density that drums gain from tension 0 to 1."""


def compose(plan: SongPlan, pause: Callable[[], None] = lambda: None) -> Score:
    """Write the score of a plan.

    Args:
        plan: The plan.
        pause: Called between steps; may raise to stop.
    """
    profile = genre_profile(plan.genre)
    choices = _Choices(profile, plan)
    harmony = _harmony(profile, plan)
    chords = harmony.spans
    pause()
    themes = write_themes(profile, plan, chords, harmony.turns, pause)
    parts: dict[str, list[Note]] = {role: [] for role in profile.sounds}
    hits: list[Hit] = []
    for index, section in enumerate(plan.sections):
        pause()
        rng = Random(child_seed(plan.seed, "section", index))
        _write_section(profile, plan, section, choices, chords, themes, parts, rng)
        if "drums" in section.roles:
            hits.extend(_drums(profile, plan, index, choices, rng))
    beats = float(plan.bars * BEATS_PER_BAR)
    _come_home(profile, parts, harmony.home)
    return Score(
        beats=beats,
        parts={role: _timed(role, notes, profile, plan) for role, notes in parts.items() if notes},
        hits=_timed_hits(hits, profile, plan),
        scenes=tuple(write_scenes(profile.scenery, plan.sections, plan.tension, beats)),
        chords=tuple(chords),
        keys=tuple((float(s.first_bar * BEATS_PER_BAR), plan.key.transposed(s.lift)) for s in plan.sections),
    )


class _Choices:
    """What is chosen once per song, so that sections of one kind match."""

    def __init__(self, profile: GenreProfile, plan: SongPlan) -> None:
        rng = Random(child_seed(plan.seed, "choices"))
        levels = ("low", "mid", "high")
        self.bass = {level: rng.choice(profile.bass.patterns[level]) for level in levels}
        self.groove = {level: rng.choice(profile.drums.grooves[level]) for level in levels}
        self.comp = {level: rng.choice(profile.comps[level]) for level in levels}
        self.arp = {material: rng.choice(profile.arps) for material in ("verse", "chorus", "bridge")}


@dataclass(frozen=True, slots=True)
class _Harmony:
    """Chords of the song, the chord on which it comes to rest, and the length of each material's progression."""

    spans: list[ChordSpan]
    home: ChordSpan
    turns: dict[str, float]


def _harmony(profile: GenreProfile, plan: SongPlan) -> _Harmony:
    """Lay the progressions under all sections and voice them in one go."""
    style = profile.harmony
    rng = Random(child_seed(plan.seed, "harmony"))
    paces = choose_paces(style, rng)
    loops = choose_loops(style, plan.key, plan.valence, paces, rng)
    closes = _closes(profile, plan, loops)
    level = style.extension_level + 1.6 * (plan.dials.complexity - 0.5)
    spans: list[ChordSpan] = []
    for section in plan.sections:
        key = plan.key.transposed(section.lift)
        # The same material gets the same colours each time; only the material's name seeds them.
        extension = min(int(level + Random(child_seed(plan.seed, "chords", section.material)).random()), 2)
        loop, pace = loops[section.material], paces[section.material]
        laid = lay_out(loop, key, section.bars, pace, closes[section.kind], extension)
        beat = float(section.first_bar * BEATS_PER_BAR)
        spans.extend(ChordSpan(beat + start, length, chord) for start, length, chord in laid)
    key = plan.key.transposed(plan.sections[-1].lift)
    home = ChordSpan(float(plan.bars * BEATS_PER_BAR), 4.0, chord_of(closes[plan.sections[-1].kind].tonic, key))
    low, high = profile.chord_range
    voicings = lead_voices([span.chord for span in (*spans, home)], low, high, profile.chord_voices)
    voiced = [replace(span, voicing=voicing) for span, voicing in zip((*spans, home), voicings, strict=True)]
    turns = {material: len(loop) * paces[material] * BEATS_PER_BAR for material, loop in loops.items()}
    return _Harmony(voiced[:-1], voiced[-1], turns)


def _closes(profile: GenreProfile, plan: SongPlan, loops: dict[str, tuple[str, ...]]) -> dict[str, Close]:
    """Choose one close for each kind of section, so that its showings end alike."""
    style = profile.harmony
    cadences = style.minor_cadences if plan.key.has_minor_third else style.major_cadences
    closes: dict[str, Close] = {}
    for section in plan.sections:
        if section.kind not in closes:
            own = Random(child_seed(plan.seed, "close", section.kind))
            tension = plan.tension_of(section.end_bar - 1, section.end_bar)
            closes[section.kind] = choose_close(section.kind, tension, loops[section.material], cadences, plan.key, own)
    return closes


def _write_section(
    profile: GenreProfile,
    plan: SongPlan,
    section: PlannedSection,
    choices: _Choices,
    chords: list[ChordSpan],
    themes: Themes,
    parts: dict[str, list[Note]],
    rng: Random,
) -> None:
    beat = float(section.first_bar * BEATS_PER_BAR)
    bars, energy = section.bars, section.energy
    key = plan.key.transposed(section.lift)
    lead = sing(section, themes.get(section.material), beat) if "lead" in section.roles else []
    written = {"lead": lead}
    if "bass" in section.roles:
        written["bass"] = write_bass(profile.bass, choices.bass[section.groove], chords, beat, bars, key, energy, rng)
    if "chords" in section.roles:
        comp = choices.comp[section.groove]
        written["chords"] = accompaniment.write_comp(comp, chords, beat, bars, energy, profile.strum_s, rng)
    if "pad" in section.roles:
        written["pad"] = accompaniment.write_pad(chords, beat, bars, energy, profile.pad_shift)
    if "arp" in section.roles:
        rise = 0.45 if section.kind in {"intro", "prechorus", "break"} else 0.1
        figure = choices.arp[section.material]
        written["arp"] = accompaniment.write_arp(figure, chords, beat, bars, profile.arp_low, energy, rise)
    if "counter" in section.roles:
        low = profile.melody.low - 2
        written["counter"] = accompaniment.write_counter(chords, beat, bars, low, low + 14, key, lead)
    loudness = 0.72 + 0.28 * energy
    lean = 0.5 * (plan.dials.brightness - 0.5)
    for role, notes in written.items():
        if role in parts:
            parts[role].extend(_coloured(note, loudness, lean) for note in notes)


def _coloured(note: Note, loudness: float, lean: float) -> Note:
    bright = min(max(note.brightness + lean, 0.0), 1.0)
    return replace(note, velocity=min(note.velocity * loudness, 1.0), brightness=bright)


def _drums(profile: GenreProfile, plan: SongPlan, index: int, choices: _Choices, rng: Random) -> list[Hit]:
    section = plan.sections[index]
    before = plan.sections[index - 1].energy if index else 0.0
    tension = plan.tension_of(section.first_bar, section.end_bar)
    groove = choices.groove[section.groove]
    return write_drums(
        profile.drums,
        half_time(groove) if profile.tempo.half_time and section.kind in RESTING else groove,
        float(section.first_bar * BEATS_PER_BAR),
        section.bars,
        section.energy,
        min(max(plan.dials.density + TENSE_DRUMS * (tension - 0.5), 0.0), 1.0),
        fills=index + 1 < len(plan.sections),
        crash=section.energy > before + 0.05,
        rng=rng,
    )


def _come_home(profile: GenreProfile, parts: dict[str, list[Note]], home: ChordSpan) -> None:
    """End on the tonic: it rings for a bar beyond the form, in the parts that were playing.

    Where players slow down to an end, the bass joins them.
    """
    for role in ("chords", "pad", "bass"):
        notes = parts.get(role)
        joins = role == "bass" and profile.tempo.closing < 1.0
        if not notes or (not joins and max(note.end for note in notes[-8:]) < home.start - 8):
            continue
        shift = profile.pad_shift if role == "pad" else 0
        pitches = (root_in_register(home.chord.root, profile.bass),) if role == "bass" else home.voicing
        notes.extend(Note(home.start, home.length, pitch + shift, 0.62, 0.35) for pitch in pitches)


def _timed(role: str, notes: list[Note], profile: GenreProfile, plan: SongPlan) -> tuple[Note, ...]:
    """Apply swing and the player's own timing."""
    groove = replace(profile.groove, jitter_ms=profile.groove.jitter_ms * 0.8)
    clock = GrooveClock(groove, Random(child_seed(plan.seed, "timing", role)))
    timed = []
    for note in sorted(notes, key=lambda n: (n.start, n.pitch)):
        start = swung(note.start, plan.swing, groove.swing_unit)
        end = swung(note.end, plan.swing, groove.swing_unit)
        shift = 0.0 if role == "pad" else clock.shift_s(note.start)
        timed.append(replace(note, start=start, length=max(end - start, 0.05), shift_s=note.shift_s + shift))
    return tuple(timed)


def _timed_hits(hits: list[Hit], profile: GenreProfile, plan: SongPlan) -> tuple[Hit, ...]:
    clock = GrooveClock(profile.groove, Random(child_seed(plan.seed, "timing", "drums")))
    return tuple(
        replace(hit, start=swung(hit.start, plan.swing, profile.groove.swing_unit),
                shift_s=clock.shift_s(hit.start, hit.piece))
        for hit in sorted(hits, key=lambda h: (h.start, h.piece))
    )  # fmt: skip
