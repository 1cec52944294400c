"""Chats in which the label is steered: who is let in, which messages stand there, how far the bot has read.

Identifiers of people, chats and messages are those of the messenger. Nothing here sends anything: the records say what
stands in each chat, and the bot makes it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from noktvrn.ports.access import Scope
from noktvrn.types import RunId


class ChatRole(StrEnum):
    """What a paired person may do."""

    DECIDE = "decide"
    """See everything, approve, reject, ask for changes, undo."""
    OPERATE = "operate"
    """That, and start and steer runs and artists."""

    @property
    def scopes(self) -> frozenset[Scope]:
        """The scopes that the role stands for."""
        decides = frozenset({Scope.READ, Scope.DECIDE})
        return decides | {Scope.OPERATE} if self is ChatRole.OPERATE else decides


class MessageKind(StrEnum):
    """What a message is about."""

    ITEM = "item"
    """One take of a song, through its life."""
    REST = "rest"
    """How many songs wait beyond those that are shown."""
    NOTICE = "notice"
    """Something that happened; never edited."""
    COVER = "cover"
    TEASER = "teaser"


class MessageState(StrEnum):
    """Where a message stands."""

    CLAIMED = "claimed"
    """Is to be sent, or was sent by a bot that stopped before it could say so."""
    OPEN = "open"
    """Stands in the chat and follows what it is about."""
    CLOSED = "closed"
    """Stands in the chat and never changes again, or could not be sent at all."""


@dataclass(frozen=True, slots=True)
class ChatUser:
    """A person who was paired.

    Attributes:
        user_id: The person, as the messenger numbers them.
        name: Name that stands on decisions; unique among those who are let in.
        role: What the person may do.
        paired_at: UTC.
        revoked_at: When the person was shut out; None while let in.
    """

    user_id: int
    name: str
    role: ChatRole
    paired_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is told what waits.

    Attributes:
        id: The chat, as the messenger numbers it.
        title: Name of the person or group.
        is_group: Whether several people read it.
        added_by: The person who paired it.
        added_at: UTC.
        muted_until: Nothing new is sent before; None while it is not muted.
        blocked_at: When the messenger refused to deliver; None while it does.
        blocked_why: What it said.
    """

    id: int
    title: str
    is_group: bool
    added_by: int
    added_at: datetime
    muted_until: datetime | None = None
    blocked_at: datetime | None = None
    blocked_why: str = ""


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code that lets one person in, once.

    Attributes:
        digest: SHA-256 of the code.
        role: What the person may do.
        name: Name that stands on decisions; empty takes the messenger's.
        created_at: UTC.
        expires_at: UTC.
        used_at: When it was used; None while it was not.
        used_by: Who used it.
    """

    digest: str
    role: ChatRole
    name: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message that stands, or is to stand, in a chat.

    Attributes:
        id: Counts up; 0 before it is stored.
        chat_id: The chat.
        kind: What it is about.
        subject: The run, or the key of the notice; empty for the rest of the queue.
        pass_no: The take; 0 where there is none.
        state: Where it stands.
        claimed_at: UTC; when it was decided to send it.
        message_id: The message, as the messenger numbers it; None until it is known.
        has_media: Whether it carries sound or a picture, whose text is a caption.
        shown: Short mark of what it shows; another mark means that it is to be edited.
        asking: The verdict whose reason was asked for; empty while none is.
        asked_by: Whom; None while nobody.
        asked_at: UTC; None while nobody.
        sent_at: UTC.
        edited_at: UTC.
        body: What a notice says: JSON values.
    """

    id: int
    chat_id: int
    kind: MessageKind
    subject: str
    pass_no: int
    state: MessageState
    claimed_at: datetime
    message_id: int | None = None
    has_media: bool = False
    shown: str = ""
    asking: str = ""
    asked_by: int | None = None
    asked_at: datetime | None = None
    sent_at: datetime | None = None
    edited_at: datetime | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BotRecord:
    """How the bot stands.

    Attributes:
        name: Which bot: ``"telegram"``.
        bot_id: The bot, as the messenger numbers it; None before it was reached.
        username: How people find it.
        next_update: The next update to read.
        read_at: When updates were last read, UTC.
        holder: The process that reads them.
        held_until: UTC; another process takes over after it.
        problem: Why it does not work, in four parts; empty while it does.
    """

    name: str
    bot_id: int | None = None
    username: str = ""
    next_update: int = 0
    read_at: datetime | None = None
    holder: str = ""
    held_until: datetime | None = None
    problem: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppliedUpdate:
    """An update of an allowed person: its effect is to come about once.

    Attributes:
        bot_id: The bot that received it.
        update_id: The update.
        begun_at: UTC; names what the update makes, so that a second try makes the same.
        done_at: UTC; None while its effect may not have come about.
    """

    bot_id: int
    update_id: int
    begun_at: datetime
    done_at: datetime | None = None


class ChatRepository(Protocol):
    """People, chats, messages, and the bot itself."""

    def save_user(self, user: ChatUser) -> None:
        """Store a person, new or changed."""
        ...

    def user(self, user_id: int) -> ChatUser | None:
        """The person, revoked ones included."""
        ...

    def users(self) -> list[ChatUser]:
        """All, by name; revoked ones last."""
        ...

    def save_chat(self, chat: Chat) -> None:
        """Store a chat, new or changed."""
        ...

    def chat(self, chat_id: int) -> Chat | None:
        """The chat, if it is known."""
        ...

    def chats(self) -> list[Chat]:
        """All, in order of pairing."""
        ...

    def rename_chat(self, chat_id: int, new_id: int) -> None:
        """MUST give a chat and its messages another number, as when a group grows into a supergroup."""
        ...

    def add_code(self, code: PairingCode) -> None:
        """Store a code."""
        ...

    def use_code(self, digest: str, user_id: int, now: datetime) -> PairingCode | None:
        """MUST mark a code as used and return it, once: a second call, and one after its end, answers None."""
        ...

    def claim(self, message: ChatMessage) -> ChatMessage | None:
        """Store a message that is to be sent; None when its chat has one of that kind, subject and take already."""
        ...

    def save_message(self, message: ChatMessage) -> None:
        """Store how a message stands now."""
        ...

    def message(self, message_id: int) -> ChatMessage | None:
        """The message of our own number."""
        ...

    def message_of(self, chat_id: int, kind: MessageKind, subject: str, pass_no: int) -> ChatMessage | None:
        """The message about something, if there is one."""
        ...

    def message_at(self, chat_id: int, number: int) -> ChatMessage | None:
        """The message that the messenger numbers so."""
        ...

    def unsettled(self, chat_id: int) -> list[ChatMessage]:
        """Messages of a chat that are claimed or open, oldest first."""
        ...

    def subjects_shown(self, chat_id: int, wanted: Sequence[RunId]) -> frozenset[tuple[str, int]]:
        """Run and take of each item of these runs that a chat has, closed ones included."""
        ...

    def forget_messages(self) -> None:
        """Forget all messages, as when another bot takes over."""
        ...

    def bot(self, name: str) -> BotRecord:
        """How a bot stands; a fresh record when it was never seen."""
        ...

    def save_bot(self, bot: BotRecord) -> None:
        """Store how a bot stands; who holds it is left as it is."""
        ...

    def hold_bot(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """MUST let one process hold a bot until a time, and answer whether it is this one."""
        ...

    def release_bot(self, name: str, holder: str) -> None:
        """Let go of a bot, if this process holds it."""
        ...

    def begin_update(self, update: AppliedUpdate) -> AppliedUpdate:
        """MUST store an update unless it is there, and return what is stored."""
        ...

    def end_update(self, bot_id: int, update_id: int, now: datetime) -> None:
        """Mark an update as applied."""
        ...

    def sweep(self, before: datetime) -> None:
        """Forget updates, used and expired codes, and closed messages that are older."""
        ...
