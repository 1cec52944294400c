"""Which messages a chat is to have: one for each song that waits, a few at a time, and one about the rest.

Nothing here is remembered of what happened meanwhile. What a chat should show follows from the records as they are, and
what it does show from its messages, so that a bot that was away only has to look once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from noktvrn.errors import NotFoundError
from noktvrn.journal.run import DECIDABLE, Run
from noktvrn.ports.chats import Chat, ChatMessage, MessageKind, MessageState
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.views import RunSummary
from noktvrn.types import RunId

ASKED: Final = timedelta(minutes=15)
"""How long a question for a reason stays open."""
FOLLOWED: Final = timedelta(days=3)
"""How long a message follows a song that nobody decides on or makes any more."""
KEPT: Final = timedelta(days=400)
"""How long closed messages are remembered; longer than the longest wait, so that none is sent twice."""

_LOOKED_AHEAD: Final = 100
_NOBODY: Final = RunId("")


@dataclass(frozen=True, slots=True)
class ChatPlan:
    """What one chat has, and what it should have.

    Attributes:
        chat: The chat.
        messages: Its messages that are claimed or open, oldest first.
        songs: How the song of each item stands.
        rest: How many songs wait beyond those that are shown.
        free: Songs that wait and are to be shown next.
    """

    chat: Chat
    messages: tuple[ChatMessage, ...]
    songs: Mapping[str, RunSummary]
    rest: int
    free: tuple[Run, ...]


def plan_chat(label: Label, chat: Chat) -> ChatPlan:
    """Return what a chat has and should have."""
    now, most = label.clock.now(), label.settings.telegram.items
    with label.records.read() as unit:
        present = unit.chats.chat(chat.id)
        if present is None or present.blocked_at is not None:  # shut out or refused since it was looked up
            return ChatPlan(chat, (), {}, 0, ())
        messages = [_unasked(each, now) for each in unit.chats.unsettled(chat.id)]
        songs = _songs(unit, {each.subject for each in messages if each.kind is not MessageKind.NOTICE})
        waiting = unit.overview.waiting(most + _LOOKED_AHEAD)
        had = unit.chats.subjects_shown(chat.id, [run.id for run in waiting])
        total = unit.overview.place_in_queue(_NOBODY).total
    shown = [each for each in messages if each.kind is MessageKind.ITEM and _waits(songs.get(each.subject), each)]
    fresh = [run for run in waiting if (run.id, run.pass_no) not in had]
    free = () if is_muted(chat, now) else tuple(fresh[: max(most - len(shown), 0)])
    return ChatPlan(chat, tuple(messages), songs, max(total - len(shown) - len(free), 0), free)


def is_muted(chat: Chat, now: datetime) -> bool:
    """Return whether nothing new is to be sent to a chat."""
    return chat.muted_until is not None and now < chat.muted_until


def claim_items(label: Label, chat_id: int, runs: Iterable[Run]) -> list[ChatMessage]:
    """Write down that songs are to be shown in a chat, before they are; a song is claimed once for each take."""
    now = label.clock.now()
    with label.records.write() as unit:
        wanted = (ChatMessage(0, chat_id, MessageKind.ITEM, r.id, r.pass_no, MessageState.CLAIMED, now) for r in runs)
        claimed = [stored for each in wanted if (stored := unit.chats.claim(each)) is not None]
        unit.commit()
    return claimed


def claim(
    label: Label, chat_id: int, kind: MessageKind, subject: str, pass_no: int, body: Mapping[str, Any] | None = None
) -> ChatMessage | None:
    """Write down that something is to be sent; None when it was before."""
    message = ChatMessage(
        0, chat_id, kind, subject, pass_no, MessageState.CLAIMED, label.clock.now(), body=dict(body or {})
    )
    with label.records.write() as unit:
        stored = unit.chats.claim(message)
        unit.commit()
    return stored


def show_again(label: Label, chat_id: int, run: Run) -> None:
    """Have a song shown in a chat once more, below everything else."""
    now = label.clock.now()
    with label.records.write() as unit:
        old = unit.chats.message_of(chat_id, MessageKind.ITEM, run.id, run.pass_no)
        if old is None:
            unit.chats.claim(ChatMessage(0, chat_id, MessageKind.ITEM, run.id, run.pass_no, MessageState.CLAIMED, now))
        else:
            unit.chats.save_message(
                replace(old, state=MessageState.CLAIMED, claimed_at=now, message_id=None, shown="", asking="")
            )
        unit.commit()


def save(label: Label, message: ChatMessage) -> None:
    """Store how a message stands."""
    with label.records.write() as unit:
        unit.chats.save_message(message)
        unit.commit()


def settle(label: Label, message: ChatMessage, shown: str) -> None:
    """Store what became of a message that was sent or edited, and leave alone what was asked meanwhile."""
    with label.records.write() as unit:
        present = unit.chats.message(message.id)
        if present is not None and present.claimed_at == message.claimed_at:
            asked = replace(message, asking=present.asking, asked_by=present.asked_by, asked_at=present.asked_at)
            unit.chats.save_message(replace(asked, shown=shown))
            unit.commit()


def ask_reason(label: Label, chat_id: int, run_id: str, take: int, asking: str, user_id: int | None) -> None:
    """Remember whose reason is asked for, or that none is any more."""
    now = label.clock.now() if asking else None
    with label.records.write() as unit:
        message = unit.chats.message_of(chat_id, MessageKind.ITEM, run_id, take)
        if message is not None:
            asked_by = user_id if asking else None
            unit.chats.save_message(replace(message, asking=asking, asked_by=asked_by, asked_at=now))
            unit.commit()


def asked_of(label: Label, chat_id: int, user_id: int) -> list[ChatMessage]:
    """Return the messages of a chat that wait for words of a person, the last asked first."""
    now = label.clock.now()
    with label.records.read() as unit:
        messages = [_unasked(each, now) for each in unit.chats.unsettled(chat_id)]
    asked = [each for each in messages if each.asking and each.asked_by == user_id and each.asked_at is not None]
    return sorted(asked, key=lambda each: each.asked_at or now, reverse=True)


def message_at(label: Label, chat_id: int, number: int) -> ChatMessage | None:
    """Return the message that the messenger numbers so."""
    with label.records.read() as unit:
        return unit.chats.message_at(chat_id, number)


def is_over(song: RunSummary | None, message: ChatMessage, now: datetime) -> bool:
    """Return whether a message has nothing more to follow: its take was followed by another, ended, or rests for days.

    Args:
        song: How the song stands; None when it is not there.
        message: Its message.
        now: UTC.
    """
    if song is None or song.run.pass_no != message.pass_no or song.run.state.value in {"released", "rejected"}:
        return True
    rests = song.run.state.value in {"failed", "paused", "cancelled"}
    return rests and now - song.run.updated_at > FOLLOWED


def _unasked(message: ChatMessage, now: datetime) -> ChatMessage:
    """A question that nobody answered is taken back."""
    if message.asked_at is None or now - message.asked_at <= ASKED:
        return message
    return replace(message, asking="", asked_by=None, asked_at=None)


def _songs(unit: UnitOfWork, wanted: Iterable[str]) -> dict[str, RunSummary]:
    runs = []
    for run_id in sorted(wanted):
        try:
            runs.append(unit.runs.get(RunId(run_id)))
        except NotFoundError:
            continue
    return {line.run.id: line for line in summaries(unit, runs)}


def _waits(song: RunSummary | None, message: ChatMessage) -> bool:
    return song is not None and song.run.state in DECIDABLE and song.run.pass_no == message.pass_no
