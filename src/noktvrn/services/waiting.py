"""Waiting for a decision: a state of the run and a line in its journal, not a process that sleeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from noktvrn.journal.run import Run, RunState, check_transition
from noktvrn.journal.steps import Step, StepOutcome, StepRecord
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_expiry
from noktvrn.types import RunId


def begin_waiting(unit: UnitOfWork, run: Run, now: datetime) -> None:
    """Write into the journal that a person is asked."""
    earlier = [r for r in unit.runs.steps(run.id) if r.pass_no == run.pass_no and r.step is Step.WAIT_FOR_DECISION]
    unit.runs.add_step(
        StepRecord(
            run_id=run.id,
            pass_no=run.pass_no,
            step=Step.WAIT_FOR_DECISION,
            attempt=len(earlier) + 1,
            outcome=StepOutcome.WAITING,
            started_at=now,
            note="waits for a decision",
        )
    )


def reopen_waiting(unit: UnitOfWork, run: Run, now: datetime, note: str) -> None:
    """Wait again after a decision was undone; the wait that had ended is marked as taken back."""
    for record in unit.runs.steps(run.id):
        ended = record.step is Step.WAIT_FOR_DECISION and record.outcome is StepOutcome.SUCCEEDED
        if ended and record.pass_no == run.pass_no:
            unit.runs.save_step(replace(record, outcome=StepOutcome.CANCELLED, note=note))
    begin_waiting(unit, run, now)


def end_waiting(unit: UnitOfWork, run_id: RunId, outcome: StepOutcome, now: datetime, note: str) -> None:
    """Close the open wait of a run, if there is one."""
    for record in unit.runs.steps(run_id):
        if record.step is Step.WAIT_FOR_DECISION and record.outcome in {StepOutcome.WAITING, StepOutcome.EXPIRED}:
            unit.runs.save_step(replace(record, outcome=outcome, ended_at=now, note=note, progress=1.0))


def expire_due_reviews(label: Label) -> list[Run]:
    """Mark each wait whose time ran out as expired; it is never a rejection and can be decided later.

    Returns:
        The runs that expired now.
    """
    now = label.clock.now()
    with label.records.read() as unit:
        if not unit.runs.due_for_expiry(now):
            return []
    expired = []
    with label.records.write() as unit:
        for run in unit.runs.due_for_expiry(now):
            check_transition(run, RunState.EXPIRED)
            reason = "Nobody decided in time; it can still be decided."
            expired.append(unit.runs.save(replace(run, state=RunState.EXPIRED, reason=reason, updated_at=now)))
            end_waiting(unit, run.id, StepOutcome.EXPIRED, now, reason)
            announce_expiry(unit, run, now)
        unit.commit()
    return expired
