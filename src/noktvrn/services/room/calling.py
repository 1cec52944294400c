"""One call of one model: may it be made, what may it cost, is the answer good, what did it cost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from noktvrn.errors import BudgetReachedError, ModelCallError, StorageError
from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import Fault, LanguageModel, ModelAnswer, ModelCall, PriceList, Role, TokenUsage
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.room_state import Closure
from noktvrn.services.room.board import Board
from noktvrn.services.room.clerk import Clerk
from noktvrn.services.room.effort import Effort
from noktvrn.services.room.languages import language_name, prose_of, surely_other
from noktvrn.services.room.money import Bookkeeper, Ending
from noktvrn.services.room.pricing import FREE, Price, price_of, prompt_tokens
from noktvrn.services.room.rules import RULES
from noktvrn.settings import RoomSettings

logger = logging.getLogger(__name__)

A = TypeVar("A", bound=BaseModel)

GRACE_S = 2.0
"""A model that does not end in time by itself is given up this much later."""

LOST_AFTER_S = 120.0
"""A call whose process did not come back so long after its time limit counts as lost."""

LONGEST_NOTE = 300

MOST_TIMES_OVER = 10
"""Tokens so many times beyond the worst case are a mistake of whoever counted them, not a bill."""

_LEAST_TOKENS = 256
_LARGER_WINDOW = "Take a model with a larger window; at an endpoint of your own, see its context_tokens."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call.

    Attributes:
        answer: The answer; None when there is none.
        error: Why not; None with an answer, and when the model was passed over.
        foreign: An answer whose only fault is its language.
        refused: The budget because of which it was passed over.
    """

    answer: ModelAnswer[Any] | None = None
    error: ModelCallError | None = None
    foreign: ModelAnswer[Any] | None = None
    refused: BudgetReachedError | None = None


class Caller:
    """Makes calls and sees to it that each is reserved, judged and settled.

    Args:
        board: Standings and closures.
        books: The ledger.
        clerk: Does the bookkeeping.
        prices: Prices.
        clock: Time of day.
        identifiers: Identifiers of calls.
        room: Settings.
        redact: Masks secrets in what vendors say.
        timer: Seconds that only grow.
    """

    def __init__(
        self,
        board: Board,
        books: Bookkeeper,
        clerk: Clerk,
        prices: PriceList,
        clock: Clock,
        identifiers: Identifiers,
        room: RoomSettings,
        redact: Callable[[str], str],
        timer: Callable[[], float],
    ) -> None:
        """See the class."""
        self._board = board
        self._books = books
        self._clerk = clerk
        self._prices = prices
        self._clock = clock
        self._identifiers = identifiers
        self._room = room
        self._redact = redact
        self._timer = timer

    async def made(self, effort: Effort[Any], model: LanguageModel, call: ModelCall[Any]) -> Outcome:
        """Make one call if it may be made.

        Raises:
            StorageError: Its worst case cannot be put aside; then it was not made.
        """
        at = self._clock.now()
        fitting = self._fitting(effort, model, call, at)
        if fitting is None:
            return Outcome()
        call, worst = fitting
        await self._prepared(effort, model)
        at = self._clock.now()
        entry = self._entry(effort, model, call, worst, at)
        was_suspect = self._board.is_suspect(model)
        self._board.begin_probe(model, at)
        began_s, is_sent = self._timer(), False
        try:
            refused = await self._refused(effort, model, entry)
            if refused is not None:
                self._board.end_probe(model)
                return Outcome(refused=refused)
            began_s, is_sent = self._timer(), True
            outcome = await self._sent(effort, model, call)
        except BaseException:
            self._give_up(effort, model, entry, is_sent=is_sent, latency_s=self._timer() - began_s)
            raise
        done = self._ended(model, call, entry, outcome, self._timer() - began_s)
        await self._settle(effort, model, done, outcome.error, was_suspect=was_suspect)
        return outcome

    async def _prepared(self, effort: Effort[Any], model: LanguageModel) -> None:
        """Load what a model needs, before money is put aside and before its time runs."""
        began_s = self._timer()
        await model.prepare()
        effort.wait_out(self._timer() - began_s)

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
            least = min(call.max_output_tokens, max(_LEAST_TOKENS, call.max_output_tokens // 2))
            if window - sent < least:
                effort.pass_over(model, _too_long(model, sent, least, window), Fault.TOO_LONG, _LARGER_WINDOW)
                return None
            call = replace(call, max_output_tokens=window - sent)
        worst = price_of(model, self._prices, TokenUsage(sent, call.max_output_tokens), self._room, at)
        if worst is None:
            note = 'Nobody knows its price; set room.unknown_price to "assume" to ask it all the same.'
            effort.pass_over(model, note)
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

    async def _refused(
        self, effort: Effort[Any], model: LanguageModel, entry: LedgerEntry
    ) -> BudgetReachedError | None:
        """Put the worst case of a call aside; return the budget that forbids it instead, if one does."""
        fell_back, pots, budgets = effort.fell_back(str(model.ref)), effort.pot_keys, effort.budgets
        broken = await self._clerk.do(lambda: self._books.reserve(entry, pots, budgets, fell_back))
        if broken is not None:
            effort.pass_over(model, broken.message)
            return broken
        if fell_back is not None:
            logger.warning(
                "%s is asked as %s instead of %s: %s %s",
                fell_back.used,
                fell_back.role,
                fell_back.wanted,
                fell_back.reason,
                fell_back.remedy,
            )
            effort.last_call = None
        return None

    async def _sent(self, effort: Effort[Any], model: LanguageModel, call: ModelCall[Any]) -> Outcome:
        try:
            async with asyncio.timeout(call.timeout_s + GRACE_S):
                answer = await model.ask(call)
        except ModelCallError as error:
            return Outcome(error=error)
        except TimeoutError:
            message = f"{model.ref} did not end within {call.timeout_s:.0f} s."
            return Outcome(error=_error(model, Fault.TIMED_OUT, message, "Allow more time, or take a quicker model."))
        wanted = effort.request.language
        other = surely_other(prose_of(answer.value), wanted) if wanted is not None else None
        if wanted is None or other is None:
            return Outcome(answer=answer)
        message = f"{model.ref} answered in {language_name(other)} instead of {language_name(wanted)}."
        remedy = f"Take a model that writes in {language_name(wanted)}."
        return Outcome(error=_error(model, Fault.WRONG_LANGUAGE, message, remedy, answer.usage), foreign=answer)

    def _ended(
        self, model: LanguageModel, call: ModelCall[Any], entry: LedgerEntry, outcome: Outcome, latency_s: float
    ) -> LedgerEntry:
        """Return the entry of a call that came to its end, with what it cost."""
        usage, told = _billed(outcome), True
        fault = Fault(outcome.error.fault) if outcome.error is not None else None
        if not _is_plausible(usage, call):
            logger.warning("%s counts %s for one call, which cannot be; its worst case counts", model.ref, usage)
            usage, told = TokenUsage(), False
        cost = price_of(model, self._prices, usage, self._room, entry.at) or FREE
        if usage == TokenUsage() and (not told or _may_be_billed(outcome)):
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
        cleaned = None if error is None else self._cleaned(error, effort.request.role)
        effort.note(model, done, _noted(cleaned, done), "" if cleaned is None else cleaned.remedy)
        counts = done.fault is None or RULES[done.fault].blames
        ending = Ending(model, cleaned, counts=counts, was_closed=was_suspect)
        pots, budgets = effort.pot_keys, effort.budgets
        try:
            standing, closure = await self._clerk.do(lambda: self._books.settle(done, pots, budgets, ending))
        except StorageError as failure:
            # An answer is paid for; its worst case stays put aside, so no budget can be broken by this.
            logger.warning("What a call cost could not be written down; its worst case counts: %s", failure.message)
            return
        self._board.note(standing, closure)
        if error is None:
            self._board.reopen(model)

    def _give_up(
        self, effort: Effort[Any], model: LanguageModel, entry: LedgerEntry, *, is_sent: bool, latency_s: float
    ) -> None:
        """Write down that a call was cancelled; one that was sent may be billed, so its worst case counts."""
        self._board.end_probe(model)
        pots = effort.pot_keys
        if is_sent:
            lost = replace(entry, state=CallState.LOST, cost_usd=entry.reserved_usd, latency_s=latency_s)
            ending = Ending(model, None, counts=False, was_closed=False)
            self._clerk.leave(lambda: self._books.settle(lost, pots, (), ending))
        else:
            self._clerk.leave(lambda: self._books.release(entry, pots))

    def _cleaned(self, error: ModelCallError, role: Role) -> ModelCallError:
        """Return an error as it may be kept and shown, with the role in which the model was asked as its stage."""
        return ModelCallError(
            self._redact(error.message)[:LONGEST_NOTE],
            remedy=self._redact(error.remedy)[:LONGEST_NOTE],
            provider=error.provider,
            operation=error.operation,
            fault=error.fault,
            retry_after_s=error.retry_after_s,
            stage=role.value,
        )


def _billed(outcome: Outcome) -> TokenUsage:
    if outcome.answer is not None:
        return outcome.answer.usage
    error = outcome.error
    return TokenUsage() if error is None else TokenUsage(error.input_tokens, error.output_tokens)


def _is_plausible(usage: TokenUsage, call: ModelCall[Any]) -> bool:
    sent, longest = prompt_tokens(call) * MOST_TIMES_OVER, call.max_output_tokens * MOST_TIMES_OVER
    counts = ((usage.input_tokens, sent), (usage.cache_read_tokens, sent), (usage.output_tokens, longest))
    return all(0 <= count <= most for count, most in counts)


def _may_be_billed(outcome: Outcome) -> bool:
    """Whether a call that says nothing of tokens has to be counted all the same."""
    error = outcome.error
    return error is None or error.may_be_billed or RULES[Fault(error.fault)].is_billed


def _noted(error: ModelCallError | None, done: LedgerEntry) -> str:
    """Return what is said of a call: how it failed, and that it is counted although nobody said what it took."""
    if error is None:
        return ""
    is_guessed = bool(done.cost_usd) and not (done.input_tokens or done.output_tokens)
    return f"{error.message} It may be billed, so its worst case counts." if is_guessed else error.message


def _error(
    model: LanguageModel, fault: Fault, message: str, remedy: str, usage: TokenUsage | None = None
) -> ModelCallError:
    billed = usage or TokenUsage()
    return ModelCallError(
        message,
        remedy=remedy,
        provider=model.ref.vendor,
        operation="ask",
        fault=fault.value,
        input_tokens=billed.input_tokens,
        output_tokens=billed.output_tokens,
        may_be_billed=usage is not None,
    )


def _too_long(model: LanguageModel, sent: int, least: int, window: int) -> str:
    asked = f"about {sent:,} tokens and an answer of {least:,}"
    return f"{model.ref} is not asked: {asked} do not fit its window of {window:,}."


def _left_alone(closure: Closure) -> str:
    return f"Left alone until {closure.until:%Y-%m-%d %H:%M} UTC: {closure.cause}"
