"""A song to decide on: its waveform, what was measured, what the gate found, its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich.text import Text

from noktvrn.catalogue.page.waveform import bar_heights
from noktvrn.interfaces.console.bars import Mark, likeness_bar, mark_line, wave_lines
from noktvrn.interfaces.console.desk import ReleaseSheet, ReviewSheet
from noktvrn.interfaces.console.lines import columns, ends, facts, fit, join, say, section, sign, strung, wrap
from noktvrn.interfaces.console.pages.release_text import release_text_lines
from noktvrn.interfaces.console.player import Heard
from noktvrn.interfaces.console.tones import STANDING_ROLES
from noktvrn.interfaces.presenters.figures import figure_facts
from noktvrn.interfaces.presenters.findings import FindingRow, finding_rows
from noktvrn.interfaces.presenters.neighbours import neighbour_facts
from noktvrn.interfaces.presenters.sentences import held_sentence
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import age, clock, length, short_run
from noktvrn.journal.run import DECIDABLE, RunState
from noktvrn.ports.film import TimedLine
from noktvrn.review.decision import DecisionState
from noktvrn.review.facts import GateLimits
from noktvrn.review.findings import Finding
from noktvrn.review.gate import findings_sentence

WIDE: Final = 74
"""Cells from which words stand beside the gate."""
TALL: Final = 28
"""Lines from which the waveform is drawn twice as high."""
_GAP: Final = 4
_FIRST: Final = ("Key", "Tempo", "Loudness", "True peak", "Length")
_SHOWN_PASSING: Final = 6
_HEARD: Final = ("loudness", "true_peak", "hook", "tempo", "key", "tail_silence", "lead_silence", "duration")
"""What one can hear stands first among what passes."""


@dataclass(frozen=True, slots=True)
class Space:
    """The room that a page has, in cells, and whether ink and ground can be swapped on it."""

    width: int
    height: int
    swaps: bool = True

    @property
    def wide(self) -> bool:
        """Whether two columns fit."""
        return self.width >= WIDE

    @property
    def wave_rows(self) -> int:
        """Lines of the waveform above the water."""
        return 8 if self.height >= TALL else 4


def review_page(sheet: ReviewSheet, space: Space, heard: Heard, now: datetime) -> list[Text]:
    """Return everything that helps to decide, what decides it first."""
    lines = [*_head(sheet, space.width, now), Text(), *_wave(sheet, space, heard), Text()]
    known = figure_facts(sheet.review.figures)
    first = sorted((fact for fact in known if fact[0] in _FIRST), key=lambda fact: _FIRST.index(fact[0]))
    short = [(name, value.partition(",")[0]) for name, value in first]
    lines += [strung(short, space.width, headings=space.wide), Text()]
    return lines + (_wide_body(sheet, space, heard) if space.wide else _narrow_body(sheet, space, heard))


def wave_of(
    peaks_heights: Sequence[float], marks: Sequence[Mark], duration_s: float, space: Space, share: float | None
) -> list[Text]:
    """Return sections, waveform and reflection."""
    return [
        mark_line(marks, duration_s, space.width),
        *wave_lines(peaks_heights, space.wave_rows, share, swaps=space.swaps),
    ]


def release_wave(sheet: ReleaseSheet, space: Space, heard: Heard) -> list[Text]:
    """Return the waveform of a release, with its player; nothing where no peaks are kept."""
    if sheet.peaks is None:
        return []
    marks = [Mark(_kind(kind), start_s) for kind, start_s in sheet.sections]
    heights = bar_heights(sheet.peaks, space.width)
    share = heard.share_of(sheet.release.run_id)
    drawn = wave_of(heights, marks, sheet.duration_s, space, share)
    return [*drawn, player_line(heard, sheet.release.run_id, sheet.duration_s, Text(), space.width)]


def _head(sheet: ReviewSheet, width: int, now: datetime) -> list[Text]:
    review, run = sheet.review, sheet.run.summary.run
    place = f"{sheet.place.position} of {sheet.place.total}" if sheet.place.position else short_run(run.id)
    title = review.title or "Untitled"
    return [
        ends(say(title, "strong"), say(place, "ink2"), width),
        ends(say(review.summary.artist_name, "ink2"), _standing(sheet, now), width),
    ]


def _standing(sheet: ReviewSheet, now: datetime) -> Text:
    run, decision = sheet.run.summary.run, sheet.review.decision
    if run.state is RunState.NEEDS_DECISION:
        return say(f"waits {elapsed_words(run.updated_at, now)}", "ink3")
    standing, word = run_standing(run.state, decision)
    if run.state is RunState.HELD and decision is not None and decision.state is DecisionState.HELD:
        return join(sign(standing), " ", say(f"{word}, undo until {clock(decision.effective_at, now)}", "ink2"))
    return join(sign(standing), " ", say(word, STANDING_ROLES[standing]))


def elapsed_words(since: datetime, now: datetime) -> str:
    """Return how long something lasts already: ``"14 min"``, ``"2 days"``."""
    told = age(since, now)
    return told.removesuffix(" ago") if told.endswith(" ago") else "since a moment"


def _wave(sheet: ReviewSheet, space: Space, heard: Heard) -> list[Text]:
    wanting = {finding.code for finding in sheet.review.findings if finding.remedy}
    marks = _marks(sheet, hook_wanted="hook" in wanting)
    if sheet.peaks is None:
        return [mark_line(marks, sheet.duration_s, space.width), say("No waveform is kept of this song.", "ink3")]
    heights = bar_heights(sheet.peaks, space.width)
    drawn = wave_of(heights, marks, sheet.duration_s, space, heard.share_of(sheet.run.summary.run.id))
    return [
        *drawn,
        player_line(heard, sheet.run.summary.run.id, sheet.duration_s, _sides(sheet, space, heard), space.width),
    ]


def _marks(sheet: ReviewSheet, *, hook_wanted: bool) -> list[Mark]:
    marks, hook_seen = [], False
    for part in sheet.review.sections:
        kind = _kind(str(part["kind"]))
        is_hook = not hook_seen and kind.startswith(("chorus", "hook", "drop"))
        hook_seen = hook_seen or is_hook
        marks.append(Mark(kind, float(part["start_s"]), wanted=is_hook and hook_wanted))
    return marks


def _kind(kind: str) -> str:
    return kind.rstrip("0123456789_- ").replace("_", " ").replace("-", " ").lower()


def player_line(heard: Heard, run_id: str, duration_s: float, sides: Text, width: int) -> Text:
    """Return where the player stands, and what it is compared with."""
    if not heard.player:
        return ends(say(f"{length(duration_s)}   {heard.why_silent}", "ink3"), sides, width)
    mine = heard.run_id == run_id
    position = heard.position_s if mine else 0.0
    symbol = say("❚❚" if mine and heard.playing else "▶ ", "ink" if mine and heard.playing else "ink2")
    place = join(symbol, " ", say(length(position), "strong"), say(f" of {length(duration_s)}", "ink3"))
    return ends(place, say(heard.why_silent, "fail") if mine and heard.why_silent else sides, width)


def _sides(sheet: ReviewSheet, space: Space, heard: Heard) -> Text:
    if sheet.beside is None or not heard.player:
        return Text()
    names = (sheet.review.title, sheet.beside.title) if space.wide else ("this", "last")
    there = heard.side == "B" and heard.run_id == sheet.run.summary.run.id
    room = 24
    here_role, there_role = ("ink3", "strong") if there else ("strong", "ink3")
    return join(
        say("A ", here_role), fit(say(names[0], here_role), room), "  ",
        say("B ", there_role), fit(say(names[1], there_role), room), say(", equal loudness", "ink3"),
    )  # fmt: skip


def _narrow_body(sheet: ReviewSheet, space: Space, heard: Heard) -> list[Text]:
    rows = finding_rows(_heard_first(sheet.review.findings))
    wanting = [row for row in rows if row.standing is not Standing.DONE]
    lines: list[Text] = []
    for row in wanting:
        lines += finding_lines(row, space.width)
    lines += [_passing_line(rows, sheet, space.width)]
    if said := decided_lines(sheet, space.width):
        lines += [Text(), *said]
    sung = _current(sheet, heard)
    lines += [Text(), _sung(sung, heard, space.width) if sung else fit(say(sheet.review.concept, "ink2"), space.width)]
    lines += [Text(), section("Gate", findings_sentence(sheet.review.findings))]
    lines += _passing_table([row for row in rows if row.standing is Standing.DONE], space.width)
    lines += [Text(), *_originality(sheet, space.width), Text(), *_lyrics(sheet, space.width, heard, room=None)]
    lines += release_text_lines(sheet.review, space.width)
    return [*lines, Text(), *_more_facts(sheet, space.width), Text(), *_provenance(sheet, space.width)]


def _wide_body(sheet: ReviewSheet, space: Space, heard: Heard) -> list[Text]:
    right_width = max(30, (space.width - _GAP) * 3 // 8)
    left_width = space.width - _GAP - right_width
    rows = finding_rows(_heard_first(sheet.review.findings))
    wanting = [row for row in rows if row.standing is not Standing.DONE]
    passing = [row for row in rows if row.standing is Standing.DONE]
    said = decided_lines(sheet, left_width)
    left: list[Text] = [*said, Text()] if said else []
    left.append(section("Gate", f"{len(passing)} of {len(rows)} pass" if rows else "has not looked yet"))
    for row in wanting:
        left += finding_lines(row, left_width)
    left += _passing_table(passing[:_SHOWN_PASSING], left_width)
    if len(passing) > _SHOWN_PASSING:
        left.append(say(f"  {len(passing) - _SHOWN_PASSING} more, all pass", "ink3"))
    left += [Text(), *_originality(sheet, left_width)]
    room = max(space.height - 20 - 5, 6)
    right = [*_lyrics(sheet, right_width, heard, room=room), Text(), *_provenance(sheet, right_width)]
    below = _passing_table(passing[_SHOWN_PASSING:], left_width)
    rest = [*release_text_lines(sheet.review, space.width), Text(), *_more_facts(sheet, space.width)]
    if below:
        rest += [Text(), section("Gate, the rest"), *below]
    return [*columns(left, right, left_width, _GAP), *rest]


def _heard_first(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with those in front that one can hear."""
    return sorted(findings, key=lambda found: _HEARD.index(found.code) if found.code in _HEARD else len(_HEARD))


def finding_lines(row: FindingRow, width: int) -> list[Text]:
    """Return a finding that wants a look: what, value, limit, and under it the remedy."""
    role = "needs.strong" if row.standing is Standing.NEEDS_YOU else "fail"
    head = join(
        say(row.standing.symbol, role), " ", say(row.title, "strong"), "  ", say(row.value), say(_limit(row), "ink3")
    )
    return [fit(head, width), *wrap(row.remedy, width, "ink2", indent=2, most=3)]


def _limit(row: FindingRow) -> str:
    return f", limit {row.limit}" if row.limit else ""


def _passing_table(rows: Sequence[FindingRow], width: int) -> list[Text]:
    """Return findings that pass in columns: title, value at the right of its own, limit."""
    if not rows:
        return []
    name = min(max(say(row.title).cell_len for row in rows), width * 2 // 5)
    value = min(max(say(_first_part(row.value)).cell_len for row in rows), width // 4)
    return [_passing(row, name, value, width) for row in rows]


def _passing(row: FindingRow, name: int, value: int, width: int) -> Text:
    shown = fit(say(_first_part(row.value)), value)
    head = join(sign(row.standing), " ", _column(say(row.title, "ink2"), name), " ")
    line = join(head, " " * (value - shown.cell_len), shown)
    return fit(join(line, "  ", say(_without_unit(row), "ink3")) if row.limit != row.value else line, width)


def _first_part(value: str) -> str:
    """Return a value without what is said about it behind a comma."""
    return value.partition(", ")[0]


def _without_unit(row: FindingRow) -> str:
    """Return the limit without the unit that the value beside it has."""
    _, blank, unit = _first_part(row.value).rpartition(" ")
    return row.limit.removesuffix(f" {unit}") if blank and not unit[:1].isdigit() else row.limit


def _column(text: Text, width: int) -> Text:
    cut = fit(text, width)
    return join(cut, " " * (width - cut.cell_len))


def _passing_line(rows: Sequence[FindingRow], sheet: ReviewSheet, width: int) -> Text:
    passing = sum(row.standing is Standing.DONE for row in rows)
    if not rows:
        return say(findings_sentence(()), "ink3")
    line = join(say("✓ ", "done"), say(f"{passing} of {len(rows)} pass"))
    nearest = max((near.similarity for near in sheet.review.neighbours), default=None)
    if nearest is not None:
        limit = GateLimits().similarity_max
        fine = nearest < limit
        cue = say("✓ ", "done") if fine else say("✗ ", "fail")
        more = join(cue, say(f"nearest {nearest:.2f}"), say(f", limit {limit:.2f}", "ink3"))
        line = join(line, "   ", more)
    return fit(line, width)


def decided_lines(sheet: ReviewSheet, width: int) -> list[Text]:
    """Return who decided what, where a decision stands."""
    decision, run = sheet.review.decision, sheet.run.summary.run
    if decision is None:
        return (
            wrap("Nobody decided in time. It can still be decided.", width, "needs")
            if run.state is RunState.EXPIRED
            else []
        )
    because = "; ".join(filter(None, (*decision.chips, decision.reason)))
    text = held_sentence(decision, decision.decided_at)
    lines = wrap(text[0].upper() + text[1:], width)
    return lines + (wrap(because, width, "mark") if because else [])


def _originality(sheet: ReviewSheet, width: int) -> list[Text]:
    limit = GateLimits().similarity_max
    near = sheet.review.neighbours
    if not near:
        return [section("Originality"), say("Nothing of the label is like it.", "ink2")]
    bar = 14 if width >= 44 else 8
    named = neighbour_facts(near)
    lines = [section("Originality", f"limit {limit:.2f}")]
    for neighbour, (value, about) in zip(near, named, strict=True):
        name = _column(say(neighbour.title, "ink2"), width - bar - 7)
        lines.append(fit(join(name, " ", likeness_bar(neighbour.similarity, limit, bar), "  ", say(value)), width))
        if neighbour.similarity >= GateLimits().similarity_notice:
            lines.append(fit(say(f"  {about}", "ink3"), width))
    return lines


def _lyrics(sheet: ReviewSheet, width: int, heard: Heard, *, room: int | None) -> list[Text]:
    stanzas = sheet.stanzas
    if not stanzas:
        words = [line for line in sheet.review.lyrics.splitlines() if line.strip()]
        body = [line for word in words for line in wrap(word, width, "ink3")]
        return [section("Lyrics"), *(body or wrap(sheet.review.concept or "It has no words.", width, "ink3"))]
    position = heard.position_of(sheet.run.summary.run.id)
    lines: list[Text] = []
    present = 0
    for stanza in stanzas:
        for line in stanza.lines:
            if position is not None and line.start_s <= position:
                present = len(lines)
            lines += _karaoke(line, position, width)
        lines.append(Text())
    lines.pop()
    lines = [line for line in lines if line.plain] if room is not None else lines
    if room is not None and position is not None:
        begin = min(max(present - room // 2, 0), max(len(lines) - room, 0))
        lines = lines[begin : begin + room]
    elif room is not None and len(lines) > room:
        lines = [*lines[: room - 1], say("…", "ink3")]
    return [section("Lyrics"), *lines]


def _karaoke(line: TimedLine, position: float | None, width: int) -> list[Text]:
    if position is None or not line.start_s <= position < line.end_s:
        return wrap(line.text, width, "ink3")
    share = (position - line.start_s) / max(line.end_s - line.start_s, 0.01)
    text = say(line.text, "ink")
    text.stylize("needs", 0, round(share * len(text.plain)))
    return wrap(text, width)


def _current(sheet: ReviewSheet, heard: Heard) -> TimedLine | None:
    """The line that is sung at this moment, or the first one while nothing plays."""
    position = heard.position_of(sheet.run.summary.run.id)
    lines = [line for stanza in sheet.stanzas for line in stanza.lines]
    if position is None:
        return lines[0] if lines else None
    begun = [line for line in lines if line.start_s <= position]
    return begun[-1] if begun else (lines[0] if lines else None)


def _sung(line: TimedLine | None, heard: Heard, width: int) -> Text:
    if line is None:
        return Text()
    position = heard.position_s if heard.playing or heard.position_s else None
    return fit(_karaoke(line, position, 400)[0], width) if position else fit(say(line.text, "ink2"), width)


def _more_facts(sheet: ReviewSheet, width: int) -> list[Text]:
    known = figure_facts(sheet.review.figures)
    run = sheet.run.summary.run
    more = [("Concept", sheet.review.concept)] if sheet.review.concept else []
    more += [fact for fact in known if fact[0] not in {"Length"}]
    more += [("Brief", run.brief or "left to the artist"), ("Seed", str(run.seed)), ("Take", str(run.pass_no))]
    return [section("Measures"), *facts(more, width)]


def _provenance(sheet: ReviewSheet, width: int) -> list[Text]:
    links = sheet.run.provenance
    if not links:
        return [section("Provenance"), say("No links yet.", "ink3")]
    whole = "intact" if sheet.broken_link is None else f"broken at link {sheet.broken_link}"
    latest = {link.role: link for link in links}
    shown = [(role.replace("_", " ").capitalize(), link.model or link.provider) for role, link in latest.items()]
    return [section("Provenance", f"{len(links)} links, {whole}"), *facts(shown[:5], width, most=1)]


def is_decidable(sheet: ReviewSheet) -> bool:
    """Return whether a decision can be taken on the song."""
    return sheet.run.summary.run.state in DECIDABLE
