"""Workers and their signs of life, by the clock of the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, or_, select, update

from noktvrn.ports.repositories import WorkerBeat
from noktvrn.storage.columns import DatabaseNow
from noktvrn.storage.repositories.statements import execute_counted, upsertable
from noktvrn.storage.tables import workers


class SqlWorkerRepository:
    """Implements :class:`noktvrn.ports.repositories.WorkerRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def beat(self, worker: str, host: str, pid: int) -> None:
        """Store a sign of life; a new process under an old identifier starts anew."""
        now = DatabaseNow()
        insert = upsertable(self._connection, workers).values(
            worker=worker, host=host, pid=pid, started_at=now, beat_at=now, stopped=False
        )
        is_new = or_(workers.c.stopped, workers.c.pid != pid, workers.c.host != host)
        at = insert.excluded.beat_at  # read once: on Postgres each mention of the clock is another instant
        statement = insert.on_conflict_do_update(
            index_elements=["worker"],
            set_={
                "host": host,
                "pid": pid,
                "started_at": case((is_new, at), else_=workers.c.started_at),
                "beat_at": at,
                "stopped": False,
            },
        )
        execute_counted(self._connection, statement)

    def stop(self, worker: str) -> None:
        """Store that a worker said goodbye."""
        execute_counted(self._connection, update(workers).where(workers.c.worker == worker).values(stopped=True))

    def all(self) -> list[WorkerBeat]:
        """List all workers, the latest beat first."""
        listing = select(workers, DatabaseNow().label("now")).order_by(workers.c.beat_at.desc(), workers.c.worker)
        return [_beat(row) for row in self._connection.execute(listing)]


def _beat(row: Row[Any]) -> WorkerBeat:
    now: datetime = row.now
    return WorkerBeat(
        worker=row.worker,
        host=row.host,
        pid=row.pid,
        started_at=row.started_at,
        beat_at=row.beat_at,
        # A clock that was set back must not make a worker younger than now.
        age_s=max(0.0, (now - row.beat_at).total_seconds()),
        stopped=row.stopped,
    )
