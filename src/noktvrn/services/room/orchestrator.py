"""The loop: models are asked in turn, within time and money, until one answers well.

What a fault leads to stands in :mod:`noktvrn.services.room.rules`; how a single call is made in
:mod:`noktvrn.services.room.calling`. Nothing here blocks the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any, TypeVar

from pydantic import BaseModel

from noktvrn.errors import ModelCallError, StorageError
from noktvrn.ops.budgets import budgets_on, pots_of
from noktvrn.ops.log_context import log_context
from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import (
    Fault,
    LanguageModel,
    ModelAnswer,
    ModelCall,
    ModelRef,
    ModelShelf,
    OrchestrationResult,
    PriceList,
    Role,
    RoomRequest,
)
from noktvrn.ports.repositories import Records
from noktvrn.services.room.answers import request_key, with_each_text
from noktvrn.services.room.board import Board
from noktvrn.services.room.calling import Caller
from noktvrn.services.room.choosing import candidates, ranked
from noktvrn.services.room.clerk import Clerk
from noktvrn.services.room.closed import nobody
from noktvrn.services.room.effort import Effort, begin
from noktvrn.services.room.keeping import Keeper
from noktvrn.services.room.languages import language_name
from noktvrn.services.room.money import EMBEDDED, Bookkeeper
from noktvrn.services.room.rules import COMPLAINTS, RULES
from noktvrn.settings import RoomSettings
from noktvrn.types import child_seed

logger = logging.getLogger(__name__)

A = TypeVar("A", bound=BaseModel)

PATIENCE_S = 5.0
"""Longer than this nobody waits for a model while there are others to ask."""


class Orchestrator:
    """Asks models in turn; belongs to one event loop.

    Args:
        records: Ledger, standings, answers.
        shelf: The models.
        prices: What they cost.
        clock: Time of day.
        identifiers: Identifiers of calls.
        room: Settings.
        redact: Masks secrets in what vendors say.
        conceal: Masks secrets in what vendors are told, and in what they answer.
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
        conceal: Callable[[str], str] = str,
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
        self._timer = timer
        self._sleep = sleep
        self._conceal = conceal
        self._rng = Random(child_seed(identifiers.new_seed(), "room"))
        self._clerk = Clerk()
        self._board = Board(records)
        self._books = Bookkeeper(records, clock, room)
        self._keeper = Keeper(records, clock, room)
        self._caller = Caller(self._board, self._books, self._clerk, prices, clock, identifiers, room, redact, timer)

    @property
    def has_models(self) -> bool:
        """Whether any model is set up."""
        return bool(self._shelf.models())

    async def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """See :meth:`noktvrn.ports.language.Room.ask`."""
        if not self.has_models:
            return nobody()
        told = replace(request, instructions=self._conceal(request.instructions), prompt=self._conceal(request.prompt))
        with log_context(run_id=request.run_id):
            return await self._asked(told)

    async def _asked(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        key = request_key(request) if request.cacheable else None
        if key is not None:
            kept = await self._clerk.do(partial(self._keeper.recalled, request, key))
            if kept is not None:
                return kept
        effort = await self._begun(request)
        for model in effort.models:
            if effort.is_over:
                effort.pass_over(model, "No time was left.")
                continue
            answer = await self._answer_of(effort, model)
            if answer is not None:
                value = with_each_text(answer.value, self._conceal)
                if key is not None:
                    await self._kept(key, value, model)
                return effort.answered(value, model)
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
        self._clerk.close()

    async def _begun(self, request: RoomRequest[A]) -> Effort[A]:
        at = self._clock.now()
        wishes = self._keeper.known_wishes(request)
        if self._keeper.needs_look(request, self._board, at):
            wishes = await self._clerk.do(partial(self._keeper.looked_up, request, self._board, at))
        models = self._shelf.models()
        return begin(
            request,
            candidates(request, models, self._board, self._prices, self._room, wishes, at, self._rng),
            effort_id=self._identifiers.new_id(),
            room=self._room,
            artist_slug=wishes.slug,
            at=at,
            timer=self._timer,
        )

    async def _answer_of(self, effort: Effort[A], model: LanguageModel) -> ModelAnswer[A] | None:
        """Ask one model, again where that may help; None when it brought nothing."""
        complaint, tokens, waits = "", None, 0
        while not effort.is_over:
            call = effort.call(model, complaint, tokens)
            outcome = await self._caller.made(effort, model, call)
            if outcome.error is None:
                return outcome.answer
            if effort.foreign is None and outcome.foreign is not None:
                effort.foreign = with_each_text(outcome.foreign.value, self._conceal)
            fault = Fault(outcome.error.fault)
            rule = RULES[fault]
            if rule.complains and not complaint:
                complaint = COMPLAINTS[fault].format(language=language_name(effort.request.language or ""))
                tokens = call.max_output_tokens * 2 if fault is Fault.CUT_OFF else None
            elif rule.waits and waits < self._room.retries and not _is_slow(effort, model, call):
                if not await self._waited(effort, model, outcome.error, waits):
                    return None
                waits += 1
            else:
                return None
        return None

    async def _waited(self, effort: Effort[Any], model: LanguageModel, error: ModelCallError, waits: int) -> bool:
        """Wait before the same model is asked again; False when that is not worth it."""
        jitter = self._rng.random()
        delay_s = self._room.retry_delay_s * 2.0**waits * (0.5 + jitter)
        if error.retry_after_s is not None:
            delay_s = max(delay_s, error.retry_after_s * (1 + 0.1 * jitter))
        is_last = model is effort.models[-1]
        if delay_s >= (effort.left_s if is_last else min(PATIENCE_S, effort.left_s)):
            return False
        await self._sleep(delay_s)
        return True

    async def _kept(self, key: str, value: A, model: LanguageModel) -> None:
        try:
            await self._clerk.do(partial(self._keeper.keep, key, value, model.ref))
        except StorageError as failure:
            # It is paid for and good; all that is lost is that it is there next time.
            logger.warning("The answer of %s could not be kept for another time: %s", model.ref, failure.message)

    async def _end_embedded(self, effort: Effort[Any]) -> None:
        fell_back, entry = effort.fell_back(EMBEDDED), effort.last_call
        if fell_back is not None and entry is not None:
            logger.warning(
                "No language model answered as %s: %s %s", fell_back.role, fell_back.reason, fell_back.remedy
            )
            await self._clerk.do(partial(self._books.end_embedded, fell_back, entry))


def _is_slow(effort: Effort[Any], model: LanguageModel, call: ModelCall[Any]) -> bool:
    """Whether a model took so long to fail that asking it again would take the time of those who come after it.

    A call may take half of the time; who took half of that already had a fair try.
    """
    is_last = model is effort.models[-1]
    return not is_last and effort.left_s < call.timeout_s * 1.5
