"""Statements that several repositories need, the same on SQLite and Postgres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Table, Update, and_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from noktvrn.errors import StorageError

_AFTER_ALL = "\U0010ffff"


def upsertable(connection: Connection, table: Table) -> Any:
    """Return an insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def insert_if_free(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row, and answer whether no other row stood in its way.

    Raises:
        StorageError: The row refers to one that is not there, or breaks a rule of the table.
    """
    return execute_counted(connection, upsertable(connection, table).values(**values).on_conflict_do_nothing()) == 1


def execute_counted(connection: Connection, statement: Insert | Update) -> int:
    """Carry out a statement and return how many rows it changed.

    Raises:
        StorageError: It breaks a rule of the tables, such as a reference to a row that is not there.
    """
    try:
        # The count of an insert is kept only on request.
        return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    except IntegrityError as exc:
        raise StorageError(
            f"The database refused a change: {exc.orig}.",
            remedy="Store first what the record refers to, with values in range.",
            stage="storage",
        ) from exc


def begins_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Return the condition that a column begins with a prefix, as a range that an index answers."""
    return and_(column >= prefix, column < prefix + _AFTER_ALL)
