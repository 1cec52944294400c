"""The loop: models are asked in turn, within time and money, until one answers well.

Each candidate is checked first (left alone? does the request fit? is there money?), then asked, and its answer judged.
What a fault leads to stands in :mod:`noktvrn.services.room.rules`. Nothing here blocks: all bookkeeping runs in one
thread beside the loop, in the order in which it was asked for, and comes to its end even when a request is cancelled.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from pydantic import BaseModel

from noktvrn.errors import ModelCallError, NotFoundError, StorageError
from noktvrn.ops.budgets import budgets_on, pots_of
from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import (
    Attempt,
    Fault,
    LanguageModel,
    ModelAnswer,
    ModelCall,
    ModelRef,
    ModelShelf,
    OrchestrationResult,
    OrchestrationStatus,
    PriceList,
    Role,
    RoomRequest,
    TokenUsage,
    Turn,
)
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.repositories import Records
from noktvrn.ports.room_state import Closure, StoredAnswer
from noktvrn.services.room.answers import as_stored, prompt_digest, request_key, restored
from noktvrn.services.room.board import Board
from noktvrn.services.room.choosing import candidates, ranked
from noktvrn.services.room.closed import nobody
from noktvrn.services.room.conversation import earlier_turns, with_exchange
from noktvrn.services.room.effort import Effort
from noktvrn.services.room.languages import language_name, prose_of, surely_other
from noktvrn.services.room.limits import limits_of
from noktvrn.services.room.money import EMBEDDED, Bookkeeper, Ending
from noktvrn.services.room.pricing import FREE, Price, price_of, prompt_tokens
from noktvrn.services.room.rules import COMPLAINTS, RULES
from noktvrn.settings import RoomSettings
from noktvrn.types import ArtistId, child_seed

logger = logging.getLogger(__name__)

A = TypeVar("A", bound=BaseModel)
T = TypeVar("T")

PATIENCE_S = 5.0
"""Longer than this nobody waits for a model while there are others to ask."""

GRACE_S = 2.0
"""A model that does not end in time by itself is given up this much later."""

LOST_AFTER_S = 120.0
"""A call whose process did not come back so long after its time limit counts as lost."""

LONGEST_NOTE = 300

_NOTHING = Decimal(0)


class Orchestrator:
    """Asks models in turn; belongs to one event loop.

    Args:
        records: Ledger, standings, answers, conversations.
        shelf: The models.
        prices: What they cost.
        clock: Time of day.
        identifiers: Identifiers of calls.
        room: Settings.
        redact: Masks secrets in what vendors say.
        timer: Seconds that only grow.
        sleep: Waits.
    """

    def __init__(
        self,
        records: Records,
        shelf: ModelShelf,
        prices: PriceList,
        clock: Clock,
        identifiers: Identifiers,
        room: RoomSettings,
        *,
        redact: Callable[[str], str] = str,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """See the class."""
        self._records = records
        self._shelf = shelf
        self._prices = prices
        self._clock = clock
        self._identifiers = identifiers
        self._room = room
        self._redact = redact
        self._timer = timer
        self._sleep = sleep
        self._board = Board(records)
        self._books = Bookkeeper(records, clock, room)
        self._rng = Random(child_seed(identifiers.new_seed(), "room"))
        self._clerk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="noktvrn-room-books")

    @property
    def has_models(self) -> bool:
        """Whether any model is set up."""
        return bool(self._shelf.models())

    async def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """See :meth:`noktvrn.ports.language.Room.ask`."""
        if not self.has_models:
            return nobody()
        key = request_key(request) if request.cacheable else None
        if key is not None and (kept := await self._do(lambda: self._recalled(request, key))) is not None:
            return kept
        effort = await self._begun(request)
        for model in effort.models:
            answer = await self._answer_of(effort, model)
            if answer is not None:
                await self._remember(effort, key, answer, model)
                return effort.answered(answer.value, model)
            if effort.is_over:
                break
        await self._end_embedded(effort)
        return effort.unanswered()

    def is_open(self, role: Role) -> bool:
        """See :meth:`noktvrn.ports.language.Room.is_open`; blocking."""
        if not self.has_models:
            return False
        at = self._clock.now()
        if self._board.is_stale(at):
            self._board.read(at)
        own = self._room.roles.get(role.value)
        models = ranked(self._shelf.models(), own.models if own is not None else ())
        opened = [model for model in models if self._board.closed(model, at) is None]
        if not opened or any(model.traits.is_local for model in opened):
            return bool(opened)
        budgets = budgets_on(pots_of(at, self._room.zone, role, None, None), self._room, role, None)
        with self._records.read() as unit:
            spent = unit.ledger.spent([budget.pot.key for budget in budgets])
        return all(spent[budget.pot.key] < budget.limit_usd for budget in budgets)

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """Learn how good an answer was found, 0 to 1; blocking."""
        self._board.note(self._books.rate(role, ref, rating), None)

    def close(self) -> None:
        """Finish the bookkeeping that is under way; blocking."""
        self._clerk.shutdown(wait=True)

    async def _begun(self, request: RoomRequest[A]) -> Effort[A]:
        at = self._clock.now()
        slug: str | None = None
        earlier: tuple[Turn, ...] = ()
        if self._board.is_stale(at) or request.remembers or (self._room.artists and request.artist_id is not None):
            slug, earlier = await self._do(lambda: self._looked_up(request, at))
        limits = limits_of(request.role, self._room, request.max_output_tokens)
        pots = pots_of(at, self._room.zone, request.role, request.artist_id, request.run_id)
        return Effort(
            request=request,
            id=self._identifiers.new_id(),
            digest=prompt_digest(request),
            limits=limits,
            ends_at_s=self._timer() + limits.deadline_s,
            earlier=earlier,
            pots=pots,
            budgets=budgets_on(pots, self._room, request.role, slug),
            models=candidates(
                request, self._shelf.models(), self._board, self._prices, self._room, slug, at, self._rng
            ),
            timer=self._timer,
        )

    def _looked_up(self, request: RoomRequest[Any], at: datetime) -> tuple[str | None, tuple[Turn, ...]]:
        if self._board.is_stale(at):
            self._board.read(at)
        if request.artist_id is None:
            return None, ()
        with self._records.read() as unit:
            slug = self._slug(unit.artists.get, request.artist_id) if self._room.artists else None
            talk = unit.room_state.conversation(request.artist_id, request.role) if request.remembers else None
        return slug, earlier_turns(talk)

    def _slug(self, get: Callable[[ArtistId], Any], artist_id: ArtistId) -> str | None:
        try:
            return str(get(artist_id).slug)
        except NotFoundError:  # an artist that is being made is not stored yet
            return None

    async def _answer_of(self, effort: Effort[A], model: LanguageModel) -> ModelAnswer[A] | None:
        """Ask one model, again where that may help; None when it brought nothing."""
        complaint, tokens, waits, complained = "", None, 0, False
        while not effort.is_over:
            call = effort.call(model, complaint, tokens)
            answer, error = await self._asked(effort, model, call)
            if answer is not None or error is None:
                return answer
            fault = Fault(error.fault)
            rule = RULES[fault]
            if rule.complains and not complained:
                complained = True
                complaint = self._complaint(fault, effort.request)
                tokens = call.max_output_tokens * 2 if fault is Fault.CUT_OFF else tokens
            elif rule.waits and waits < self._room.retries and await self._waited(effort, model, error, waits):
                waits += 1
            else:
                return None
        return None

    async def _waited(self, effort: Effort[Any], model: LanguageModel, error: ModelCallError, waits: int) -> bool:
        """Wait before the same model is asked again; False when that is not worth it."""
        asked_s = error.retry_after_s
        jitter = self._rng.random()
        delay_s = self._room.retry_delay_s * 2.0**waits * (0.5 + jitter)
        if asked_s is not None:
            delay_s = max(delay_s, asked_s * (1 + 0.1 * jitter))
        patience_s = effort.left_s if model is effort.models[-1] else min(PATIENCE_S, effort.left_s)
        if delay_s >= patience_s:
            return False
        await self._sleep(delay_s)
        return True

    def _complaint(self, fault: Fault, request: RoomRequest[Any]) -> str:
        return COMPLAINTS[fault].format(language=language_name(request.language or ""))

    async def _asked(
        self, effort: Effort[A], model: LanguageModel, call: ModelCall[A]
    ) -> tuple[ModelAnswer[A] | None, ModelCallError | None]:
        """Make one call if it may be made; both are None when the model was passed over."""
        at = self._clock.now()
        fitting = self._fitting(effort, model, call, at)
        if fitting is None:
            return None, None
        call, worst = fitting
        entry = self._entry(effort, model, call, worst, at)
        was_suspect = self._board.is_suspect(model)
        self._board.begin_probe(model, at)
        began_s, is_sent = self._timer(), False
        try:
            fell_back = effort.fell_back(str(model.ref))
            broken = await self._do(lambda: self._books.reserve(entry, effort.pot_keys, effort.budgets, fell_back))
            if broken is not None:
                effort.pass_over(model, broken.message)
                return None, None
            if fell_back is not None:
                logger.warning("%s asked instead of %s: %s", fell_back.used, fell_back.wanted, fell_back.reason)
                effort.last_call = None
            began_s, is_sent = self._timer(), True
            answer, error = await self._sent(model, call, effort.request)
        except BaseException:
            self._give_up(entry, effort, model, is_sent=is_sent, latency_s=self._timer() - began_s)
            raise
        usage = answer.usage if answer is not None else _billed(error)
        done = self._ended(entry, model, usage, error, self._timer() - began_s)
        await self._settle(effort, model, done, error, was_suspect=was_suspect)
        return answer, error

    def _fitting(
        self, effort: Effort[A], model: LanguageModel, call: ModelCall[A], at: datetime
    ) -> tuple[ModelCall[A], Price] | None:
        """Return a call that fits the model's window, with its worst case; None when the model is passed over."""
        closure = self._board.closed(model, at)
        if closure is not None:
            effort.pass_over(model, _left_alone(closure), closure.fault)
            return None
        sent, window = prompt_tokens(call), model.traits.context_tokens
        if window is not None and sent + call.max_output_tokens > window:
            room_left = window - sent
            if room_left < min(call.max_output_tokens, max(256, call.max_output_tokens // 2)):
                note = f"About {sent:,} tokens and an answer of {call.max_output_tokens:,} do not fit {window:,}."
                effort.pass_over(model, note, Fault.TOO_LONG)
                return None
            call = replace(call, max_output_tokens=room_left)
        worst = price_of(model, self._prices, TokenUsage(sent, call.max_output_tokens), self._room, at)
        if worst is None:
            effort.pass_over(
                model, 'Nobody knows its price; set room.unknown_price to "assume" to ask it all the same.'
            )
            return None
        return call, worst

    def _entry(
        self, effort: Effort[Any], model: LanguageModel, call: ModelCall[Any], worst: Price, at: datetime
    ) -> LedgerEntry:
        request = effort.request
        return LedgerEntry(
            id=self._identifiers.new_id(),
            effort=effort.id,
            at=at,
            day=effort.pots[0].period,
            role=request.role,
            prompt=f"{request.prompt_mark.name} {request.prompt_mark.version}",
            prompt_digest=effort.digest,
            artist_id=request.artist_id,
            run_id=request.run_id,
            vendor=model.ref.vendor,
            model=model.ref.model,
            expires_at=at + timedelta(seconds=call.timeout_s + LOST_AFTER_S),
            reserved_usd=worst.usd,
            is_price_known=worst.is_known,
        )

    async def _sent(
        self, model: LanguageModel, call: ModelCall[A], request: RoomRequest[A]
    ) -> tuple[ModelAnswer[A] | None, ModelCallError | None]:
        try:
            async with asyncio.timeout(call.timeout_s + GRACE_S):
                answer = await model.ask(call)
        except ModelCallError as error:
            return None, error
        except TimeoutError:
            return None, _error(model, Fault.TIMED_OUT, f"{model.ref} did not end within {call.timeout_s:.0f} s.")
        other = surely_other(prose_of(answer.value), request.language) if request.language else None
        if other is None:
            return answer, None
        message = f"{model.ref} answered in {language_name(other)} instead of {language_name(request.language or '')}."
        return None, _error(model, Fault.WRONG_LANGUAGE, message, answer.usage)

    def _ended(
        self,
        entry: LedgerEntry,
        model: LanguageModel,
        usage: TokenUsage,
        error: ModelCallError | None,
        latency_s: float,
    ) -> LedgerEntry:
        """Return the entry of a call that came to its end, with what it cost."""
        fault = Fault(error.fault) if error is not None else None
        cost = price_of(model, self._prices, usage, self._room, entry.at) or FREE
        if fault is not None and usage == TokenUsage() and RULES[fault].is_billed:
            cost = Price(entry.reserved_usd, entry.is_price_known)
        return replace(
            entry,
            state=CallState.SETTLED if cost.usd or fault is None else CallState.RELEASED,
            cost_usd=cost.usd,
            is_price_known=cost.is_known and entry.is_price_known,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cache_read_tokens=usage.cache_read_tokens,
            latency_s=latency_s,
            fault=fault,
        )

    async def _settle(
        self,
        effort: Effort[Any],
        model: LanguageModel,
        done: LedgerEntry,
        error: ModelCallError | None,
        *,
        was_suspect: bool,
    ) -> None:
        note = "" if error is None else self._redact(error.message)[:LONGEST_NOTE]
        cost = done.cost_usd if done.is_price_known else None
        usage = TokenUsage(done.input_tokens, done.output_tokens, done.cache_read_tokens)
        effort.attempts.append(Attempt(model.ref, done.fault, note, usage, cost, done.latency_s))
        if error is not None:
            effort.last_call, effort.last_model = done, model
        ending = Ending(
            model=model,
            error=None if error is None else _cleaned(error, note, self._redact),
            counts=done.fault is None or RULES[done.fault].blames,
            was_closed=was_suspect,
        )
        try:
            standing, closure = await self._do(lambda: self._books.settle(done, effort.pot_keys, ending))
        except StorageError as failure:
            # The answer is paid for; its worst case stays put aside, so no budget can be broken by this.
            logger.warning("What a call cost could not be written down; its worst case counts: %s", failure.message)
            return
        self._board.note(standing, closure)
        if error is None:
            self._board.reopen(model)

    def _give_up(
        self, entry: LedgerEntry, effort: Effort[Any], model: LanguageModel, *, is_sent: bool, latency_s: float
    ) -> None:
        """Write down that a call was cancelled; one that was sent may be billed, so its worst case counts."""
        keys = effort.pot_keys
        if not is_sent:
            self._clerk.submit(self._books.release, entry, keys)
            return
        done = replace(entry, state=CallState.LOST, cost_usd=entry.reserved_usd, latency_s=latency_s)
        self._clerk.submit(self._books.settle, done, keys, Ending(model, None, counts=False, was_closed=False))

    async def _end_embedded(self, effort: Effort[Any]) -> None:
        fell_back, entry = effort.fell_back(EMBEDDED), effort.last_call
        if fell_back is not None and entry is not None:
            logger.warning(
                "No language model answered as %s; last was %s: %s", fell_back.role, fell_back.wanted, fell_back.reason
            )
            await self._do(lambda: self._books.end_embedded(fell_back, entry))

    def _recalled(self, request: RoomRequest[A], key: str) -> OrchestrationResult[A] | None:
        since = self._clock.now() - timedelta(days=self._room.answers_days)
        with self._records.read() as unit:
            stored = unit.room_state.answer(key, since)
        value = restored(request, stored) if stored is not None else None
        if stored is None or value is None:
            return None
        ref = ModelRef(stored.vendor, stored.model)
        return OrchestrationResult(OrchestrationStatus.CACHED, value, ref, (), _NOTHING)

    async def _remember(self, effort: Effort[A], key: str | None, answer: ModelAnswer[A], model: LanguageModel) -> None:
        request = effort.request
        text = as_stored(answer.value)
        if text is None or (key is None and not (request.remembers and request.artist_id is not None)):
            return
        await self._do(lambda: self._keep(request, key, text, model.ref))

    def _keep(self, request: RoomRequest[Any], key: str | None, text: str, ref: ModelRef) -> None:
        at = self._clock.now()
        with self._records.write() as unit:
            if key is not None:
                unit.room_state.keep_answer(StoredAnswer(key, ref.vendor, ref.model, text, at), self._room.answers_kept)
            if request.remembers and request.artist_id is not None:
                artist_id, role = request.artist_id, request.role
                before = unit.room_state.conversation(artist_id, role)
                kept = self._room.exchanges
                unit.room_state.save_conversation(
                    with_exchange(before, artist_id, role, request.prompt, text, kept, at)
                )
            unit.commit()

    async def _do(self, work: Callable[[], T]) -> T:
        """Do a piece of bookkeeping in its thread; one that has begun comes to its end."""
        return await asyncio.shield(asyncio.wrap_future(self._clerk.submit(work)))


def _billed(error: ModelCallError | None) -> TokenUsage:
    return TokenUsage() if error is None else TokenUsage(error.input_tokens, error.output_tokens)


def _cleaned(error: ModelCallError, note: str, redact: Callable[[str], str]) -> ModelCallError:
    return ModelCallError(
        note,
        remedy=redact(error.remedy),
        provider=error.provider,
        operation=error.operation,
        fault=error.fault,
        retry_after_s=error.retry_after_s,
    )


def _error(model: LanguageModel, fault: Fault, message: str, usage: TokenUsage | None = None) -> ModelCallError:
    billed = usage or TokenUsage()
    return ModelCallError(
        message,
        remedy="Nothing is to be done; another model is asked.",
        provider=model.ref.vendor,
        operation="ask",
        fault=fault.value,
        input_tokens=billed.input_tokens,
        output_tokens=billed.output_tokens,
    )


def _left_alone(closure: Closure) -> str:
    return f"Left alone until {closure.until:%Y-%m-%d %H:%M} UTC: {closure.cause}"
