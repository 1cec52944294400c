"""Providers and language models as rows on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from noktvrn.interfaces.cli.terminal import QUIET, Cell, marked
from noktvrn.interfaces.presenters.costs import closure_words
from noktvrn.interfaces.presenters.models import closures_of, cost_words, price_words, window_words
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import clock

if TYPE_CHECKING:
    from noktvrn.interfaces.fillings import Filling
    from noktvrn.ports.room_state import Closure
    from noktvrn.providers.language.prices import Offer
    from noktvrn.providers.language.survey import Standpoint
    from noktvrn.services.room.checking import Checked


def filling_rows(found: Sequence[Filling]) -> list[list[Cell]]:
    """Return a row for each provider of a role."""
    return [
        [
            marked(Standing.DONE, "ready") if each.usable else marked(Standing.FAILED, "not usable"),
            each.role,
            each.provider,
            Text(each.about if each.usable else each.reason, style=QUIET),
        ]
        for each in found
    ]


def model_rows(
    standpoints: Sequence[Standpoint],
    origin: Mapping[str, str],
    closed: Mapping[str, Closure],
    *,
    asks_unpriced: bool,
) -> list[list[Cell]]:
    """Return a row for each model of a vendor that can be asked.

    Args:
        standpoints: The vendors.
        origin: Where each setting comes from.
        closed: Who is left alone, by ``vendor:model``.
        asks_unpriced: Whether the settings let models be asked whose price nobody knows.
    """
    return [
        [
            _mark_of(offer, each, closed, asks_unpriced=asks_unpriced),
            str(offer.ref),
            window_words(offer.context_tokens),
            price_words(offer, is_local=each.is_local),
            Text(_key_from(each, origin), style=QUIET),
        ]
        for each in standpoints
        for offer in each.offers
    ]


def _mark_of(offer: Offer, standpoint: Standpoint, closed: Mapping[str, Closure], *, asks_unpriced: bool) -> Text:
    if not (asks_unpriced or _is_priced(offer, standpoint)):
        return marked(Standing.FAILED, "not asked")
    if (closure := closed.get(str(offer.ref))) is not None:
        return marked(Standing.FAILED if closure.needs_person else Standing.IDLE, "left alone")
    return marked(Standing.DONE, "ready")


def closed_lines(standpoints: Sequence[Standpoint], closed: Mapping[str, Closure], now: datetime) -> list[Text]:
    """Return a line for each vendor or model that is left alone: until when, why, and what to do."""
    return [
        Text(f"{closure_words(closure, clock(closure.until, now))} {closure.remedy}")
        for each in standpoints
        for closure in closures_of(each, closed)
    ]


def _key_from(standpoint: Standpoint, origin: Mapping[str, str]) -> str:
    source = origin.get(standpoint.key_setting)
    return f"key from {source}" if source else "no key needed"


def unpriced_lines(standpoints: Sequence[Standpoint]) -> list[Text]:
    """Return a line for each model that is not asked because nobody knows its price."""
    remedy = 'Take a name that stays, give its endpoint a price, or set room.unknown_price to "assume".'
    return [
        Text.assemble(marked(Standing.FAILED, f"{offer.ref} is not asked:"), f" Nobody knows its price. {remedy}")
        for each in standpoints
        for offer in each.offers
        if not _is_priced(offer, each)
    ]


def _is_priced(offer: Offer, standpoint: Standpoint) -> bool:
    return standpoint.is_local or None not in {offer.input_usd_per_million, offer.output_usd_per_million}


def unusable_lines(standpoints: Sequence[Standpoint]) -> list[Text]:
    """Return a line for each vendor that cannot be asked: those that are wanted loudly, the others quietly."""
    lines = []
    for each in standpoints:
        if each.is_wanted and not each.usable:
            mark = marked(Standing.FAILED, f"{each.name} cannot be asked:")
            lines.append(Text.assemble(mark, f" {each.reason} {each.remedy}"))
        elif not each.usable:
            lines.append(Text(f"{Standing.IDLE.symbol} {each.name}: {each.reason} {each.remedy}", style=QUIET))
    return lines


def offer_rows(offers: Sequence[Offer], *, is_local: bool) -> list[list[Cell]]:
    """Return a row for each model of a vendor."""
    return [
        [str(offer.ref), window_words(offer.context_tokens), price_words(offer, is_local=is_local)] for offer in offers
    ]


def checked_rows(results: Sequence[Checked]) -> list[list[Cell]]:
    """Return a row for each model tried."""
    return [
        [
            marked(Standing.DONE, "answers")
            if each.answered
            else marked(Standing.FAILED, each.outcome.replace("_", " ")),
            str(each.ref),
            f"{each.latency_s:.1f} s" if each.was_asked else "",
            cost_words(each.cost_usd) if each.answered or each.cost_usd else "",
        ]
        for each in results
    ]


def failed_lines(results: Sequence[Checked]) -> list[str]:
    """Return what happened and what to do for each model that did not answer."""
    return [f"{each.message} {each.remedy}" for each in results if not each.answered]
