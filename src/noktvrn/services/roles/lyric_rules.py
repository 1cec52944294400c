"""What lyrics must be, checked by rules of our own before anybody is asked for an opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.review.facts import GateLimits
from noktvrn.review.word_rules import title_fault
from noktvrn.roster.artist import Artist
from noktvrn.roster.known_acts import known_act
from noktvrn.services.roles.answers import LyricsAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, plain_line, sung_lines
from noktvrn.services.roles.sheets import LEAST_LINES, Draft, Part, Sheet
from noktvrn.services.room.languages import language_name, surely_other
from noktvrn.studio.words.sounds import syllables
from noktvrn.studio.words.titles import fold_title, title_case

LEAST_SYLLABLES: Final = 2
MOST_SYLLABLES: Final = 14
"""The embedded writer keeps to 6..11; a line beyond these bounds cannot be sung in its bars at all."""

LEAST_DISTINCT: Final = 0.6
"""Share of the lines of all verses and the bridge that differ from each other."""

_GATE: Final = GateLimits()
_MOST_COMPLAINTS: Final = 12


@dataclass(frozen=True, slots=True)
class LyricRules:
    """What one song's words are held against.

    Attributes:
        sheet: Parts and lines.
        artist: Who sings.
        taken_titles: Titles in use.
        past_lines: Lines that were sung before.
    """

    sheet: Sheet
    artist: Artist
    taken_titles: frozenset[str]
    past_lines: frozenset[str]


def rules_for(sheet: Sheet, artist: Artist, taken_titles: Sequence[str], past_lines: Sequence[str]) -> LyricRules:
    """Return the rules for a song."""
    return LyricRules(
        sheet=sheet,
        artist=artist,
        taken_titles=frozenset(fold_title(title) for title in taken_titles),
        past_lines=frozenset(fold_title(line) for line in past_lines),
    )


def draft_from(answer: LyricsAnswer, sheet: Sheet) -> Draft:
    """Return an answer as a draft: cleaned, with the parts that the sheet asks for and no others."""
    parts = {"prechorus": answer.prechorus, "chorus": answer.chorus, "bridge": answer.bridge}
    verses = tuple(lines for verse in answer.verses if (lines := sung_lines(verse)))
    return Draft(
        title=title_case(plain_line(answer.title)),
        verses=verses[: len(sheet.verses)],
        shared={kind: sung_lines(parts[kind]) for kind in sheet.shared},
    )


def complaints_about(draft: Draft, rules: LyricRules) -> tuple[str, ...]:
    """Return what is wrong with a draft, in sentences; none when it can be sung."""
    found = [*_about_title(draft, rules), *_about_form(draft, rules.sheet), *_about_lines(draft, rules)]
    if not found:
        found = [*_about_whole(draft, rules)]
    return tuple(found[:_MOST_COMPLAINTS])


def _about_title(draft: Draft, rules: LyricRules) -> Iterator[str]:
    title = draft.title
    if not 1 <= len(title) <= _GATE.title_max_characters:
        yield f"The title has {len(title)} characters; 1 to {_GATE.title_max_characters} are allowed."
        return
    fault = title_fault(title, rules.artist.identity.name)
    fault = fault or flaw_in_words(title, may_be_strong=rules.artist.writer.explicit)
    if fault:
        yield f"The title {title!r} {fault}."
    if fold_title(title) in rules.taken_titles:
        yield f"The title {title!r} is taken; find another that the chorus can hold."
    if known_act(title) is not None:
        yield f"The title {title!r} is the name of a famous act."


def _about_form(draft: Draft, sheet: Sheet) -> Iterator[str]:
    if len(draft.verses) < len(sheet.verses):
        yield f"There are {len(draft.verses)} verses; {len(sheet.verses)} are due."
    for number, (lines, part) in enumerate(zip(draft.verses, sheet.verses, strict=False), start=1):
        yield from _about_length(f"verse {number}", lines, part)
    for kind, part in sheet.shared.items():
        yield from _about_length(kind, draft.shared[kind], part)


def _about_length(name: str, lines: Sequence[str], part: Part) -> Iterator[str]:
    if not LEAST_LINES <= len(lines) <= part.most:
        yield f"The {name} has {len(lines)} lines; {part.lines} are wanted, {LEAST_LINES} to {part.most} fit."


def _about_lines(draft: Draft, rules: LyricRules) -> Iterator[str]:
    is_english = rules.artist.writer.language.lower().partition("-")[0] == "en"
    for line in dict.fromkeys(draft.lines):
        flaw = flaw_in_words(line, may_be_strong=rules.artist.writer.explicit)
        if len(line) > _GATE.lyric_line_max_characters:
            yield f"The line {line[:60]!r}... has {len(line)} characters; {_GATE.lyric_line_max_characters} fit."
        elif flaw:
            yield f"The line {line!r} {flaw}."
        elif fold_title(line) in rules.past_lines:
            yield f"The line {line!r} was sung in an earlier song."
        elif is_english and not LEAST_SYLLABLES <= syllables(line) <= MOST_SYLLABLES:
            yield (
                f"The line {line!r} has {syllables(line)} syllables; {LEAST_SYLLABLES} to {MOST_SYLLABLES} can be sung."
            )


def _about_whole(draft: Draft, rules: LyricRules) -> Iterator[str]:
    told = [fold_title(line) for lines in (*draft.verses, draft.shared.get("bridge", ())) for line in lines]
    if told and len(set(told)) < LEAST_DISTINCT * len(told):
        yield f"Verses and bridge repeat themselves: {len(set(told))} of {len(told)} lines differ."
    other = surely_other("\n".join(draft.lines), rules.artist.writer.language)
    if other is not None:
        yield f"The words are in {language_name(other)}; {language_name(rules.artist.writer.language)} is wanted."
