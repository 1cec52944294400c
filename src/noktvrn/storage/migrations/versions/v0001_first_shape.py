"""The first shape: artists, runs and all that hangs on them.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create all tables."""
    _create_artists()
    _create_runs()
    _create_artist_events()
    _create_steps()
    _create_run_assets()
    _create_provenance()
    _create_reflections()
    _create_decisions()
    _create_releases()
    _create_commands()
    _create_workers()


def _create_artists() -> None:
    op.create_table(
        "artists",
        sa.Column("id", WORD, nullable=False),
        sa.Column("slug", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("autopilot", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("identity", sa.JSON(), nullable=False),
        sa.Column("sound", sa.JSON(), nullable=False),
        sa.Column("voice", sa.JSON(), nullable=False),
        sa.Column("look", sa.JSON(), nullable=False),
        sa.Column("writer", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 0", name="ck_artists_version"),
        sa.PrimaryKeyConstraint("id", name="pk_artists"),
        sa.UniqueConstraint("slug", name="uq_artists_slug"),
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", WORD, nullable=False),
        sa.Column("artist_id", WORD, nullable=True),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("autopilot", sa.Boolean(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("from_step", WORD, nullable=False),
        sa.Column("seed_pass_no", sa.Integer(), nullable=True),
        sa.Column("dispatch_no", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("review_deadline", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pass_no >= 1", name="ck_runs_pass_no"),
        sa.CheckConstraint("version >= 0", name="ck_runs_version"),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name="fk_runs_artist_id"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_artist_id_id", "runs", ["artist_id", "id"])
    op.create_index("ix_runs_artist_id_state_id", "runs", ["artist_id", "state", "id"])
    op.create_index(
        "ix_runs_review_deadline",
        "runs",
        ["review_deadline"],
        sqlite_where=sa.text("state = 'needs_decision'"),
        postgresql_where=sa.text("state = 'needs_decision'"),
    )
    op.create_index("ix_runs_state_id", "runs", ["state", "id"])


def _create_artist_events() -> None:
    op.create_table(
        "artist_events",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("artist_id", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("run_id", WORD, nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name="fk_artist_events_artist_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_artist_events_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_artist_events"),
    )
    op.create_index("ix_artist_events_artist_id_id", "artist_events", ["artist_id", "id"])


def _create_steps() -> None:
    op.create_table(
        "steps",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("step", WORD, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("worker", WORD, nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("progress", sa.Float(precision=53), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("pass_no >= 1 AND attempt >= 1", name="ck_steps_counts"),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name="ck_steps_progress"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_steps_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("run_id", "pass_no", "step", "attempt", name="uq_steps_run_id_pass_no_step_attempt"),
    )
    op.create_index(
        "uq_steps_one_success",
        "steps",
        ["run_id", "pass_no", "step"],
        unique=True,
        sqlite_where=sa.text("outcome = 'succeeded'"),
        postgresql_where=sa.text("outcome = 'succeeded'"),
    )


def _create_run_assets() -> None:
    op.create_table(
        "run_assets",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("step", WORD, nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("sha256", WORD, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", WORD, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="ck_run_assets_sha256"),
        sa.CheckConstraint("size_bytes >= 0", name="ck_run_assets_size_bytes"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_assets_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_run_assets"),
        sa.UniqueConstraint("run_id", "pass_no", "name", name="uq_run_assets_run_id_pass_no_name"),
    )


def _create_provenance() -> None:
    op.create_table(
        "provenance",
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("asset", WORD, nullable=False),
        sa.Column("sha256", WORD, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("provider", WORD, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("human_edits", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("previous", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_provenance_run_id"),
        sa.PrimaryKeyConstraint("run_id", "sequence", name="pk_provenance"),
    )


def _create_reflections() -> None:
    op.create_table(
        "reflections",
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("artist_id", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("applied", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name="fk_reflections_artist_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_reflections_run_id"),
        sa.PrimaryKeyConstraint("run_id", "pass_no", name="pk_reflections"),
    )


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", WORD, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("surface", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chips", sa.JSON(), nullable=False),
        sa.Column("artefacts", sa.JSON(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_decisions_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_run_id_id", "decisions", ["run_id", "id"])
    op.create_index(
        "uq_decisions_one_standing",
        "decisions",
        ["run_id", "pass_no"],
        unique=True,
        sqlite_where=sa.text("state <> 'undone'"),
        postgresql_where=sa.text("state <> 'undone'"),
    )


def _create_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", WORD, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("artist_id", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folder", WORD, nullable=False),
        sa.Column("packaged_at", INSTANT, nullable=False),
        sa.Column("sums_sha256", WORD, nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name="fk_releases_artist_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_releases_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("folder", name="uq_releases_folder"),
        sa.UniqueConstraint("run_id", name="uq_releases_run_id"),
    )
    op.create_index("ix_releases_artist_id_packaged_at_id", "releases", ["artist_id", "packaged_at", "id"])
    op.create_index("ix_releases_packaged_at_id", "releases", ["packaged_at", "id"])


def _create_commands() -> None:
    op.create_table(
        "commands",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("run_id", WORD, nullable=False),
        sa.Column("workflow_id", WORD, nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_commands_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commands"),
        sa.UniqueConstraint("kind", "workflow_id", name="uq_commands_kind_workflow_id"),
    )
    op.create_index(
        "ix_commands_pending",
        "commands",
        ["due_at", "id"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _create_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("worker", WORD, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("beat_at", INSTANT, nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_workers"),
    )
