"""The client's own menu of commands in each chat: what whoever reads there may say, and nothing for anybody else."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from noktvrn.errors import ProviderError
from noktvrn.interfaces.telegram.panels import commands_for
from noktvrn.interfaces.telegram.wire import Wire
from noktvrn.ports.chats import Chat, ChatRole, ChatUser
from noktvrn.services.chats import SHUT_OUT

logger = logging.getLogger(__name__)

_AGAIN_S: Final = 60.0
_MOST_TRIES: Final = 3
"""A menu is a comfort: a chat that refuses it is left without."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a menu is shown.

    Attributes:
        chat_id: In which chat; None for wherever none of its own is set.
        user_id: To whom in it; None for everybody.
    """

    chat_id: int | None = None
    user_id: int | None = None


def wanted_menus(chats: Iterable[Chat], users: Iterable[ChatUser]) -> dict[Place, ChatRole | None]:
    """Return for each place the role whose commands it is to show; None for none.

    A group shows what everybody who is let in may say, and more to the one who brought the bot there: who else is in
    it is not known before they speak, and Telegram takes no menu for somebody who is not.
    """
    inside = {user.user_id: user.role for user in users if user.revoked_at is None}
    wanted: dict[Place, ChatRole | None] = {Place(): None}
    for chat in chats:
        if chat.blocked_at is not None and chat.blocked_why != SHUT_OUT:
            continue  # it takes nothing now, and what it shows nobody sees
        if not chat.is_group:
            wanted[Place(chat.id)] = inside.get(chat.id)
            continue
        is_told = chat.blocked_at is None
        wanted[Place(chat.id)] = ChatRole.DECIDE if is_told else None
        wanted[Place(chat.id, chat.added_by)] = inside.get(chat.added_by) if is_told else None
    return wanted


class Menus:
    """Keeps the menus as they should be.

    Args:
        wire: Speaks to Telegram.
    """

    def __init__(self, wire: Wire) -> None:
        """See the class."""
        self._wire = wire
        self._shown: dict[Place, ChatRole | None] = {}
        self._tries: dict[tuple[Place, ChatRole | None], int] = {}
        self._not_before = 0.0
        self._work: asyncio.Task[None] | None = None

    def keep(self, wanted: Mapping[Place, ChatRole | None]) -> None:
        """Begin to change what is not as it should be, beside everything else."""
        busy = self._work is not None and not self._work.done()
        if busy or time.monotonic() < self._not_before:
            return
        unlike = {
            place: role for place, role in wanted.items() if place not in self._shown or self._shown[place] != role
        }
        if unlike:
            self._work = asyncio.create_task(self._show(unlike))

    async def stop(self) -> None:
        """Leave what is not done."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _show(self, unlike: Mapping[Place, ChatRole | None]) -> None:
        for place, role in unlike.items():
            commands = {} if role is None else commands_for(role)
            try:
                await self._wire.set_commands(commands, place.chat_id, place.user_id)
            except ProviderError as error:
                tries = self._tries.get((place, role), 0) + 1
                self._tries[place, role] = tries
                self._not_before = time.monotonic() + _AGAIN_S
                if tries < _MOST_TRIES:
                    continue
                logger.info("chat %s shows no menu: %s", place.chat_id, error.message)
            self._shown[place] = role
