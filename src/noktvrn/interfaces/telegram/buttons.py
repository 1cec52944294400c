"""Buttons and what stands behind them: at most 64 bytes, signed for one chat, bound to one take.

``v1:<act>:<subject>:<take>:<number>:<signature>``. The signature covers the chat too, so that what a button says can
be neither made up nor carried into another chat. Nothing is kept for it: a button of yesterday is read as well as one
of now, and what it means today is for the records to say.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.interfaces.telegram.markup import BUTTON_LIMIT, clipped, plain

MAX_BYTES: Final = 64
MOST: Final = 999_999
"""Largest take and number that fit."""

_VERSION: Final = "v1"
_SIGNATURE_BYTES: Final = 8
_WRITTEN: Final = re.compile(r"v1:([a-zA-Z]{1,2}):([0-9a-z]{0,26}):([0-9]{1,6}):([0-9]{1,6}):([A-Za-z0-9_-]{11})")


class Act(StrEnum):
    """What a button does."""

    APPROVE = "a"
    ASK_REJECT = "r"
    ASK_CHANGES = "c"
    REJECT = "R"
    CHANGES = "C"
    BACK = "b"
    UNDO = "u"
    COVER = "k"
    TEASER = "t"
    QUEUE = "q"
    SHOW = "s"
    ARTISTS = "A"
    ARTIST = "p"
    START = "n"
    AUTOPILOT_ON = "o"
    AUTOPILOT_OFF = "f"
    PAUSE = "z"
    RESUME = "w"
    RUNS = "l"
    RUN = "v"
    RETRY = "y"
    GO_ON = "e"
    ASK_CANCEL = "x"
    CANCEL = "X"
    STATUS = "g"
    MUTE = "m"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says.

    Attributes:
        act: What it does.
        subject: Identifier of the run or artist; empty where there is none.
        take: The take that was shown; 0 where there is none.
        number: Which reason, which page, which decision.
    """

    act: Act
    subject: str = ""
    take: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its words, and what it says or where it leads."""

    words: str
    press: Press | None = None
    link: str = ""


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""

WireKeyboard = list[list[dict[str, str]]]
"""The same as Telegram takes it."""


class Signer:
    """Writes and reads what stands behind buttons.

    Args:
        secret: The bot's token; with another token all buttons are strange.
    """

    def __init__(self, secret: str) -> None:
        """See the class."""
        self._key = hashlib.sha256(b"noktvrn buttons\0" + secret.encode("utf-8", "replace")).digest()

    def written(self, chat_id: int, press: Press) -> str:
        """Return what Telegram keeps behind a button.

        Raises:
            ParameterError: It would not fit.
        """
        body = f"{_VERSION}:{press.act.value}:{press.subject}:{press.take}:{press.number}"
        text = f"{body}:{self._signature(chat_id, body)}"
        if len(text) > MAX_BYTES or not _WRITTEN.fullmatch(text):
            raise ParameterError(
                f"A button cannot carry {press!r}.",
                remedy=f"Use identifiers of at most 26 signs and numbers up to {MOST}.",
                stage="telegram",
            )
        return text

    def read(self, chat_id: int, text: str) -> Press | None:
        """Return what a button says; None when it was not written for this chat by this bot."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        body, _, signature = text.rpartition(":")
        if not hmac.compare_digest(self._signature(chat_id, body), signature):
            return None
        act, subject, take, number, _ = found.groups()
        return Press(Act(act), subject, int(take), int(number)) if act in set(Act) else None

    def keyboard(self, chat_id: int, rows: Keyboard) -> WireKeyboard:
        """Return buttons as Telegram takes them."""
        return [[self._button(chat_id, button) for button in row] for row in rows if row]

    def _button(self, chat_id: int, button: Button) -> dict[str, str]:
        words = clipped(plain(button.words), BUTTON_LIMIT) or "…"
        if button.press is None:
            return {"text": words, "url": button.link}
        return {"text": words, "callback_data": self.written(chat_id, button.press)}

    def _signature(self, chat_id: int, body: str) -> str:
        made = hmac.digest(self._key, f"{chat_id}:{body}".encode(), "sha256")[:_SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


def number_of(text: str) -> int:
    """Return a number that stands for an identifier too long to be carried beside another."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % (MOST + 1)
