"""Decide on a take, and undo it while that is possible: one service under every surface."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from noktvrn.errors import DecisionConflictError, InvalidInputError, InvalidTransitionError
from noktvrn.journal.run import DECIDABLE, Run, RunState, check_transition
from noktvrn.journal.steps import StepOutcome
from noktvrn.ports.repositories import RunAsset, UnitOfWork
from noktvrn.review import transitions
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.review.transitions import check_decidable, check_reason, effective_at
from noktvrn.services.dispatching import queue_finishing
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_decision, announce_undo
from noktvrn.services.secret_words import refuse_secrets
from noktvrn.services.waiting import end_waiting, reopen_waiting
from noktvrn.types import RunId, Sha256

AUTOPILOT = "autopilot"
MAX_REASON = 2_000

_DONE = {Verdict.APPROVE: "approved", Verdict.REJECT: "rejected", Verdict.CHANGES: "changes asked"}


def decide(
    label: Label,
    name: str,
    *,
    verdict: Verdict,
    actor: str,
    surface: str,
    reason: str = "",
    chips: tuple[str, ...] = (),
    pass_no: int | None = None,
) -> Decision:
    """Take a decision on the present take of a run.

    Saying the same twice by the same actor answers with the decision that stands and changes nothing.

    Args:
        label: The label's means.
        name: Identifier of the run, or a part of it.
        verdict: What.
        actor: Who.
        surface: Where.
        reason: Why, in words; a rejection and a wish for changes need one, or chips.
        chips: Short reasons of ``REASON_CHIPS``.
        pass_no: The take that was judged, where the surface knows it; another take is refused.

    Raises:
        NotFoundError: No such run.
        DecisionConflictError: Somebody decided otherwise; the message says who, what, where and when.
        InvalidTransitionError: The run does not wait for a decision.
        InvalidInputError: A reason is missing, too long, or a chip is unknown.
    """
    check_reason(verdict, reason, chips)
    _check_length(reason)
    refuse_secrets(label.settings, "The reason", reason)
    now = label.clock.now()
    with label.records.write() as unit:
        run = unit.runs.find(name)
        _check_take(run, pass_no)
        standing = standing_decision(unit.decisions.of_run(run.id), run.pass_no)
        if standing is not None and (standing.verdict, standing.actor) == (verdict, actor):
            return standing
        check_decidable(standing, pass_no=run.pass_no)
        _check_waits(run)
        decision = record_decision(
            label, unit, run, verdict=verdict, actor=actor, surface=surface, reason=reason, chips=chips, now=now
        )
        unit.commit()
    return decision


def record_decision(
    label: Label,
    unit: UnitOfWork,
    run: Run,
    *,
    verdict: Verdict,
    actor: str,
    surface: str,
    reason: str,
    chips: tuple[str, ...],
    now: datetime,
) -> Decision:
    """Write a decision and what it asks of the engine into an open unit of work."""
    decision = Decision(
        id=label.identifiers.new_id(),
        run_id=run.id,
        pass_no=run.pass_no,
        verdict=verdict,
        actor=actor,
        surface=surface,
        reason=reason.strip(),
        chips=chips,
        artefacts=judged_artefacts(unit.runs.assets(run.id)),
        decided_at=now,
        effective_at=effective_at(now, timedelta(seconds=label.settings.review.hold_s)),
        state=DecisionState.HELD,
    )
    unit.decisions.add(decision)
    check_transition(run, RunState.HELD)
    held = replace(run, state=RunState.HELD, reason=f"{_DONE[verdict].capitalize()} by {actor}.")
    end_waiting(unit, run.id, StepOutcome.SUCCEEDED, now, f"{_DONE[verdict]} by {actor}")
    announce_decision(unit, queue_finishing(unit, held, decision, now), decision)
    return decision


def undo(label: Label, name: str, *, actor: str, surface: str) -> Decision:
    """Take back the decision on a run while it is held; the run waits for a decision again.

    Raises:
        NotFoundError: No such run.
        InvalidTransitionError: There is nothing to undo, or the time to undo has run out.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        run = unit.runs.find(name)
        decision = standing_decision(unit.decisions.of_run(run.id), run.pass_no)
        if decision is None:
            raise InvalidTransitionError(
                f"There is no decision on {run.title or run.id} to undo.",
                remedy="See what waits: noktvrn review list",
                stage="review",
            )
        undone = transitions.undo(decision, actor=f"{actor} via {surface}", now=now)
        unit.decisions.save(undone)
        waiting = unit.runs.save(
            replace(
                run,
                state=RunState.NEEDS_DECISION,
                review_deadline=now + timedelta(seconds=label.settings.review.wait_s),
                reason=f"Decision undone by {actor}.",
                updated_at=now,
            )
        )
        reopen_waiting(unit, waiting, now, f"undone by {actor}")
        announce_undo(unit, waiting, undone, actor=actor, surface=surface, at=now)
        unit.commit()
    return undone


def standing_decision(decisions: Iterable[Decision], pass_no: int) -> Decision | None:
    """Return the decision on a take that was not undone, if there is one."""
    standing = [d for d in decisions if d.pass_no == pass_no and d.state is not DecisionState.UNDONE]
    return standing[-1] if standing else None


def judged_artefacts(assets: Iterable[RunAsset]) -> dict[str, Sha256]:
    """Return the digest of each artefact that a person judges; later takes replace earlier ones."""
    judged = {"master", "cover", "teaser", "lyrics"}
    return {asset.name: asset.ref.sha256 for asset in assets if asset.name in judged}


def _check_take(run: Run, pass_no: int | None) -> None:
    if pass_no is not None and pass_no != run.pass_no:
        raise DecisionConflictError(
            f"Take {pass_no} of {run.title or run.id} was judged, and take {run.pass_no} is there now.",
            remedy="Hear the present take, then decide.",
            stage="review",
        )


def _check_length(reason: str) -> None:
    if len(reason) > MAX_REASON:
        raise InvalidInputError(
            f"The reason has {len(reason)} characters; at most {MAX_REASON} are kept.",
            remedy="Say it in fewer words.",
            stage="review",
        )


def _check_waits(run: Run) -> None:
    if run.state not in DECIDABLE:
        raise InvalidTransitionError(
            f"{run.title or 'The run'} ({run.id}) is {run.state.value.replace('_', ' ')} and waits for no decision.",
            remedy="See what waits: noktvrn review list",
            stage="review",
        )


def latest_decision(unit: UnitOfWork, run_id: RunId) -> Decision | None:
    """Return the latest decision on a run that was not undone."""
    standing = [d for d in unit.decisions.of_run(run_id) if d.state is not DecisionState.UNDONE]
    return standing[-1] if standing else None
