"""What Telegram's refusals mean: for one message an outcome, because the next step follows from it; else an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from noktvrn.errors import AuthenticationFailedError, NoktvrnError, ProviderUnavailableError, RateLimitedError


class Outcome(StrEnum):
    """What became of a message."""

    DONE = "done"
    UNSURE = "unsure"
    """The connection broke; it may stand in the chat or not."""
    LATER = "later"
    """Telegram asks to wait for longer than one waits beside a message."""
    GONE = "gone"
    """The message is not there any more."""
    STUCK = "stuck"
    """The message is there and cannot be changed any more."""
    BLOCKED = "blocked"
    """The chat does not want the bot, or is not there."""
    MOVED = "moved"
    """The group has another number now."""
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    """Telegram does not take this message."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message.

    Attributes:
        outcome: That.
        message_id: The message, when it was sent.
        file_id: By which its sound or picture can be sent again without an upload.
        moved_to: The group's new number.
        why: What Telegram said.
    """

    outcome: Outcome
    message_id: int | None = None
    file_id: str = ""
    moved_to: int | None = None
    why: str = ""


_SAID: Final = (
    (Outcome.DONE, ("message is not modified",)),
    (Outcome.TOO_LARGE, ("too big", "too large")),
    (
        Outcome.GONE,
        ("message to edit not found", "message_id_invalid", "message not found", "message identifier is not"),
    ),
    (
        Outcome.STUCK,
        ("message can't be edited", "there is no text in the message", "there is no caption in the message"),
    ),
    (
        Outcome.BLOCKED,
        (
            "chat not found",
            "chat_id is empty",
            "not enough rights",
            "need administrator rights",
            "have no rights",
            "user is deactivated",
            "group chat was deactivated",
            "peer_id_invalid",
        ),
    ),
)
"""Words of refusals, which have no codes, in small letters."""


def became(error: Exception) -> Sent:
    """Return what an error of one message means."""
    from aiogram import exceptions as told

    why = str(getattr(error, "message", error))
    if isinstance(error, told.TelegramUnauthorizedError):
        raise translated(error, "send") from error
    if isinstance(error, told.TelegramMigrateToChat):
        return Sent(Outcome.MOVED, moved_to=error.migrate_to_chat_id, why=why)
    if isinstance(error, told.TelegramEntityTooLarge):
        return Sent(Outcome.TOO_LARGE, why=why)
    if isinstance(error, told.TelegramForbiddenError):
        return Sent(Outcome.BLOCKED, why=why)
    if isinstance(error, told.TelegramBadRequest | told.TelegramNotFound):
        said = (outcome for outcome, words in _SAID if any(each in why.lower() for each in words))
        return Sent(next(said, Outcome.REFUSED), why=why)
    return Sent(Outcome.UNSURE, why=why or type(error).__name__)


def is_contested(error: NoktvrnError) -> bool:
    """Return whether the updates were not read because another program reads them."""
    from aiogram.exceptions import TelegramConflictError

    return isinstance(error.__cause__, TelegramConflictError)


def taken_away(address: str) -> ProviderUnavailableError:
    """Return what is wrong when Telegram delivers elsewhere, at ``address``, or nowhere, where it is empty."""
    return ProviderUnavailableError(
        f"Another program had Telegram deliver this bot's updates {f'to {address}' if address else 'nowhere'}.",
        remedy="Stop the other one, or give this label a bot of its own; then it goes on by itself.",
        provider="telegram",
        operation="getWebhookInfo",
        stage="telegram",
    )


def translated(error: Exception, operation: str) -> NoktvrnError:
    """Return an error of the bot as a whole in this program's own terms."""
    from aiogram import exceptions as told

    facts: dict[str, Any] = {"provider": "telegram", "operation": operation, "stage": "telegram"}
    why = str(getattr(error, "message", error)) or type(error).__name__
    if isinstance(error, told.TelegramUnauthorizedError | told.TelegramNotFound):
        return AuthenticationFailedError(
            f"Telegram does not know the bot's token ({why}).",
            remedy="Get a good one from BotFather, set NOKTVRN_TELEGRAM__TOKEN and start again.",
            **facts,
        )
    if isinstance(error, told.TelegramConflictError):
        return ProviderUnavailableError(
            f"Another program reads this bot's updates ({why}).",
            remedy="Stop the other one, or give this label a bot of its own; then it goes on by itself.",
            **facts,
        )
    if isinstance(error, told.TelegramRetryAfter):
        return RateLimitedError(
            f"Telegram asks to wait {error.retry_after} s.",
            remedy="Nothing is to be done; it goes on by itself.",
            retry_after_s=float(error.retry_after),
            **facts,
        )
    return ProviderUnavailableError(
        f"Telegram did not answer {operation}: {why}.",
        remedy="Check telegram.api_url and this machine's network; it goes on by itself.",
        **facts,
    )
