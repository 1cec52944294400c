"""Tables of notices and of the targets that are told of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, UniqueConstraint, text

from noktvrn.storage.columns import UtcInstant, counter, json_document, prose, word
from noktvrn.storage.schema import metadata

# No reference to runs and artists: what happened stays said, whatever becomes of them. Identifiers are never given
# twice, not even after all notices were forgotten: the targets' places are identifiers.
notices = Table(
    "notices",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("at", UtcInstant, nullable=False),
    Column("kind", word(), nullable=False),
    Column("key", word(), nullable=False),
    Column("run_id", word()),
    Column("artist_id", word()),
    Column("payload", json_document(), nullable=False),
    UniqueConstraint("key"),
    sqlite_autoincrement=True,
)
Index("ix_notices_at", notices.c.at)
Index("ix_notices_kind_id", notices.c.kind, notices.c.id)
_OF_A_RUN = text("run_id IS NOT NULL")
Index("ix_notices_run_id_id", notices.c.run_id, notices.c.id, sqlite_where=_OF_A_RUN, postgresql_where=_OF_A_RUN)

notice_targets = Table(
    "notice_targets",
    metadata,
    Column("name", word(), primary_key=True),
    Column("cursor", BigInteger, nullable=False),
    Column("since", UtcInstant, nullable=False),
    Column("claimed_by", prose()),
    Column("claimed_until", UtcInstant),
    Column("planned_to", BigInteger),
    Column("planned_form", word()),
    Column("window_from", UtcInstant),
    Column("window_told", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("told_at", UtcInstant),
    Column("skipped", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("retry_at", UtcInstant),
    Column("failure", json_document()),
    CheckConstraint("cursor >= 0", name="cursor"),
)
