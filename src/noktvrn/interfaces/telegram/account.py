"""Asking Telegram about the label's bot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from noktvrn.settings import Settings

BOT: Final = "telegram"
"""Under which name the records keep how the bot stands."""


@dataclass(frozen=True, slots=True)
class BotAsked:
    """What Telegram says.

    Attributes:
        username: The bot's name there.
        webhook: Where updates are sent; empty where the bot asks for them.
        fault: Why Telegram could not deliver them; empty when it could.
    """

    username: str
    webhook: str
    fault: str


def asked(settings: Settings) -> BotAsked:
    """Ask Telegram whether the token is good, and how updates come; blocking.

    Raises:
        CredentialsMissingError: No token is set.
        AuthenticationFailedError: It is refused.
        ProviderError: Telegram cannot be reached.
    """
    return asyncio.run(_asked(settings))


async def _asked(settings: Settings) -> BotAsked:
    from random import Random

    from noktvrn.interfaces.telegram.bot import token_of
    from noktvrn.interfaces.telegram.wire import Wire

    wire = Wire(token_of(settings), settings.telegram.api_url, Random(0))
    try:
        me = await wire.me()
        return BotAsked(me.username, *await wire.webhook_of())
    finally:
        await wire.close()
