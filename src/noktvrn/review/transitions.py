"""When a decision may be taken, and when it may be taken back. Pure rules over a decision and the present instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from noktvrn.errors import DecisionConflictError, InvalidInputError, InvalidTransitionError
from noktvrn.review.decision import REASON_CHIPS, Decision, DecisionState, Verdict

_DONE = {Verdict.APPROVE: "approved", Verdict.REJECT: "rejected", Verdict.CHANGES: "sent back for changes"}


def describe(decision: Decision, zone: tzinfo | None = None) -> str:
    """Say who decided what, where and when: ``"approved by R. via cli at 14:02"``.

    Args:
        decision: The decision.
        zone: Zone to show the time in; that of ``decided_at`` when None.
    """
    at = decision.decided_at.astimezone(zone) if zone else decision.decided_at
    return f"{_DONE[decision.verdict]} by {decision.actor} via {decision.surface} at {at:%H:%M}"


def check_decidable(standing: Decision | None, *, pass_no: int) -> None:
    """Refuse a second decision about a take that is decided; one that was undone leaves it open.

    Args:
        standing: The latest decision of the run, or None.
        pass_no: The take that is to be decided.

    Raises:
        DecisionConflictError: Naming who decided, what, where and when.
    """
    if standing is None or standing.state is DecisionState.UNDONE or standing.pass_no != pass_no:
        return
    remedy = (
        f"Undo it first: noktvrn review undo {standing.run_id}"
        if standing.state is DecisionState.HELD
        else f"See what follows from it: noktvrn run show {standing.run_id}"
    )
    raise DecisionConflictError(
        f"Take {pass_no} of run {standing.run_id} was {describe(standing)}.", remedy=remedy, stage="decision"
    )


def check_reason(verdict: Verdict, reason: str, chips: tuple[str, ...]) -> None:
    """Refuse a rejection or a wish for changes that says nothing, and chips that nobody offers.

    Raises:
        InvalidInputError: Naming what is missing or unknown.
    """
    unknown = [chip for chip in chips if chip not in REASON_CHIPS]
    if unknown:
        raise InvalidInputError(
            f"Unknown reasons: {', '.join(map(repr, unknown))}.",
            remedy=f"Choose from: {', '.join(REASON_CHIPS)}.",
            stage="decision",
        )
    if verdict is not Verdict.APPROVE and not chips and not reason.strip():
        raise InvalidInputError(
            f"{'A rejection' if verdict is Verdict.REJECT else 'A wish for changes'} wants a reason.",
            remedy="Say why in a few words, or pick a short reason; the artist learns from it.",
            stage="decision",
        )


def effective_at(decided_at: datetime, hold: timedelta) -> datetime:
    """Return when a decision takes effect; a hold below nothing counts as none."""
    return decided_at + max(hold, timedelta())


def undo(decision: Decision, *, actor: str, now: datetime) -> Decision:
    """Take a decision back while it is held.

    Args:
        decision: The decision.
        actor: Who takes it back.
        now: UTC.

    Returns:
        The decision, undone.

    Raises:
        DecisionConflictError: It was undone before.
        InvalidTransitionError: Its effects have begun, or the time to undo has run out.
    """
    if decision.state is DecisionState.UNDONE:
        raise DecisionConflictError(
            f"The decision on run {decision.run_id} was undone by {decision.undone_by}{_when(decision.undone_at)}.",
            remedy=f"Decide anew: noktvrn review show {decision.run_id}",
            stage="decision",
        )
    if decision.state is DecisionState.FINAL or now >= decision.effective_at:
        raise InvalidTransitionError(
            f"Run {decision.run_id} was {describe(decision)}; the time to undo ended at {decision.effective_at:%H:%M}.",
            remedy=f"See what follows from it: noktvrn run show {decision.run_id}",
            stage="decision",
        )
    return replace(decision, state=DecisionState.UNDONE, undone_by=actor, undone_at=now)


def finalise(decision: Decision, *, now: datetime) -> Decision:
    """Let a held decision take effect; one that is final stays as it is.

    Raises:
        InvalidTransitionError: It was undone, or is still held.
    """
    if decision.state is DecisionState.FINAL:
        return decision
    if decision.state is DecisionState.UNDONE:
        raise InvalidTransitionError(
            f"The decision on run {decision.run_id} was undone by {decision.undone_by}{_when(decision.undone_at)}.",
            remedy=f"Decide anew: noktvrn review show {decision.run_id}",
            stage="decision",
        )
    if now < decision.effective_at:
        raise InvalidTransitionError(
            f"The decision on run {decision.run_id} is held until {decision.effective_at:%H:%M}.",
            remedy="Wait for the hold to end, or undo it.",
            stage="decision",
        )
    return replace(decision, state=DecisionState.FINAL)


def _when(instant: datetime | None) -> str:
    return f" at {instant:%H:%M}" if instant else ""
