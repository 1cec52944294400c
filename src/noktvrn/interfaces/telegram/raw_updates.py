"""The question for updates, answered as Telegram wrote them.

The library reads all updates of an answer at once, so that one that it does not understand would hide the others for
good. Read one by one, a strange update is skipped.
"""

from __future__ import annotations

from typing import Any

from aiogram.methods import TelegramMethod


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """``getUpdates`` whose updates are not read yet."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int
    timeout: int
    limit: int
    allowed_updates: list[str]
