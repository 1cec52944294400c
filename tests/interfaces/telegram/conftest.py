"""A bot over a label that went round the loop once, and a strict Telegram on a port of this machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from tests.interfaces.conftest import QUICK, Loop

from noktvrn.app import open_label
from noktvrn.interfaces.logging import redactor_of
from noktvrn.interfaces.telegram.bot import TelegramBot
from noktvrn.interfaces.telegram.pace import Pace
from noktvrn.journal.run import Run, RunState
from noktvrn.ports.chats import ChatRole
from noktvrn.services.chats import make_pairing_code, pair
from noktvrn.services.label import Label
from noktvrn.services.look import show_run
from noktvrn.settings import load_settings
from noktvrn.testing.telegram.rules import ShownMessage
from noktvrn.testing.telegram.server import TOKEN, TelegramServer

ROBIN, ANA, STRANGER = 7_001, 7_002, 9_999
GROUP = -100_200_300


def quick_pace() -> Pace:
    return Pace(Random(1), chat_gap_s=0.0, group_gap_s=0.0, bot_gap_s=0.0)


@dataclass
class Phone:
    """A label, its bot, and people with phones."""

    label: Label
    server: TelegramServer
    waiting: str
    released: str
    failed: str
    said: list[str] = field(default_factory=list)

    def let_in(self, user_id: int, name: str, role: ChatRole = ChatRole.OPERATE, chat_id: int | None = None) -> None:
        code, _ = make_pairing_code(self.label, role, name, "test")
        chat = user_id if chat_id is None else chat_id
        pair(self.label, code, user_id=user_id, first_name=name, chat_id=chat, title=name, group=chat < 0)

    @contextmanager
    def running(self, pace: Pace | None = None, calm_s: float = 0.0, watch_s: float = 60.0) -> Iterator[None]:
        """Run the bot while the block lasts."""
        loop, stop, begun = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

        async def work() -> None:
            redact = redactor_of(self.label.settings)
            bot = TelegramBot(self.label, redact, self.said.append, pace or quick_pace(), 3.0, calm_s, watch_s)
            begun.set()
            await bot.run(stop)

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(work())
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert begun.wait(60)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(60)
            assert not thread.is_alive(), "the bot did not stop"

    def run(self, run_id: str) -> Run:
        return show_run(self.label, run_id).summary.run

    def add_waiting(self, count: int, title: str = "Night {}", artist: bool = True) -> list[Run]:
        """Let songs wait that have nothing but a title."""
        with self.label.records.write() as unit:
            like = unit.runs.find(self.waiting)
            runs = []
            for number in range(count):
                run = replace(
                    like,
                    id=self.label.identifiers.new_id(),
                    artist_id=like.artist_id if artist else None,
                    title=title.format(number),
                    state=RunState.NEEDS_DECISION,
                    review_deadline=self.label.clock.now() + timedelta(days=1, seconds=number),
                    version=0,
                )
                unit.runs.add(run)
                runs.append(run)
            unit.commit()
        return runs

    def item(self, chat_id: int = ROBIN, title: str = "") -> ShownMessage:
        """Wait for the message about a song and return it."""
        wanted = title or self.run(self.waiting).title
        return self.server.wait(
            lambda: next((m for m in self.server.messages if m.chat_id == chat_id and m.text.startswith(wanted)), None)
        )

    def texts(self, chat_id: int = ROBIN) -> list[str]:
        return [m.text for m in self.server.messages if m.chat_id == chat_id]


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer.listening() as server:
        yield server


@contextmanager
def phone_over(loop: Loop, server: TelegramServer, **more: str) -> Iterator[Phone]:
    environment = {
        **QUICK,
        "NOKTVRN_REVIEW__HOLD_S": "600",
        "NOKTVRN_TELEGRAM__TOKEN": TOKEN,
        "NOKTVRN_TELEGRAM__API_URL": server.url,
        "NOKTVRN_TELEGRAM__LOOK_S": "0.05",
        "NOKTVRN_TELEGRAM__POLL_S": "5",
        **more,
    }
    with open_label(load_settings({"home": str(loop.home)}, environment)) as label:
        ids = [str(answer.value["id"]) for answer in (loop.waiting, loop.released, loop.failed)]
        yield Phone(label, server, *ids)


@pytest.fixture
def phone(own_loop: Loop, server: TelegramServer) -> Iterator[Phone]:
    with phone_over(own_loop, server) as phone:
        phone.let_in(ROBIN, "Robin")
        yield phone


@pytest.fixture
def loop_home(loop: Loop) -> Path:
    return loop.home
