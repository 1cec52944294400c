"""What Telegram refuses about a message, in its words (Bot API 10.1, core.telegram.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

TEXT_LIMIT: Final = 4_096
CAPTION_LIMIT: Final = 1_024
ANSWER_LIMIT: Final = 200
CALLBACK_BYTES: Final = 64
THUMBNAIL_BYTES: Final = 200_000
THUMBNAIL_PX: Final = 320
COMMAND_LIMIT: Final = 256
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
PHOTO_BYTES: Final = 10_000_000
_TAGS: Final = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote"}
)
_STRAY: Final = re.compile(r"<(?!/?[a-z][a-z0-9-]*(?:\s[^<>]*)?>)")
_ENTITIES: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


class Refused(Exception):
    """Telegram does not take this.

    Args:
        status: HTTP status and ``error_code``.
        description: What it says.
        parameters: ``retry_after`` or ``migrate_to_chat_id``.
    """

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        """See the class."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Call:
    """One request that came in.

    Attributes:
        method: Such as ``"sendAudio"``.
        fields: Its fields; nested ones are decoded.
        files: Name of each upload, with its bytes.
        at_s: When, on the server's monotonic clock.
        chat_id: The chat, or 0.
        status: HTTP status of the answer.
    """

    method: str
    fields: Mapping[str, Any]
    files: Mapping[str, bytes]
    at_s: float
    chat_id: int
    status: int = 200


@dataclass(slots=True)
class ShownMessage:
    """A message as it stands in a chat.

    Attributes:
        message_id: Its number in the chat.
        chat_id: The chat.
        text: What is read, without tags.
        html: What was sent.
        keyboard: Rows of buttons as they were sent.
        media: ``"audio"``, ``"photo"``, ``"video"`` or empty.
        silent: Whether it came without a sound.
        file_id: By which its file is sent again.
        fields: Everything that was sent.
        edits: How often it was changed.
        deleted: Whether a person deleted it.
        too_old: Whether it cannot be changed any more.
    """

    message_id: int
    chat_id: int
    text: str
    html: str
    keyboard: list[list[dict[str, str]]]
    media: str = ""
    silent: bool = False
    file_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False
    too_old: bool = False

    def button(self, words: str) -> dict[str, str]:
        """Return the button whose words hold these."""
        return next(button for row in self.keyboard for button in row if words in button["text"])

    @property
    def words(self) -> list[str]:
        """The words of all buttons."""
        return [button["text"] for row in self.keyboard for button in row]


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parsed_text(text: str, mode: str) -> str:
    """Return what is read of a text, and refuse what Telegram cannot parse."""
    if mode != "HTML":
        return text
    if _ENTITIES.search(text):
        raise Refused(400, "Bad Request: can't parse entities: unsupported entity")
    if _STRAY.search(text):
        raise Refused(400, "Bad Request: can't parse entities: unescaped sign")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise Refused(400, f"Bad Request: can't parse entities: can't find end tag for {reader.open[-1]!r}")
    return "".join(reader.parts)


def check_text(text: str, mode: str) -> str:
    """Check the text of a message and return what is read of it."""
    shown = parsed_text(text, mode)
    if not shown.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if units(shown) > TEXT_LIMIT:
        raise Refused(400, "Bad Request: message is too long")
    return shown


def check_caption(text: str, mode: str) -> str:
    """Check a caption and return what is read of it."""
    shown = parsed_text(text, mode)
    if units(shown) > CAPTION_LIMIT:
        raise Refused(400, "Bad Request: message caption is too long")
    return shown


def check_keyboard(markup: Any) -> list[list[dict[str, str]]]:
    """Check the buttons of a message and return their rows."""
    if markup is None:
        return []
    rows = markup.get("inline_keyboard") if isinstance(markup, Mapping) else None
    if not isinstance(rows, list):
        raise Refused(400, "Bad Request: object expected as reply markup")
    buttons = list(_buttons(rows))
    if len(buttons) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in buttons:
        _check_button(button)
    return rows


def check_commands(commands: Any) -> dict[str, str]:
    """Check a menu and return it, each command with its description."""
    if not isinstance(commands, list) or not 1 <= len(commands) <= 100:
        raise Refused(400, "Bad Request: expected an Array of BotCommand")
    menu = {str(each.get("command", "")): str(each.get("description", "")) for each in commands}
    if not all(_COMMAND.fullmatch(word) for word in menu):
        raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
    if not all(1 <= units(about) <= COMMAND_LIMIT for about in menu.values()):
        raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return menu


def check_scope(scope: Any) -> tuple[int, ...]:
    """Check where a menu is shown; returns chat and person, or nothing for everybody who has no other."""
    kind = scope.get("type") if isinstance(scope, Mapping) else "default"
    fields = {"default": (), "chat": ("chat_id",), "chat_member": ("chat_id", "user_id")}.get(str(kind))
    if fields is None:
        raise Refused(400, "Bad Request: unsupported BotCommandScope type")
    place = tuple(scope.get(each) for each in fields) if fields else ()
    if not all(isinstance(each, int) and each for each in place):
        raise Refused(400, "Bad Request: chat not found")
    if kind == "chat_member" and place[0] > 0:
        raise Refused(400, "Bad Request: can't change commands of a member of a private chat")
    return place


def check_thumbnail(upload: bytes) -> None:
    """Check the small picture of a recording."""
    from PIL import Image

    with Image.open(BytesIO(upload)) as picture:
        fits = picture.format == "JPEG" and max(picture.size) <= THUMBNAIL_PX and len(upload) < THUMBNAIL_BYTES
    if not fits:
        raise Refused(400, "Bad Request: wrong thumbnail")


def decoded(value: str) -> Any:
    """Return a field of a form as its value; objects and lists come as JSON."""
    if value[:1] in "[{" and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _buttons(rows: list[Any]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        if not isinstance(row, list) or not row:
            raise Refused(400, "Bad Request: inline keyboard row must be a non-empty array")
        yield from row


def _check_button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise Refused(400, "Bad Request: inline keyboard button text is empty")
    behind, link = button.get("callback_data"), button.get("url")
    if (behind is None) is (link is None):
        raise Refused(400, "Bad Request: inline keyboard button must have exactly one optional field")
    if behind is not None and not 1 <= len(str(behind).encode()) <= CALLBACK_BYTES:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if link is not None and (urlsplit(str(link)).hostname or "") in {"", "localhost", "127.0.0.1"}:
        raise Refused(400, "Bad Request: BUTTON_URL_INVALID")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, f'Bad Request: can\'t parse entities: unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
