"""Language models in words and as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.presenters.costs import closure_record
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import count

if TYPE_CHECKING:
    from noktvrn.interfaces.fillings import Filling
    from noktvrn.ports.room_state import Closure
    from noktvrn.providers.language.prices import Offer
    from noktvrn.providers.language.survey import Standpoint
    from noktvrn.services.room.checking import Checked


def price_words(offer: Offer, *, is_local: bool) -> str:
    """Return what a million tokens sent and answered cost."""
    if is_local:
        return "free"
    if offer.input_usd_per_million is None or offer.output_usd_per_million is None:
        return "price unknown"
    return f"${_plain(offer.input_usd_per_million)} in, ${_plain(offer.output_usd_per_million)} out"


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def window_words(context_tokens: int | None) -> str:
    """Return a context window as people read it."""
    if context_tokens is None:
        return "window unknown"
    if context_tokens >= 1_000_000:
        return f"{context_tokens / 1_000_000:.3g}M tokens"
    return f"{context_tokens / 1_000:.3g}k tokens"


def cost_words(cost_usd: Decimal | None) -> str:
    """Return what a call cost."""
    if cost_usd is None:
        return "cost unknown"
    return "free" if cost_usd == 0 else f"${cost_usd:.6f}".rstrip("0")


def trial_words(models: int, cost_usd: Decimal | None) -> str:
    """Return what trying so many models costs: ``"Trying two models costs about $0.0004"``."""
    amount = f"about ${cost_usd:.4f}" if cost_usd is not None else "an unknown, small amount"
    return f"Trying {count(models, 'model')} costs {'nothing' if cost_usd == 0 else amount}"


def checked_standing(checked: Checked) -> tuple[Standing, str]:
    """Return how a model did when it was tried, and the word for it."""
    if checked.answered:
        return Standing.DONE, "answers"
    return Standing.FAILED, checked.outcome.replace("_", " ")


def offer_record(offer: Offer) -> dict[str, Any]:
    """Return a model as JSON values."""
    return {
        "model": str(offer.ref),
        "context_tokens": offer.context_tokens,
        "input_usd_per_million": _number(offer.input_usd_per_million),
        "output_usd_per_million": _number(offer.output_usd_per_million),
    }


def closures_of(standpoint: Standpoint, closed: Mapping[str, Closure]) -> list[Closure]:
    """Return why a vendor, or models of it, are left alone at present, each reason once.

    Args:
        standpoint: The vendor.
        closed: Who is left alone, by ``vendor:model``.
    """
    found = (closed.get(str(offer.ref)) for offer in standpoint.offers)
    return list({closure.key: closure for closure in found if closure is not None}.values())


def standpoint_record(standpoint: Standpoint, key_from: str | None, closed: Mapping[str, Closure]) -> dict[str, Any]:
    """Return how a vendor stands as JSON values.

    Args:
        standpoint: How it stands.
        key_from: Where its key comes from; None without one.
        closed: Who is left alone, by ``vendor:model``.
    """
    return {
        "vendor": standpoint.name,
        "title": standpoint.title,
        "usable": standpoint.usable,
        "reason": standpoint.reason,
        "remedy": standpoint.remedy,
        "key_from": key_from,
        "is_local": standpoint.is_local,
        "models": [offer_record(offer) for offer in standpoint.offers],
        "left_alone": [closure_record(closure) for closure in closures_of(standpoint, closed)],
    }


def checked_record(checked: Checked) -> dict[str, Any]:
    """Return what came of a check as JSON values."""
    return {
        "model": str(checked.ref),
        "outcome": checked.outcome,
        "fault": checked.outcome if checked.was_asked and not checked.answered else None,
        "message": checked.message,
        "remedy": checked.remedy,
        "served_by": checked.served_by,
        "input_tokens": checked.usage.input_tokens,
        "output_tokens": checked.usage.output_tokens,
        "cost_usd": _number(checked.cost_usd),
        "latency_s": round(checked.latency_s, 3),
    }


def filling_record(filling: Filling) -> dict[str, Any]:
    """Return who fills a role as JSON values."""
    return {
        "role": filling.role,
        "provider": filling.provider,
        "usable": filling.usable,
        "reason": filling.reason,
        "about": filling.about,
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
