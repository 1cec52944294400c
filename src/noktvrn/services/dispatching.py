"""Hand work on a run to the engine, in the same transaction as the state that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from noktvrn.journal.run import Run, RunState, check_transition
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import EngineCommand, UnitOfWork
from noktvrn.review.decision import Decision

MAKE = "make"
FINISH = "finish"


def queue_making(unit: UnitOfWork, run: Run, now: datetime) -> Run:
    """Queue the present take of a run and return the run as stored."""
    check_transition(run, RunState.QUEUED)
    return _hand_over(unit, replace(run, state=RunState.QUEUED, failure=None, review_deadline=None), now)


def queue_new_pass(unit: UnitOfWork, run: Run, from_step: Step, reason: str, now: datetime) -> Run:
    """Begin a fresh take at ``from_step``; results of earlier steps are kept."""
    check_transition(run, RunState.QUEUED)
    fresh = replace(
        run,
        state=RunState.QUEUED,
        pass_no=run.pass_no + 1,
        from_step=from_step,
        reason=reason,
        failure=None,
        review_deadline=None,
    )
    return _hand_over(unit, fresh, now)


def queue_first_pass(unit: UnitOfWork, run: Run, now: datetime) -> Run:
    """Queue a run that was just added."""
    return _hand_over(unit, run, now)


def workflow_of(run: Run) -> str:
    """Return the identifier of the workflow that works, or is to work, on a run."""
    return _workflow_id(run, FINISH if run.state in {RunState.HELD, RunState.FINISHING} else MAKE)


def _workflow_id(run: Run, kind: str) -> str:
    return f"{run.id}:{kind}:{run.dispatch_no}"


def hand_over_again(unit: UnitOfWork, run: Run, now: datetime) -> Run:
    """Hand the present take to the engine once more, under a new identifier, as after the engine lost it."""
    return _hand_over(unit, run, now)


def _hand_over(unit: UnitOfWork, run: Run, now: datetime) -> Run:
    stored = unit.runs.save(replace(run, dispatch_no=run.dispatch_no + 1, updated_at=now))
    arguments = {"run_id": stored.id, "pass_no": stored.pass_no, "dispatch_no": stored.dispatch_no}
    _ask(unit, MAKE, stored, arguments, now, now)
    return stored


def queue_finishing(unit: UnitOfWork, run: Run, decision: Decision, now: datetime) -> Run:
    """Queue what follows a decision for the moment at which it takes effect."""
    stored = unit.runs.save(replace(run, dispatch_no=run.dispatch_no + 1, failure=None, updated_at=now))
    arguments = {"run_id": stored.id, "decision_id": decision.id, "dispatch_no": stored.dispatch_no}
    _ask(unit, FINISH, stored, arguments, now, max(now, decision.effective_at))
    return stored


def _ask(
    unit: UnitOfWork,
    kind: str,
    run: Run,
    arguments: Mapping[str, Any],
    now: datetime,
    due_at: datetime,
) -> None:
    unit.commands.add(
        EngineCommand(
            id=0,
            kind=kind,
            run_id=run.id,
            workflow_id=_workflow_id(run, kind),
            arguments=arguments,
            created_at=now,
            due_at=due_at,
        )
    )
