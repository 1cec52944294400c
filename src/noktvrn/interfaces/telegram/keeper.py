"""Keeps each chat as it should be: looks what it has and what it should have, and does one thing at a time about it.

Driven by what is, not by what happened: a bot that was away, a song that was decided elsewhere, a message that was lost
are all the same to it. A message is claimed before it is sent and its number kept after; when the bot stops in between,
it is sent again, which is the one case in which a message may stand twice.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from noktvrn.errors import AuthenticationFailedError, NoktvrnError
from noktvrn.interfaces.telegram.cards import mark_of
from noktvrn.interfaces.telegram.drafts import (
    AGAIN,
    NO_SOUND,
    Draft,
    draft_item,
    draft_notice,
    draft_notices,
    draft_picture,
    draft_rest,
)
from noktvrn.interfaces.telegram.markup import CAPTION_LIMIT, TEXT_LIMIT, rendered
from noktvrn.interfaces.telegram.menus import Menus, Place, wanted_menus
from noktvrn.interfaces.telegram.outcomes import Outcome, Sent
from noktvrn.interfaces.telegram.times import is_quiet
from noktvrn.interfaces.telegram.wire import Wire
from noktvrn.journal.run import DECIDABLE
from noktvrn.ports.chats import Chat, ChatMessage, ChatRole, MessageKind, MessageState
from noktvrn.services.chats import ANEW, REPLACES, block_chat, move_chat
from noktvrn.services.chats_items import ChatPlan, claim, claim_items, is_muted, is_over, plan_chat, save, settle
from noktvrn.services.label import Label

logger = logging.getLogger(__name__)

MOST_NOTICES: Final = 4
"""More notices than this that wait in a chat are told in one message."""
_REST_EVERY_S: Final = 20.0
"""How often the number of songs that wait is brought up to date; it changes with every song."""
_SOUND_EVERY_S: Final = 60.0
"""Of several songs that come together one makes a sound."""
_BACK_OFF_S: Final = (1.0, 2.0, 5.0, 15.0, 60.0)
_RETIRED: Final = "This message is not followed any more. What waits is in /queue"
_PICTURES: Final = frozenset({MessageKind.COVER, MessageKind.TEASER})


@dataclass
class _Memory:
    """What one bot remembers while it runs; nothing of it is needed after a restart."""

    not_before: dict[int, float] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    sounded: dict[int, float] = field(default_factory=dict)
    rest_at: dict[int, float] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


class Keeper:
    """Keeps chats as they should be.

    Args:
        label: The label's means.
        wire: Speaks to Telegram.
        rng: For jitter.
    """

    def __init__(self, label: Label, wire: Wire, rng: Random) -> None:
        """See the class."""
        self._label = label
        self._wire = wire
        self._rng = rng
        self._memory = _Memory()
        self._menus = Menus(wire)
        self._wake = asyncio.Event()
        self._tending: dict[int, asyncio.Task[None]] = {}
        self._refused: NoktvrnError | None = None

    def nudge(self) -> None:
        """Look now."""
        self._wake.set()

    async def run(self) -> None:
        """Look again and again until cancelled.

        Raises:
            AuthenticationFailedError: The token is not good any more.
        """
        try:
            while True:
                self._wake.clear()
                await self.look()
                if self._refused is not None:
                    raise self._refused
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._label.settings.telegram.look_s):
                        await self._wake.wait()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Let what is being sent come to its end, for a while."""
        await self._menus.stop()
        tasks = list(self._tending.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=5)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def look(self) -> None:
        """Begin to tend each chat that nobody tends; a slow chat keeps no other waiting."""
        try:
            chats, menus = await asyncio.to_thread(self._chats)
        except NoktvrnError as error:
            logger.warning("the chats could not be looked at: %s", error.message)
            return
        self._menus.keep(menus)
        for chat in chats:
            if chat.id not in self._tending:
                self._tending[chat.id] = asyncio.create_task(self._tended(chat))

    async def settled(self) -> None:
        """Wait until no chat is being tended."""
        while self._tending:
            await asyncio.gather(*self._tending.values(), return_exceptions=True)
            await asyncio.sleep(0)

    def _chats(self) -> tuple[list[Chat], dict[Place, ChatRole | None]]:
        with self._label.records.read() as unit:
            chats, users = unit.chats.chats(), unit.chats.users()
        return [chat for chat in chats if chat.blocked_at is None], wanted_menus(chats, users)

    async def _tended(self, chat: Chat) -> None:
        try:
            while await self._one_thing(chat):
                pass
        except AuthenticationFailedError as error:
            self._refused = error
            self.nudge()
        except NoktvrnError as error:
            logger.warning("chat %s could not be tended: %s", chat.id, error.message)
        except Exception:  # the edge of the bot: one chat's trouble is not the others'
            logger.exception("Tending chat %s failed because of a mistake of this program", chat.id)
        finally:
            self._tending.pop(chat.id, None)

    async def _one_thing(self, chat: Chat) -> bool:
        """Do the most urgent thing in a chat; answers whether there may be more to do."""
        plan = await asyncio.to_thread(plan_chat, self._label, chat)
        return await self._follow(plan) or await self._send_claimed(plan) or await self._begin(plan)

    async def _follow(self, plan: ChatPlan) -> bool:
        """Bring an item up to date that shows something else than it should."""
        now = self._label.clock.now()
        for message in plan.messages:
            if message.state is not MessageState.OPEN or message.kind is not MessageKind.ITEM or self._rests(message):
                continue
            song = plan.songs.get(message.subject)
            over = is_over(song, message, now)
            if song is not None and mark_of(song, message.pass_no, message.asking, now) != message.shown:
                draft = await asyncio.to_thread(draft_item, self._label, message)
                return await self._edit(plan.chat, message, draft, over=over)
            if over:
                await asyncio.to_thread(save, self._label, replace(message, state=MessageState.CLOSED))
                return True
        return False

    async def _send_claimed(self, plan: ChatPlan) -> bool:
        notices = [each for each in plan.messages if each.kind is MessageKind.NOTICE and not self._rests(each)]
        if notices and not is_muted(plan.chat, self._label.clock.now()):
            return await self._tell(plan.chat, notices)
        for message in plan.messages:
            claimed = message.state is MessageState.CLAIMED and message.kind is not MessageKind.NOTICE
            if claimed and not self._rests(message):
                return await self._send(plan, message)
        return False

    async def _begin(self, plan: ChatPlan) -> bool:
        """Show the next song, or how many more there are."""
        if plan.free:
            return bool(await asyncio.to_thread(claim_items, self._label, plan.chat.id, plan.free[:1]))
        return await self._say_rest(plan)

    async def _say_rest(self, plan: ChatPlan) -> bool:
        standing = [m for m in plan.messages if m.kind is MessageKind.REST and m.state is MessageState.OPEN]
        claimed = [m for m in plan.messages if m.kind is MessageKind.REST and m.state is MessageState.CLAIMED]
        if claimed or is_muted(plan.chat, self._label.clock.now()):
            return False
        if not standing:
            if plan.rest:
                subject = self._label.clock.now().strftime("%Y%m%d%H%M%S%f")
                return (
                    await asyncio.to_thread(claim, self._label, plan.chat.id, MessageKind.REST, subject, 0) is not None
                )
            return False
        draft, message = draft_rest(plan.rest), standing[-1]
        early = time.monotonic() < self._memory.rest_at.get(plan.chat.id, 0.0) and plan.rest > 0
        if draft.mark == message.shown or early or self._rests(message):
            return False
        self._memory.rest_at[plan.chat.id] = time.monotonic() + _REST_EVERY_S
        return await self._edit(plan.chat, message, draft, over=plan.rest == 0)

    async def _tell(self, chat: Chat, notices: list[ChatMessage]) -> bool:
        """Tell what happened; many things at once in one message."""
        together = len(notices) > MOST_NOTICES
        told = notices if together else notices[:1]
        draft = draft_notices(told) if together else draft_notice(told[0])
        text = rendered(draft.card.lines, TEXT_LIMIT)
        silent = self._quiet() or not any(each.body.get("loud") for each in told)
        sent = await self._wire.send_text(chat.id, text, draft.card.keyboard, silent=silent)
        for message in told:
            await self._became(chat, message, draft, sent, over=True)
        return sent.outcome is Outcome.DONE

    async def _send(self, plan: ChatPlan, message: ChatMessage) -> bool:
        if REPLACES in message.body:
            return await self._retire(plan.chat, message)
        song = plan.songs.get(message.subject)
        waits = song is not None and song.run.state in DECIDABLE and song.run.pass_no == message.pass_no
        follows = message.kind is MessageKind.ITEM and not is_over(song, message, self._label.clock.now())
        if message.kind is not MessageKind.REST and song is None:
            draft = None
        elif message.kind is MessageKind.REST:
            draft, follows = draft_rest(plan.rest), True
        elif message.kind in _PICTURES:
            draft = await asyncio.to_thread(draft_picture, self._label, message)
        else:
            wanted = waits or AGAIN in message.body or (follows and ANEW in message.body)
            draft = await asyncio.to_thread(draft_item, self._label, message) if wanted else None
        if draft is None:  # nothing is to be decided any more, and nothing was shown
            await asyncio.to_thread(save, self._label, replace(message, state=MessageState.CLOSED))
            return True
        sent = await self._deliver(plan.chat, message, draft)
        if sent.outcome is Outcome.DONE:
            message = replace(message, has_media=draft.has_media)
            if sent.file_id and draft.digest:
                self._memory.files[draft.digest] = sent.file_id
        return await self._became(plan.chat, message, draft, sent, over=not follows)

    async def _retire(self, chat: Chat, message: ChatMessage) -> bool:
        """Take the buttons off the message in whose place another comes."""
        body = dict(message.body)
        sent = await self._wire.edit(chat.id, int(body.pop(REPLACES)), _RETIRED, (), has_media=message.has_media)
        if sent.outcome in {Outcome.UNSURE, Outcome.LATER}:
            self._wait(message, sent)
            return False
        await asyncio.to_thread(save, self._label, replace(message, body=body, has_media=False))
        return True

    async def _deliver(self, chat: Chat, message: ChatMessage, draft: Draft) -> Sent:
        card = draft.card
        caption = rendered(card.lines, CAPTION_LIMIT)
        if draft.picture is not None:
            return await self._wire.send_picture(chat.id, draft.picture, caption)
        if draft.film is not None:
            return await self._wire.send_film(chat.id, draft.film, draft.film_px, caption)
        silent = message.kind is not MessageKind.ITEM or self._sounds_too_often(chat)
        if draft.sound is None:
            return await self._wire.send_text(chat.id, rendered(card.lines), card.keyboard, silent=silent)
        known = self._memory.files.get(draft.digest)
        sound = draft.sound if known is None else replace(draft.sound, source=known)
        sent = await self._wire.send_sound(chat.id, sound, caption, card.keyboard, silent=silent)
        if known is not None and sent.outcome is Outcome.REFUSED:
            del self._memory.files[draft.digest]
            sent = await self._wire.send_sound(chat.id, draft.sound, caption, card.keyboard, silent=silent)
        return sent

    async def _edit(self, chat: Chat, message: ChatMessage, draft: Draft, *, over: bool) -> bool:
        if message.message_id is None:
            await asyncio.to_thread(save, self._label, replace(message, state=MessageState.CLOSED))
            return True
        limit = CAPTION_LIMIT if message.has_media else TEXT_LIMIT
        text = rendered(draft.card.lines, limit)
        sent = await self._wire.edit(
            chat.id, message.message_id, text, draft.card.keyboard, has_media=message.has_media
        )
        return await self._became(chat, message, draft, replace(sent, message_id=message.message_id), over=over)

    async def _became(self, chat: Chat, message: ChatMessage, draft: Draft, sent: Sent, *, over: bool) -> bool:
        """Write down what became of a message; answers whether to go on in this chat."""
        now = self._label.clock.now()
        if sent.outcome in {Outcome.UNSURE, Outcome.LATER}:
            self._wait(message, sent)
            return False
        self._memory.tries.pop(message.id, None)
        if sent.outcome is Outcome.BLOCKED:
            await asyncio.to_thread(block_chat, self._label, chat.id, sent.why)
            logger.warning("chat %s takes no messages any more: %s", chat.id, sent.why)
            return False
        if sent.outcome is Outcome.MOVED and sent.moved_to is not None:
            await asyncio.to_thread(move_chat, self._label, chat.id, sent.moved_to)
            self._wire.pace.moved(chat.id, sent.moved_to)
            self.nudge()
            return False
        changed = _after(message, sent, over=over)
        if sent.outcome is Outcome.DONE:
            changed = replace(changed, sent_at=message.sent_at or now, edited_at=now if message.sent_at else None)
        elif changed.state is MessageState.CLOSED:
            logger.warning("a message about %s could not be kept up to date: %s", message.subject, sent.why)
        await asyncio.to_thread(settle, self._label, changed, draft.mark if sent.outcome is Outcome.DONE else "")
        return True

    def _wait(self, message: ChatMessage, sent: Sent) -> None:
        tries = self._memory.tries.get(message.id, 0)
        wait_s = _BACK_OFF_S[min(tries, len(_BACK_OFF_S) - 1)] * (1 + self._rng.random() / 4)
        self._memory.tries[message.id] = tries + 1
        self._memory.not_before[message.id] = time.monotonic() + wait_s
        logger.info("a message is tried again in %.0f s: %s", wait_s, sent.why)

    def _rests(self, message: ChatMessage) -> bool:
        return time.monotonic() < self._memory.not_before.get(message.id, 0.0)

    def _quiet(self) -> bool:
        return is_quiet(self._label.clock.now(), self._label.settings.telegram)

    def _sounds_too_often(self, chat: Chat) -> bool:
        now = time.monotonic()
        if self._quiet() or now - self._memory.sounded.get(chat.id, -_SOUND_EVERY_S) < _SOUND_EVERY_S:
            return True
        self._memory.sounded[chat.id] = now
        return False


def _after(message: ChatMessage, sent: Sent, *, over: bool) -> ChatMessage:
    """Return how a message stands after an attempt that came to an end."""
    if sent.outcome is Outcome.DONE:
        state = MessageState.CLOSED if over else MessageState.OPEN
        return replace(message, state=state, message_id=sent.message_id or message.message_id)
    if sent.outcome is Outcome.STUCK:
        anew = {**message.body, AGAIN: True}
        return replace(message, state=MessageState.CLAIMED, message_id=None, sent_at=None, body=anew)
    sending = message.state is MessageState.CLAIMED
    if sent.outcome in {Outcome.TOO_LARGE, Outcome.REFUSED} and sending and NO_SOUND not in message.body:
        return replace(message, body={**message.body, NO_SOUND: sent.why[:200]})
    return replace(message, state=MessageState.CLOSED)
