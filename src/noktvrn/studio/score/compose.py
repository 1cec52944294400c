"""Composing: from a plan to a score. Several candidates are written and the best by measure is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from noktvrn.studio.genres import GenreProfile, genre_profile
from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score import accompaniment
from noktvrn.studio.score.bass import write_bass
from noktvrn.studio.score.drumming import write_drums
from noktvrn.studio.score.harmony import choose_loops, lay_out
from noktvrn.studio.score.melody import Contour, Phrase, compose_phrase, with_second_ending
from noktvrn.studio.score.metrics import melody_penalty, song_penalty
from noktvrn.studio.score.notes import ChordSpan, Hit, Note, Score
from noktvrn.studio.score.rhythm import GrooveClock, swung
from noktvrn.studio.score.transitions import write_scenes
from noktvrn.studio.score.voicing import lead_voices
from noktvrn.types import child_seed

CANDIDATES = 10
"""Melodies written per material; each costs about 15 ms."""

STEP_COSTS = (0.0, 0.3, -0.1, 0.15, 0.5)
"""Candidates lean by turns towards steps or skips, so that one of them suits what the cells and chords favour."""

PHRASE_BARS = 8


def compose(plan: SongPlan, pause: Callable[[], None] = lambda: None) -> Score:
    """Write the score of a plan.

    Args:
        plan: The plan.
        pause: Called between steps; may raise to stop.
    """
    profile = genre_profile(plan.genre)
    choices = _Choices(profile, plan)
    chords = _harmony(profile, plan)
    pause()
    phrases = _melodies(profile, plan, chords, pause)
    parts: dict[str, list[Note]] = {role: [] for role in profile.sounds}
    hits: list[Hit] = []
    for index, section in enumerate(plan.sections):
        pause()
        rng = Random(child_seed(plan.seed, "section", index))
        _write_section(profile, plan, section, choices, chords, phrases, parts, rng)
        if "drums" in section.roles:
            hits.extend(_drums(profile, plan, index, choices, rng))
    beats = float(plan.bars * BEATS_PER_BAR)
    _close(parts, chords, beats)
    return Score(
        beats=beats,
        parts={role: _timed(role, notes, profile, plan) for role, notes in parts.items() if notes},
        hits=_timed_hits(hits, profile, plan),
        scenes=tuple(write_scenes(profile.scenery, plan.sections, beats)),
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


def _harmony(profile: GenreProfile, plan: SongPlan) -> list[ChordSpan]:
    """Lay the progressions under all sections and voice them in one go."""
    style = profile.harmony
    rng = Random(child_seed(plan.seed, "harmony"))
    loops = choose_loops(style, plan.key, plan.valence, rng)
    cadences = style.minor_cadences if plan.key.has_minor_third else style.major_cadences
    level = style.extension_level + 1.6 * (plan.dials.complexity - 0.5)
    step = rng.choice(style.bars_per_chord)
    spans: list[ChordSpan] = []
    for section in plan.sections:
        key = plan.key.transposed(section.lift)
        # The same material gets the same chords each time; only the material's name seeds them.
        own = Random(child_seed(plan.seed, "chords", section.material))
        extension = int(level + own.random())
        last = section is plan.sections[-1]
        laid = lay_out(
            loops[section.material], key, section.bars, step, () if last else cadences, min(extension, 2), own
        )
        beat = float(section.first_bar * BEATS_PER_BAR)
        spans.extend(ChordSpan(beat + start, length, chord) for start, length, chord in laid)
    low, high = profile.chord_range
    voicings = lead_voices([span.chord for span in spans], low, high, profile.chord_voices)
    return [replace(span, voicing=voicing) for span, voicing in zip(spans, voicings, strict=True)]


def _melodies(
    profile: GenreProfile, plan: SongPlan, chords: list[ChordSpan], pause: Callable[[], None]
) -> dict[str, tuple[Phrase, Phrase]]:
    """Write melodies for each material, each with a second ending, and keep those that make the best song."""
    hosts: dict[str, PlannedSection] = {}
    for section in plan.sections:
        if "lead" in section.roles:
            host = hosts.get(section.material)
            hosts[section.material] = section if host is None or section.bars > host.bars else host
    written = {material: _candidates(profile, plan, host, chords, pause) for material, host in hosts.items()}
    return _best_together(plan, written)


def _candidates(
    profile: GenreProfile, plan: SongPlan, host: PlannedSection, chords: list[ChordSpan], pause: Callable[[], None]
) -> list[tuple[Phrase, Phrase]]:
    """Several melodies over the longest showing of a material, the best by themselves first."""
    beats = min(host.bars, PHRASE_BARS) * BEATS_PER_BAR
    under = _from_zero(chords, host.first_bar * BEATS_PER_BAR, beats)
    key = plan.key.transposed(host.lift)
    contour = _contour(profile, host.material)
    cells = profile.melody.cells[host.material]
    pairs = []
    for number in range(CANDIDATES):
        pause()
        rng = Random(child_seed(plan.seed, "melody", host.material, number))
        lean = replace(contour, step_cost=STEP_COSTS[number % len(STEP_COSTS)])
        first = compose_phrase(profile.melody, cells, under, key, lean, rng)
        second = with_second_ending(first, profile.melody, cells, under, key, lean, rng)
        pairs.append((melody_penalty(first.notes, under, key), (first, second)))
    pairs.sort(key=lambda pair: pair[0])
    return [(_shifted(first, -host.lift), _shifted(second, -host.lift)) for _, (first, second) in pairs]


def _best_together(plan: SongPlan, written: dict[str, list[tuple[Phrase, Phrase]]]) -> dict[str, tuple[Phrase, Phrase]]:
    """Choose per material, in turn and twice, what brings the whole song's melody nearest to the targets."""
    chosen = {material: pairs[0] for material, pairs in written.items()}
    for material in (*written, *written):
        chosen[material] = min(
            written[material], key=lambda pair: song_penalty(_whole(plan, chosen | {material: pair}))
        )
    return chosen


def _whole(plan: SongPlan, phrases: dict[str, tuple[Phrase, Phrase]]) -> list[Note]:
    notes: list[Note] = []
    for section in plan.sections:
        if "lead" in section.roles:
            notes.extend(_lead(section, phrases.get(section.material), float(section.first_bar * BEATS_PER_BAR)))
    return notes


def _contour(profile: GenreProfile, material: str) -> Contour:
    style = profile.melody
    middle = (style.low + style.high) / 2 - 1.5
    if material == "chorus":
        return Contour(style.low, style.high, middle + style.chorus_lift, 4.0, 0.62)
    return Contour(style.low, style.high - 3, middle, 2.5 if material == "verse" else 3.5, 0.55)


def _shifted(phrase: Phrase, semitones: int) -> Phrase:
    return Phrase(tuple(replace(note, pitch=note.pitch + semitones) for note in phrase.notes), phrase.beats)


def _from_zero(chords: list[ChordSpan], first_beat: float, beats: float) -> list[ChordSpan]:
    inside = [c for c in chords if c.start >= first_beat - 1e-6 and c.start < first_beat + beats - 1e-6]
    return [replace(c, start=c.start - first_beat, length=min(c.length, first_beat + beats - c.start)) for c in inside]


def _write_section(
    profile: GenreProfile,
    plan: SongPlan,
    section: PlannedSection,
    choices: _Choices,
    chords: list[ChordSpan],
    phrases: dict[str, tuple[Phrase, Phrase]],
    parts: dict[str, list[Note]],
    rng: Random,
) -> None:
    beat = float(section.first_bar * BEATS_PER_BAR)
    bars, energy = section.bars, section.energy
    key = plan.key.transposed(section.lift)
    lead = _lead(section, phrases.get(section.material), beat) if "lead" in section.roles else []
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


def _lead(section: PlannedSection, phrases: tuple[Phrase, Phrase] | None, first_beat: float) -> list[Note]:
    """Repeat the phrase over the section with alternating endings; a shorter rest takes its beginning."""
    if phrases is None:
        return []
    notes: list[Note] = []
    beats = section.bars * BEATS_PER_BAR
    start = 0.0
    turn = 0
    while start < beats:
        phrase = phrases[turn % 2]
        turn += 1
        notes.extend(
            replace(note, start=first_beat + start + note.start, pitch=note.pitch + section.lift,
                    length=min(note.length, beats - start - note.start), brightness=0.35 + 0.3 * section.energy)
            for note in phrase.notes
            if start + note.start < beats - 0.2
        )  # fmt: skip
        start += phrase.beats
    return notes


def _drums(profile: GenreProfile, plan: SongPlan, index: int, choices: _Choices, rng: Random) -> list[Hit]:
    section = plan.sections[index]
    before = plan.sections[index - 1].energy if index else 0.0
    return write_drums(
        profile.drums,
        choices.groove[section.groove],
        float(section.first_bar * BEATS_PER_BAR),
        section.bars,
        section.energy,
        plan.dials.density,
        fills=index + 1 < len(plan.sections),
        crash=section.energy > before + 0.05,
        rng=rng,
    )


def _close(parts: dict[str, list[Note]], chords: list[ChordSpan], beats: float) -> None:
    """End on the last chord: its voicing rings for a bar beyond the form, in the parts that were playing."""
    final = chords[-1]
    for role in ("chords", "pad", "bass"):
        notes = parts.get(role)
        if not notes or notes[-1].end < beats - 8:
            continue
        pitches = (min(n.pitch for n in notes if n.start >= notes[-1].start),) if role == "bass" else final.voicing
        shift = notes[-1].pitch - final.voicing[-1] if role == "pad" else 0
        notes.extend(Note(beats, 4.0, pitch + shift, 0.62, 0.35) for pitch in pitches)


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
