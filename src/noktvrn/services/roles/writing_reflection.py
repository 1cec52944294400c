"""What an artist learns: the room reads the decision, our rules see that nothing goes against what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Final

from noktvrn.ports.language import Role
from noktvrn.ports.writer import ProposedChange, Reflection, ReflectionRequest
from noktvrn.review.findings import Severity
from noktvrn.roster.evolution import DEFAULT_FIELDS, EvolutionLimits, value_of
from noktvrn.services.roles.answers import ReflectionAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.roles.remembering import recall, remember
from noktvrn.services.roles.rounds import KEPT, MENDED, NOT_KEPT, RoundBook

REFLECTOR: Final = "reflector/run"
LONGEST_SUMMARY: Final = 500
LONGEST_REASON: Final = 240
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


def write_reflection(book: RoundBook, request: ReflectionRequest, drawn: Reflection) -> Reflection | None:
    """Have the room reflect upon a decision.

    Args:
        book: Asks the room and notes each round.
        request: What was judged, and how.
        drawn: What the embedded writer learned; what follows from the decider's words stays whatever the room says.

    Returns:
        The reflection, or None when no summary could be kept.
    """
    values = {**_values(request), "remembered": recall(book, Role.REFLECTOR)}
    answer = book.ask(REFLECTOR, values, ReflectionAnswer, language="en")
    if answer is None:
        return None
    summary = _supported(prose(answer.summary), " ".join(values.values()))
    if not summary:
        book.rate(book.rounds[-1], NOT_KEPT)
        book.note("not kept: nothing in the summary is supported by what was said and measured")
        return None
    asked_for = drawn.changes if request.verdict != "approve" else ()
    told = {change.field: change for change in asked_for}
    proposed = [change for change in _changes(answer, request) if not _against(change, told.get(change.field))]
    known = {change.field for change in proposed}
    changes = (*(change for change in asked_for if change.field not in known), *proposed)
    struck = len(answer.changes) - len(proposed)
    book.rate(book.rounds[-1], MENDED if struck else KEPT)
    book.note(f"kept; {struck} of {len(answer.changes)} proposals struck")
    return Reflection(summary, changes[: EvolutionLimits().max_changes], book.made_by(book.rounds[-1]))


def remember_reflection(book: RoundBook, request: ReflectionRequest, reflection: Reflection) -> None:
    """Remember what was learned, so that the next lesson builds on it."""
    moved = "; ".join(f"{each.field} {each.before:.4g} to {each.after:.4g}" for each in reflection.changes)
    remember(book, Role.REFLECTOR, f"{request.verdict}: {reflection.summary} Proposed: {moved or 'nothing'}.")


def _values(request: ReflectionRequest) -> dict[str, str]:
    unmet = (finding for finding in request.findings if finding.severity is not Severity.PASS)
    return {
        "verdict": request.verdict,
        "fields": ", ".join(DEFAULT_FIELDS),
        "artist": request.artist.identity.name,
        "title": request.title,
        "reason": "\n".join((*request.chips, request.reason)),
        "findings": "\n".join(f"{one.title}: {one.value} (allowed: {one.limit})" for one in unmet),
        "figures": "\n".join(f"{name}: {value:.4g}" for name, value in sorted(request.measured.items())),
        "history": ", ".join(request.history),
        "values": "\n".join(f"{name}: {value_of(request.artist, name):.4g}" for name in DEFAULT_FIELDS),
    }


def _supported(summary: str, facts: str) -> str:
    """Return a summary without the sentences that break a rule or name a number that is not among the facts."""
    known = set(_NUMBER.findall(facts))
    kept = [
        sentence
        for sentence in _SENTENCE.split(summary)
        if sentence and not flaw_in_words(sentence.replace("%", "")) and set(_NUMBER.findall(sentence)) <= known
    ]
    text = " ".join(kept)
    while len(text) > LONGEST_SUMMARY:
        kept.pop()
        text = " ".join(kept)
    return text


def _changes(answer: ReflectionAnswer, request: ReflectionRequest) -> Iterator[ProposedChange]:
    """Return the proposals that name a value that may change, once each, with a reason that can be shown."""
    seen: set[str] = set()
    for change in answer.changes:
        reason = prose(change.reason)[:LONGEST_REASON]
        known = change.field in DEFAULT_FIELDS and change.field not in seen
        if not known or not isfinite(change.after) or not reason or flaw_in_words(reason.replace("%", "")):
            continue
        before = value_of(request.artist, change.field)
        if change.after != before:
            seen.add(change.field)
            yield ProposedChange(change.field, before, change.after, reason)


def _against(change: ProposedChange, told: ProposedChange | None) -> bool:
    """Whether a proposal moves a value the other way than the decider's words do."""
    return told is not None and (change.after - change.before) * (told.after - told.before) < 0
