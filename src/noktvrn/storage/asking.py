"""Tells a worker that the database was written to: by a counter of SQLite, by a notification of Postgres.

References:
    SQLite documentation, "PRAGMA data_version": a number that another connection's commit changes, and that is read
    from memory shared by all connections. PostgreSQL documentation, "NOTIFY": sent when the transaction commits.
"""

from __future__ import annotations

import logging
import select
import time
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, func
from sqlalchemy import select as selecting
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from noktvrn.errors import StorageError
from noktvrn.ports.asking import Asked

logger = logging.getLogger(__name__)

CHANNEL: Final = "noktvrn_commands"
_NEARLY: Final = 0.9
"""Part of the time between two looks that must be over, so that one which comes a little early is not left out."""


def watch_commands(engine: Engine, look_every_s: float) -> Asked:
    """Return what tells of new commands in a database.

    Args:
        engine: Of the label's database.
        look_every_s: Seconds between two looks at the counter of SQLite; Postgres is not looked at.
    """
    return _Notified(engine) if engine.dialect.name == "postgresql" else _Counted(engine, look_every_s)


def tell_of_command(connection: Connection) -> None:
    """Tell all workers, when the transaction commits, that there is a new command; SQLite needs no telling."""
    if connection.dialect.name == "postgresql":
        connection.execute(selecting(func.pg_notify(CHANNEL, "")))


class _Kept:
    """One connection of its own, opened when it is needed and opened again after it was lost."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None

    def _opened(self) -> Any:
        """Return the driver's connection, which no pool will hand to anybody else."""
        if self._connection is None:
            pooled = self._engine.raw_connection()
            pooled.detach()
            self._connection = pooled
        return self._connection.dbapi_connection

    def close(self) -> None:
        """See :class:`noktvrn.ports.asking.Asked`."""
        if self._connection is not None:
            with suppress(self._engine.dialect.loaded_dbapi.Error, SQLAlchemyError):
                self._connection.close()
        self._connection = None


class _Counted(_Kept):
    """SQLite: a look costs some microseconds and takes no lock that anybody waits for."""

    def __init__(self, engine: Engine, look_every_s: float) -> None:
        super().__init__(engine)
        self._look_every_s = look_every_s
        self._look_at = 0.0
        self._seen: int | None = None
        self._seen = self._counter()

    def wait(self, timeout_s: float) -> bool:
        looks = max(round(timeout_s / self._look_every_s), 1)
        for _ in range(looks):
            time.sleep(timeout_s / looks)
            if time.monotonic() < self._look_at:
                continue
            self._look_at = time.monotonic() + _NEARLY * self._look_every_s
            counter = self._counter()
            if counter is not None and counter != self._seen:
                self._seen = counter
                return True
        return False

    def close(self) -> None:
        """See :class:`noktvrn.ports.asking.Asked`; another connection counts anew, so its first number is news."""
        super().close()
        self._seen = None

    def _counter(self) -> int | None:
        try:
            return int(self._opened().execute("PRAGMA data_version").fetchone()[0])
        except (self._engine.dialect.loaded_dbapi.Error, SQLAlchemyError, StorageError) as exc:
            logger.debug("the counter of changes cannot be read: %s", exc)
            self.close()
            return None


class _Notified(_Kept):
    """Postgres: sleeps until the server says something."""

    def wait(self, timeout_s: float) -> bool:
        begun_at = time.monotonic()
        try:
            if self._connection is None:
                self._listen()
                return True  # whatever was asked before is not told any more
            connection, waiting = self._opened(), select.poll()
            waiting.register(connection.fileno(), select.POLLIN)
            # The driver's own wait costs a hundred times as much as this one.
            return bool(waiting.poll(timeout_s * 1_000)) and any(True for _ in connection.notifies(timeout=0))
        except (self._engine.dialect.loaded_dbapi.Error, SQLAlchemyError, StorageError) as exc:
            logger.debug("new commands are not told of: %s", exc)
            self.close()
            time.sleep(max(timeout_s - (time.monotonic() - begun_at), 0.0))
            return False

    def _listen(self) -> None:
        connection = self._opened()
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
