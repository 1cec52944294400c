"""Language models that answer from a script, with a shelf and prices to go with them.

A script is a sequence of replies, used one per call with the last one repeated, or a function from the call to a reply.
A reply is :class:`Says` or :class:`Fails`, each with the tokens that are billed and the seconds until it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import (
    Fault,
    LanguageModel,
    Missing,
    ModelAnswer,
    ModelCall,
    ModelRef,
    ModelTraits,
    TokenUsage,
)

A = TypeVar("A", bound=BaseModel)

UNBILLED = TokenUsage()
USAGE = TokenUsage(input_tokens=100, output_tokens=50)
TRAITS = ModelTraits(context_tokens=200_000, max_output_tokens=16_000, is_local=False)
LOCAL = ModelTraits(context_tokens=32_000, max_output_tokens=4_000, is_local=True)


@dataclass(frozen=True, slots=True)
class Says:
    """An answer.

    Attributes:
        value: The answer itself, its fields, or its JSON text; what does not fit the type asked for fails as a real
            answer would.
        usage: Tokens billed.
        latency_s: Seconds until it is there.
    """

    value: BaseModel | Mapping[str, Any] | str
    usage: TokenUsage = USAGE
    latency_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Fails:
    """A failure.

    Attributes:
        fault: Why.
        retry_after_s: Seconds that the vendor asks to wait.
        usage: Tokens billed all the same.
        latency_s: Seconds until it fails.
        may_be_billed: Whether it may be billed although it says nothing of tokens.
    """

    fault: Fault
    retry_after_s: float | None = None
    usage: TokenUsage = UNBILLED
    latency_s: float = 0.0
    may_be_billed: bool = False


Reply: TypeAlias = Says | Fails
Script: TypeAlias = Sequence[Reply] | Callable[[ModelCall[Any]], Reply]


class FakeLanguageModel:
    """See :class:`noktvrn.ports.language.LanguageModel`.

    Args:
        name: Written ``vendor:model``.
        script: What it answers.
        traits: What is known of it before.
        account: Whose failures close others of the same account; the vendor when None.

    Attributes:
        calls: Every call that was made, in order; a cancelled one too.
        ended: How many calls came to an end other than by being cancelled.
    """

    def __init__(self, name: str, script: Script, *, traits: ModelTraits = TRAITS, account: str | None = None) -> None:
        """See the class."""
        vendor, _, model = name.partition(":")
        self.ref = ModelRef(vendor, model)
        self.traits = traits
        self.account = vendor if account is None else account
        self.calls: list[ModelCall[Any]] = []
        self.ended = 0
        self._script = script

    async def prepare(self) -> None:
        """Do nothing: a script is all there is."""

    async def ask(self, call: ModelCall[A]) -> ModelAnswer[A]:
        """Give the script's next reply, within the call's time limit."""
        reply = self._reply(call)
        self.calls.append(call)
        await asyncio.sleep(min(reply.latency_s, call.timeout_s))
        self.ended += 1
        if reply.latency_s > call.timeout_s:
            raise self._error(Fails(Fault.TIMED_OUT))
        if isinstance(reply, Fails):
            raise self._error(reply)
        return ModelAnswer(self._value(call, reply), reply.usage, self.ref.model)

    def _reply(self, call: ModelCall[Any]) -> Reply:
        if callable(self._script):
            return self._script(call)
        return self._script[min(len(self.calls), len(self._script) - 1)]

    def _value(self, call: ModelCall[A], reply: Says) -> A:
        try:
            if isinstance(reply.value, str):
                return call.answer.model_validate_json(reply.value)
            return call.answer.model_validate(reply.value)
        except ValidationError as exc:
            broken = any(error["type"] == "json_invalid" for error in exc.errors(include_url=False))
            fault = Fault.NOT_JSON if broken else Fault.WRONG_SHAPE
            raise self._error(Fails(fault, usage=reply.usage)) from exc

    def _error(self, failure: Fails) -> ModelCallError:
        return ModelCallError(
            f"{self.ref} failed by script: {failure.fault.value}.",
            remedy="Give it another script.",
            provider=self.ref.vendor,
            operation="ask",
            fault=failure.fault.value,
            retry_after_s=failure.retry_after_s,
            input_tokens=failure.usage.input_tokens,
            output_tokens=failure.usage.output_tokens,
            may_be_billed=failure.may_be_billed,
        )


@dataclass(frozen=True, slots=True)
class FakeShelf:
    """See :class:`noktvrn.ports.language.ModelShelf`."""

    given: Sequence[LanguageModel] = ()
    absent: Sequence[Missing] = ()

    def models(self) -> Sequence[LanguageModel]:
        """Return the models given."""
        return self.given

    def missing(self) -> Sequence[Missing]:
        """Return the absent ones given."""
        return self.absent

    async def close(self) -> None:
        """Do nothing: there are no connections."""


@dataclass(frozen=True, slots=True)
class FakePrices:
    """See :class:`noktvrn.ports.language.PriceList`.

    Attributes:
        usd_per_million: For ``vendor:model``, US dollars for a million tokens in and out; absent ones have no price.
    """

    usd_per_million: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def price_usd(self, ref: ModelRef, usage: TokenUsage, at: datetime) -> Decimal | None:
        """Return the price of those tokens, the same at all times."""
        prices = self.usd_per_million.get(str(ref))
        if prices is None:
            return None
        paid_in, paid_out = (Decimal(str(price)) for price in prices)
        return (paid_in * usage.input_tokens + paid_out * usage.output_tokens) / 1_000_000
