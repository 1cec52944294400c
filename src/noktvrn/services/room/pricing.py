"""What a call may cost at worst, and what it did cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from noktvrn.ports.language import LanguageModel, ModelCall, PriceList, TokenUsage
from noktvrn.settings import RoomSettings

_BYTES_PER_TOKEN = 2
"""A token of running text is about four bytes, of names and of Chinese about three; two never reserve too little."""

_FRAME_TOKENS = 300
"""What vendors put around a request: roles, tool frames."""


@dataclass(frozen=True, slots=True)
class Price:
    """A price in US dollars.

    Attributes:
        usd: The amount.
        is_known: False when it follows from an assumed price.
    """

    usd: Decimal
    is_known: bool


FREE = Price(Decimal(0), is_known=True)


def prompt_tokens(call: ModelCall[Any]) -> int:
    """Return how many tokens a request has at most."""
    texts = (call.instructions, call.prompt, call.complaint)
    size = sum(len(text.encode()) for text in texts) + _schema_size(call.answer)  # type: ignore[arg-type]  # mypy takes no class of an open type for hashable
    return _FRAME_TOKENS + -(-size // _BYTES_PER_TOKEN)


def price_of(
    model: LanguageModel, prices: PriceList, usage: TokenUsage, room: RoomSettings, at: datetime
) -> Price | None:
    """Return what tokens cost; None when nobody knows and the settings refuse to guess."""
    if model.traits.is_local:
        return FREE
    known = prices.price_usd(model.ref, usage, at)
    if known is not None:
        return Price(known, is_known=True)
    if room.unknown_price == "refuse":
        return None
    tokens = usage.input_tokens + usage.output_tokens
    return Price(Decimal(str(room.assumed_usd_per_million)) * tokens / 1_000_000, is_known=False)


@lru_cache(maxsize=256)
def _schema_size(answer: type[BaseModel]) -> int:
    return len(json.dumps(answer.model_json_schema()).encode())
