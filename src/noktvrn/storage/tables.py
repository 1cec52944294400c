"""The label's tables. Column names are those of the records, so that a row and a record map by name.

Sized for 1,000 artists and 100,000 runs: each listing has an index that it reads from one end.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from noktvrn.storage import schema, tables_chats, tables_notices, tables_room
from noktvrn.storage.columns import UtcInstant, counter, fraction, json_document, prose, word

PARTS = (tables_chats, tables_notices, tables_room)
"""Modules that describe further tables; named here so that :data:`metadata` is whole wherever it is read from here."""

metadata = schema.metadata

artists = Table(
    "artists",
    metadata,
    Column("id", word(), primary_key=True),
    Column("slug", word(), nullable=False),
    Column("status", word(), nullable=False),
    Column("status_reason", prose(), nullable=False),
    Column("autopilot", Boolean, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("brief", prose(), nullable=False),
    Column("identity", json_document(), nullable=False),
    Column("sound", json_document(), nullable=False),
    Column("voice", json_document(), nullable=False),
    Column("look", json_document(), nullable=False),
    Column("writer", json_document(), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("slug"),
    CheckConstraint("version >= 0", name="version"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", word(), primary_key=True),
    Column("artist_id", word(), ForeignKey("artists.id")),
    Column("brief", prose(), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("autopilot", Boolean, nullable=False),
    Column("state", word(), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("from_step", word(), nullable=False),
    Column("seed_pass_no", Integer),
    Column("dispatch_no", Integer, nullable=False),
    Column("title", prose(), nullable=False),
    Column("reason", prose(), nullable=False),
    Column("failure", json_document()),
    Column("review_deadline", UtcInstant),
    Column("created_at", UtcInstant, nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("pass_no >= 1", name="pass_no"),
    CheckConstraint("version >= 0", name="version"),
)
Index("ix_runs_artist_id_id", runs.c.artist_id, runs.c.id)
Index("ix_runs_artist_id_state_id", runs.c.artist_id, runs.c.state, runs.c.id)
Index("ix_runs_state_id", runs.c.state, runs.c.id)
_WAITS = text("state = 'needs_decision'")
Index("ix_runs_review_deadline", runs.c.review_deadline, sqlite_where=_WAITS, postgresql_where=_WAITS)

artist_events = Table(
    "artist_events",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("artist_id", word(), ForeignKey("artists.id"), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("kind", word(), nullable=False),
    Column("actor", prose(), nullable=False),
    Column("reason", prose(), nullable=False),
    Column("run_id", word(), ForeignKey("runs.id")),
    Column("details", json_document(), nullable=False),
)
Index("ix_artist_events_artist_id_id", artist_events.c.artist_id, artist_events.c.id)

steps = Table(
    "steps",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("step", word(), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("outcome", word(), nullable=False),
    Column("started_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
    Column("worker", word()),
    Column("result", json_document(), nullable=False),
    Column("failure", json_document()),
    Column("progress", fraction(), nullable=False),
    Column("note", prose(), nullable=False),
    UniqueConstraint("run_id", "pass_no", "step", "attempt"),
    CheckConstraint("pass_no >= 1 AND attempt >= 1", name="counts"),
    CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
)
_SUCCEEDED = text("outcome = 'succeeded'")
Index(
    "uq_steps_one_success",
    steps.c.run_id,
    steps.c.pass_no,
    steps.c.step,
    unique=True,
    sqlite_where=_SUCCEEDED,
    postgresql_where=_SUCCEEDED,
)

run_assets = Table(
    "run_assets",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("step", word(), nullable=False),
    Column("name", word(), nullable=False),
    Column("sha256", word(), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", word(), nullable=False),
    UniqueConstraint("run_id", "pass_no", "name"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("size_bytes >= 0", name="size_bytes"),
)

provenance = Table(
    "provenance",
    metadata,
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("asset", word(), nullable=False),
    Column("sha256", word(), nullable=False),
    Column("role", word(), nullable=False),
    Column("provider", word(), nullable=False),
    Column("model", prose(), nullable=False),
    Column("prompt", prose(), nullable=False),
    Column("parameters", json_document(), nullable=False),
    Column("seed", BigInteger),
    Column("licence", prose(), nullable=False),
    Column("human_edits", json_document(), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("previous", word(), nullable=False),
    Column("digest", word(), nullable=False),
    PrimaryKeyConstraint("run_id", "sequence"),
)

reflections = Table(
    "reflections",
    metadata,
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("artist_id", word(), ForeignKey("artists.id"), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("summary", prose(), nullable=False),
    Column("applied", json_document(), nullable=False),
    PrimaryKeyConstraint("run_id", "pass_no"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", word(), primary_key=True),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("verdict", word(), nullable=False),
    Column("actor", prose(), nullable=False),
    Column("surface", word(), nullable=False),
    Column("reason", prose(), nullable=False),
    Column("chips", json_document(), nullable=False),
    Column("artefacts", json_document(), nullable=False),
    Column("decided_at", UtcInstant, nullable=False),
    Column("effective_at", UtcInstant, nullable=False),
    Column("state", word(), nullable=False),
    Column("undone_by", prose()),
    Column("undone_at", UtcInstant),
)
Index("ix_decisions_run_id_id", decisions.c.run_id, decisions.c.id)
_STANDS = text("state <> 'undone'")
Index(
    "uq_decisions_one_standing",
    decisions.c.run_id,
    decisions.c.pass_no,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)

releases = Table(
    "releases",
    metadata,
    Column("id", word(), primary_key=True),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("artist_id", word(), ForeignKey("artists.id"), nullable=False),
    Column("title", prose(), nullable=False),
    Column("folder", word(), nullable=False),
    Column("packaged_at", UtcInstant, nullable=False),
    Column("sums_sha256", word(), nullable=False),
    UniqueConstraint("run_id"),
    UniqueConstraint("folder"),
)
Index("ix_releases_packaged_at_id", releases.c.packaged_at, releases.c.id)
Index("ix_releases_artist_id_packaged_at_id", releases.c.artist_id, releases.c.packaged_at, releases.c.id)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("artist_id", word(), ForeignKey("artists.id"), nullable=False),
    Column("title", prose(), nullable=False),
    Column("taken_at", UtcInstant, nullable=False),
    Column("melody", LargeBinary, nullable=False),
    Column("harmony", LargeBinary, nullable=False),
    UniqueConstraint("run_id", "pass_no"),
)

# The key is the whole row: without a row number of its own the table is its index.
fingerprint_keys = Table(
    "fingerprint_keys",
    metadata,
    Column("piece", BigInteger, nullable=False),
    Column("fingerprint_id", counter(), ForeignKey("fingerprints.id"), nullable=False),
    PrimaryKeyConstraint("piece", "fingerprint_id"),
    sqlite_with_rowid=False,
)

clips = Table(
    "clips",
    metadata,
    Column("digest", word(), primary_key=True),
    Column("path", prose(), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("standing", word(), nullable=False),
    Column("refusal", prose(), nullable=False),
    Column("facts", json_document()),
    Column("tags", json_document(), nullable=False),
    Column("credit", json_document(), nullable=False),
    Column("added_at", UtcInstant, nullable=False),
    Column("seen_at", UtcInstant, nullable=False),
    CheckConstraint("length(digest) = 64", name="digest"),
    CheckConstraint("size_bytes >= 0", name="size_bytes"),
)

clip_uses = Table(
    "clip_uses",
    metadata,
    Column("digest", word(), ForeignKey("clips.digest"), nullable=False),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("film", word(), nullable=False),
    Column("shots", Integer, nullable=False),
    Column("seconds", fraction(), nullable=False),
    Column("used_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("digest", "run_id", "pass_no", "film"),
)
Index("ix_clip_uses_run_id", clip_uses.c.run_id)

commands = Table(
    "commands",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("kind", word(), nullable=False),
    Column("run_id", word(), ForeignKey("runs.id"), nullable=False),
    Column("workflow_id", word(), nullable=False),
    Column("arguments", json_document(), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("done_at", UtcInstant),
    UniqueConstraint("kind", "workflow_id"),
)
_PENDING = text("done_at IS NULL")
Index("ix_commands_pending", commands.c.due_at, commands.c.id, sqlite_where=_PENDING, postgresql_where=_PENDING)

workers = Table(
    "workers",
    metadata,
    Column("worker", word(), primary_key=True),
    Column("host", prose(), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UtcInstant, nullable=False),
    Column("beat_at", UtcInstant, nullable=False),
    Column("stopped", Boolean, nullable=False),
)

operators = Table(
    "operators",
    metadata,
    Column("id", word(), primary_key=True),
    Column("name", prose(), nullable=False),
    Column("key", word(), nullable=False),
    Column("scopes", json_document(), nullable=False),
    Column("password_hash", prose()),
    Column("created_at", UtcInstant, nullable=False),
    Column("disabled_at", UtcInstant),
    UniqueConstraint("key"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", word(), primary_key=True),
    Column("operator_id", word(), ForeignKey("operators.id"), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("used_at", UtcInstant),
)
Index("ix_sign_in_links_expires_at", sign_in_links.c.expires_at)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("digest", word(), primary_key=True),
    Column("operator_id", word(), ForeignKey("operators.id"), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("seen_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("address", prose(), nullable=False),
    Column("agent", prose(), nullable=False),
)
Index("ix_web_sessions_expires_at", web_sessions.c.expires_at)
Index("ix_web_sessions_operator_id", web_sessions.c.operator_id)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", word(), primary_key=True),
    Column("name", prose(), nullable=False),
    Column("digest", word(), nullable=False),
    Column("scopes", json_document(), nullable=False),
    Column("created_by", prose(), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant),
    Column("used_at", UtcInstant),
    Column("revoked_at", UtcInstant),
    UniqueConstraint("digest"),
)
_GOOD = text("revoked_at IS NULL")
Index("uq_api_tokens_one_good", api_tokens.c.name, unique=True, sqlite_where=_GOOD, postgresql_where=_GOOD)

audit = Table(
    "audit",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("actor", prose(), nullable=False),
    Column("surface", word(), nullable=False),
    Column("action", word(), nullable=False),
    Column("subject", prose(), nullable=False),
    Column("outcome", word(), nullable=False),
    Column("address", prose(), nullable=False),
    Column("details", json_document(), nullable=False),
)
_REFUSED = text("outcome <> 'done'")
Index("ix_audit_refused", audit.c.action, audit.c.at, sqlite_where=_REFUSED, postgresql_where=_REFUSED)

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("owner", word(), nullable=False),
    Column("key", word(), nullable=False),
    Column("fingerprint", word(), nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_type", word(), nullable=False),
    Column("body", prose(), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    PrimaryKeyConstraint("owner", "key"),
)
Index("ix_kept_answers_created_at", kept_answers.c.created_at)
