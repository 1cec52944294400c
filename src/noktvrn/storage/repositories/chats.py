"""People and chats, the messages that stand there, and how far the bot has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from noktvrn.ports.chats import (
    AppliedUpdate,
    BotRecord,
    Chat,
    ChatMessage,
    ChatUser,
    MessageKind,
    MessageState,
    PairingCode,
)
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free, upsertable
from noktvrn.storage.tables_chats import chat_bots, chat_codes, chat_messages, chat_updates, chat_users, chats
from noktvrn.types import RunId

_USERS = RowMapping(ChatUser, chat_users)
_CHATS = RowMapping(Chat, chats)
_CODES = RowMapping(PairingCode, chat_codes)
_MESSAGES = RowMapping(ChatMessage, chat_messages)
_BOTS = RowMapping(BotRecord, chat_bots)
_UPDATES = RowMapping(AppliedUpdate, chat_updates)


class SqlChatRepository:
    """Implements :class:`noktvrn.ports.chats.ChatRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def save_user(self, user: ChatUser) -> None:
        """Store a person."""
        self._put(chat_users, "user_id", _USERS.to_row(user))

    def user(self, user_id: int) -> ChatUser | None:
        """Return the person."""
        found = self._connection.execute(select(*_USERS.columns).where(chat_users.c.user_id == user_id)).one_or_none()
        return None if found is None else _USERS.from_row(found)

    def users(self) -> list[ChatUser]:
        """List all by name, revoked ones last."""
        order = (chat_users.c.revoked_at.is_not(None), func.lower(chat_users.c.name), chat_users.c.user_id)
        return _USERS.from_rows(self._connection.execute(select(*_USERS.columns).order_by(*order)))

    def save_chat(self, chat: Chat) -> None:
        """Store a chat."""
        self._put(chats, "id", _CHATS.to_row(chat))

    def chat(self, chat_id: int) -> Chat | None:
        """Return a chat."""
        found = self._connection.execute(select(*_CHATS.columns).where(chats.c.id == chat_id)).one_or_none()
        return None if found is None else _CHATS.from_row(found)

    def chats(self) -> list[Chat]:
        """List all in order of pairing."""
        return _CHATS.from_rows(
            self._connection.execute(select(*_CHATS.columns).order_by(chats.c.added_at, chats.c.id))
        )

    def rename_chat(self, chat_id: int, new_id: int) -> None:
        """Give a chat another number; its messages go along."""
        old = self.chat(chat_id)
        if old is None or chat_id == new_id:
            return
        row = {**_CHATS.to_row(old), "id": new_id}
        insert_if_free(self._connection, chats, row)
        self._connection.execute(delete(chat_messages).where(chat_messages.c.chat_id == new_id))
        mine = chat_messages.c.chat_id == chat_id
        execute_counted(self._connection, update(chat_messages).where(mine).values(chat_id=new_id))
        self._connection.execute(delete(chats).where(chats.c.id == chat_id))

    def add_code(self, code: PairingCode) -> None:
        """Store a code."""
        insert_if_free(self._connection, chat_codes, _CODES.to_row(code))

    def use_code(self, digest: str, user_id: int, now: datetime) -> PairingCode | None:
        """Use up a code; the condition is part of the statement, so that two that meet cannot both use it."""
        mine = chat_codes.c.digest == digest
        good = mine & chat_codes.c.used_at.is_(None) & (chat_codes.c.expires_at > now)
        used = update(chat_codes).where(good).values(used_at=now, used_by=user_id)
        if execute_counted(self._connection, used) == 0:
            return None
        return _CODES.from_row(self._connection.execute(select(*_CODES.columns).where(mine)).one())

    def claim(self, message: ChatMessage) -> ChatMessage | None:
        """Store a message unless its chat has one about the same; the database counts its number."""
        row = _MESSAGES.to_row(message)
        del row["id"]
        if not insert_if_free(self._connection, chat_messages, row):
            return None
        return self.message_of(message.chat_id, message.kind, message.subject, message.pass_no)

    def save_message(self, message: ChatMessage) -> None:
        """Store how a message stands now."""
        row = _MESSAGES.to_row(message)
        mine = chat_messages.c.id == row.pop("id")
        execute_counted(self._connection, update(chat_messages).where(mine).values(**row))

    def message(self, message_id: int) -> ChatMessage | None:
        """Return the message of our own number."""
        return self._message(chat_messages.c.id == message_id)

    def message_of(self, chat_id: int, kind: MessageKind, subject: str, pass_no: int) -> ChatMessage | None:
        """Return the message about something."""
        return self._message(
            (chat_messages.c.chat_id == chat_id)
            & (chat_messages.c.kind == kind.value)
            & (chat_messages.c.subject == subject)
            & (chat_messages.c.pass_no == pass_no)
        )

    def message_at(self, chat_id: int, number: int) -> ChatMessage | None:
        """Return the message that the messenger numbers so."""
        return self._message((chat_messages.c.chat_id == chat_id) & (chat_messages.c.message_id == number))

    def unsettled(self, chat_id: int) -> list[ChatMessage]:
        """List what is claimed or open, oldest first."""
        mine = (chat_messages.c.chat_id == chat_id) & (chat_messages.c.state != MessageState.CLOSED.value)
        listing = select(*_MESSAGES.columns).where(mine).order_by(chat_messages.c.id)
        return _MESSAGES.from_rows(self._connection.execute(listing))

    def subjects_shown(self, chat_id: int, wanted: Sequence[RunId]) -> frozenset[tuple[str, int]]:
        """Return run and take of each item that the chat has."""
        mine = (
            (chat_messages.c.chat_id == chat_id)
            & (chat_messages.c.kind == MessageKind.ITEM.value)
            & chat_messages.c.subject.in_(list(wanted))
        )
        rows = self._connection.execute(select(chat_messages.c.subject, chat_messages.c.pass_no).where(mine))
        return frozenset((subject, pass_no) for subject, pass_no in rows)

    def forget_messages(self) -> None:
        """Forget all messages."""
        self._connection.execute(delete(chat_messages))

    def bot(self, name: str) -> BotRecord:
        """Return how a bot stands."""
        found = self._connection.execute(select(*_BOTS.columns).where(chat_bots.c.name == name)).one_or_none()
        return BotRecord(name) if found is None else _BOTS.from_row(found)

    def save_bot(self, bot: BotRecord) -> None:
        """Store how a bot stands, but not who holds it."""
        row = _BOTS.to_row(bot)
        insert_if_free(self._connection, chat_bots, _BOTS.to_row(BotRecord(bot.name)))
        said = {name: row[name] for name in ("bot_id", "username", "next_update", "read_at", "problem")}
        execute_counted(self._connection, update(chat_bots).where(chat_bots.c.name == bot.name).values(**said))

    def hold_bot(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Hold a bot that is free, ours, or whose holder has let its time run out."""
        insert_if_free(self._connection, chat_bots, _BOTS.to_row(BotRecord(name)))
        free = or_(
            chat_bots.c.holder.in_(["", holder]), chat_bots.c.held_until.is_(None), chat_bots.c.held_until <= now
        )
        held = update(chat_bots).where((chat_bots.c.name == name) & free).values(holder=holder, held_until=until)
        return execute_counted(self._connection, held) == 1

    def release_bot(self, name: str, holder: str) -> None:
        """Let go of a bot."""
        mine = (chat_bots.c.name == name) & (chat_bots.c.holder == holder)
        execute_counted(self._connection, update(chat_bots).where(mine).values(holder="", held_until=None))

    def begin_update(self, update: AppliedUpdate) -> AppliedUpdate:
        """Store an update unless it is there, and return what is stored."""
        insert_if_free(self._connection, chat_updates, _UPDATES.to_row(update))
        mine = (chat_updates.c.bot_id == update.bot_id) & (chat_updates.c.update_id == update.update_id)
        return _UPDATES.from_row(self._connection.execute(select(*_UPDATES.columns).where(mine)).one())

    def end_update(self, bot_id: int, update_id: int, now: datetime) -> None:
        """Mark an update as applied."""
        mine = (chat_updates.c.bot_id == bot_id) & (chat_updates.c.update_id == update_id)
        execute_counted(self._connection, update(chat_updates).where(mine).values(done_at=now))

    def sweep(self, before: datetime) -> None:
        """Forget what is of no more use."""
        closed = chat_messages.c.state == MessageState.CLOSED.value
        self._connection.execute(delete(chat_updates).where(chat_updates.c.begun_at < before))
        self._connection.execute(delete(chat_codes).where(chat_codes.c.expires_at < before))
        self._connection.execute(delete(chat_messages).where(closed & (chat_messages.c.claimed_at < before)))

    def _message(self, which: ColumnElement[bool]) -> ChatMessage | None:
        found = self._connection.execute(select(*_MESSAGES.columns).where(which).limit(1)).one_or_none()
        return None if found is None else _MESSAGES.from_row(found)

    def _put(self, table: Table, key: str, row: Mapping[str, Any]) -> None:
        changed = {name: value for name, value in row.items() if name != key}
        put = upsertable(self._connection, table).values(**row)
        execute_counted(self._connection, put.on_conflict_do_update(index_elements=[key], set_=changed))
