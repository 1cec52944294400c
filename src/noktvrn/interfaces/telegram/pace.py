"""When something may be sent.

Telegram takes about one message a second in a chat, 20 a minute in a group, and 30 a second from one bot. Turns are
given at distances rather than counted in windows: what keeps its distance is within every window, wherever the server
lays it.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from random import Random
from typing import Final

CHAT_GAP_S: Final = 1.05
GROUP_GAP_S: Final = 3.1
BOT_GAP_S: Final = 1 / 25
_JITTER: Final = 0.1
"""Part of a gap by which turns differ, so that several bots behind one address do not march in step."""


class Pace:
    """Gives out turns.

    Args:
        rng: For jitter.
        chat_gap_s: Seconds between two messages in a chat.
        group_gap_s: The same in a group.
        bot_gap_s: Seconds between two messages in all.
    """

    def __init__(
        self,
        rng: Random,
        chat_gap_s: float = CHAT_GAP_S,
        group_gap_s: float = GROUP_GAP_S,
        bot_gap_s: float = BOT_GAP_S,
    ) -> None:
        """See the class."""
        self._rng = rng
        self._chat_gap_s = chat_gap_s
        self._group_gap_s = group_gap_s
        self._bot_gap_s = bot_gap_s
        self._free: dict[int, float] = {}
        self._all_free = 0.0
        self._lines: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, chat_id: int) -> None:
        """Wait until something may be sent to a chat; whoever asks first has the first turn there."""
        async with self._lines[chat_id]:
            await self._turn(chat_id)

    async def _turn(self, chat_id: int) -> None:
        while True:
            now = time.monotonic()
            at = max(self._free.get(chat_id, 0.0), self._all_free)
            if at <= now:
                self._keep_distance(chat_id, now)
                self._all_free = now + self._bot_gap_s
                return
            await asyncio.sleep(at - now)

    def arrived(self, chat_id: int) -> None:
        """Count the distance from now: an upload arrives long after its turn began."""
        self._keep_distance(chat_id, time.monotonic())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Send nothing to a chat for as long as Telegram asked for."""
        until = time.monotonic() + seconds * (1 + self._rng.random() * _JITTER)
        self._free[chat_id] = max(self._free.get(chat_id, 0.0), until)

    def moved(self, chat_id: int, new_id: int) -> None:
        """Let a group that changed its number keep its pace."""
        self._free[new_id] = self._free.pop(chat_id, 0.0)

    def _keep_distance(self, chat_id: int, now: float) -> None:
        gap_s = self._group_gap_s if chat_id < 0 else self._chat_gap_s
        until = now + gap_s * (1 + self._rng.random() * _JITTER)
        self._free[chat_id] = max(self._free.get(chat_id, 0.0), until)
