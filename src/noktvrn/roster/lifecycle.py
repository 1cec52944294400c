"""When an artist's status changes, by what its songs met with and by hand. Pure; the clock is passed in.

```
Candidate ──approvals──▶ Active ──a poor stretch──▶ Evolving ──approvals──▶ Active
    └───────────────┬───────┴──────────────────────────┘
                    └── too many failed or rejected in a row ──▶ Paused ──by hand──▶ Active, Evolving or Candidate
any ──by hand──▶ Retired, which nothing leaves
```
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from noktvrn.errors import InvalidInputError, InvalidTransitionError
from noktvrn.roster.artist import LifecycleStatus


class Outcome(StrEnum):
    """What one judged or failed take met with."""

    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    FAILED = "failed"


UNWELCOME = frozenset({Outcome.CHANGES, Outcome.REJECTED})
"""Outcomes that say: a person did not like it."""

LOST = frozenset({Outcome.REJECTED, Outcome.FAILED})
"""Outcomes that leave no song."""


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """One outcome and its instant (UTC)."""

    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class ArtistHistory:
    """What happened to an artist's songs.

    Attributes:
        outcomes: In any order.
        status_since: When the present status began; what happened before has been answered already and does not
            count again. None counts everything.
    """

    outcomes: tuple[PastOutcome, ...] = ()
    status_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LifecycleSettings:
    """How much it takes to change a status.

    Attributes:
        approvals_to_activate: Approved songs that make a candidate active.
        stretch: How many last outcomes are looked at for a poor stretch.
        unwelcome_to_evolve: Rejections and changes within the stretch that make an active artist evolve.
        approvals_to_settle: Approvals in a row that end an evolution.
        losses_to_pause: Failed or rejected takes in a row that pause an artist.
        memory_days: Older outcomes are forgotten.
    """

    approvals_to_activate: int = 3
    stretch: int = 4
    unwelcome_to_evolve: int = 3
    approvals_to_settle: int = 2
    losses_to_pause: int = 5
    memory_days: int = 180

    def __post_init__(self) -> None:
        """Refuse settings that could never, or always, take effect.

        Raises:
            InvalidInputError: A value below 1, or a stretch shorter than what it must hold.
        """
        for name in ("approvals_to_activate", "unwelcome_to_evolve", "approvals_to_settle", "losses_to_pause"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name} is {getattr(self, name)}.", remedy=f"Set {name} to 1 or more.")
        if self.stretch < self.unwelcome_to_evolve or self.memory_days < 1:
            raise InvalidInputError(
                f"A stretch of {self.stretch} cannot hold {self.unwelcome_to_evolve} (memory {self.memory_days} days).",
                remedy="Set stretch to at least unwelcome_to_evolve and memory_days to 1 or more.",
            )


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of status and why.

    Attributes:
        before: Status until now.
        after: Status from now on.
        reason: Why, in one sentence with its numbers.
        at: UTC.
    """

    before: LifecycleStatus
    after: LifecycleStatus
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Recent:
    """The outcomes that count, newest first."""

    outcomes: tuple[Outcome, ...] = field(default=())

    def run_of(self, kinds: frozenset[Outcome]) -> int:
        return sum(1 for _ in takewhile(lambda outcome: outcome in kinds, self.outcomes))

    def count(self, kinds: frozenset[Outcome], among: int | None = None) -> int:
        return sum(outcome in kinds for outcome in self.outcomes[:among])


def next_status(
    status: LifecycleStatus, history: ArtistHistory, settings: LifecycleSettings, now: datetime
) -> StatusChange | None:
    """Return the change of status that the history asks for, or None when it stays.

    Paused and retired artists never change by themselves.
    """
    if status in {LifecycleStatus.PAUSED, LifecycleStatus.RETIRED}:
        return None
    recent = _recent(history, settings, now)
    lost = recent.run_of(LOST)
    if lost >= settings.losses_to_pause:
        reason = (
            f"The last {lost} takes were rejected or failed; "
            f"{settings.losses_to_pause} in a row pause an artist until a person looks."
        )
        return StatusChange(status, LifecycleStatus.PAUSED, reason, now)
    found = _RULES[status](recent, settings)
    return None if found is None else StatusChange(status, found[0], found[1], now)


def _recent(history: ArtistHistory, settings: LifecycleSettings, now: datetime) -> _Recent:
    oldest = now - timedelta(days=settings.memory_days)
    if history.status_since is not None:
        oldest = max(oldest, history.status_since)
    counted = sorted((past for past in history.outcomes if oldest <= past.at <= now), key=lambda past: past.at)
    return _Recent(tuple(past.outcome for past in reversed(counted)))


_APPROVED = frozenset({Outcome.APPROVED})
_Found = tuple[LifecycleStatus, str] | None


def _from_candidate(recent: _Recent, settings: LifecycleSettings) -> _Found:
    approved = recent.count(_APPROVED)
    if approved < settings.approvals_to_activate:
        return None
    reason = f"{approved} songs were approved; {settings.approvals_to_activate} make a candidate active."
    return LifecycleStatus.ACTIVE, reason


def _from_active(recent: _Recent, settings: LifecycleSettings) -> _Found:
    unwelcome = recent.count(UNWELCOME, settings.stretch)
    if unwelcome < settings.unwelcome_to_evolve:
        return None
    looked_at = min(settings.stretch, len(recent.outcomes))
    reason = (
        f"{unwelcome} of the last {looked_at} takes were rejected or sent back; "
        f"{settings.unwelcome_to_evolve} begin an evolution."
    )
    return LifecycleStatus.EVOLVING, reason


def _from_evolving(recent: _Recent, settings: LifecycleSettings) -> _Found:
    approved = recent.run_of(_APPROVED)
    if approved < settings.approvals_to_settle:
        return None
    reason = f"{approved} songs in a row were approved; {settings.approvals_to_settle} end an evolution."
    return LifecycleStatus.ACTIVE, reason


_RULES = {
    LifecycleStatus.CANDIDATE: _from_candidate,
    LifecycleStatus.ACTIVE: _from_active,
    LifecycleStatus.EVOLVING: _from_evolving,
}


def pause(status: LifecycleStatus, *, by: str, now: datetime, why: str = "") -> StatusChange:
    """Pause an artist by hand.

    Raises:
        InvalidTransitionError: It is paused or retired already.
    """
    if status in {LifecycleStatus.PAUSED, LifecycleStatus.RETIRED}:
        raise _refusal(status, "paused")
    return StatusChange(status, LifecycleStatus.PAUSED, _by_hand("Paused", by, why), now)


def resume(
    status: LifecycleStatus,
    *,
    by: str,
    now: datetime,
    was: LifecycleStatus = LifecycleStatus.ACTIVE,
    why: str = "",
) -> StatusChange:
    """Let a paused artist work again.

    Args:
        status: Status now.
        by: Who asks.
        now: UTC.
        was: Status before the pause, to which it returns.
        why: The person's words.

    Raises:
        InvalidTransitionError: It is not paused, or was paused or retired before.
    """
    working = {LifecycleStatus.CANDIDATE, LifecycleStatus.ACTIVE, LifecycleStatus.EVOLVING}
    if status is not LifecycleStatus.PAUSED or was not in working:
        raise _refusal(status, f"resumed as {was.value}")
    return StatusChange(status, was, _by_hand("Resumed", by, why), now)


def retire(status: LifecycleStatus, *, by: str, now: datetime, why: str = "") -> StatusChange:
    """Retire an artist for good.

    Raises:
        InvalidTransitionError: It is retired already.
    """
    if status is LifecycleStatus.RETIRED:
        raise _refusal(status, "retired")
    return StatusChange(status, LifecycleStatus.RETIRED, _by_hand("Retired", by, why), now)


def _by_hand(verb: str, by: str, why: str) -> str:
    return f"{verb} by {by}: {why.strip().rstrip('.')}." if why.strip() else f"{verb} by {by}."


def _refusal(status: LifecycleStatus, wanted: str) -> InvalidTransitionError:
    remedy = {
        LifecycleStatus.RETIRED: "Create a new artist: a retired one does not come back.",
        LifecycleStatus.PAUSED: "Resume it first: noktvrn artist resume <slug>",
    }.get(status, "See where it stands: noktvrn artist show <slug>")
    return InvalidTransitionError(
        f"The artist is {status.value} and cannot be {wanted}.", remedy=remedy, stage="lifecycle"
    )
