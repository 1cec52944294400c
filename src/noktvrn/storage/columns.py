"""Column types and expressions that mean the same on SQLite and Postgres."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import from_json
from sqlalchemy import JSON, BigInteger, DateTime, Float, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from noktvrn.errors import InvalidInputError


class UtcInstant(TypeDecorator[datetime]):
    """An instant: timezone-aware UTC in Python, microseconds kept on both databases.

    Naive instants and other offsets are refused, because a conversion would change the text that provenance hashes.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what is not UTC; SQLite keeps the naive text of it."""
        if value is None:
            return None
        if value.utcoffset() != timedelta(0):
            raise InvalidInputError(
                f"The instant {value.isoformat()} is not in UTC.",
                remedy="Pass a timezone-aware datetime in UTC, such as datetime.now(UTC).",
                stage="storage",
            )
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Return what makes an instant of a stored value; listings spend much of their time here."""
        return _from_sqlite if dialect.name == "sqlite" else _from_postgres


def _from_sqlite(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def _from_postgres(value: datetime | None) -> datetime | None:
    # Of the zone of the session; as an object it is equal, but its text is not that of UTC.
    return None if value is None else value.astimezone(UTC)


def word() -> String:
    """Return the type of identifiers and slugs: ordered by code point everywhere, so that prefixes are ranges."""
    return String().with_variant(String(collation="C"), "postgresql")


def counter() -> BigInteger:
    """Return the type of keys that count up; only ``INTEGER`` does so on SQLite."""
    return BigInteger().with_variant(Integer(), "sqlite")


def prose() -> Text:
    """Return the type of text that people read."""
    return Text()


def json_document() -> JSON:
    """Return the type of nested values; the text is kept as written, so that numbers come back exactly."""
    return JSON(none_as_null=True)


def fraction() -> Float[float]:
    """Return the type of double-precision numbers."""
    return Float(53)


def encode_json(value: Any) -> str:
    """Return the JSON text of a value.

    Raises:
        InvalidInputError: It holds something that JSON does not know, such as NaN or an object.
    """
    try:
        return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError) as exc:
        raise InvalidInputError(
            f"A value cannot be kept as JSON: {exc}.",
            remedy="Pass only text, finite numbers, booleans, None, lists and mappings with text keys.",
            stage="storage",
        ) from exc


def decode_json(text: str | bytes) -> Any:
    """Return the value of a JSON text; four times as fast as the standard library, and as exact."""
    return from_json(text)


class DatabaseNow(FunctionElement[datetime]):
    """The present instant by the database's own clock, which all workers share."""

    type = UtcInstant()
    inherit_cache = True


@compiles(DatabaseNow, "sqlite")
def _sqlite_now(element: DatabaseNow, compiler: SQLCompiler, **options: Any) -> str:
    # Milliseconds are all that SQLite tells; the zeros make the text parse as microseconds.
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(DatabaseNow, "postgresql")
def _postgres_now(element: DatabaseNow, compiler: SQLCompiler, **options: Any) -> str:
    # Not now(): that is the start of the transaction, which may have waited.
    return "clock_timestamp()"
