"""The one place that speaks to Telegram: what is sent, at which pace, and what each refusal means.

What concerns one message (a chat that blocks the bot, a message that is gone) is an outcome, because the next step
follows from it. What concerns the bot as a whole (a token that was revoked, a second program that reads its updates) is
an error.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeVar

from noktvrn.errors import ConfigError, ToolMissingError
from noktvrn.interfaces.telegram.buttons import Keyboard, Signer
from noktvrn.interfaces.telegram.markup import ANSWER_LIMIT, clipped, plain
from noktvrn.interfaces.telegram.outcomes import Outcome, Sent, became, translated
from noktvrn.interfaces.telegram.pace import Pace

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.methods import TelegramMethod
    from aiogram.types import BotCommandScopeUnion, FSInputFile, Message

logger = logging.getLogger(__name__)

UPDATES: Final = ("message", "callback_query", "my_chat_member")
"""Kinds of updates that are asked for; others are not sent."""

_UPLOAD_S: Final = 180
_SPEAK_S: Final = 30
_MOST_WAITS: Final = 5
"""Times that Telegram may ask to wait before a message is left for the next look."""
_LONGEST_WAIT_S: Final = 60.0

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording to send.

    Attributes:
        source: Its file, or the name by which Telegram knows it.
        title: Title.
        performer: Artist.
        duration_s: Length in seconds.
        thumbnail: Small JPEG, or None.
        file_name: Name under which it is kept on a phone.
    """

    source: Path | str
    title: str
    performer: str
    duration_s: float
    thumbnail: bytes | None
    file_name: str


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    bot_id: int
    username: str


def needed_library() -> None:
    """Check that the library is there.

    Raises:
        ToolMissingError: It is not.
    """
    try:
        import aiogram  # noqa: F401 - whether it is there is the question
    except ImportError as exc:
        raise ToolMissingError(
            f"The library for Telegram is not there: {exc}.",
            remedy="Install it: pip install 'noktvrn[telegram]'",
            stage="telegram",
        ) from exc


class Wire:
    """Speaks to Telegram as one bot.

    Args:
        token: Token of the bot.
        api_url: Address of the Bot API.
        rng: For jitter.
        pace: Gives out turns; one of Telegram's limits when None.

    Raises:
        ConfigError: The token does not have the form of one.
        ToolMissingError: The library is not there.
    """

    def __init__(self, token: str, api_url: str, rng: Random, pace: Pace | None = None) -> None:
        """See the class."""
        needed_library()
        from aiogram import Bot
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer
        from aiogram.utils.token import TokenValidationError

        session = AiohttpSession(api=TelegramAPIServer.from_base(api_url.rstrip("/")))
        try:
            self._bot: Bot = Bot(token, session=session)
        except TokenValidationError as exc:
            raise ConfigError(
                "telegram.token does not have the form of a token, which is a number, a colon and 35 signs.",
                remedy="Copy it again from BotFather, then set NOKTVRN_TELEGRAM__TOKEN.",
                stage="telegram",
            ) from exc
        self.pace = pace or Pace(rng)
        self.signer = Signer(token)
        self._rng = rng

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.session.close()

    async def me(self) -> Me:
        """Return who the bot is.

        Raises:
            AuthenticationFailedError: The token is not good.
            ProviderUnavailableError: Telegram cannot be reached.
        """
        from aiogram.methods import GetMe

        user = await self._ask(GetMe(), "getMe")
        return Me(user.id, user.username or "")

    async def updates(self, offset: int, wait_s: int) -> list[dict[str, Any]]:
        """Wait for updates and return them as Telegram wrote them; one that is strange does not hide the others.

        Raises:
            AuthenticationFailedError: The token is not good any more.
            ProviderUnavailableError: Telegram cannot be reached, or another program reads this bot's updates.
            RateLimitedError: Telegram asks to wait.
        """
        from noktvrn.interfaces.telegram.raw_updates import RawUpdates

        method = RawUpdates(offset=offset, timeout=wait_s, limit=100, allowed_updates=list(UPDATES))
        return await self._ask(method, "getUpdates", wait_s + _SPEAK_S)

    async def webhook_of(self) -> tuple[str, str]:
        """Return the address at which Telegram delivers, empty when it is asked, and the last fault of delivering.

        Raises:
            AuthenticationFailedError: The token is not good.
            ProviderUnavailableError: Telegram cannot be reached.
        """
        from aiogram.methods import GetWebhookInfo

        told = await self._ask(GetWebhookInfo(), "getWebhookInfo")
        return told.url, told.last_error_message or ""

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have Telegram deliver to an address, with a secret; an empty address ends that and loses no update.

        Raises:
            AuthenticationFailedError: The token is not good.
            ProviderUnavailableError: Telegram cannot be reached or refuses the address.
        """
        from aiogram.methods import DeleteWebhook, SetWebhook

        if url:
            await self._ask(SetWebhook(url=url, secret_token=secret, allowed_updates=list(UPDATES)), "setWebhook")
        else:
            await self._ask(DeleteWebhook(), "deleteWebhook")

    async def set_commands(self, commands: Mapping[str, str], chat_id: int | None, user_id: int | None) -> None:
        """Set the menu of the client in a chat, or for one of its people; without commands none of its own.

        Without a chat it is the menu of everybody who has no other.

        Raises:
            ProviderError: The token is not good, Telegram cannot be reached, or does not take it.
        """
        from aiogram.methods import DeleteMyCommands, SetMyCommands
        from aiogram.types import BotCommand

        scope = _menu_scope(chat_id, user_id)
        if not commands:
            await self._ask(DeleteMyCommands(scope=scope), "deleteMyCommands")
            return
        listed = [BotCommand(command=word, description=about) for word, about in commands.items()]
        await self._ask(SetMyCommands(commands=listed, scope=scope), "setMyCommands")

    async def send_text(self, chat_id: int, text: str, keyboard: Keyboard = (), *, silent: bool) -> Sent:
        """Send a text."""
        from aiogram.methods import SendMessage
        from aiogram.types import LinkPreviewOptions

        def method() -> SendMessage:
            return SendMessage(
                chat_id=chat_id,
                text=text,
                parse_mode="HTML",
                disable_notification=silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=self._markup(chat_id, keyboard),
            )

        return await self._send(chat_id, method, _SPEAK_S)

    async def send_sound(self, chat_id: int, sound: Sound, text: str, keyboard: Keyboard, *, silent: bool) -> Sent:
        """Send a recording with a caption."""
        from aiogram.methods import SendAudio
        from aiogram.types import BufferedInputFile

        def method() -> SendAudio:
            thumbnail = sound.thumbnail if isinstance(sound.source, Path) else None
            return SendAudio(
                chat_id=chat_id,
                audio=_upload(sound.source, sound.file_name),
                caption=text,
                parse_mode="HTML",
                title=sound.title,
                performer=sound.performer,
                duration=round(sound.duration_s) or None,
                thumbnail=None if thumbnail is None else BufferedInputFile(thumbnail, "cover.jpg"),
                disable_notification=silent,
                reply_markup=self._markup(chat_id, keyboard),
            )

        return await self._send(chat_id, method, _UPLOAD_S)

    async def send_picture(self, chat_id: int, picture: bytes, text: str) -> Sent:
        """Send a JPEG with a caption, without a sound."""
        from aiogram.methods import SendPhoto
        from aiogram.types import BufferedInputFile

        def method() -> SendPhoto:
            return SendPhoto(
                chat_id=chat_id,
                photo=BufferedInputFile(picture, "cover.jpg"),
                caption=text,
                parse_mode="HTML",
                disable_notification=True,
            )

        return await self._send(chat_id, method, _UPLOAD_S)

    async def send_film(self, chat_id: int, film: Path, size_px: tuple[int, int], text: str) -> Sent:
        """Send a film with a caption, without a sound of its own."""
        from aiogram.methods import SendVideo

        def method() -> SendVideo:
            return SendVideo(
                chat_id=chat_id,
                video=_upload(film, "teaser.mp4"),
                width=size_px[0],
                height=size_px[1],
                supports_streaming=True,
                caption=text,
                parse_mode="HTML",
                disable_notification=True,
            )

        return await self._send(chat_id, method, _UPLOAD_S)

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Keyboard, *, has_media: bool) -> Sent:
        """Change what a message says and its buttons."""
        from aiogram.methods import EditMessageCaption, EditMessageText
        from aiogram.types import LinkPreviewOptions

        def method() -> TelegramMethod[Message | bool]:
            markup = self._markup(chat_id, keyboard)
            if has_media:
                return EditMessageCaption(
                    chat_id=chat_id, message_id=message_id, caption=text, parse_mode="HTML", reply_markup=markup
                )
            return EditMessageText(
                chat_id=chat_id,
                message_id=message_id,
                text=text,
                parse_mode="HTML",
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=markup,
            )

        return await self._send(chat_id, method, _SPEAK_S)

    async def answer(self, callback_id: str, text: str, *, loud: bool = False) -> bool:
        """Answer a press; returns whether Telegram took it. One that came too late for an answer is no fault."""
        from aiogram.exceptions import AiogramError
        from aiogram.methods import AnswerCallbackQuery

        said = clipped(plain(text), ANSWER_LIMIT)
        method = AnswerCallbackQuery(callback_query_id=callback_id, text=said or None, show_alert=loud or None)
        for _ in range(2):
            try:
                await self._bot(method, request_timeout=_SPEAK_S)
            except (AiogramError, OSError) as exc:
                wait_s = float(getattr(exc, "retry_after", 0))
                if not wait_s or wait_s > _LONGEST_WAIT_S:
                    logger.info("a press was not answered: %s", exc)
                    return False
                await asyncio.sleep(wait_s)
            else:
                return True
        return False

    async def _ask(self, method: TelegramMethod[ResultT], operation: str, limit_s: int = _SPEAK_S) -> ResultT:
        from aiogram.exceptions import AiogramError

        try:
            return await self._bot(method, request_timeout=limit_s)
        except (AiogramError, OSError) as exc:
            raise translated(exc, operation) from exc

    async def _send(self, chat_id: int, method: Callable[[], Any], limit_s: int) -> Sent:
        """Send at the pace that Telegram takes, and wait as long as it asks for."""
        from aiogram.exceptions import AiogramError, TelegramRetryAfter

        for _ in range(_MOST_WAITS):
            await self.pace.turn(chat_id)
            try:
                return _sent(await self._bot(method(), request_timeout=limit_s))
            except TelegramRetryAfter as exc:
                self.pace.hold(chat_id, exc.retry_after)
                if exc.retry_after > _LONGEST_WAIT_S:
                    return Sent(Outcome.LATER, why=f"wait {exc.retry_after} s")
            except (AiogramError, OSError) as exc:
                return became(exc)
            finally:
                self.pace.arrived(chat_id)
        return Sent(Outcome.LATER, why="asked to wait again and again")

    def _markup(self, chat_id: int, keyboard: Keyboard) -> Any:
        from aiogram.types import InlineKeyboardMarkup

        rows = self.signer.keyboard(chat_id, keyboard)
        return InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}) if rows else None


def _menu_scope(chat_id: int | None, user_id: int | None) -> BotCommandScopeUnion:
    from aiogram.types import BotCommandScopeChat, BotCommandScopeChatMember, BotCommandScopeDefault

    if chat_id is None:
        return BotCommandScopeDefault()
    if user_id is None:
        return BotCommandScopeChat(chat_id=chat_id)
    return BotCommandScopeChatMember(chat_id=chat_id, user_id=user_id)


def _upload(source: Path | str, file_name: str) -> FSInputFile | str:
    from aiogram.types import FSInputFile

    return source if isinstance(source, str) else FSInputFile(source, file_name)


def _sent(answer: Any) -> Sent:
    """Telegram answers an edit of a message that it does not show in full with True alone."""
    if answer is True or answer is None:
        return Sent(Outcome.DONE)
    audio = getattr(answer, "audio", None)
    return Sent(Outcome.DONE, answer.message_id, audio.file_id if audio is not None else "")
