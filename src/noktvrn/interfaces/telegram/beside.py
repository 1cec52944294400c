"""Runs the bot in a thread beside something else."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.logging import redactor_of
from noktvrn.interfaces.telegram.bot import TelegramBot
from noktvrn.services.label import Label

logger = logging.getLogger(__name__)

_FAREWELL_S = 12.0


@contextmanager
def bot_beside(label: Label, where: str, on_state: Callable[[str], None]) -> Iterator[None]:
    """Run the bot while the block lasts, if a token is set and the settings want it here.

    A bot that cannot begin is told, and keeps nothing else from its work.

    Args:
        label: The label's means.
        where: ``"serve"`` or ``"worker"``.
        on_state: Told in a sentence when the bot's state changes.
    """
    telegram = label.settings.telegram
    if telegram.token is None or telegram.run_in != where:
        yield
        return
    thread = _BotThread(label, on_state)
    thread.start()
    try:
        yield
    finally:
        thread.stop()


class _BotThread(threading.Thread):
    def __init__(self, label: Label, on_state: Callable[[str], None]) -> None:
        super().__init__(name="telegram", daemon=True)
        self._label = label
        self._on_state = on_state
        self._begun = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._main())
        except NoktvrnError as error:
            logger.warning("the bot did not begin: %s", error.message)
            self._on_state(f"Telegram is left out: {error.message} {error.remedy}")
        finally:
            self._begun.set()

    async def _main(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        bot = TelegramBot(self._label, redactor_of(self._label.settings), self._on_state)
        await bot.run(self._end)

    def stop(self) -> None:
        """Let the bot come to its end."""
        self._begun.wait(_FAREWELL_S)
        if self._loop is not None and self._end is not None and self.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self.join(_FAREWELL_S)
