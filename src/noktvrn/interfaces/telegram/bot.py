"""The bot: one process of a label holds it, reads updates, and keeps the chats; what goes wrong is a state.

A token that was revoked, a second program that reads the same updates, a network that is away: each is told with its
remedy in ``noktvrn telegram check`` and in the log, and tried again. None of them stops anything else of the label.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from noktvrn.errors import (
    AuthenticationFailedError,
    CredentialsMissingError,
    DatabaseUnavailableError,
    NoktvrnError,
    ProviderError,
    RateLimitedError,
)
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.presenters.records import instant
from noktvrn.interfaces.telegram.desk import Desk
from noktvrn.interfaces.telegram.keeper import Keeper
from noktvrn.interfaces.telegram.outcomes import is_contested, taken_away
from noktvrn.interfaces.telegram.pace import Pace
from noktvrn.interfaces.telegram.times import is_quiet
from noktvrn.interfaces.telegram.webhook import listening
from noktvrn.interfaces.telegram.wire import Me, Wire
from noktvrn.services.chats_items import KEPT
from noktvrn.services.label import Label
from noktvrn.settings import Settings

logger = logging.getLogger(__name__)

NAME: Final = "telegram"

HELD_S: Final = 15.0
"""How long a process that dies keeps the bot from the others."""
_RENEW_S: Final = 4.0
_SWEEP_S: Final = 3_600.0
_FORGOTTEN: Final = timedelta(days=6)
"""After a week without updates Telegram numbers them anew, so that an older place among them means nothing."""
_FAREWELL_S: Final = 3.0
"""How long what was said is waited for when the bot stops."""
_SHORTEST_S: Final = 0.2
"""A server that answers at once that there is nothing is not asked more often than this."""
_BACK_OFF_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_CONTESTED_S: Final = 10.0
"""Longest wait for another program that reads the same updates."""
_CONTESTED_POLL_S: Final = 5
CALM_S: Final = 20.0
"""How long nobody else may have read before that is over; longer than the waits of another bot of this kind."""
WATCH_S: Final = 60.0
"""How often Telegram is asked whether it delivers here: another program may have taken that away."""
_REFUSED_S: Final = 24.0
"""Between tries with a token that is not good; with what chance adds no more than ``TRIED_AGAIN_S``."""
TRIED_AGAIN_S: Final = 30
"""Within how many seconds a token that was refused is tried again."""


def token_of(settings: Settings) -> str:
    """Return the bot's token.

    Raises:
        CredentialsMissingError: None is set.
    """
    if settings.telegram.token is None or not settings.telegram.token.get_secret_value():
        raise CredentialsMissingError(
            "No token of a bot is set.",
            remedy="Have BotFather make a bot, then set NOKTVRN_TELEGRAM__TOKEN; the page and the shell work without.",
            provider="telegram",
            operation="start",
            stage="telegram",
        )
    return settings.telegram.token.get_secret_value()


class TelegramBot:
    """Runs until it is stopped.

    Args:
        label: The label's means.
        redact: Masks secrets in what is told.
        on_state: Told in a sentence when its state changes.
        pace: Gives out turns; one of Telegram's limits when None.
        held_s: How long the bot is held at a time.
        calm_s: How long nobody else may have read the updates before that is taken for over.
        watch_s: How often Telegram is asked whether it delivers here.

    Raises:
        CredentialsMissingError: No token is set.
        ConfigError: A setting cannot be used.
        ToolMissingError: The library for Telegram is not there.
    """

    def __init__(
        self,
        label: Label,
        redact: Callable[[str], str],
        on_state: Callable[[str], None] = lambda sentence: None,
        pace: Pace | None = None,
        held_s: float = HELD_S,
        calm_s: float = CALM_S,
        watch_s: float = WATCH_S,
    ) -> None:
        """See the class."""
        telegram = label.settings.telegram
        is_quiet(label.clock.now(), telegram)  # hours and zone that cannot be used are told before anything begins
        self._label = label
        self._redact = redact
        self._on_state = on_state
        self._held_s = held_s
        self._calm_s, self._watch_s = calm_s, watch_s
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._rng = Random(label.identifiers.new_seed())
        self._wire = Wire(token_of(label.settings), telegram.api_url, self._rng, pace)
        self._said = ""
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Read and send until ``stop`` is set."""
        work, end = asyncio.create_task(self._run()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _ended([work, end])
            with suppress(NoktvrnError):
                await asyncio.to_thread(self._let_go)
            await self._wire.close()

    async def _run(self) -> None:
        while True:
            try:
                if await asyncio.to_thread(self._hold):
                    await self._serve()
                else:
                    self._tell("Another process of this label runs the bot; this one takes over when it stops.")
                    await asyncio.sleep(min(_RENEW_S, self._held_s / 3))
            except NoktvrnError as error:
                await self._endure(error)
            except Exception as error:  # the edge of the bot: the label goes on without it
                logger.exception("The bot stopped because of a mistake of this program")
                await self._wait(
                    f"The bot made a mistake of its own: {type(error).__name__}; it begins anew.", self._back_off_s()
                )

    async def _serve(self) -> None:
        """Work as the one process that holds the bot; ends with an error or when another one took it."""
        me = await self._wire.me()
        await asyncio.to_thread(self._introduce, me)
        keeper = Keeper(self._label, self._wire, self._rng)
        desk = Desk(self._label, self._wire, keeper, me, self._redact)
        tasks = [
            asyncio.create_task(work) for work in (keeper.run(), self._read(desk, me), self._keep_hold(), self._sweep())
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _ended(tasks)
            with suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_S):
                    await desk.replied()
        for task in done:
            task.result()

    async def _read(self, desk: Desk, me: Me) -> None:
        telegram = self._label.settings.telegram
        if not telegram.webhook_url:
            await self._wire.set_webhook("", "")
            await self._poll(desk, me)
        given = telegram.webhook_secret
        secret = given.get_secret_value() if given is not None else secrets.token_urlsafe(32)
        host, port = telegram.webhook_host, telegram.webhook_port
        async with listening(telegram.webhook_url, host, port, secret, desk.take):
            await self._wire.set_webhook(telegram.webhook_url, secret)
            await asyncio.to_thread(self._note, {})
            await self._watch(telegram.webhook_url, secret, f"@{me.username} listens for Telegram on {host}.")

    async def _watch(self, address: str, secret: str, sentence: str) -> None:
        """Say that all is well as long as Telegram delivers to an address, and have it do so again when it does not."""
        taken = False
        while True:
            if not taken:
                self._failures = 0
                self._tell(sentence)
            await asyncio.sleep(self._watch_s)
            try:
                delivers_to, _ = await self._wire.webhook_of()
                taken = delivers_to != address
                if taken:
                    await self._endure(taken_away(delivers_to))
                    await self._wire.set_webhook(address, secret)
            except AuthenticationFailedError:
                raise
            except ProviderError as error:
                taken = True
                await self._endure(error)

    async def _poll(self, desk: Desk, me: Me) -> None:
        bot = await asyncio.to_thread(self._bot)
        now = self._label.clock.now()
        stale = bot.read_at is None or not timedelta() <= now - bot.read_at < _FORGOTTEN
        following = 0 if stale else bot.next_update
        wait_s = 0  # the first question is not to stay open, so that it is soon known whether all is well
        settled_at = 0.0  # two programs that read in turns both have answers: one alone does not show that all is well
        while True:
            began = time.monotonic()
            try:
                batch = await self._wire.updates(following, wait_s)
                for raw in batch:
                    await desk.take(raw)
            except AuthenticationFailedError:
                raise
            except (ProviderError, DatabaseUnavailableError) as error:
                await self._endure(error)
                wait_s = 0
                if is_contested(error):
                    settled_at = time.monotonic() + self._calm_s
                continue
            await desk.answered()
            wait_s = self._label.settings.telegram.poll_s
            if time.monotonic() < settled_at:
                wait_s = min(wait_s, _CONTESTED_POLL_S)
            else:
                self._failures = 0
                self._tell(f"@{me.username} reads and sends.")
            if batch:
                numbers = [each["update_id"] for each in batch if isinstance(each.get("update_id"), int)]
                following = max([following, *(number + 1 for number in numbers)])
                with suppress(DatabaseUnavailableError):
                    await asyncio.to_thread(self._note_place, following)
            elif time.monotonic() - began < _SHORTEST_S:
                await asyncio.sleep(_SHORTEST_S)

    async def _keep_hold(self) -> None:
        while True:
            await asyncio.sleep(min(_RENEW_S, self._held_s / 3))
            with suppress(DatabaseUnavailableError):
                if not await asyncio.to_thread(self._hold):
                    return

    async def _sweep(self) -> None:
        while True:
            with suppress(DatabaseUnavailableError):
                await asyncio.to_thread(self._forget_old)
            await asyncio.sleep(_SWEEP_S)

    async def _endure(self, error: NoktvrnError) -> None:
        """Note what is wrong, tell it once, and wait before the next try."""
        shown = told(error).redacted(self._redact)
        with suppress(NoktvrnError):
            await asyncio.to_thread(self._note, {**shown.record(), "at": instant(self._label.clock.now())})
        await self._wait(f"{shown.message} {shown.remedy}", self._wait_s(error))

    def _wait_s(self, error: NoktvrnError) -> float:
        back_off_s = self._back_off_s()
        if isinstance(error, RateLimitedError):
            return error.retry_after_s or back_off_s
        if isinstance(error, AuthenticationFailedError):
            return _REFUSED_S
        return min(back_off_s, _CONTESTED_S) if is_contested(error) else back_off_s

    def _back_off_s(self) -> float:
        return _BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)]

    async def _wait(self, sentence: str, wait_s: float) -> None:
        self._tell(sentence, bad=True)
        self._failures += 1
        await asyncio.sleep(wait_s * (1 + self._rng.random() / 4))

    def _tell(self, sentence: str, *, bad: bool = False) -> None:
        if sentence != self._said:
            self._said = sentence
            (logger.warning if bad else logger.info)("%s", sentence)
            self._on_state(sentence)
            if not bad:
                with suppress(NoktvrnError):
                    self._note({})

    def _bot(self) -> Any:
        with self._label.records.read() as unit:
            return unit.chats.bot(NAME)

    def _hold(self) -> bool:
        now = self._label.clock.now()
        with self._label.records.write() as unit:
            held = unit.chats.hold_bot(NAME, self._holder, now, now + timedelta(seconds=self._held_s))
            unit.commit()
        return held

    def _let_go(self) -> None:
        with self._label.records.write() as unit:
            unit.chats.release_bot(NAME, self._holder)
            unit.commit()

    def _introduce(self, me: Me) -> None:
        """Note who the bot is; another bot than before has neither its messages nor its place among updates."""
        with self._label.records.write() as unit:
            bot = unit.chats.bot(NAME)
            if bot.bot_id not in {None, me.bot_id}:
                unit.chats.forget_messages()
                bot = replace(bot, next_update=0, read_at=None)
            unit.chats.save_bot(replace(bot, bot_id=me.bot_id, username=me.username))
            unit.commit()

    def _note(self, problem: Mapping[str, Any]) -> None:
        with self._label.records.write() as unit:
            unit.chats.save_bot(replace(unit.chats.bot(NAME), problem=dict(problem)))
            unit.commit()

    def _note_place(self, following: int) -> None:
        with self._label.records.write() as unit:
            bot = unit.chats.bot(NAME)
            unit.chats.save_bot(replace(bot, next_update=following, read_at=self._label.clock.now()))
            unit.commit()

    def _forget_old(self) -> None:
        with self._label.records.write() as unit:
            unit.chats.sweep(self._label.clock.now() - KEPT)
            unit.commit()


async def _ended(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended: one that was cancelled while something else came may have missed it."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=3 * _FAREWELL_S)
