"""Calls of language models and the pots that they count in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, select, text, update

from noktvrn.errors import NotFoundError
from noktvrn.ports.language import Role
from noktvrn.ports.ledger import CallCount, CallState, CostLine, CostSubject, LedgerEntry
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import upsertable
from noktvrn.storage.tables_room import UsdAmount, model_calls, pots
from noktvrn.types import ArtistId, RunId

_CALLS = RowMapping(LedgerEntry, model_calls)
_LOCK_KEY = 3_302_911_476_310_021
"""Any fixed number: units that decide about money wait for each other on it in Postgres."""

_NOTHING = Decimal(0)

_SUBJECTS: Mapping[CostSubject, ColumnElement[str]] = {
    CostSubject.ARTIST: func.coalesce(model_calls.c.artist_id, ""),
    CostSubject.ROLE: model_calls.c.role,
    CostSubject.MODEL: model_calls.c.vendor + ":" + model_calls.c.model,
    CostSubject.DAY: model_calls.c.day,
    CostSubject.RUN: func.coalesce(model_calls.c.run_id, ""),
}
_LATEST_FIRST = {CostSubject.DAY, CostSubject.RUN}
_UNDER_WAY = model_calls.c.state == CallState.RESERVED.value
_IS_LOST = model_calls.c.state == CallState.LOST.value


class SqlLedgerRepository:
    """Implements :class:`noktvrn.ports.ledger.LedgerRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def lock(self) -> None:
        """On SQLite a unit that writes holds the one lock already."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})

    def spent(self, wanted: Sequence[str]) -> Mapping[str, Decimal]:
        """Return what is in pots."""
        found = self._connection.execute(select(pots.c.pot, pots.c.spent_usd).where(pots.c.pot.in_(wanted)))
        return dict.fromkeys(wanted, _NOTHING) | {row.pot: row.spent_usd for row in found}

    def under_way(self) -> list[LedgerEntry]:
        """List the calls whose worst case is put aside."""
        listing = select(*_CALLS.columns).where(_UNDER_WAY).order_by(model_calls.c.id)
        return _CALLS.from_rows(self._connection.execute(listing))

    def reserve(self, entry: LedgerEntry, into: Sequence[str]) -> None:
        """Enter a call and count its worst case."""
        self._connection.execute(insert(model_calls), _CALLS.to_row(entry))
        self._put(into, entry.reserved_usd)

    def settle(self, entry: LedgerEntry, into: Sequence[str]) -> None:
        """Store how a call ended and correct its pots."""
        row = _CALLS.to_row(entry)
        is_open = model_calls.c.state.in_([CallState.RESERVED.value, CallState.LOST.value])
        changed = self._connection.execute(update(model_calls).where(model_calls.c.id == entry.id, is_open).values(row))
        if changed.rowcount:
            self._put(into, (entry.cost_usd or _NOTHING) - entry.reserved_usd)

    def move_on(self, call_id: str, to: str) -> None:
        """Store who was asked next."""
        self._connection.execute(update(model_calls).where(model_calls.c.id == call_id).values(moved_on_to=to))

    def find(self, call_id: str) -> LedgerEntry:
        """Find a call."""
        row = self._connection.execute(select(*_CALLS.columns).where(model_calls.c.id == call_id)).one_or_none()
        if row is None:
            raise NotFoundError(
                f"There is no call {call_id!r} in the ledger.", remedy="See costs: noktvrn cost show", stage="ledger"
            )
        return _CALLS.from_row(row)

    def expire(self, now: datetime) -> int:
        """Make calls lost whose time is over; their pots hold the worst case already."""
        lost = {"state": CallState.LOST.value, "cost_usd": model_calls.c.reserved_usd}
        over = _UNDER_WAY & (model_calls.c.expires_at < now)
        return self._connection.execute(update(model_calls).where(over).values(lost)).rowcount

    def calls(
        self, run_id: RunId | None = None, artist_id: ArtistId | None = None, limit: int = 50
    ) -> list[LedgerEntry]:
        """List newest first."""
        listing = select(*_CALLS.columns).order_by(model_calls.c.id.desc()).limit(limit)
        if run_id is not None:
            listing = listing.where(model_calls.c.run_id == run_id)
        if artist_id is not None:
            listing = listing.where(model_calls.c.artist_id == artist_id)
        return _CALLS.from_rows(self._connection.execute(listing))

    def add_up(self, by: CostSubject, since_day: str = "", until_day: str = "") -> list[CostLine]:
        """Add up by subject."""
        subject = _SUBJECTS[by].label("subject")
        cost = func.sum(func.coalesce(model_calls.c.cost_usd, 0), type_=UsdAmount).label("cost_usd")
        adding = select(
            subject,
            func.count().label("calls"),
            _count_if(model_calls.c.fault.is_not(None) | _IS_LOST).label("faults"),
            _count_if(model_calls.c.moved_on_to != "").label("fallbacks"),
            _count_if(model_calls.c.is_price_known.is_(False)).label("unpriced"),
            func.sum(model_calls.c.input_tokens).label("input_tokens"),
            func.sum(model_calls.c.output_tokens).label("output_tokens"),
            cost,
            func.sum(case((_UNDER_WAY, model_calls.c.reserved_usd), else_=0), type_=UsdAmount).label("reserved_usd"),
            func.sum(model_calls.c.latency_s).label("latency_s"),
        ).group_by(subject)
        if since_day:
            adding = adding.where(model_calls.c.day >= since_day)
        if until_day:
            adding = adding.where(model_calls.c.day <= until_day)
        order = [subject.desc()] if by in _LATEST_FIRST else [cost.desc(), subject]
        return [_line(row) for row in self._connection.execute(adding.order_by(*order))]

    def count(self) -> list[CallCount]:
        """Count all ended calls."""
        columns = (model_calls.c.role, model_calls.c.vendor, model_calls.c.model)
        outcome = case((_IS_LOST, "lost"), else_=func.coalesce(model_calls.c.fault, "answered")).label("outcome")
        counting = (
            select(
                *columns,
                outcome,
                func.count().label("calls"),
                _count_if(model_calls.c.moved_on_to != "").label("fallbacks"),
                func.sum(func.coalesce(model_calls.c.cost_usd, 0), type_=UsdAmount).label("cost_usd"),
            )
            .where(~_UNDER_WAY)
            .group_by(*columns, outcome)
            .order_by(*columns, outcome)
        )
        return [
            CallCount(Role(row.role), row.vendor, row.model, row.outcome, row.calls, row.fallbacks, row.cost_usd)
            for row in self._connection.execute(counting)
        ]

    def _put(self, into: Sequence[str], amount_usd: Decimal) -> None:
        if not into or not amount_usd:
            return
        # Everybody changes rows in one order, or two units could wait for each other.
        rows = [{"pot": pot, "spent_usd": amount_usd} for pot in sorted(into)]
        putting = upsertable(self._connection, pots).values(rows)
        more = {"spent_usd": pots.c.spent_usd + putting.excluded.spent_usd}
        self._connection.execute(putting.on_conflict_do_update(index_elements=["pot"], set_=more))


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _line(row: Row[Any]) -> CostLine:
    return CostLine(
        subject=row.subject,
        calls=row.calls,
        faults=int(row.faults),
        fallbacks=int(row.fallbacks),
        unpriced=int(row.unpriced),
        input_tokens=int(row.input_tokens),
        output_tokens=int(row.output_tokens),
        cost_usd=row.cost_usd,
        reserved_usd=row.reserved_usd,
        latency_s=row.latency_s,
    )
