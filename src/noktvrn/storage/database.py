"""Opens the database of a URL: SQLite in one file, or Postgres.

Both answer a failure with an error of :mod:`noktvrn.errors`; only ``IntegrityError`` passes as it is, because the
repositories know what it means.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from noktvrn.errors import ConfigError
from noktvrn.storage.columns import decode_json, encode_json
from noktvrn.storage.refusals import translate_failures
from noktvrn.storage.sqlite import BUSY_TIMEOUT_S, prepare_file, set_up_connections

POOL_SIZE = 8
POOL_OVERFLOW = 24
POOL_WAIT_S = 30.0


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return URL.create("sqlite", database=str(path.absolute())).render_as_string(hide_password=False)


def open_database(url: str, *, synchronous: str = "FULL") -> Engine:
    """Return an engine whose connections are set up for units of work.

    A connection belongs to one thread from the opening of a unit to its end. Nothing is created but the empty file of
    SQLite, with mode 0600. Call ``dispose()`` at the end.

    Args:
        url: ``sqlite:////absolute/path.db`` or ``postgresql+psycopg://user@host/name``.
        synchronous: SQLite only: ``"FULL"`` survives power loss, ``"NORMAL"`` may lose the last commits to it.

    Raises:
        ConfigError: The URL is neither of these.
        HomeUnusableError: The file of SQLite cannot be made or is no place for a database.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, synchronous)
    return _open_postgres(parsed)


def shown_url(engine: Engine) -> str:
    """Return the URL of an engine without its password."""
    return engine.url.render_as_string(hide_password=True)


def writing(connection: Connection) -> Connection:
    """Make the coming transactions of a connection such that writers wait for each other."""
    return connection.execution_options(writes=True)


def reading(connection: Connection) -> Connection:
    """Make the coming transactions of a connection read one state of the database, and refuse to write."""
    if connection.dialect.name == "sqlite":
        return connection.execution_options(writes=False)
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        # The text itself is not shown: it may hold a password.
        raise _unknown_url("it cannot be read") from exc
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise _unknown_url(f"{parsed.drivername!r} is not supported")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise _unknown_url("a database in memory cannot be shared by threads and processes")
    return parsed


def _unknown_url(why: str) -> ConfigError:
    return ConfigError(
        f"The database URL cannot be used: {why}.",
        remedy="Set database_url to sqlite:////absolute/path.db or postgresql+psycopg://user@host/name, or remove it.",
        stage="settings",
    )


def _open_sqlite(url: URL, synchronous: str) -> Engine:
    path = Path(str(url.database)).absolute()
    prepare_file(path)
    engine = create_engine(
        url.set(database=str(path)),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_WAIT_S,
        json_serializer=encode_json,
        json_deserializer=decode_json,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )
    translate_failures(engine)
    set_up_connections(engine, synchronous)
    return engine


def _open_postgres(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_WAIT_S,
        pool_pre_ping=True,
        json_serializer=encode_json,
        json_deserializer=decode_json,
        connect_args={
            "connect_timeout": 10,
            "application_name": "noktvrn",
            "options": f"-c timezone=UTC -c lock_timeout={int(BUSY_TIMEOUT_S * 1000)}",
        },
    )
    translate_failures(engine)
    return engine
