"""Cancel, resume and retry a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from noktvrn.errors import InvalidTransitionError, QualityGateFailedError
from noktvrn.journal.run import ENDED, Run, RunState, check_transition
from noktvrn.journal.steps import FINISHING, REPEATABLE, Step, StepOutcome
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.review.decision import DecisionState
from noktvrn.review.findings import Finding
from noktvrn.review.gate import redo_from
from noktvrn.services.as_json import from_json
from noktvrn.services.decide import latest_decision
from noktvrn.services.dispatching import queue_finishing, queue_making, queue_new_pass
from noktvrn.services.label import Label
from noktvrn.services.steps.body import standing_results
from noktvrn.services.waiting import end_waiting, reopen_waiting

RESUMABLE = frozenset({RunState.CANCELLED, RunState.FAILED, RunState.PAUSED})


def cancel_run(label: Label, name: str, actor: str, reason: str = "") -> Run:
    """Stop a run; work under way ends within a second, and everything made so far is kept.

    Cancelling a cancelled run changes nothing.

    Raises:
        NotFoundError: No such run.
        InvalidTransitionError: The run has ended.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        run = unit.runs.find(name)
        if run.state is RunState.CANCELLED:
            return run
        check_transition(run, RunState.CANCELLED)
        why = f"Cancelled by {actor}{': ' + reason.strip() if reason.strip() else '.'}"
        decision = latest_decision(unit, run.id)
        if run.state is RunState.HELD and decision is not None:
            unit.decisions.save(replace(decision, state=DecisionState.UNDONE, undone_by=actor, undone_at=now))
        end_waiting(unit, run.id, StepOutcome.CANCELLED, now, why)
        stored = unit.runs.save(replace(run, state=RunState.CANCELLED, reason=why, updated_at=now))
        unit.commit()
    return stored


def resume_run(label: Label, name: str, actor: str) -> Run:
    """Go on where a cancelled, failed or paused run stopped; what was made is not made again.

    Raises:
        NotFoundError: No such run.
        InvalidTransitionError: The run is not at rest.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        run = unit.runs.find(name)
        if run.state not in RESUMABLE:
            raise _not_resumable(run)
        reason = f"Resumed by {actor}."
        decision = latest_decision(unit, run.id)
        if decision is not None and decision.pass_no == run.pass_no and decision.state is DecisionState.FINAL:
            check_transition(run, RunState.FINISHING)
            finishing = replace(run, state=RunState.FINISHING, reason=reason)
            stored = queue_finishing(unit, finishing, decision, now)
        elif run.failure is not None and run.failure.code == QualityGateFailedError.code:
            stored = queue_new_pass(unit, replace(run, seed_pass_no=None), refused_at(unit, run), reason, now)
        elif Step.SEND_FOR_REVIEW in standing_results(run, unit.runs.steps(run.id)):
            stored = ask_again(label, unit, replace(run, reason=reason), now)
        else:
            stored = queue_making(unit, replace(run, reason=reason), now)
        unit.commit()
    return stored


def retry_run(label: Label, name: str, from_step: Step, same_seed: bool, actor: str) -> Run:
    """Begin a fresh take at a step; earlier steps keep their results.

    Args:
        label: The label's means.
        name: Identifier of the run, or a part of it.
        from_step: One of ``REPEATABLE``, or one of ``FINISHING`` when a decision stands, which resumes.
        same_seed: Keep the seed of the present take instead of drawing from the next one's.
        actor: Who asks.

    Raises:
        NotFoundError: No such run.
        InvalidTransitionError: The run is under way or has ended, or the step cannot begin a take.
    """
    if from_step in FINISHING:
        return resume_run(label, name, actor)
    if from_step not in REPEATABLE:
        raise InvalidTransitionError(
            f"A take cannot begin at {from_step.value}.",
            remedy=f"Use one of: {', '.join(step.value for step in (*REPEATABLE, *FINISHING))}.",
            stage="run",
        )
    now = label.clock.now()
    with label.records.write() as unit:
        run = unit.runs.find(name)
        _check_can_retry(run)
        end_waiting(unit, run.id, StepOutcome.CANCELLED, now, f"a fresh take was asked for by {actor}")
        kept = replace(run, seed_pass_no=seed_pass(run)) if same_seed else replace(run, seed_pass_no=None)
        stored = queue_new_pass(unit, kept, from_step, f"Retried from {from_step.value} by {actor}.", now)
        unit.commit()
    return stored


def ask_again(label: Label, unit: UnitOfWork, run: Run, now: datetime) -> Run:
    """Let a run wait for a decision again that was cancelled while it did, or while its decision was held."""
    check_transition(run, RunState.NEEDS_DECISION)
    deadline = now + timedelta(seconds=label.settings.review.wait_s)
    waiting = replace(run, state=RunState.NEEDS_DECISION, review_deadline=deadline, failure=None, updated_at=now)
    stored = unit.runs.save(waiting)
    reopen_waiting(unit, stored, now, "taken back: the run was cancelled and resumed")
    return stored


def refused_at(unit: UnitOfWork, run: Run) -> Step:
    """Return the step at which a take begins that mends what the gate refused."""
    judged = [r for r in unit.runs.steps(run.id) if r.step is Step.GATE and r.pass_no == run.pass_no and r.result]
    findings = from_json(tuple[Finding, ...], judged[-1].result["findings"]) if judged else ()
    return Step(redo_from(findings) or Step.SONG.value)


def seed_pass(run: Run) -> int:
    """Return the number of the take whose seed the present take uses."""
    return run.pass_no if run.seed_pass_no is None else run.seed_pass_no


def _not_resumable(run: Run) -> InvalidTransitionError:
    return InvalidTransitionError(
        f"Run {run.id} stands at {run.state.value.replace('_', ' ')!r}; "
        "only a cancelled, failed or paused run is resumed.",
        remedy=f"See where it stands: noktvrn run show {run.id}",
        stage="run",
    )


def _check_can_retry(run: Run) -> None:
    if run.state in ENDED or run.state in {RunState.HELD, RunState.FINISHING}:
        raise InvalidTransitionError(
            f"Run {run.id} is {run.state.value} and takes no further take.",
            remedy="Start another: noktvrn run start",
            stage="run",
        )
    if run.state in {RunState.QUEUED, RunState.MAKING}:
        raise InvalidTransitionError(
            f"Run {run.id} is under way.",
            remedy=f"Stop it first: noktvrn run cancel {run.id}",
            stage="run",
        )
