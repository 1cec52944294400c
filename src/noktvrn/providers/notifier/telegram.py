"""Chats as a place where people are told: a message is put down for each, and the bot sends it at its own pace."""

from __future__ import annotations

from noktvrn.ports.chats import ChatMessage, MessageKind, MessageState
from noktvrn.ports.clock import Clock
from noktvrn.ports.notifier import Message
from noktvrn.ports.repositories import Records

NAME = "telegram bot"
"""Of a form that no target of the settings can have."""


class ChatNotifier:
    """Chats that were paired, told by the bot.

    Nothing is sent here: what is put down lasts, so that a bot that is away tells it once when it returns.

    Args:
        records: The label's records.
        clock: Time.
    """

    def __init__(self, records: Records, clock: Clock) -> None:
        """See the class."""
        self.name = NAME
        self._records = records
        self._clock = clock

    def check(self) -> None:
        """Refuse nothing: whether the bot can send is for the bot to say."""

    def tell(self, message: Message) -> None:
        """Put a message down for each chat; the same one again changes nothing.

        Raises:
            DatabaseUnavailableError: The records cannot be written for the moment.
        """
        body = {"title": message.title, "body": message.body, "url": message.url, "loud": message.loud}
        now = self._clock.now()
        with self._records.write() as unit:
            for chat in unit.chats.chats():
                if chat.blocked_at is None:
                    unit.chats.claim(
                        ChatMessage(0, chat.id, MessageKind.NOTICE, message.id, 0, MessageState.CLAIMED, now, body=body)
                    )
            unit.commit()
