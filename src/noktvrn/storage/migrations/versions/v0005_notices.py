"""Notices, and how far each target has been told.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both tables."""
    _create_notices()
    _create_notice_targets()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("run_id", WORD, nullable=True),
        sa.Column("artist_id", WORD, nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_at", "notices", ["at"])
    op.create_index("ix_notices_kind_id", "notices", ["kind", "id"])
    op.create_index(
        "ix_notices_run_id_id",
        "notices",
        ["run_id", "id"],
        sqlite_where=sa.text("run_id IS NOT NULL"),
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )


def _create_notice_targets() -> None:
    op.create_table(
        "notice_targets",
        sa.Column("name", WORD, nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", INSTANT, nullable=True),
        sa.Column("planned_to", sa.BigInteger(), nullable=True),
        sa.Column("planned_form", WORD, nullable=True),
        sa.Column("window_from", INSTANT, nullable=True),
        sa.Column("window_told", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", INSTANT, nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.CheckConstraint("cursor >= 0", name="ck_notice_targets_cursor"),
        sa.PrimaryKeyConstraint("name", name="pk_notice_targets"),
    )
