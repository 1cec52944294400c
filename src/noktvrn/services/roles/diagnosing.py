"""Why a run stopped and what to do: analyzer and engineer, believed only where the journal bears them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from noktvrn.journal.run import Run
from noktvrn.journal.steps import REPEATABLE, Failure
from noktvrn.services.roles.answers import DiagnosisAnswer, Repair, RepairAnswer
from noktvrn.services.roles.clean_text import prose
from noktvrn.services.roles.fencing import plain_text
from noktvrn.services.roles.rounds import KEPT, NOT_KEPT, RoundBook
from noktvrn.settings import documented_settings

ANALYZER: Final = "analyzer/failure"
ENGINEER: Final = "engineer/failure"
LONGEST: Final = 700

TOLD_SETTINGS: Final = ("gate.", "worker.", "film.", "lifecycle.", "writing.", "review.hold_s", "review.wait_s")
"""Settings that are told to a model and that a repair may name: no keys, people, addresses, budgets or doors."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a run that stopped.

    Attributes:
        run: The run.
        failure: How it failed.
        history: Every attempt, one per line.
        findings: What the gate did not let pass, one per line.
        settings: Settings that differ from the default, one per line.
        can_retry: Whether a fresh take may begin.
    """

    run: Run
    failure: Failure
    history: str
    findings: str
    settings: str
    can_retry: bool

    @property
    def told(self) -> str:
        """The failure in lines."""
        failure = self.failure
        return f"stage: {failure.stage}\ncode: {failure.code}\nmessage: {failure.message}\nremedy: {failure.remedy}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a run stopped.

    Attributes:
        cause: In one to three sentences.
        quotes: What it follows from, word for word from the journal.
        sureness: 1..10.
    """

    cause: str
    quotes: tuple[str, ...]
    sureness: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do about it.

    Attributes:
        command: What to type; empty when nothing but time or a person helps.
        reason: Why, in a sentence.
    """

    command: str
    reason: str


def diagnose(book: RoundBook, facts: Facts) -> Diagnosis | None:
    """Ask the analyzer; None when its answer is not borne out by a single quote."""
    values = {
        "state": facts.run.state.value,
        "failure": facts.told,
        "history": facts.history,
        "findings": facts.findings,
        "settings": facts.settings,
    }
    answer = book.ask(ANALYZER, values, DiagnosisAnswer, language="en")
    if answer is None:
        return None
    known = _folded("\n".join(values.values()))
    quotes = tuple(dict.fromkeys(q for each in answer.quotes if (q := prose(each)) and _folded(q) in known))
    cause = prose(answer.cause)[:LONGEST]
    book.note(f"{len(quotes)} of {len(answer.quotes)} quotes stand in the journal")
    book.rate(book.rounds[-1], len(quotes) / len(answer.quotes) if answer.quotes else NOT_KEPT)
    return Diagnosis(cause, quotes[:5], answer.sureness) if quotes and cause else None


def propose(book: RoundBook, facts: Facts, diagnosis: Diagnosis) -> Proposal | None:
    """Ask the engineer; None when what it proposes is not possible."""
    actions = [each for each in Repair if each is not Repair.RETRY or facts.can_retry]
    values = {
        "state": facts.run.state.value,
        "actions": ", ".join(each.value for each in actions),
        "steps": ", ".join(step.value for step in REPEATABLE) if facts.can_retry else "none",
        "failure": facts.told,
        "history": facts.history,
        "diagnosis": diagnosis.cause,
        "keys": "\n".join(f"{key}: {_range(field)}" for key, field in _tunable()),
    }
    answer = book.ask(ENGINEER, values, RepairAnswer, language="en")
    if answer is None:
        return None
    fault = "it is not possible now" if answer.action not in actions else _fault(answer)
    reason = prose(answer.reason)[:LONGEST]
    if fault or not reason:
        book.note(f"not kept: {answer.action.value}: {fault or 'no reason'}")
        book.rate(book.rounds[-1], NOT_KEPT)
        return None
    book.rate(book.rounds[-1], KEPT)
    book.note(f"kept: {answer.action.value}")
    return Proposal(_command(answer, facts.run), reason)


def _folded(text: str) -> str:
    return " ".join(plain_text(text).casefold().split())


def _tunable() -> Sequence[tuple[str, FieldInfo]]:
    return [(key, field) for key, field in documented_settings() if key.startswith(TOLD_SETTINGS)]


def _range(field: FieldInfo) -> str:
    bounds = ", ".join(str(mark) for mark in field.metadata)
    return f"{field.description or ''} Default {field.default}{f', {bounds}' if bounds else ''}."


def _fault(answer: RepairAnswer) -> str:
    """Return why a repair cannot be carried out as it stands, or an empty text."""
    if answer.action is Repair.RETRY and answer.step not in {step.value for step in REPEATABLE}:
        return f"no take begins at {answer.step!r}"
    if answer.action is not Repair.SET:
        return ""
    fields = dict(_tunable())
    if answer.key not in fields:
        return f"{answer.key!r} is no setting that a repair may change"
    field = fields[answer.key]
    try:
        TypeAdapter(field.rebuild_annotation()).validate_python(answer.value)
    except ValidationError:
        return f"{answer.key} cannot be {answer.value!r}"
    return ""


def _command(answer: RepairAnswer, run: Run) -> str:
    if answer.action is Repair.RETRY:
        return f"noktvrn run retry {run.id} --from {answer.step}"
    if answer.action is Repair.SET:
        return f"Set {answer.key} to {prose(answer.value)}, then: noktvrn run resume {run.id}"
    return f"noktvrn run resume {run.id}" if answer.action is Repair.RESUME else ""
