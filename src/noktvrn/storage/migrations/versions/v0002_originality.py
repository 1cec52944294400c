"""Fingerprints of songs, and the index by which those that may be alike are found.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "fingerprints",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("artist_id", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("melody", sa.LargeBinary(), nullable=False),
        sa.Column("harmony", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name="fk_fingerprints_artist_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_fingerprints_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fingerprints"),
        sa.UniqueConstraint("run_id", "pass_no", name="uq_fingerprints_run_id_pass_no"),
    )
    op.create_table(
        "fingerprint_keys",
        sa.Column("piece", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint_id", COUNTER, nullable=False),
        sa.ForeignKeyConstraint(["fingerprint_id"], ["fingerprints.id"], name="fk_fingerprint_keys_fingerprint_id"),
        sa.PrimaryKeyConstraint("piece", "fingerprint_id", name="pk_fingerprint_keys"),
        sqlite_with_rowid=False,
    )
