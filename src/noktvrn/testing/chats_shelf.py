"""The repository of people, chats and messages over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
from noktvrn.testing.shelves import Shelves, kept, require
from noktvrn.types import RunId


class ChatShelf:
    """People, chats, messages, and the bot."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def save_user(self, user: ChatUser) -> None:
        """Store a person."""
        self._shelves.chat_users[user.user_id] = kept(user)

    def user(self, user_id: int) -> ChatUser | None:
        """Return the person."""
        return self._shelves.chat_users.get(user_id)

    def users(self) -> list[ChatUser]:
        """List all by name, revoked ones last."""
        order = sorted(self._shelves.chat_users.values(), key=lambda each: (each.name.lower(), each.user_id))
        return sorted(order, key=lambda each: each.revoked_at is not None)

    def save_chat(self, chat: Chat) -> None:
        """Store a chat."""
        self._shelves.chats[chat.id] = kept(chat)

    def chat(self, chat_id: int) -> Chat | None:
        """Return a chat."""
        return self._shelves.chats.get(chat_id)

    def chats(self) -> list[Chat]:
        """List all in order of pairing."""
        return sorted(self._shelves.chats.values(), key=lambda each: (each.added_at, each.id))

    def rename_chat(self, chat_id: int, new_id: int) -> None:
        """Give a chat another number; its messages go along."""
        if chat_id == new_id or chat_id not in self._shelves.chats:
            return
        old = self._shelves.chats.pop(chat_id)
        self._shelves.chats.setdefault(new_id, replace(old, id=new_id))
        messages = self._shelves.chat_messages
        for number, message in list(messages.items()):
            if message.chat_id == new_id:
                del messages[number]
            elif message.chat_id == chat_id:
                messages[number] = replace(message, chat_id=new_id)

    def add_code(self, code: PairingCode) -> None:
        """Store a code."""
        self._shelves.chat_codes.setdefault(code.digest, kept(code))

    def use_code(self, digest: str, user_id: int, now: datetime) -> PairingCode | None:
        """Use up a code."""
        code = self._shelves.chat_codes.get(digest)
        if code is None or code.used_at is not None or code.expires_at <= now:
            return None
        used = self._shelves.chat_codes[digest] = replace(code, used_at=now, used_by=user_id)
        return used

    def claim(self, message: ChatMessage) -> ChatMessage | None:
        """Store a message unless its chat has one about the same."""
        require(message.chat_id in self._shelves.chats, "chat", str(message.chat_id))
        if self.message_of(message.chat_id, message.kind, message.subject, message.pass_no) is not None:
            return None
        number = max(self._shelves.chat_messages, default=0) + 1
        stored = self._shelves.chat_messages[number] = kept(replace(message, id=number))
        return stored

    def save_message(self, message: ChatMessage) -> None:
        """Store how a message stands now."""
        if message.id in self._shelves.chat_messages:
            self._shelves.chat_messages[message.id] = kept(message)

    def message(self, message_id: int) -> ChatMessage | None:
        """Return the message of our own number."""
        return self._shelves.chat_messages.get(message_id)

    def message_of(self, chat_id: int, kind: MessageKind, subject: str, pass_no: int) -> ChatMessage | None:
        """Return the message about something."""
        wanted = (chat_id, kind, subject, pass_no)
        return next((m for m in self._messages() if (m.chat_id, m.kind, m.subject, m.pass_no) == wanted), None)

    def message_at(self, chat_id: int, number: int) -> ChatMessage | None:
        """Return the message that the messenger numbers so."""
        return next((m for m in self._messages() if (m.chat_id, m.message_id) == (chat_id, number)), None)

    def unsettled(self, chat_id: int) -> list[ChatMessage]:
        """List what is claimed or open, oldest first."""
        return [m for m in self._messages() if m.chat_id == chat_id and m.state is not MessageState.CLOSED]

    def subjects_shown(self, chat_id: int, wanted: Sequence[RunId]) -> frozenset[tuple[str, int]]:
        """Return run and take of each item that the chat has."""
        items = [m for m in self._messages() if m.chat_id == chat_id and m.kind is MessageKind.ITEM]
        return frozenset((m.subject, m.pass_no) for m in items if m.subject in wanted)

    def forget_messages(self) -> None:
        """Forget all messages."""
        self._shelves.chat_messages = {}

    def bot(self, name: str) -> BotRecord:
        """Return how a bot stands."""
        return self._shelves.chat_bots.get(name, BotRecord(name))

    def save_bot(self, bot: BotRecord) -> None:
        """Store how a bot stands, but not who holds it."""
        old = self.bot(bot.name)
        self._shelves.chat_bots[bot.name] = kept(replace(bot, holder=old.holder, held_until=old.held_until))

    def hold_bot(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Hold a bot that is free, ours, or whose holder has let its time run out."""
        bot = self.bot(name)
        if bot.holder not in {"", holder} and bot.held_until is not None and bot.held_until > now:
            return False
        self._shelves.chat_bots[name] = replace(bot, holder=holder, held_until=until)
        return True

    def release_bot(self, name: str, holder: str) -> None:
        """Let go of a bot."""
        bot = self.bot(name)
        if bot.holder == holder:
            self._shelves.chat_bots[name] = replace(bot, holder="", held_until=None)

    def begin_update(self, update: AppliedUpdate) -> AppliedUpdate:
        """Store an update unless it is there, and return what is stored."""
        return self._shelves.chat_updates.setdefault((update.bot_id, update.update_id), update)

    def end_update(self, bot_id: int, update_id: int, now: datetime) -> None:
        """Mark an update as applied."""
        key = (bot_id, update_id)
        if key in self._shelves.chat_updates:
            self._shelves.chat_updates[key] = replace(self._shelves.chat_updates[key], done_at=now)

    def sweep(self, before: datetime) -> None:
        """Forget what is of no more use."""
        shelves = self._shelves
        shelves.chat_updates = {key: each for key, each in shelves.chat_updates.items() if each.begun_at >= before}
        shelves.chat_codes = {key: each for key, each in shelves.chat_codes.items() if each.expires_at >= before}
        shelves.chat_messages = {
            number: each
            for number, each in shelves.chat_messages.items()
            if each.state is not MessageState.CLOSED or each.claimed_at >= before
        }

    def _messages(self) -> list[ChatMessage]:
        return list(self._shelves.chat_messages.values())
