"""Explain why a run stopped: from its journal, and with language models where any can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from noktvrn.errors import InvalidTransitionError
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Failure, Step, StepRecord
from noktvrn.ports.language import Role
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.review.findings import Severity
from noktvrn.services.label import Label
from noktvrn.services.roles.diagnosing import TOLD_SETTINGS, Diagnosis, Facts, Proposal, diagnose, propose
from noktvrn.services.roles.rounds import RoundBook
from noktvrn.services.steps.reviewing import findings_of
from noktvrn.settings import Settings, documented_settings

ATTEMPTS = 40
"""Latest attempts that are read."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a run stopped and what to do.

    Attributes:
        run: The run.
        failure: How it failed, as the journal says.
        diagnosis: Why.
        proposal: What to do.
        written_by: Models that answered, as ``vendor:model``; empty when it is the journal's own word.
        rounds: What was asked, see :class:`noktvrn.services.roles.rounds.Round`.
    """

    run: Run
    failure: Failure
    diagnosis: Diagnosis
    proposal: Proposal
    written_by: tuple[str, ...]
    rounds: tuple[dict[str, Any], ...]


def failure_of(run: Run) -> Failure:
    """Return how a run failed.

    Raises:
        InvalidTransitionError: It has not failed.
    """
    if run.failure is None:
        raise InvalidTransitionError(
            f"Run {run.id} is {run.state.value.replace('_', ' ')}; there is no failure to explain.",
            remedy=f"See where it stands: noktvrn run show {run.id}",
            stage="run",
        )
    return run.failure


def explain_run(label: Label, name: str) -> Explanation:
    """Say why a run stopped and what to do about it.

    Nothing is changed. Without models, or when their answers are not borne out by the journal, the failure's own
    message and remedy are the answer.

    Raises:
        NotFoundError: No such run.
        InvalidTransitionError: The run has not failed.
        StorageError: What a model's answer costs cannot be written down.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        failure = failure_of(run)
        facts = _facts(unit, run, failure, label.settings)
    patience_s = label.settings.writing.patience_s
    book = RoundBook(label.room, run.seed, run.artist_id, run.id, patience_s=patience_s)
    diagnosis = diagnose(book, facts) if label.room.is_open(Role.ANALYZER) else None
    proposal = propose(book, facts, diagnosis) if diagnosis and label.room.is_open(Role.ENGINEER) else None
    return Explanation(
        run=run,
        failure=failure,
        diagnosis=diagnosis or Diagnosis(failure.message, (), 10),
        proposal=proposal or _by_the_journal(failure),
        written_by=tuple(dict.fromkeys(str(each.ref) for each in book.rounds if each.ref)) if diagnosis else (),
        rounds=tuple(book.as_values()),
    )


def _by_the_journal(failure: Failure) -> Proposal:
    may_pass = "The failure may pass by itself." if failure.retryable else "It will not pass by itself."
    return Proposal(failure.remedy, may_pass)


def _facts(unit: UnitOfWork, run: Run, failure: Failure, settings: Settings) -> Facts:
    steps = unit.runs.steps(run.id)
    judged = [record for record in steps if record.step is Step.GATE and record.result]
    findings = findings_of(judged[-1].result) if judged else ()
    unmet = [one for one in findings if one.severity is not Severity.PASS]
    return Facts(
        run=run,
        failure=failure,
        history="\n".join(_attempt(record) for record in steps[-ATTEMPTS:]),
        findings="\n".join(f"{one.title}: {one.value} (allowed: {one.limit}), {one.severity.value}" for one in unmet),
        settings="\n".join(_changed(settings)),
        can_retry=run.state in {RunState.FAILED, RunState.CANCELLED, RunState.PAUSED},
    )


def _attempt(record: StepRecord) -> str:
    length = "" if record.duration_s is None else f" after {record.duration_s:.1f} s"
    why = f" [{record.failure.code}] {record.failure.message}" if record.failure else ""
    return (
        f"take {record.pass_no}, {record.step.value}, attempt {record.attempt}: {record.outcome.value}{length};"
        f" {record.note if not why else ''}{why}"
    )


def _changed(settings: Settings) -> list[str]:
    """Return the settings of making that differ from the default."""
    rows = []
    for key, field in documented_settings():
        section, _, leaf = key.partition(".")
        if key.startswith(TOLD_SETTINGS):
            value = getattr(getattr(settings, section), leaf)
            if value != field.default:
                rows.append(f"{key}: {value}")
    return rows
