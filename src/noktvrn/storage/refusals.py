"""What a database refuses, in the words of :mod:`noktvrn.errors`."""

from __future__ import annotations

import sqlite3
from typing import NoReturn

from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from noktvrn.errors import (
    DatabaseUnavailableError,
    HomeUnusableError,
    InvalidInputError,
    MigrationNeededError,
    NoktvrnError,
    NoSpaceError,
    StorageError,
)

_SQLITE_UNAVAILABLE = ("database is locked", "database table is locked", "database schema is locked")
_SQLITE_FULL = ("database or disk is full",)
_SQLITE_UNUSABLE = ("unable to open database file", "disk i/o error", "readonly database")
_SQLITE_DAMAGED = ("malformed", "not a database")
_SQLITE_OLD = ("no such table", "no such column", "has no column")

# Classes of SQLSTATE, PostgreSQL documentation, appendix A.
_POSTGRES_UNAVAILABLE = ("08", "40001", "40P01", "53300", "55P03", "57P")
_POSTGRES_FULL = ("53100",)
_POSTGRES_OLD = ("42P01", "42703")
_POSTGRES_READ_ONLY = "25006"


def translate_failures(engine: Engine) -> None:
    """Make everything that an engine raises, except ``IntegrityError``, an error of this program."""
    event.listen(engine, "handle_error", _translate)


def pool_exhausted(exc: PoolTimeoutError) -> DatabaseUnavailableError:
    """Return the error for a thread that waited in vain for a connection."""
    return DatabaseUnavailableError(
        f"All connections to the database are in use: {exc}.",
        remedy="Try again; if it stays so, lower worker.heavy_jobs.",
        stage="storage",
    )


def _translate(context: ExceptionContext) -> None:
    original = context.original_exception
    if isinstance(original, NoktvrnError):
        raise original
    dbapi = context.dialect.loaded_dbapi
    if isinstance(original, (ValueError, TypeError, OverflowError, dbapi.DataError)):
        _raise_unkeepable(original)
    if isinstance(original, sqlite3.Error):
        _translate_sqlite(original, writes=_may_write(context))
    elif isinstance(original, dbapi.Error):
        _translate_postgres(original, never_answered=isinstance(original, dbapi.OperationalError))


def _may_write(context: ExceptionContext) -> bool:
    connection = context.connection
    return connection is None or bool(connection.get_execution_options().get("writes", True))


def _translate_sqlite(original: sqlite3.Error, *, writes: bool) -> None:
    if isinstance(original, sqlite3.IntegrityError):
        return
    text = str(original).lower()
    if _any_in(_SQLITE_UNAVAILABLE, text):
        _raise_unavailable(original)
    if _any_in(_SQLITE_FULL, text):
        _raise_full(original)
    if "readonly database" in text and not writes:
        _raise_read_only(original)
    if _any_in(_SQLITE_UNUSABLE, text):
        raise HomeUnusableError(
            f"The database file cannot be read or written: {original}.",
            remedy="See that the home directory exists and is yours to write: noktvrn doctor",
            stage="storage",
        ) from original
    if _any_in(_SQLITE_DAMAGED, text):
        raise StorageError(
            f"The database file is damaged: {original}.",
            remedy="Stop all workers and put back the last backup of the database file.",
            stage="storage",
        ) from original
    if _any_in(_SQLITE_OLD, text):
        _raise_old(original)
    _raise_other(original)


def _translate_postgres(original: BaseException, *, never_answered: bool) -> None:
    state = getattr(original, "sqlstate", None) or ""
    if state.startswith(_POSTGRES_UNAVAILABLE) or (never_answered and not state):
        _raise_unavailable(original)
    if state.startswith("23"):
        return
    if state.startswith(_POSTGRES_FULL):
        _raise_full(original)
    if state == _POSTGRES_READ_ONLY:
        _raise_read_only(original)
    if state.startswith(_POSTGRES_OLD):
        _raise_old(original)
    _raise_other(original)


def _any_in(parts: tuple[str, ...], text: str) -> bool:
    return any(part in text for part in parts)


def _raise_unavailable(original: BaseException) -> NoReturn:
    raise DatabaseUnavailableError(
        f"The database is busy or out of reach: {_first_line(original)}.",
        remedy="Try again in a moment; see who holds it: noktvrn doctor",
        stage="storage",
    ) from original


def _raise_full(original: BaseException) -> NoReturn:
    raise NoSpaceError(
        f"There is no space left for the database: {_first_line(original)}.",
        remedy="Free space on that disk, then try again.",
        stage="storage",
    ) from original


def _raise_read_only(original: BaseException) -> NoReturn:
    raise StorageError(
        "A unit of work that was opened to read was asked to write.",
        remedy="Open it with records.write().",
        stage="storage",
    ) from original


def _raise_old(original: BaseException) -> NoReturn:
    raise MigrationNeededError(
        f"The database lacks a table or column: {_first_line(original)}.",
        remedy="Bring it up to date: noktvrn db upgrade",
        stage="storage",
    ) from original


def _raise_unkeepable(original: BaseException) -> NoReturn:
    raise InvalidInputError(
        f"A value cannot be kept: {_first_line(original)}.",
        remedy="Pass text without NUL and surrogate characters, and whole numbers below 2**63.",
        stage="storage",
    ) from original


def _raise_other(original: BaseException) -> NoReturn:
    raise StorageError(
        f"The database refused: {_first_line(original)}.",
        remedy="This is a fault of the program; report it with the log.",
        stage="storage",
    ) from original


def _first_line(original: BaseException) -> str:
    lines = str(original).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(original).__name__
