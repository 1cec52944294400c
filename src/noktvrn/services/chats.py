"""Pairing people and chats with the label, and who is let in.

A person is let in by a code that the shell shows and that works once. What a person may do hangs on the number by which
the messenger knows them, never on the chat they write in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from noktvrn.errors import InvalidInputError, NotAllowedError, NotFoundError, TooManyAttemptsError
from noktvrn.ports.chats import Chat, ChatRole, ChatUser, MessageKind, MessageState, PairingCode
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.services.access import DONE, MAX_NAME, Caller, digest_of_secret, record
from noktvrn.services.label import Label

SURFACE: Final = "telegram"
PAIR: Final = "telegram pair"

WINDOW: Final = timedelta(minutes=15)
MOST_PER_PERSON: Final = 5
"""Wrong codes of one person within the window before the next ones are not looked at."""
MOST_IN_ALL: Final = 50
"""Wrong codes of everybody; a code of 50 bits that lasts minutes outlives that many guesses."""

MOST_MUTED_H: Final = 720

SHUT_OUT: Final = "nobody here is let in any more"
"""Why a chat is told nothing whose people were shut out; pairing it anew ends that, and in a group anybody let in."""
REPLACES: Final = "replaces"
"""In a message's body: the message whose buttons are to be taken off before it comes in its place."""

ANEW: Final = "anew"
"""In a message's body: it stood in the chat before, so it comes again although nothing is to be decided any more."""

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without signs that people mistake for one another."""
_CODE_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Paired:
    """A person who was let in, and the chat in which the code was typed."""

    user: ChatUser
    chat: Chat


@dataclass(frozen=True, slots=True)
class Revoked:
    """A person who was shut out, and the groups that fell silent with them."""

    user: ChatUser
    silenced: tuple[Chat, ...]


def make_pairing_code(
    label: Label, role: ChatRole, name: str, actor: str, caller: Caller | None = None
) -> tuple[str, PairingCode]:
    """Make a code that lets one person in.

    Args:
        label: The label's means.
        role: What the person may do.
        name: Name that stands on decisions; empty takes the messenger's.
        actor: Who makes it.
        caller: Who stands in the audit log for it; the actor on the command line when not given.

    Returns:
        The code itself, which is told once and never kept, and its record.

    Raises:
        InvalidInputError: The name is too long, unprintable or taken.
    """
    now = label.clock.now()
    wanted = " ".join(name.split())
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    code = PairingCode(
        digest=digest_of_secret(secret),
        role=role,
        name=wanted,
        created_at=now,
        expires_at=now + timedelta(seconds=label.settings.telegram.code_s),
    )
    with label.records.write() as unit:
        _check_name(unit, wanted)
        unit.chats.add_code(code)
        unit.commit()
    record(label, caller or Caller(actor, "cli"), f"{PAIR} code", wanted, DONE, {"role": role.value})
    return secret, code


def pair(label: Label, typed: str, *, user_id: int, first_name: str, chat_id: int, title: str, group: bool) -> Paired:
    """Let a person in with a code.

    Raises:
        TooManyAttemptsError: Too many wrong codes; this one was not looked at.
        NotAllowedError: The code is unknown, used, or its time is over.
    """
    now = label.clock.now()
    _check_attempts(label, user_id, now)
    with label.records.write() as unit:
        code = unit.chats.use_code(digest_of_secret(_plain_code(typed)), user_id, now)
        if code is not None:
            known = unit.chats.user(user_id)
            name = code.name or _free_name(unit, first_name, user_id)
            user = ChatUser(user_id, name, code.role, known.paired_at if known else now)
            unit.chats.save_user(user)
            chat = _joined(unit, Chat(chat_id, _clean(title) or name, group, user_id, now))
            unit.commit()
    if code is None:
        record(label, _stranger(first_name, user_id), PAIR, "", NotAllowedError.code)
        raise NotAllowedError(
            "This code is not good: unknown, used, or its time is over.",
            remedy="Have a new one made: noktvrn telegram pair",
            stage="telegram",
        )
    record(label, caller_of(user), PAIR, str(user_id), DONE, {"role": user.role.value})
    return Paired(user, chat)


def allowed_user(label: Label, user_id: int) -> ChatUser | None:
    """Return a person who is let in, or None."""
    with label.records.read() as unit:
        user = unit.chats.user(user_id)
    return user if user is not None and user.revoked_at is None else None


def caller_of(user: ChatUser) -> Caller:
    """Return a person as services know whoever asks."""
    return Caller(user.name, SURFACE, f"telegram user {user.user_id}", user.role.scopes, str(user.user_id))


def list_people(label: Label) -> tuple[list[ChatUser], list[Chat]]:
    """Return all people and all chats."""
    with label.records.read() as unit:
        return unit.chats.users(), _told(unit)


def revoke(label: Label, name: str) -> Revoked:
    """Shut a person out at once; chats that they paired are told nothing until they are paired anew.

    Nobody can know who else sits in a group: it stays silent until somebody who is let in acts there (`reopen_chat`).
    Which messages stand in a chat is kept, so that their buttons can be taken off then.

    Raises:
        NotFoundError: Nobody of that name or number was paired.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        user = find_person(unit, name)
        revoked = replace(user, revoked_at=user.revoked_at or now)
        unit.chats.save_user(revoked)
        inside = {each.user_id for each in unit.chats.users() if each.revoked_at is None}
        left = [chat for chat in _told(unit) if chat.added_by not in inside]
        for chat in left:
            unit.chats.save_chat(replace(chat, muted_until=None, blocked_at=now, blocked_why=SHUT_OUT))
        unit.commit()
    return Revoked(revoked, tuple(chat for chat in left if chat.is_group))


def reopen_chat(label: Label, user: ChatUser, chat_id: int) -> None:
    """Have a group that fell silent with whoever paired it told again, because somebody who is let in acts there."""
    with label.records.read() as unit:
        chat = unit.chats.chat(chat_id)
    if chat is None or not chat.is_group or chat.blocked_why != SHUT_OUT:
        return
    with label.records.write() as unit:
        unit.chats.save_chat(replace(chat, added_by=user.user_id, blocked_at=None, blocked_why=""))
        unit.commit()


def mute_chat(label: Label, chat_id: int, hours: float | None) -> Chat:
    """Send nothing new to a chat for a while; None lets it be told again at once.

    Raises:
        NotFoundError: No such chat.
        InvalidInputError: Too long or too short.
    """
    if hours is not None and not 0 < hours <= MOST_MUTED_H:
        raise InvalidInputError(
            f"A chat cannot be muted for {hours:g} hours.",
            remedy=f"Give more than 0 and at most {MOST_MUTED_H}.",
            stage="telegram",
        )
    until = None if hours is None else label.clock.now() + timedelta(hours=hours)
    with label.records.write() as unit:
        chat = unit.chats.chat(chat_id)
        if chat is None:
            raise NotFoundError("This chat was not paired.", remedy="Pair it: noktvrn telegram pair", stage="telegram")
        muted = replace(chat, muted_until=until)
        unit.chats.save_chat(muted)
        unit.commit()
    return muted


def find_person(unit: UnitOfWork, name: str) -> ChatUser:
    """Find a paired person by name or number.

    Raises:
        NotFoundError: Nobody is called so.
    """
    key = " ".join(name.split()).casefold()
    named = [each for each in unit.chats.users() if key in {each.name.casefold(), str(each.user_id)}]
    if not named:
        raise NotFoundError(
            f"Nobody called {name!r} was paired.", remedy="See all: noktvrn telegram list", stage="telegram"
        )
    return named[0]


def find_chat(label: Label, name: str) -> Chat:
    """Find a chat by its name or number.

    Raises:
        NotFoundError: None is called so.
    """
    key = " ".join(name.split()).casefold()
    with label.records.read() as unit:
        named = [each for each in _told(unit) if key in {each.title.casefold(), str(each.id)}]
    if not named:
        raise NotFoundError(f"There is no chat {name!r}.", remedy="See all: noktvrn telegram list", stage="telegram")
    return named[0]


def _joined(unit: UnitOfWork, chat: Chat) -> Chat:
    """Store a chat, or let one that is there be told again."""
    known = unit.chats.chat(chat.id)
    joined = chat if known is None else replace(known, title=chat.title, blocked_at=None, blocked_why="")
    joined = joined if known is None else replace(joined, added_by=chat.added_by)
    unit.chats.save_chat(joined)
    if known is not None and known.blocked_why == SHUT_OUT:
        _begin_anew(unit, chat.id, chat.added_at)
    return joined


def _told(unit: UnitOfWork) -> list[Chat]:
    return [chat for chat in unit.chats.chats() if chat.blocked_why != SHUT_OUT]


def _begin_anew(unit: UnitOfWork, chat_id: int, now: datetime) -> None:
    """Have what stands in a chat sent anew, below everything else, and its old messages left without buttons."""
    for message in unit.chats.unsettled(chat_id):
        if message.kind is not MessageKind.ITEM:
            unit.chats.save_message(replace(message, state=MessageState.CLOSED))
            continue
        old = {REPLACES: message.message_id, ANEW: True} if message.message_id is not None else {}
        anew = replace(message, state=MessageState.CLAIMED, claimed_at=now, message_id=None, sent_at=None, shown="")
        unit.chats.save_message(replace(anew, asking="", asked_by=None, asked_at=None, body={**message.body, **old}))


def _check_attempts(label: Label, user_id: int, now: datetime) -> None:
    since = now - WINDOW
    with label.records.read() as unit:
        here = unit.access.count_refused(PAIR, since, address=_address(user_id))
        in_all = unit.access.count_refused(PAIR, since)
    if here >= MOST_PER_PERSON or in_all >= MOST_IN_ALL:
        raise TooManyAttemptsError(
            f"Too many wrong codes within {WINDOW.seconds // 60} minutes.",
            remedy=f"Wait {WINDOW.seconds // 60} minutes, then try again.",
            stage="telegram",
        )


def _check_name(unit: UnitOfWork, name: str) -> None:
    taken = {each.name.casefold() for each in unit.chats.users() if each.revoked_at is None}
    if len(name) > MAX_NAME or not name.isprintable() or name.casefold() in taken:
        why = "is taken" if name.casefold() in taken else "is too long or cannot be printed"
        raise InvalidInputError(
            f"The name {name[:MAX_NAME]!r} {why}.",
            remedy=f"Choose another of at most {MAX_NAME} characters.",
            stage="telegram",
        )


def _free_name(unit: UnitOfWork, first_name: str, user_id: int) -> str:
    """Two people of one name could not be told apart on decisions."""
    name = _clean(first_name)[: MAX_NAME - 20] or "somebody"
    taken = {each.name.casefold() for each in unit.chats.users() if each.revoked_at is None and each.user_id != user_id}
    return name if name.casefold() not in taken else f"{name} {user_id % 10_000:04d}"


def _stranger(first_name: str, user_id: int) -> Caller:
    return Caller(_clean(first_name) or "somebody", SURFACE, _address(user_id))


def _address(user_id: int) -> str:
    return f"telegram user {user_id}"


def _plain_code(typed: str) -> str:
    return "".join(sign for sign in typed.upper()[:64] if sign.isalnum())


def _clean(text: str) -> str:
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())[:MAX_NAME]


def join_chat(label: Label, user: ChatUser, chat_id: int, title: str, *, group: bool) -> Chat:
    """Let a chat be told what waits, because somebody who is let in asks for it there."""
    with label.records.write() as unit:
        chat = _joined(unit, Chat(chat_id, _clean(title) or user.name, group, user.user_id, label.clock.now()))
        unit.commit()
    return chat


def block_chat(label: Label, chat_id: int, why: str | None) -> None:
    """Remember that a chat does not want the bot, or with None that it does again; an unknown chat is left alone."""
    at = None if why is None else label.clock.now()
    with label.records.write() as unit:
        chat = unit.chats.chat(chat_id)
        shut = chat is not None and chat.blocked_why == SHUT_OUT
        if chat is not None and not shut and (chat.blocked_at is None) is not (why is None):
            unit.chats.save_chat(replace(chat, blocked_at=at, blocked_why=_clean(why or "")))
            unit.commit()


def move_chat(label: Label, chat_id: int, new_id: int) -> None:
    """Give a group that grew its new number."""
    with label.records.write() as unit:
        unit.chats.rename_chat(chat_id, new_id)
        unit.commit()
