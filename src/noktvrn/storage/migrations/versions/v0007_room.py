"""The writers' room: calls of language models, pots of money, what was learned, closures, answers, conversations.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
AT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Create the six tables."""
    _create_ledger()
    _create_knowledge()
    _create_memory()


def _create_ledger() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", WORD, nullable=False),
        sa.Column("effort", WORD, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("day", WORD, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("prompt_digest", WORD, nullable=False),
        sa.Column("artist_id", WORD, nullable=True),
        sa.Column("run_id", WORD, nullable=True),
        sa.Column("vendor", WORD, nullable=False),
        sa.Column("model", WORD, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("reserved_usd", sa.BigInteger(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("cost_usd", sa.BigInteger(), nullable=True),
        sa.Column("is_price_known", sa.Boolean(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cache_read_tokens", sa.BigInteger(), nullable=False),
        sa.Column("latency_s", sa.Float(53), nullable=False),
        sa.Column("fault", WORD, nullable=True),
        sa.Column("moved_on_to", sa.Text(), nullable=False),
        sa.CheckConstraint("reserved_usd >= 0", name="ck_model_calls_reserved_usd"),
        sa.CheckConstraint("cost_usd >= 0", name="ck_model_calls_cost_usd"),
        sa.PrimaryKeyConstraint("id", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_day", "model_calls", ["day"])
    reserved, of_a_run = sa.text("state = 'reserved'"), sa.text("run_id IS NOT NULL")
    op.create_index(
        "ix_model_calls_expires_at", "model_calls", ["expires_at"], sqlite_where=reserved, postgresql_where=reserved
    )
    op.create_index(
        "ix_model_calls_run_id_id", "model_calls", ["run_id", "id"], sqlite_where=of_a_run, postgresql_where=of_a_run
    )
    op.create_table(
        "pots",
        sa.Column("pot", WORD, nullable=False),
        sa.Column("spent_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pot", name="pk_pots"),
    )


def _create_knowledge() -> None:
    op.create_table(
        "model_standings",
        sa.Column("role", WORD, nullable=False),
        sa.Column("vendor", WORD, nullable=False),
        sa.Column("model", WORD, nullable=False),
        sa.Column("good", sa.Float(53), nullable=False),
        sa.Column("bad", sa.Float(53), nullable=False),
        sa.Column("latency_s", sa.Float(53), nullable=False),
        sa.Column("cost_usd", sa.Float(53), nullable=False),
        sa.Column("rating", sa.Float(53), nullable=False),
        sa.Column("ratings", sa.Float(53), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("role", "vendor", "model", name="pk_model_standings"),
    )
    op.create_table(
        "closures",
        sa.Column("key", WORD, nullable=False),
        sa.Column("vendor", WORD, nullable=False),
        sa.Column("model", WORD, nullable=False),
        sa.Column("fault", WORD, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("until", AT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_closures"),
    )


def _create_memory() -> None:
    op.create_table(
        "stored_answers",
        sa.Column("key", WORD, nullable=False),
        sa.Column("vendor", WORD, nullable=False),
        sa.Column("model", WORD, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_stored_answers"),
    )
    op.create_index("ix_stored_answers_at", "stored_answers", ["at"])
    op.create_table(
        "conversations",
        sa.Column("artist_id", WORD, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("exchanges", DOCUMENT, nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("artist_id", "role", name="pk_conversations"),
    )
