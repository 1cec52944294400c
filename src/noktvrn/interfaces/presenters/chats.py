"""People and chats that were paired, in words and as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noktvrn.errors import AuthenticationFailedError
from noktvrn.interfaces.presenters.records import Json, instant
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import clock
from noktvrn.ports.chats import BotRecord, Chat, ChatRole, ChatUser

ROLE_WORDS: dict[ChatRole, str] = {
    ChatRole.DECIDE: "hears songs and decides on them",
    ChatRole.OPERATE: "decides, and steers runs and artists",
}
"""What each role may do."""


def person_standing(user: ChatUser) -> tuple[Standing, str]:
    """Return how a paired person stands and the word for it."""
    return (Standing.IDLE, "shut out") if user.revoked_at is not None else (Standing.DONE, "let in")


def chat_standing(chat: Chat, now: datetime) -> tuple[Standing, str]:
    """Return how a chat stands and the word for it."""
    if chat.blocked_at is not None:
        return Standing.FAILED, f"takes no messages: {chat.blocked_why}"
    if chat.muted_until is not None and now < chat.muted_until:
        return Standing.IDLE, f"muted until {clock(chat.muted_until, now)}"
    return Standing.DONE, "told"


def person_record(user: ChatUser) -> Json:
    """Return a paired person."""
    return {
        "user_id": user.user_id,
        "name": user.name,
        "role": user.role.value,
        "paired_at": instant(user.paired_at),
        "revoked_at": instant(user.revoked_at),
    }


def chat_record(chat: Chat) -> Json:
    """Return a chat that is told what waits."""
    return {
        "chat_id": chat.id,
        "title": chat.title,
        "is_group": chat.is_group,
        "added_by": chat.added_by,
        "added_at": instant(chat.added_at),
        "muted_until": instant(chat.muted_until),
        "blocked_at": instant(chat.blocked_at),
        "blocked_why": chat.blocked_why,
    }


def is_stale(problem: Mapping[str, Any]) -> bool:
    """Return whether a problem of the bot is over once Telegram has taken its token."""
    return problem.get("code") == AuthenticationFailedError.code


def bot_lines(bot: BotRecord, again_s: int, now: datetime) -> list[str]:
    """Return whether the bot runs, and what keeps it from its work, where Telegram has just taken its token.

    Args:
        bot: How it stands.
        again_s: Within how many seconds a token that was refused is tried again.
        now: The present, in the zone to show times in.
    """
    at = _noted(bot.problem)
    when = f" at {clock(at, now)}" if at else ""
    runs = "✓ It runs." if bot.holder else "· It does not run: noktvrn bot, noktvrn serve"
    if not bot.problem:
        return [runs]
    if not is_stale(bot.problem):
        begin = f"✗ At{when.removeprefix(' at')}:" if when else "✗"
        told = (f"{begin} {bot.problem.get('message')}", f"  Do: {bot.problem.get('remedy')}")
        return [*told, "! It runs, and tries again by itself." if bot.holder else runs]
    if bot.holder:
        return [f"! The bot's token was refused{when}; the bot tries again within {again_s} s."]
    return [f"· The token was refused{when}, when the bot ran last.", runs]


def _noted(problem: Mapping[str, Any]) -> datetime | None:
    at = problem.get("at")
    return datetime.fromisoformat(at) if isinstance(at, str) else None


def bot_record(bot: BotRecord) -> Json:
    """Return how the bot stands."""
    return {
        "bot_id": bot.bot_id,
        "username": bot.username,
        "read_at": instant(bot.read_at),
        "running": bool(bot.holder),
        "problem": dict(bot.problem) or None,
    }
