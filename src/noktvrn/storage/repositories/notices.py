"""Notices and the state of the targets that are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, text, update

from noktvrn.errors import StorageError
from noktvrn.ports.notice_kinds import PAYLOADS, NoticeKind, NoticePayload
from noktvrn.ports.notices import Notice, TargetState
from noktvrn.services.as_json import as_json, from_json
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free
from noktvrn.storage.tables_notices import notice_targets, notices
from noktvrn.types import RunId

_TARGETS = RowMapping(TargetState, notice_targets)
_ORDER_LOCK_KEY = 6_872_145_523_904_114
"""Any fixed number: on Postgres, units of work that add notices wait for each other on it at their commit."""


class SqlNoticeRepository:
    """Implements :class:`noktvrn.ports.notices.NoticeRepository`.

    Notices are kept back until the commit, and stored last of all. On Postgres a lock is held from there to the end,
    so that identifiers are given in the order of commits; taken that late, it is held for an instant, and nothing can
    be waited for under it.
    """

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection
        self._waiting: list[dict[str, Any]] = []

    def add(self, payload: NoticePayload, at: datetime) -> None:
        """Keep a notice for the commit."""
        run_id, artist_id = payload.subject
        row = {"at": at, "kind": payload.kind.value, "key": payload.key, "run_id": run_id, "artist_id": artist_id}
        self._waiting.append({**row, "payload": as_json(payload)})

    def store_waiting(self) -> None:
        """Store what was kept back; called at the commit, and before anything is read in the same unit."""
        if not self._waiting:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ORDER_LOCK_KEY})
        for row in self._waiting:
            insert_if_free(self._connection, notices, row)
        self._waiting.clear()

    def select(
        self,
        kinds: Sequence[NoticeKind] | None = None,
        run_id: RunId | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> list[Notice]:
        """List newest first."""
        where = [_of_kinds(tuple(NoticeKind) if kinds is None else kinds)]
        if run_id is not None:
            where.append(notices.c.run_id == run_id)
        if before is not None:
            where.append(notices.c.id < before)
        return self._notices(where, notices.c.id.desc(), limit)

    def after(self, notice_id: int, kinds: Sequence[NoticeKind], limit: int, up_to: int | None = None) -> list[Notice]:
        """List those after one, oldest first."""
        where = [notices.c.id > notice_id, _of_kinds(kinds)]
        if up_to is not None:
            where.append(notices.c.id <= up_to)
        return self._notices(where, notices.c.id, limit)

    def counts_after(
        self, notice_id: int, kinds: Sequence[NoticeKind], up_to: int | None = None
    ) -> dict[NoticeKind, int]:
        """Count those after one by kind."""
        self.store_waiting()
        counted = select(notices.c.kind, func.count()).where(notices.c.id > notice_id, _of_kinds(kinds))
        if up_to is not None:
            counted = counted.where(notices.c.id <= up_to)
        rows = self._connection.execute(counted.group_by(notices.c.kind))
        return {NoticeKind(kind): number for kind, number in rows}

    def between(self, since: datetime, until: datetime, kinds: Sequence[NoticeKind]) -> list[Notice]:
        """List those of a span of time."""
        return self._notices([notices.c.at >= since, notices.c.at < until, _of_kinds(kinds)], notices.c.id, None)

    def last_id(self) -> int:
        """Return the identifier of the latest notice."""
        self.store_waiting()
        return self._connection.execute(select(func.max(notices.c.id))).scalar_one() or 0

    def forget_before(self, instant: datetime, limit: int = 5_000) -> int:
        """Remove the oldest of those that happened before; few at a time, because writers wait meanwhile."""
        self.store_waiting()
        oldest = select(notices.c.id).where(notices.c.at < instant).order_by(notices.c.at).limit(limit)
        return self._connection.execute(delete(notices).where(notices.c.id.in_(oldest))).rowcount

    def targets(self) -> list[TargetState]:
        """List the states of all targets."""
        listing = select(*_TARGETS.columns).order_by(notice_targets.c.name)
        return _TARGETS.from_rows(self._connection.execute(listing))

    def claim(self, name: str, owner: str, now: datetime, until: datetime) -> TargetState | None:
        """Claim a target; the condition is part of the statement, so that of two that meet one goes away."""
        insert_if_free(
            self._connection, notice_targets, _TARGETS.to_row(TargetState(name, cursor=self.last_id(), since=now))
        )
        free = or_(
            notice_targets.c.claimed_by.is_(None),
            notice_targets.c.claimed_by == owner,
            notice_targets.c.claimed_until <= now,
        )
        claimed = update(notice_targets).where(notice_targets.c.name == name, free)
        if execute_counted(self._connection, claimed.values(claimed_by=owner, claimed_until=until)) == 0:
            return None
        found = self._connection.execute(select(*_TARGETS.columns).where(notice_targets.c.name == name)).one()
        return _TARGETS.from_row(found)

    def save_target(self, state: TargetState) -> bool:
        """Store a state while its owner holds the claim."""
        mine = (notice_targets.c.name == state.name) & (notice_targets.c.claimed_by == state.claimed_by)
        row = _TARGETS.to_row(state)
        return execute_counted(self._connection, update(notice_targets).where(mine).values(**row)) == 1

    def release(self, name: str, owner: str) -> None:
        """Give a claim back."""
        mine = (notice_targets.c.name == name) & (notice_targets.c.claimed_by == owner)
        execute_counted(
            self._connection, update(notice_targets).where(mine).values(claimed_by=None, claimed_until=None)
        )

    def _notices(
        self, where: Sequence[ColumnElement[bool]], order: ColumnElement[Any], limit: int | None
    ) -> list[Notice]:
        self.store_waiting()
        listing = select(notices).where(*where).order_by(order).limit(limit)
        return [_notice(row) for row in self._connection.execute(listing)]


def _of_kinds(kinds: Sequence[NoticeKind]) -> ColumnElement[bool]:
    """Only kinds that this program knows are ever read: a newer one may have written others."""
    return notices.c.kind.in_([kind.value for kind in kinds])


def _notice(row: Row[Any]) -> Notice:
    kind = NoticeKind(row.kind)
    try:
        payload = from_json(PAYLOADS[kind], row.payload)
    except ValueError as exc:
        raise StorageError(
            f"Notice {row.id} cannot be read: {exc}.",
            remedy="Put back the last backup of the database, or remove that row of the table notices.",
            stage="storage",
        ) from exc
    return Notice(row.id, row.at, kind, row.key, row.run_id, row.artist_id, payload)
