"""Takes updates: checks who sent them, has their effect come about once, and answers.

Who may do something hangs on the number of the person, on every update. Strangers hear nothing, but a press is always
answered, or their phone would wait for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from noktvrn.errors import DatabaseUnavailableError, NoktvrnError, TooManyAttemptsError
from noktvrn.interfaces.errors import explained, told, unexpected
from noktvrn.interfaces.telegram.buttons import Act, Press
from noktvrn.interfaces.telegram.cards import Card
from noktvrn.interfaces.telegram.commands import commanded, said, word_of
from noktvrn.interfaces.telegram.keeper import Keeper
from noktvrn.interfaces.telegram.markup import name, plain, rendered
from noktvrn.interfaces.telegram.outcomes import Outcome
from noktvrn.interfaces.telegram.presses import Reaction, Visit, pressed
from noktvrn.interfaces.telegram.remedies import on_the_phone
from noktvrn.interfaces.telegram.times import zoned
from noktvrn.interfaces.telegram.wire import Me, Wire
from noktvrn.ports.chats import AppliedUpdate, ChatMessage, ChatUser, MessageKind
from noktvrn.services.chats import allowed_user, block_chat, join_chat, move_chat, pair, reopen_chat
from noktvrn.services.label import Label

if TYPE_CHECKING:
    from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

logger = logging.getLogger(__name__)

_STRANGE: Final = "This button is not good any more. Say /queue for a fresh one."
_TWICE: Final = "It was done."
_OF_ITEMS: Final = frozenset(
    {Act.APPROVE, Act.ASK_REJECT, Act.ASK_CHANGES, Act.REJECT, Act.CHANGES, Act.BACK, Act.UNDO}
)
_MOST_UNSAID: Final = 20
"""Answers that wait for their turn in a chat."""
_LARGEST: Final = 2**53
"""Telegram's numbers have at most 52 significant bits."""


class Desk:
    """Takes updates.

    Args:
        label: The label's means.
        wire: Speaks to Telegram.
        keeper: Keeps chats as they should be; told when something changed.
        me: The bot itself.
        redact: Masks secrets in what is told.
    """

    def __init__(self, label: Label, wire: Wire, keeper: Keeper, me: Me, redact: Callable[[str], str]) -> None:
        """See the class."""
        self._label = label
        self._wire = wire
        self._keeper = keeper
        self._me = me
        self._redact = redact
        self._turn = asyncio.Lock()
        self._answers: set[asyncio.Task[None]] = set()
        self._sends: dict[asyncio.Task[None], int] = {}
        self._lines: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Take one update; whatever stands in it, nothing but a database that is away comes out of this.

        One at a time, in the order in which they come: a webhook may deliver several at once, and one of them twice.

        Raises:
            DatabaseUnavailableError: Nothing came about; the update is to be taken again.
        """
        async with self._turn:
            await self._take(raw)

    async def _take(self, raw: Mapping[str, Any]) -> None:
        update = _read(raw)
        try:
            if update is None:
                self._reply(self._answer_strange(raw))
            elif update.callback_query is not None:
                await self._take_press(update.update_id, update.callback_query)
            elif update.message is not None:
                await self._take_message(update.update_id, update.message)
            elif update.my_chat_member is not None:
                await self._take_membership(update.my_chat_member)
        except DatabaseUnavailableError:
            raise
        except Exception:  # the edge of the bot: no update may stop the ones behind it
            logger.exception("An update was not taken because of a mistake of this program")
            self._reply(self._answer_strange(raw))

    async def answered(self) -> None:
        """Wait until each press is answered; messages keep the pace of their chats and are not waited for."""
        while self._answers:
            await asyncio.gather(*self._answers, return_exceptions=True)

    async def replied(self) -> None:
        """Wait until everything that was said is out."""
        await self.answered()
        while self._sends:
            await asyncio.gather(*self._sends, return_exceptions=True)

    async def _take_press(self, number: int, query: CallbackQuery) -> None:
        user = await asyncio.to_thread(allowed_user, self._label, query.from_user.id)
        if user is None or query.message is None:
            self._reply(self._answer(query.id, Reaction()))
            return
        chat_id, message_id = query.message.chat.id, query.message.message_id
        await asyncio.to_thread(reopen_chat, self._label, user, chat_id)
        press = self._wire.signer.read(chat_id, query.data or "")
        if press is None:
            self._reply(self._answer(query.id, Reaction(_STRANGE, loud=True)))
            return
        visit = self._visit(user, chat_id, message_id)
        reaction = await asyncio.to_thread(self._once, number, lambda: pressed(visit, press))
        self._reply(self._answer(query.id, reaction or Reaction(_TWICE)))
        if reaction is not None and reaction.panel is not None:
            self._write(chat_id, self._redraw(chat_id, message_id, reaction.panel))
        elif press.act in _OF_ITEMS:
            has_media = getattr(query.message, "audio", None) is not None
            self._write(chat_id, self._retire(chat_id, message_id, press, has_media=has_media))
        self._keeper.nudge()

    async def _take_message(self, number: int, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            await asyncio.to_thread(move_chat, self._label, message.chat.id, message.migrate_to_chat_id)
            return
        if message.from_user is None or message.from_user.is_bot:
            return
        group = message.chat.id < 0
        text = message.text or message.caption or ""
        command = word_of(text, self._me.username)
        user = await asyncio.to_thread(allowed_user, self._label, message.from_user.id)
        if command is not None and command[0] == "start":
            await self._take_start(number, message, user, command[1])
            return
        if user is None or (command is None and text.startswith("/")):
            return
        await asyncio.to_thread(reopen_chat, self._label, user, message.chat.id)
        visit = self._visit(user, message.chat.id, message.message_id)
        reply_to = message.reply_to_message.message_id if message.reply_to_message is not None else None

        def act() -> Reaction | None:
            if command is not None:
                return commanded(visit, *command, f"update:{self._me.bot_id}:{number}")
            return said(visit, text, reply_to, group=group)

        reaction = await asyncio.to_thread(self._once, number, act)
        if reaction is not None:
            self._write(message.chat.id, self._send(message.chat.id, reaction))
        self._keeper.nudge()

    async def _take_start(self, number: int, message: Message, user: ChatUser | None, code: str) -> None:
        """Let somebody in with a code; somebody who is in has this chat told what waits."""
        sender = message.from_user
        if sender is None or (user is None and not code):
            return
        title = message.chat.title or message.chat.full_name or ""
        group = message.chat.id < 0

        def act() -> Reaction | None:
            if user is not None and not code:
                join_chat(self._label, user, message.chat.id, title, group=group)
                return Reaction(f"Good to see you, {user.name}. Songs that wait come here; /help says the rest.")
            paired = pair(
                self._label,
                code,
                user_id=sender.id,
                first_name=sender.first_name,
                chat_id=message.chat.id,
                title=title,
                group=group,
            )
            return Reaction(
                f"Welcome, {paired.user.name}: that name will stand on your decisions."
                " Songs that wait come here; /help says the rest."
            )

        try:
            reaction = await asyncio.to_thread(self._once, number, act, strict=user is None)
        except NoktvrnError as error:
            if not isinstance(error, TooManyAttemptsError):
                self._write(message.chat.id, self._send(message.chat.id, Reaction(error.message)))
            return
        if reaction is not None:
            self._write(message.chat.id, self._send(message.chat.id, reaction))
        self._keeper.nudge()

    async def _take_membership(self, change: ChatMemberUpdated) -> None:
        """A chat that throws the bot out is told nothing more, and one that takes it back is."""
        outside = change.new_chat_member.status in {"left", "kicked"}
        why = f"the bot is {change.new_chat_member.status}" if outside else None
        await asyncio.to_thread(block_chat, self._label, change.chat.id, why)
        self._keeper.nudge()

    def _visit(self, user: ChatUser, chat_id: int, number: int) -> Visit:
        now = zoned(self._label.clock.now(), self._label.settings.telegram)
        return Visit(self._label, user, chat_id, number, now)

    def _once(self, number: int, act: Callable[[], Reaction | None], *, strict: bool = False) -> Reaction | None:
        """Have an update's effect come about once; None when it did before.

        An effect that was begun and not ended is begun again: each of them is the same when it is done twice.

        Raises:
            DatabaseUnavailableError: It did not come about.
            NoktvrnError: It is refused, and ``strict`` wants that told by the caller.
        """
        label, bot_id = self._label, self._me.bot_id
        with label.records.write() as unit:
            begun = unit.chats.begin_update(AppliedUpdate(bot_id, number, label.clock.now()))
            unit.commit()
        if begun.done_at is not None:
            return None
        try:
            reaction = act()
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # the edge of the bot: everything becomes an answer
            reaction = self._refusal(error)
            if strict and isinstance(error, NoktvrnError):
                self._end(number)
                raise
        self._end(number)
        return reaction

    def _end(self, number: int) -> None:
        with self._label.records.write() as unit:
            unit.chats.end_update(self._me.bot_id, number, self._label.clock.now())
            unit.commit()

    def _refusal(self, error: Exception) -> Reaction:
        known = explained(error)
        if known is None:
            logger.error("An update failed because of a mistake of this program", exc_info=error)
            known = unexpected(error, None)
        shown = told(known).redacted(self._redact)
        return Reaction(f"{shown.message} {on_the_phone(shown.remedy)}", loud=True)

    def _reply(self, work: Coroutine[Any, Any, None]) -> None:
        """Answer a press beside the updates that follow, so that none waits for it."""
        task = asyncio.ensure_future(work)
        self._answers.add(task)
        task.add_done_callback(self._said)

    def _write(self, chat_id: int, work: Coroutine[Any, Any, None]) -> None:
        """Say something in a chat at its pace, in the order of what was asked; more than a person reads is left out."""
        if sum(each == chat_id for each in self._sends.values()) >= _MOST_UNSAID:
            logger.warning("chat %s asks faster than it can be answered; an answer was left out", chat_id)
            work.close()
            return
        task = asyncio.ensure_future(self._in_line(chat_id, work))
        self._sends[task] = chat_id
        task.add_done_callback(self._said)
        task.add_done_callback(lambda _: work.close())  # one that was cancelled in the line has not begun

    async def _in_line(self, chat_id: int, work: Coroutine[Any, Any, None]) -> None:
        """Do what is said next in a chat when what was said before is out: the last answer must be the last word."""
        async with self._lines[chat_id]:
            await work

    def _said(self, task: asyncio.Task[None]) -> None:
        self._answers.discard(task)
        self._sends.pop(task, None)
        if not task.cancelled() and task.exception() is not None:
            logger.warning("an answer was not given: %s", task.exception())

    async def _answer(self, callback_id: str, reaction: Reaction) -> None:
        await self._wire.answer(callback_id, reaction.answer, loud=reaction.loud)

    async def _answer_strange(self, raw: Any) -> None:
        """An update that cannot be read may still be a press that somebody waits for."""
        query = raw.get("callback_query") if isinstance(raw, Mapping) else None
        callback_id = query.get("id") if isinstance(query, Mapping) else None
        if isinstance(callback_id, str) and callback_id:
            await self._wire.answer(callback_id[:100], "")

    async def _redraw(self, chat_id: int, message_id: int, panel: Card, *, has_media: bool = False) -> None:
        await self._wire.edit(chat_id, message_id, rendered(panel.lines), panel.keyboard, has_media=has_media)

    async def _retire(self, chat_id: int, message_id: int, press: Press, *, has_media: bool) -> None:
        """Take the buttons off a message about a song that stands in the chat once more, in another message."""
        standing = await asyncio.to_thread(self._item_of, chat_id, press)
        if standing is not None and standing.message_id not in {None, message_id}:
            elsewhere = Card(("This song stands in another message; see there.",))
            await self._redraw(chat_id, message_id, elsewhere, has_media=has_media)

    def _item_of(self, chat_id: int, press: Press) -> ChatMessage | None:
        with self._label.records.read() as unit:
            return unit.chats.message_of(chat_id, MessageKind.ITEM, press.subject, press.take)

    async def _send(self, chat_id: int, reaction: Reaction) -> None:
        """Say what came of a command, to whoever waits for it: without a sound."""
        panel = reaction.panel or Card((name(plain(reaction.answer), 1_000),))
        text = rendered(panel.lines)
        sent = await self._wire.send_text(chat_id, text or "…", panel.keyboard, silent=True)
        if sent.outcome is Outcome.BLOCKED:
            await asyncio.to_thread(block_chat, self._label, chat_id, sent.why)


def _numbers(update: Update) -> Iterator[int]:
    """Yield every number of an update by which something is looked up."""
    query, message, change = update.callback_query, update.message, update.my_chat_member
    yield update.update_id
    if query is not None:
        yield query.from_user.id
    placed = message if message is not None else query.message if query is not None else None
    if placed is not None:
        yield from (placed.chat.id, placed.message_id)
    if message is not None:
        yield message.migrate_to_chat_id or 0
        yield message.from_user.id if message.from_user is not None else 0
        yield message.reply_to_message.message_id if message.reply_to_message is not None else 0
    if change is not None:
        yield change.chat.id


def _read(raw: Any) -> Update | None:
    """Return an update; None when it is none, or not one that this program can read."""
    from aiogram.types import Update
    from pydantic import ValidationError

    try:
        update = Update.model_validate(raw)
        return update if all(abs(number) < _LARGEST for number in _numbers(update)) else None
    except (ValidationError, RecursionError, ValueError, OverflowError) as error:
        logger.info("an update could not be read: %s", str(error)[:200])
        return None
