"""Trying models by one tiny real call each, entered in the ledger and held to the budgets like every other call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, Field

from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import Fault, LanguageModel, ModelRef, PriceList, PromptMark, Role, RoomRequest, TokenUsage
from noktvrn.ports.repositories import Records
from noktvrn.services.room.board import Board
from noktvrn.services.room.calling import Caller, Outcome
from noktvrn.services.room.clerk import Clerk
from noktvrn.services.room.effort import Effort, begin
from noktvrn.services.room.money import Bookkeeper
from noktvrn.settings import RoomSettings

ANSWERED: Final = "answered"
BUDGET_REACHED: Final = "budget_reached"
PRICE_UNKNOWN: Final = "price_unknown"

_ABOUT_TOKENS: Final = TokenUsage(input_tokens=250, output_tokens=60)
"""What the call takes, for the estimate beforehand: instructions, schema and one word."""


class Readiness(BaseModel):
    """Answer to a check."""

    word: str = Field(max_length=100, description="The word: ready")


_REQUEST: Final = RoomRequest(
    role=Role.CHECK,
    prompt_mark=PromptMark("check/ready", "1"),
    instructions="You help to test a connection.",
    prompt="Answer with the word ready and nothing else.",
    answer=Readiness,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of trying a model.

    Attributes:
        ref: The model.
        outcome: ``"answered"``, the value of the fault, or why it was not asked at all: ``"budget_reached"``,
            ``"price_unknown"``.
        message: What happened; empty when it answered.
        remedy: What to do; empty when it answered.
        served_by: The model that the vendor says answered; empty when none did.
        usage: Tokens billed.
        cost_usd: What it cost; None when the price is unknown.
        latency_s: Seconds from request to end.
    """

    ref: ModelRef
    outcome: str
    message: str = ""
    remedy: str = ""
    served_by: str = ""
    usage: TokenUsage = TokenUsage()  # noqa: RUF009 - frozen
    cost_usd: Decimal | None = Decimal(0)
    latency_s: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether it answered."""
        return self.outcome == ANSWERED

    @property
    def was_asked(self) -> bool:
        """Whether a call was made."""
        return self.outcome not in {BUDGET_REACHED, PRICE_UNKNOWN}


def estimated_usd(models: Sequence[LanguageModel], prices: PriceList, at: datetime) -> Decimal | None:
    """Return about what trying these models costs in all; None when the price of one is unknown."""
    costs = [prices.price_usd(model.ref, _ABOUT_TOKENS, at) for model in models]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


class Checker:
    """Tries models; those that are left alone for the time being, too.

    Args:
        records: Where the ledger is.
        prices: What models cost.
        clock: Time of day.
        identifiers: Identifiers of calls.
        room: Settings.
        redact: Masks secrets in what vendors say.
    """

    def __init__(
        self,
        records: Records,
        prices: PriceList,
        clock: Clock,
        identifiers: Identifiers,
        room: RoomSettings,
        redact: Callable[[str], str],
    ) -> None:
        """See the class."""
        self._clock = clock
        self._identifiers = identifiers
        self._room = room
        self._clerk = Clerk()
        self._caller = Caller(
            Board(records),  # one that was never read knows of nobody to be left alone
            Bookkeeper(records, clock, room),
            self._clerk,
            prices,
            clock,
            identifiers,
            room,
            redact,
            time.monotonic,
        )

    async def check(self, models: Sequence[LanguageModel]) -> tuple[Checked, ...]:
        """Call every model once, all at the same time, and return what came of it in the same order.

        Raises:
            StorageError: The ledger cannot be written.
        """
        return tuple(await asyncio.gather(*(self._checked(model) for model in models)))

    def close(self) -> None:
        """Finish the bookkeeping that is under way; blocking."""
        self._clerk.close()

    async def _checked(self, model: LanguageModel) -> Checked:
        effort = self._effort(model)
        outcome = await self._caller.made(effort, model, effort.call(model, "", None))
        return _told(model, effort, outcome)

    def _effort(self, model: LanguageModel) -> Effort[Readiness]:
        return begin(
            _REQUEST,
            [model],
            effort_id=self._identifiers.new_id(),
            room=self._room,
            artist_slug=None,
            at=self._clock.now(),
            timer=time.monotonic,
        )


def _told(model: LanguageModel, effort: Effort[Any], outcome: Outcome) -> Checked:
    attempt = effort.attempts[-1]
    if outcome.refused is not None:
        return Checked(model.ref, BUDGET_REACHED, outcome.refused.message, outcome.refused.remedy)
    if not attempt.was_asked and attempt.fault is None:
        remedy = 'Take a name that stays, give its endpoint a price, or set room.unknown_price to "assume".'
        return Checked(model.ref, PRICE_UNKNOWN, f"{model.ref} is not asked: nobody knows its price.", remedy)
    error, answer = outcome.error, outcome.answer
    return Checked(
        ref=model.ref,
        outcome=ANSWERED if attempt.fault is None else Fault(attempt.fault).value,
        message=attempt.note,
        remedy=attempt.remedy if error is None else error.remedy,
        served_by="" if answer is None else answer.served_by,
        usage=attempt.usage,
        cost_usd=attempt.cost_usd,
        latency_s=attempt.latency_s,
    )
