"""A run, its states, and which state may follow which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from noktvrn.errors import InvalidTransitionError
from noktvrn.journal.steps import Failure, Step
from noktvrn.types import ArtistId, RunId, Seed


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    MAKING = "making"
    NEEDS_DECISION = "needs_decision"
    EXPIRED = "expired"
    """Nobody decided in time; it can still be decided."""
    HELD = "held"
    """Decided, and the time to undo has not run out."""
    FINISHING = "finishing"
    RELEASED = "released"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    """Waits for something that a person must mend first, such as credit."""


ENDED: frozenset[RunState] = frozenset({RunState.RELEASED, RunState.REJECTED})
"""States that nothing leaves."""

AT_REST: frozenset[RunState] = ENDED | {
    RunState.NEEDS_DECISION,
    RunState.EXPIRED,
    RunState.FAILED,
    RunState.CANCELLED,
    RunState.PAUSED,
}
"""States in which no worker has anything to do until a person acts."""

DECIDABLE: frozenset[RunState] = frozenset({RunState.NEEDS_DECISION, RunState.EXPIRED})
"""States in which a decision is taken."""

_FOLLOWS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.MAKING, RunState.CANCELLED, RunState.FAILED, RunState.PAUSED}),
    RunState.MAKING: frozenset(
        {RunState.NEEDS_DECISION, RunState.FAILED, RunState.CANCELLED, RunState.PAUSED, RunState.QUEUED}
    ),
    RunState.NEEDS_DECISION: frozenset(
        {RunState.HELD, RunState.EXPIRED, RunState.CANCELLED, RunState.QUEUED, RunState.FINISHING}
    ),
    RunState.EXPIRED: frozenset({RunState.HELD, RunState.CANCELLED, RunState.QUEUED, RunState.FINISHING}),
    RunState.HELD: frozenset({RunState.FINISHING, RunState.NEEDS_DECISION, RunState.CANCELLED}),
    RunState.FINISHING: frozenset(
        {
            RunState.RELEASED,
            RunState.REJECTED,
            RunState.QUEUED,
            RunState.FAILED,
            RunState.CANCELLED,
            RunState.PAUSED,
        }
    ),
    RunState.RELEASED: frozenset(),
    RunState.REJECTED: frozenset(),
    RunState.FAILED: frozenset({RunState.QUEUED, RunState.FINISHING}),
    RunState.CANCELLED: frozenset({RunState.QUEUED, RunState.FINISHING, RunState.NEEDS_DECISION}),
    RunState.PAUSED: frozenset({RunState.QUEUED, RunState.FINISHING, RunState.CANCELLED}),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One trip round the loop.

    Attributes:
        id: The run.
        artist_id: None until the first step has chosen one.
        brief: What the operator asked for, as typed; may be empty.
        seed: Everything random follows from it and ``pass_no``.
        autopilot: Whether the label decides by itself after the gate.
        state: Where it stands.
        pass_no: Take, from 1.
        from_step: First step of this take; results of earlier steps are kept from earlier takes.
        seed_pass_no: Take whose seed this one uses again; None when it has its own.
        dispatch_no: How often work on this run was handed to the engine; part of the workflow's identifier.
        title: Title of the song once it is written.
        reason: Why this take began, or why the run ended, in one sentence.
        failure: Why it failed or paused.
        review_deadline: When the wait for a decision ends.
        created_at: UTC.
        updated_at: UTC.
        version: Counts changes; used to refuse writes upon a stale reading.
    """

    id: RunId
    artist_id: ArtistId | None
    brief: str
    seed: Seed
    autopilot: bool
    state: RunState
    created_at: datetime
    updated_at: datetime
    pass_no: int = 1
    from_step: Step = Step.SELECT_ARTIST
    seed_pass_no: int | None = None
    dispatch_no: int = 0
    title: str = ""
    reason: str = ""
    failure: Failure | None = None
    review_deadline: datetime | None = None
    version: int = 0


def check_transition(run: Run, to: RunState) -> None:
    """Refuse a change of state that the rules do not know.

    Raises:
        InvalidTransitionError: Naming both states.
    """
    if to not in _FOLLOWS[run.state]:
        raise InvalidTransitionError(
            f"Run {run.id} is {run.state.value.replace('_', ' ')} and cannot become {to.value.replace('_', ' ')}.",
            remedy=f"See where it stands: noktvrn run show {run.id}",
            stage="run",
        )
