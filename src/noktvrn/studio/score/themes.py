"""Themes: what the lead sings in each material, chosen so that the whole song's melody is the best.

A theme is a question and an answer; where sections are long enough, a second pair follows that goes on from the first.
The hook is written first. The verse carries a trace of it, and the bridge turns it upside down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from noktvrn.studio.genres import GenreProfile
from noktvrn.studio.plan import BEATS_PER_BAR, PlannedSection, SongPlan
from noktvrn.studio.score.melody import Contour, Ground, Lean, Phrase, compose_phrase, motif_of, with_answer
from noktvrn.studio.score.metrics import different_cells, melody_penalty, song_penalty
from noktvrn.studio.score.notes import ChordSpan, Note
from noktvrn.types import child_seed

PHRASE_BARS: Final = 8
SECOND_PAIR_BARS: Final = 28
"""From this length on a section would say the same twice; it goes on instead."""

LEANS: Final = (
    Lean(), Lean(steps=0.3, memory=1.2), Lean(steps=-0.1, thirds=0.15, exact=True), Lean(steps=0.15, unisons=-0.2),
    Lean(steps=0.5, exact=True), Lean(thirds=0.35, memory=1.0), Lean(unisons=-0.35, memory=1.4, exact=True),
    Lean(steps=-0.15, thirds=0.3, unisons=-0.1), Lean(memory=0.35),
    Lean(steps=0.2, thirds=-0.1, memory=1.2, exact=True),
)  # fmt: skip
"""Candidates lean by turns, so that one of them suits what cells and chords favour."""

BATCHES: Final = 3
"""Rounds of candidates at most; another is written only while the song's melody misses a range."""

CLIMAX_OVER: Final = 1
CLIMAX_COST: Final = 0.08
"""Semitones by which the chorus tops the verse, and the cost of each that is missing; less than a missed range."""

CELLS: Final = 0.38
CELL_COST: Final = 3.0
"""Share of two-bar cells that may be heard once only, and the cost of going beyond: songs have few words."""

TENSION_LIFT: Final = 5.0
"""Semitones that a melody lies higher at tension 1 than at 0."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What the lead sings in a material, at no lift.

    Attributes:
        pairs: Question and answer; one pair or two.
        turn_beats: Length of the progression under it.
    """

    pairs: tuple[tuple[Phrase, Phrase], ...]
    turn_beats: float


Themes = dict[str, Theme]


def write_themes(
    profile: GenreProfile, plan: SongPlan, chords: list[ChordSpan], turns: dict[str, float], pause: Callable[[], None]
) -> Themes:
    """Write candidates for each material and keep those that make the best song together.

    Args:
        profile: Genre.
        plan: Plan.
        chords: Harmony of the song.
        turns: Beats of the progression of each material.
        pause: Called between candidates; may raise to stop.
    """
    hosts = _hosts(plan)
    written: dict[str, list[Theme]] = {material: [] for material in hosts}
    chosen: Themes = {}
    for batch in range(BATCHES):
        hook: list[int] = []
        for material, host in hosts.items():
            themes = _candidates(profile, plan, host, chords, turns[material], hook, batch, pause)
            written[material].extend(themes)
            if material == "chorus":
                hook = motif_of(themes[0].pairs[0][0])
        chosen = _best_together(plan, written)
        if song_penalty(_whole(plan, chosen)) == 0.0:
            break
    return chosen


def sing(section: PlannedSection, theme: Theme | None, first_beat: float) -> list[Note]:
    """Lay a theme over a section.

    Questions and answers alternate and an answer closes. A rest of less than a phrase takes its end, if the chords
    there are the same.
    """
    if theme is None:
        return []
    notes: list[Note] = []
    beats = float(section.bars * BEATS_PER_BAR)
    start = 0.0
    for turn, phrase in enumerate(_order(section, theme)):
        room = min(beats - start, phrase.beats)
        skip = phrase.beats - room if turn and room <= phrase.beats / 2 and theme.turn_beats <= room else 0.0
        notes.extend(
            replace(note, start=first_beat + start + note.start - skip, pitch=note.pitch + section.lift,
                    length=min(note.length, skip + room - note.start), brightness=0.35 + 0.3 * section.energy)
            for note in phrase.notes
            if skip - 1e-6 <= note.start < skip + room - 0.2
        )  # fmt: skip
        start += room
    return notes


def _order(section: PlannedSection, theme: Theme) -> list[Phrase]:
    length = theme.pairs[0][0].beats
    count = max(-int(-section.bars * BEATS_PER_BAR // length), 1)
    if count == 1:
        return [theme.pairs[0][1]]
    phrases = [theme.pairs[(turn // 2) % len(theme.pairs)][turn % 2] for turn in range(count)]
    return [*phrases[:-1], theme.pairs[((count - 1) // 2) % len(theme.pairs)][1]]


def _hosts(plan: SongPlan) -> dict[str, PlannedSection]:
    """The longest showing of each material that has a lead; the chorus first, because the others refer to it."""
    hosts: dict[str, PlannedSection] = {}
    for section in plan.sections:
        if "lead" in section.roles:
            host = hosts.get(section.material)
            hosts[section.material] = section if host is None or section.bars > host.bars else host
    return {material: hosts[material] for material in sorted(hosts, key=lambda name: name != "chorus")}


def _candidates(
    profile: GenreProfile,
    plan: SongPlan,
    host: PlannedSection,
    chords: list[ChordSpan],
    turn_beats: float,
    hook: list[int],
    batch: int,
    pause: Callable[[], None],
) -> list[Theme]:
    """Several themes over a section, the best by themselves first."""
    bars = min(host.bars, PHRASE_BARS)
    long_host = host.bars >= 2 * PHRASE_BARS
    last_bar = host.first_bar + (host.bars // PHRASE_BARS - 1) * PHRASE_BARS if long_host else host.first_bar
    cells = profile.melody.cells[host.material]
    ranked = []
    for number, lean in enumerate(LEANS):
        pause()
        rng = Random(child_seed(plan.seed, "melody", host.material, batch * len(LEANS) + number))
        contour = replace(_contour(profile, host.material), lean=lean)
        under = _ground(plan, host, chords, host.first_bar, bars, contour)
        closing = _ground(plan, host, chords, last_bar, bars, contour)
        question = compose_phrase(profile.melody, cells, under, rng, _motifs(host.material, hook))
        pairs = [(question, with_answer(question, profile.melody, cells, closing, rng))]
        if host.bars >= SECOND_PAIR_BARS:
            higher = replace(under, contour=replace(contour, middle=contour.middle + 1.5))
            more = compose_phrase(profile.melody, cells, higher, rng, {"a": _turned(motif_of(question))})
            pairs.append((more, with_answer(more, profile.melody, cells, closing, rng)))
        lowered = tuple((_shifted(a, -host.lift), _shifted(b, -host.lift)) for a, b in pairs)
        theme = Theme(lowered, turn_beats)
        ranked.append((melody_penalty(question.notes, under.chords, under.key), number, theme))
    ranked.sort(key=lambda entry: entry[:2])
    return [theme for _, _, theme in ranked]


def _motifs(material: str, hook: list[int]) -> dict[str, list[int]]:
    """What a material takes from the hook: a verse its shape in passing, the bridge its inversion."""
    if not hook or material == "chorus":
        return {}
    return {"a": _turned(hook)} if material == "bridge" else {"b": hook}


def _turned(intervals: list[int]) -> list[int]:
    return [-interval for interval in intervals]


def _ground(
    plan: SongPlan, host: PlannedSection, chords: list[ChordSpan], first_bar: int, bars: int, contour: Contour
) -> Ground:
    first, beats = float(first_bar * BEATS_PER_BAR), float(bars * BEATS_PER_BAR)
    inside = [c for c in chords if first - 1e-6 <= c.start < first + beats - 1e-6]
    under = [replace(c, start=c.start - first, length=min(c.length, first + beats - c.start)) for c in inside]
    wanted = plan.tension[first_bar : first_bar + bars]
    mean = plan.tension_of(first_bar, first_bar + bars)
    lifts = tuple(TENSION_LIFT * (tension - mean) for tension in wanted)
    return Ground(under, plan.key.transposed(host.lift), replace(contour, lifts=lifts))


def _best_together(plan: SongPlan, written: dict[str, list[Theme]]) -> Themes:
    """Choose per material, in turn and twice, what brings the whole song's melody nearest to the targets."""
    chosen = {material: themes[0] for material, themes in written.items()}
    for material in (*written, *written):
        chosen[material] = min(written[material], key=lambda theme: _cost(plan, chosen | {material: theme}))
    return chosen


def _cost(plan: SongPlan, themes: Themes) -> float:
    """Distance of the melody from what people sing; and the climax belongs to the chorus."""
    tops = {
        material: max((note.pitch for note in theme.pairs[0][1].notes), default=0) for material, theme in themes.items()
    }
    over = max(tops.get("verse", 0) + CLIMAX_OVER - tops["chorus"], 0) if "chorus" in tops else 0
    line = _whole(plan, themes)
    return song_penalty(line) + CLIMAX_COST * over + CELL_COST * max(different_cells(line) - CELLS, 0.0)


def _whole(plan: SongPlan, themes: Themes) -> list[Note]:
    notes: list[Note] = []
    for section in plan.sections:
        if "lead" in section.roles:
            notes.extend(sing(section, themes.get(section.material), float(section.first_bar * BEATS_PER_BAR)))
    return notes


def _contour(profile: GenreProfile, material: str) -> Contour:
    style = profile.melody
    middle = (style.low + style.high) / 2 - 1.5
    if material == "chorus":
        return Contour(style.low, style.high, middle + style.chorus_lift, 4.0, 0.62)
    return Contour(style.low, style.high - 3, middle, 2.5 if material == "verse" else 3.5, 0.55)


def _shifted(phrase: Phrase, semitones: int) -> Phrase:
    return Phrase(tuple(replace(note, pitch=note.pitch + semitones) for note in phrase.notes), phrase.beats)
