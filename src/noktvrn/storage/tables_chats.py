"""Tables of chats: people who were paired, their chats, the messages that stand there, the bot."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from noktvrn.storage.columns import UtcInstant, counter, json_document, prose, word
from noktvrn.storage.schema import metadata

chat_users = Table(
    "chat_users",
    metadata,
    Column("user_id", BigInteger, nullable=False, autoincrement=False),
    Column("name", prose(), nullable=False),
    Column("role", word(), nullable=False),
    Column("paired_at", UtcInstant, nullable=False),
    Column("revoked_at", UtcInstant),
    PrimaryKeyConstraint("user_id"),
)

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, nullable=False, autoincrement=False),
    Column("title", prose(), nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", UtcInstant, nullable=False),
    Column("muted_until", UtcInstant),
    Column("blocked_at", UtcInstant),
    Column("blocked_why", prose(), nullable=False),
    PrimaryKeyConstraint("id"),
)

chat_codes = Table(
    "chat_codes",
    metadata,
    Column("digest", word(), primary_key=True),
    Column("role", word(), nullable=False),
    Column("name", prose(), nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("expires_at", UtcInstant, nullable=False),
    Column("used_at", UtcInstant),
    Column("used_by", BigInteger),
)

chat_messages = Table(
    "chat_messages",
    metadata,
    Column("id", counter(), primary_key=True),
    Column("chat_id", BigInteger, ForeignKey("chats.id"), nullable=False),
    Column("kind", word(), nullable=False),
    Column("subject", word(), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("state", word(), nullable=False),
    Column("claimed_at", UtcInstant, nullable=False),
    Column("message_id", BigInteger),
    Column("has_media", Boolean, nullable=False),
    Column("shown", word(), nullable=False),
    Column("asking", word(), nullable=False),
    Column("asked_by", BigInteger),
    Column("asked_at", UtcInstant),
    Column("sent_at", UtcInstant),
    Column("edited_at", UtcInstant),
    Column("body", json_document(), nullable=False),
    UniqueConstraint("chat_id", "kind", "subject", "pass_no"),
)
Index("ix_chat_messages_chat_id_message_id", chat_messages.c.chat_id, chat_messages.c.message_id)
_UNSETTLED = text("state <> 'closed'")
Index(
    "ix_chat_messages_unsettled",
    chat_messages.c.chat_id,
    chat_messages.c.id,
    sqlite_where=_UNSETTLED,
    postgresql_where=_UNSETTLED,
)

chat_bots = Table(
    "chat_bots",
    metadata,
    Column("name", word(), primary_key=True),
    Column("bot_id", BigInteger),
    Column("username", word(), nullable=False),
    Column("next_update", BigInteger, nullable=False),
    Column("read_at", UtcInstant),
    Column("holder", word(), nullable=False),
    Column("held_until", UtcInstant),
    Column("problem", json_document(), nullable=False),
)

chat_updates = Table(
    "chat_updates",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("begun_at", UtcInstant, nullable=False),
    Column("done_at", UtcInstant),
    PrimaryKeyConstraint("bot_id", "update_id"),
)
Index("ix_chat_updates_begun_at", chat_updates.c.begun_at)
