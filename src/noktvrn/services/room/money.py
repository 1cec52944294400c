"""The bookkeeping of the room: two short transactions for each call, one before it and one after.

Before: are the budgets kept? Then the worst case is put aside. After: what it cost, what was learned, who is shut.
Both decide and write in one transaction, so that neither threads nor processes can spend the same dollar twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from noktvrn.errors import BudgetReachedError, ModelCallError
from noktvrn.ops.budgets import (
    Budget,
    BudgetKind,
    broken_by,
    budget_reached,
    does_count_in,
    is_nearly_spent,
    remedy_of,
    resets,
    usd,
)
from noktvrn.ports.clock import Clock
from noktvrn.ports.language import LanguageModel, ModelRef, Role
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.notice_kinds import BudgetReached, BudgetWarned, NoticePayload, ProviderFallback, ProviderOut
from noktvrn.ports.repositories import Records, UnitOfWork
from noktvrn.ports.room_state import Closure, Standing
from noktvrn.services.notices.announcing import announce
from noktvrn.services.room.closing import after_failure, key_of, model_key
from noktvrn.services.room.learning import learned, rated
from noktvrn.settings import RoomSettings

logger = logging.getLogger(__name__)

SWEEP_S = 60.0
"""Seconds between two looks for calls whose process did not come back."""

EMBEDDED = "embedded"
"""Stands in the ledger for the embedded way."""


@dataclass(frozen=True, slots=True)
class FellBack:
    """A model brought nothing and somebody else was asked.

    Attributes:
        call_id: Its last call.
        role: Value of the role.
        wanted: Who should have answered.
        used: Who was asked next.
        reason: Why the first one brought nothing.
        remedy: What to do about that.
        cost_usd: What its calls cost all the same.
        latency_s: Seconds that they took.
    """

    call_id: str
    role: str
    wanted: str
    used: str
    reason: str
    remedy: str
    cost_usd: Decimal
    latency_s: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What the end of a call says about its model.

    Attributes:
        model: The model.
        error: Why it brought nothing; None when it answered.
        counts: Whether its standing changes.
        was_closed: Whether it was being tried after it had been left alone.
    """

    model: LanguageModel
    error: ModelCallError | None
    counts: bool
    was_closed: bool


class Bookkeeper:
    """Does the transactions; blocking.

    Args:
        records: Where everything is kept.
        clock: Time.
        room: Settings of the room.
    """

    def __init__(self, records: Records, clock: Clock, room: RoomSettings) -> None:
        """See the class."""
        self._records = records
        self._clock = clock
        self._room = room
        self._swept_at: datetime | None = None
        self._told: set[str] = set()

    def reserve(
        self, entry: LedgerEntry, pots: Sequence[str], budgets: Sequence[Budget], fell_back: FellBack | None
    ) -> BudgetReachedError | None:
        """Put the worst case of a call aside.

        Args:
            entry: The call.
            pots: What it counts in.
            budgets: Limits on these.
            fell_back: Whose place it takes.

        Returns:
            The budget that forbids it; None when it may be made.

        Raises:
            StorageError: It cannot be written.
        """
        limits = budgets if entry.reserved_usd > 0 else ()
        with self._records.write() as unit:
            unit.ledger.lock()
            is_changed = self._sweep(unit, entry.at)
            spent = unit.ledger.spent([budget.pot.key for budget in limits]) if limits else {}
            broken = broken_by(limits, spent, entry.reserved_usd)
            if broken is None:
                unit.ledger.reserve(entry, pots)
                if fell_back is not None:
                    _move_on(unit, fell_back, entry)
                unit.commit()
                return None
            error = budget_reached(*broken, entry.reserved_usd, entry.role, self._room.zone)
            is_changed |= self._tell_refused(unit, *broken, entry)
            if is_changed:
                unit.commit()
            return error

    def settle(
        self, entry: LedgerEntry, pots: Sequence[str], budgets: Sequence[Budget], ending: Ending
    ) -> tuple[Standing | None, Closure | None]:
        """Store how a call ended, and return what was learned and who is left alone because of it.

        Raises:
            StorageError: It cannot be written; the worst case stays put aside.
        """
        with self._records.write() as unit:
            unit.ledger.lock()
            unit.ledger.settle(entry, pots)
            if entry.cost_usd:
                self._tell_spent(unit, budgets, entry)
            standing = self._learn(unit, entry, ending) if ending.counts else None
            closure = self._close_or_reopen(unit, entry, ending)
            unit.commit()
        return standing, closure

    def release(self, entry: LedgerEntry, pots: Sequence[str]) -> None:
        """Give back what was put aside for a call that was never made."""
        with self._records.write() as unit:
            unit.ledger.lock()
            unit.ledger.settle(_released(entry), pots)
            unit.commit()

    def rate(self, role: Role, ref: ModelRef, rating: float) -> Standing | None:
        """Store how good an answer was found; None when the model has no standing."""
        with self._records.write() as unit:
            before = unit.room_state.standing(role, ref.vendor, ref.model)
            if before is None:
                return None
            after = rated(before, min(1.0, max(0.0, rating)))
            unit.room_state.save_standing(after)
            unit.commit()
        return after

    def end_embedded(self, fell_back: FellBack, entry: LedgerEntry) -> None:
        """Store that nobody is left and the embedded way is taken."""
        with self._records.write() as unit:
            _move_on(unit, fell_back, entry)
            unit.commit()

    def _sweep(self, unit: UnitOfWork, at: datetime) -> bool:
        if self._swept_at is not None and at - self._swept_at < timedelta(seconds=SWEEP_S):
            return False
        self._swept_at = at
        lost = unit.ledger.expire(at)
        if lost:
            logger.warning("Calls whose process did not come back count with their worst case: %d", lost)
        return lost > 0

    def _tell_spent(self, unit: UnitOfWork, budgets: Sequence[Budget], entry: LedgerEntry) -> None:
        """Tell of budgets that a call brought to the share at which people are told, or to their end."""
        spent = unit.ledger.spent([budget.pot.key for budget in budgets]) if budgets else {}
        for budget in budgets:
            held = spent[budget.pot.key]
            if not is_nearly_spent(budget, held, self._room.warn_at):
                continue
            aside = _put_aside(unit, budget)
            if held - aside >= budget.limit_usd:
                self._tell_once(unit, _reached(budget, held - aside, aside, entry, self._room, next_usd=0.0))
            elif is_nearly_spent(budget, held - aside, self._room.warn_at):
                self._tell_once(unit, _warned(budget, held - aside, entry))

    def _tell_refused(self, unit: UnitOfWork, budget: Budget, held: Decimal, entry: LedgerEntry) -> bool:
        """Tell of a budget that forbade a call; return whether anything was written."""
        aside = _put_aside(unit, budget)
        payload = _reached(budget, held - aside, aside, entry, self._room, next_usd=float(entry.reserved_usd))
        is_new = self._tell_once(unit, payload)
        if is_new:
            logger.warning(
                "The budget of %s for %s forbids a call that could cost %s: %s are spent or reserved",
                usd(budget.limit_usd),
                budget.pot.period,
                usd(entry.reserved_usd),
                usd(held),
            )
        return is_new

    def _tell_once(self, unit: UnitOfWork, payload: NoticePayload) -> bool:
        """Announce what this process did not announce yet; the notices themselves keep others from saying it again."""
        if payload.key in self._told:
            return False
        self._told.add(payload.key)
        announce(unit, payload, self._clock.now())
        return True

    def _learn(self, unit: UnitOfWork, entry: LedgerEntry, ending: Ending) -> Standing:
        ref = ending.model.ref
        standing = learned(
            unit.room_state.standing(entry.role, ref.vendor, ref.model),
            entry.role,
            ref,
            is_good=ending.error is None,
            latency_s=entry.latency_s,
            cost_usd=float(entry.cost_usd or 0),
            at=self._clock.now(),
        )
        unit.room_state.save_standing(standing)
        return standing

    def _close_or_reopen(self, unit: UnitOfWork, entry: LedgerEntry, ending: Ending) -> Closure | None:
        model, error = ending.model, ending.error
        if error is None:
            if ending.was_closed:
                unit.room_state.reopen(model.account)
                unit.room_state.reopen(model_key(model))
            return None
        before = unit.room_state.closure(key_of(model, entry.fault)) if entry.fault is not None else None
        closure = after_failure(before, model, error, entry.role, self._room.closed_s, self._clock.now())
        if closure is not None:
            unit.room_state.save_closure(closure)
            if closure.needs_person and (before is None or not before.needs_person):
                announce(unit, _out(closure, entry, error.message), closure.since)
        return closure


def _released(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, state=CallState.RELEASED, cost_usd=Decimal(0))


def _move_on(unit: UnitOfWork, fell_back: FellBack, entry: LedgerEntry) -> None:
    unit.ledger.move_on(fell_back.call_id, fell_back.used)
    payload = ProviderFallback(
        role=fell_back.role,
        wanted=fell_back.wanted,
        used=fell_back.used,
        reason=fell_back.reason,
        remedy=fell_back.remedy,
        occasion=fell_back.call_id,
        run_id=entry.run_id,
        artist_id=entry.artist_id,
    )
    announce(unit, payload, entry.at)


def _out(closure: Closure, entry: LedgerEntry, cause: str) -> NoticePayload:
    return ProviderOut(
        role=entry.role.value,
        provider=f"{closure.vendor}:{closure.model}" if closure.model else closure.vendor,
        code=closure.fault.value,
        cause=cause,
        remedy=closure.remedy,
        occasion=closure.since.isoformat(),
    )


def _warned(budget: Budget, spent: Decimal, entry: LedgerEntry) -> NoticePayload:
    return BudgetWarned(
        budget=budget.pot.kind.value,
        period=budget.pot.period,
        spent_usd=float(spent),
        limit_usd=float(budget.limit_usd),
        run_id=entry.run_id if budget.pot.kind is BudgetKind.RUN else None,
        artist_id=entry.artist_id if budget.pot.kind is BudgetKind.ARTIST else None,
    )


def _put_aside(unit: UnitOfWork, budget: Budget) -> Decimal:
    """Return what of a budget is put aside for calls under way, which give back what they do not need."""
    calls = (entry for entry in unit.ledger.under_way() if does_count_in(budget.pot, entry))
    return sum((entry.reserved_usd for entry in calls), start=Decimal(0))


def _reached(
    budget: Budget, spent: Decimal, aside: Decimal, entry: LedgerEntry, room: RoomSettings, *, next_usd: float
) -> NoticePayload:
    return BudgetReached(
        budget=budget.pot.kind.value,
        period=budget.pot.period,
        spent_usd=float(spent),
        limit_usd=float(budget.limit_usd),
        remedy=remedy_of(budget),
        run_id=entry.run_id if budget.pot.kind is BudgetKind.RUN else None,
        artist_id=entry.artist_id if budget.pot.kind is BudgetKind.ARTIST else None,
        next_usd=next_usd,
        reserved_usd=float(aside),
        resets=resets(budget, room.zone),
        is_spent=budget.limit_usd == 0 or is_nearly_spent(budget, spent, room.warn_at),
    )
