"""Prices and windows of models by pinned id, from the table within the genai-prices package; never from the net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from noktvrn.ports.language import ModelRef, PriceList, TokenUsage
from noktvrn.providers.language.opening import is_local_endpoint
from noktvrn.providers.language.vendors import VENDOR_BY_NAME
from noktvrn.settings import ModelsSettings

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo

_MOVING: Final = ("latest", "default")
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000


def prices_from() -> str:
    """Return which table prices come from: ``"genai-prices 0.2.3"``; empty where it is not installed."""
    try:
        return f"genai-prices {version('genai-prices')}"
    except PackageNotFoundError:
        return ""


def is_moving(model: str) -> bool:
    """Return whether a name stands for another model every few months, such as ``mistral-large-latest``.

    Tables of prices drift apart on such names (a factor of four was seen), so they have no price here.
    """
    return model.lower().rsplit("-", 1)[-1] in _MOVING


class KnownPrices:
    """See :class:`noktvrn.ports.language.PriceList`.

    Local endpoints cost nothing, endpoints with prices in the settings cost those, vendors what the table says.

    Args:
        settings: The section ``models``.
    """

    def __init__(self, settings: ModelsSettings) -> None:
        """See the class."""
        self._compatible = settings.compatible

    def price_usd(self, ref: ModelRef, usage: TokenUsage, at: datetime) -> Decimal | None:
        """See :class:`noktvrn.ports.language.PriceList`."""
        endpoint = self._compatible.get(ref.vendor)
        if endpoint is None:
            return _table_price(ref, usage, at)
        if is_local_endpoint(endpoint):
            return Decimal(0)
        per_million = (endpoint.input_usd_per_million, endpoint.output_usd_per_million)
        if per_million[0] is None or per_million[1] is None:
            return None
        sent, answered = (Decimal(str(price)) for price in per_million)
        return (sent * usage.input_tokens + answered * usage.output_tokens) / _MILLION


def _table_price(ref: ModelRef, usage: TokenUsage, at: datetime) -> Decimal | None:
    if ref.vendor not in VENDOR_BY_NAME or is_moving(ref.model):
        return None
    try:
        from genai_prices import Usage, calc_price
    except ImportError:
        return None
    spent = Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
    )
    try:
        return calc_price(spent, ref.model, provider_id=ref.vendor, genai_request_timestamp=at).total_price
    except LookupError:
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that an account may ask.

    Attributes:
        ref: The model.
        context_tokens: Its window, where the table has it.
        input_usd_per_million: What a million tokens sent cost, where known.
        output_usd_per_million: What a million tokens answered cost, where known.
    """

    ref: ModelRef
    context_tokens: int | None
    input_usd_per_million: Decimal | None
    output_usd_per_million: Decimal | None


def offer_of(ref: ModelRef, prices: PriceList, at: datetime) -> Offer:
    """Return what is known of a model without asking anybody."""
    sent = prices.price_usd(ref, TokenUsage(input_tokens=_THOUSAND), at)
    answered = prices.price_usd(ref, TokenUsage(output_tokens=_THOUSAND), at)
    return Offer(ref, window_of(ref), _of_a_million(sent), _of_a_million(answered))


def _of_a_million(price_of_a_thousand: Decimal | None) -> Decimal | None:
    """Long prompts cost more a token at some vendors, so the price is that of a short one."""
    return None if price_of_a_thousand is None else price_of_a_thousand * _THOUSAND


def known_models(vendor: str) -> Sequence[str]:
    """Return the ids of a vendor's models in the table that stay; empty for endpoints, or without the table."""
    return tuple(model.id for model in _table(vendor) if not is_moving(model.id))


def window_of(ref: ModelRef) -> int | None:
    """Return the context window of a vendor's model in tokens, where the table has it."""
    found = next((model for model in _table(ref.vendor) if model.is_match(ref.model)), None)
    return found.context_window if found is not None else None


def _table(vendor: str) -> Sequence[ModelInfo]:
    if vendor not in VENDOR_BY_NAME:
        return ()
    try:
        from genai_prices.data_snapshot import get_snapshot
    except ImportError:
        return ()
    return next((provider.models for provider in get_snapshot().providers if provider.id == vendor), ())
