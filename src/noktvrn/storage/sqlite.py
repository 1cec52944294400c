"""How SQLite is opened: one file in WAL mode, writers in a queue, readers beside them.

WAL lets readers go on while one writes. It needs shared memory, so the file must lie on a disk of this machine.

References:
    SQLite documentation, "Write-Ahead Logging" and "PRAGMA Statements".
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from noktvrn.errors import ConfigError, HomeUnusableError

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for the writer before it."""

_WAL_RETRY_S = 0.01


def prepare_file(path: Path) -> None:
    """Create the empty file of a database, readable by its owner only; the files beside it take on its mode.

    A file that is there is looked at and never opened. This process may have connections to it, and closing any
    descriptor of a file drops all locks that the process has on it: another process would then take itself for the
    last one, delete the write-ahead log, and what is written here afterwards would be lost.

    Raises:
        HomeUnusableError: It cannot be created, or is not a file that can be written.

    References:
        SQLite documentation, "How To Corrupt An SQLite Database File", 2.2 "Posix advisory locks".
    """
    try:
        if not path.exists():
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        if not path.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as exc:
        raise HomeUnusableError(
            f"The database {path} cannot be opened to write: {exc.strerror}.",
            remedy=f"Make {path.parent} a directory that you own and may write, or choose another with --home.",
            stage="storage",
        ) from exc


def set_up_connections(engine: Engine, synchronous: str) -> None:
    """Make every connection of an engine begin, wait and flush as this program needs it.

    Raises:
        ConfigError: ``synchronous`` is neither FULL nor NORMAL.
    """
    if synchronous not in {"FULL", "NORMAL"}:
        raise ConfigError(
            f"SQLite cannot be opened with synchronous {synchronous!r}.",
            remedy="Use FULL, or NORMAL where the last commits may be lost with the power.",
            stage="settings",
        )

    def connected(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        # Transactions are begun by _begin alone; the driver would begin them late and without the lock.
        connection.isolation_level = None
        entry.info["pid"] = os.getpid()
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
            cursor.execute("PRAGMA foreign_keys = ON")
            _ensure_wal(cursor, str(engine.url.database))
            cursor.execute(f"PRAGMA synchronous = {synchronous}")

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", _refuse_inherited)
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", True):
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN DEFERRED")


def _ensure_wal(cursor: sqlite3.Cursor, path: str) -> None:
    # SQLite does not wait for its busy timeout when the mode is changed, so processes that start together retry here.
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc) or time.monotonic() > give_up_at:
                raise
            time.sleep(_WAL_RETRY_S)
            continue
        if mode != "wal":
            raise HomeUnusableError(
                f"The database {path} lies where write-ahead logging does not work (SQLite answered {mode!r}).",
                remedy="Put the home directory on a disk of this machine with --home, or set database_url to Postgres.",
                stage="storage",
            )
        return


def _refuse_inherited(connection: sqlite3.Connection, entry: Any, proxy: Any) -> None:
    # A SQLite connection that is carried across fork() corrupts the file; the child opens its own.
    if entry.info["pid"] != os.getpid():
        entry.dbapi_connection = proxy.dbapi_connection = None
        raise InvalidatePoolError("This connection belongs to the parent process.")
