"""Tables of the writers' room: the ledger and its pots, what was learned, who is closed, answers, conversations."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from noktvrn.storage.columns import UtcInstant, fraction, json_document, prose, word
from noktvrn.storage.schema import metadata

_NANO = Decimal(10) ** 9


class UsdAmount(TypeDecorator[Decimal]):
    """US dollars as a whole number of billionths, so that sums are exact on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Round up: a budget must never look larger than it is."""
        return None if value is None else int((value * _NANO).to_integral_value(ROUND_CEILING))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return dollars; sums of Postgres come as Decimal."""
        return None if value is None else Decimal(int(value)) / _NANO


# No references to artists and runs: money that was spent stays spent, also on an artist that was never stored.
model_calls = Table(
    "model_calls",
    metadata,
    Column("id", word(), primary_key=True),
    Column("effort", word(), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("day", word(), nullable=False),
    Column("role", word(), nullable=False),
    Column("prompt", prose(), nullable=False),
    Column("prompt_digest", word(), nullable=False),
    Column("artist_id", word()),
    Column("run_id", word()),
    Column("vendor", word(), nullable=False),
    Column("model", word(), nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("reserved_usd", UsdAmount, nullable=False),
    Column("state", word(), nullable=False),
    Column("cost_usd", UsdAmount),
    Column("is_price_known", Boolean, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cache_read_tokens", BigInteger, nullable=False),
    Column("latency_s", fraction(), nullable=False),
    Column("fault", word()),
    Column("moved_on_to", prose(), nullable=False),
    CheckConstraint("reserved_usd >= 0", name="reserved_usd"),
    CheckConstraint("cost_usd >= 0", name="cost_usd"),
)
Index("ix_model_calls_day", model_calls.c.day)
_RESERVED = text("state = 'reserved'")
Index(
    "ix_model_calls_expires_at",
    model_calls.c.expires_at,
    sqlite_where=_RESERVED,
    postgresql_where=_RESERVED,
)
_OF_A_RUN = text("run_id IS NOT NULL")
Index(
    "ix_model_calls_run_id_id",
    model_calls.c.run_id,
    model_calls.c.id,
    sqlite_where=_OF_A_RUN,
    postgresql_where=_OF_A_RUN,
)

pots = Table(
    "pots",
    metadata,
    Column("pot", word(), primary_key=True),
    Column("spent_usd", UsdAmount, nullable=False),
)

model_standings = Table(
    "model_standings",
    metadata,
    Column("role", word(), nullable=False),
    Column("vendor", word(), nullable=False),
    Column("model", word(), nullable=False),
    Column("good", fraction(), nullable=False),
    Column("bad", fraction(), nullable=False),
    Column("latency_s", fraction(), nullable=False),
    Column("cost_usd", fraction(), nullable=False),
    Column("rating", fraction(), nullable=False),
    Column("ratings", fraction(), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("role", "vendor", "model"),
)

closures = Table(
    "closures",
    metadata,
    Column("key", word(), primary_key=True),
    Column("vendor", word(), nullable=False),
    Column("model", word(), nullable=False),
    Column("fault", word(), nullable=False),
    Column("cause", prose(), nullable=False),
    Column("remedy", prose(), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("needs_person", Boolean, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
)

stored_answers = Table(
    "stored_answers",
    metadata,
    Column("key", word(), primary_key=True),
    Column("vendor", word(), nullable=False),
    Column("model", word(), nullable=False),
    Column("value", prose(), nullable=False),
    Column("at", UtcInstant, nullable=False),
)
Index("ix_stored_answers_at", stored_answers.c.at)

conversations = Table(
    "conversations",
    metadata,
    Column("artist_id", word(), nullable=False),
    Column("role", word(), nullable=False),
    Column("summary", prose(), nullable=False),
    Column("exchanges", json_document(), nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("artist_id", "role"),
)
