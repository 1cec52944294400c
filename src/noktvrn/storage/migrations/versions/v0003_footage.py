"""Clips of the footage library, and which films used them.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "clips",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("standing", WORD, nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("tags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("credit", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="ck_clips_digest"),
        sa.CheckConstraint("size_bytes >= 0", name="ck_clips_size_bytes"),
        sa.PrimaryKeyConstraint("digest", name="pk_clips"),
    )
    op.create_table(
        "clip_uses",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("film", WORD, nullable=False),
        sa.Column("shots", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["clips.digest"], name="fk_clip_uses_digest"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_clip_uses_run_id"),
        sa.PrimaryKeyConstraint("digest", "run_id", "pass_no", "film", name="pk_clip_uses"),
    )
    op.create_index("ix_clip_uses_run_id", "clip_uses", ["run_id"])
