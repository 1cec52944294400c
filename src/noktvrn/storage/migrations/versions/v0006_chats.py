"""Chats in which the label is steered: people, chats, codes, messages, the bot, updates that were applied.

Written out and never changed: databases in the field were made by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
UNSETTLED = "state <> 'closed'"


def upgrade() -> None:
    """Create all tables."""
    _create_people()
    _create_messages()
    _create_bot()


def _create_people() -> None:
    op.create_table(
        "chat_users",
        sa.Column("user_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("paired_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_chat_users"),
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("muted_until", INSTANT, nullable=True),
        sa.Column("blocked_at", INSTANT, nullable=True),
        sa.Column("blocked_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_table(
        "chat_codes",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_chat_codes"),
    )


def _create_messages() -> None:
    op.create_table(
        "chat_messages",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("has_media", sa.Boolean(), nullable=False),
        sa.Column("shown", WORD, nullable=False),
        sa.Column("asking", WORD, nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_chat_messages_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_messages"),
        sa.UniqueConstraint(
            "chat_id", "kind", "subject", "pass_no", name="uq_chat_messages_chat_id_kind_subject_pass_no"
        ),
    )
    op.create_index("ix_chat_messages_chat_id_message_id", "chat_messages", ["chat_id", "message_id"])
    op.create_index(
        "ix_chat_messages_unsettled",
        "chat_messages",
        ["chat_id", "id"],
        sqlite_where=sa.text(UNSETTLED),
        postgresql_where=sa.text(UNSETTLED),
    )


def _create_bot() -> None:
    op.create_table(
        "chat_bots",
        sa.Column("name", WORD, nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("username", WORD, nullable=False),
        sa.Column("next_update", sa.BigInteger(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("holder", WORD, nullable=False),
        sa.Column("held_until", INSTANT, nullable=True),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chat_bots"),
    )
    op.create_table(
        "chat_updates",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_chat_updates"),
    )
    op.create_index("ix_chat_updates_begun_at", "chat_updates", ["begun_at"])
