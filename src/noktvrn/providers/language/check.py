"""Trying models by one tiny real call each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, Field

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, LanguageModel, ModelCall, ModelRef, PriceList, TokenUsage

TIMEOUT_S: Final = 30.0
MAX_OUTPUT_TOKENS: Final = 400
"""A model that cannot help thinking needs some of them before its first word."""

_ABOUT_TOKENS: Final = TokenUsage(input_tokens=250, output_tokens=60)
"""What the call takes, for the estimate beforehand: instructions, schema and one word."""


class Readiness(BaseModel):
    """Answer to a check."""

    word: str = Field(max_length=100, description="The word: ready")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of trying a model.

    Attributes:
        ref: The model.
        fault: Why it failed; None when it answered.
        message: What happened; empty when it answered.
        remedy: What to do; empty when it answered.
        served_by: The model that the vendor says answered.
        usage: Tokens billed.
        cost_usd: What it cost; None when the price is unknown.
        latency_s: Seconds from request to end.
    """

    ref: ModelRef
    fault: Fault | None
    message: str
    remedy: str
    served_by: str
    usage: TokenUsage
    cost_usd: Decimal | None
    latency_s: float


def estimated_usd(models: Sequence[LanguageModel], prices: PriceList, at: datetime) -> Decimal | None:
    """Return about what trying these models costs in all; None when the price of one is unknown."""
    costs = [prices.price_usd(model.ref, _ABOUT_TOKENS, at) for model in models]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


async def check_models(
    models: Sequence[LanguageModel], prices: PriceList, now: Callable[[], datetime]
) -> tuple[Checked, ...]:
    """Call every model once, all at the same time, and return what came of it in the same order."""
    return tuple(await asyncio.gather(*(_checked(model, prices, now()) for model in models)))


async def _checked(model: LanguageModel, prices: PriceList, at: datetime) -> Checked:
    began = time.monotonic()
    try:
        answer = await model.ask(
            ModelCall(
                instructions="You help to test a connection.",
                prompt="Answer with the word ready and nothing else.",
                answer=Readiness,
                max_output_tokens=MAX_OUTPUT_TOKENS,
                timeout_s=TIMEOUT_S,
            )
        )
    except ModelCallError as error:
        spent = TokenUsage(error.input_tokens, error.output_tokens)
        outcome = Checked(model.ref, Fault(error.fault), error.message, error.remedy, "", spent, None, 0.0)
    else:
        outcome = Checked(model.ref, None, "", "", answer.served_by, answer.usage, None, 0.0)
    cost = prices.price_usd(model.ref, outcome.usage, at)
    return replace(outcome, cost_usd=cost, latency_s=time.monotonic() - began)
