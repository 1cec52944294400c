"""Which models may be asked for a request, in which order."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from noktvrn.ports.language import LanguageModel, PriceList, RoomRequest, TokenUsage
from noktvrn.services.room.board import Board
from noktvrn.services.room.pricing import price_of
from noktvrn.services.room.routing import Candidate, in_order
from noktvrn.settings import RoomSettings

logger = logging.getLogger(__name__)

_USUAL = TokenUsage(input_tokens=2_000, output_tokens=800)
"""A call of usual length; list prices are compared by it."""


def ranked(models: Sequence[LanguageModel], wanted: Sequence[str]) -> list[LanguageModel]:
    """Return models in the order of a ranking; those that it does not name are left out.

    Args:
        models: Models that can be asked, in the operator's general order.
        wanted: ``vendor:model``, or ``vendor`` for all of one; empty for all as they are.
    """
    if not wanted:
        return list(models)
    chosen: list[LanguageModel] = []
    for name in wanted:
        fitting = [model for model in models if name in {str(model.ref), model.ref.vendor}]
        if not fitting:
            _tell_unknown(name)
        chosen += [model for model in fitting if model not in chosen]
    return chosen


@cache
def _tell_unknown(name: str) -> None:
    """Say it once: a ranking is read for every request."""
    logger.warning("A ranking names %s, which is none of the models that can be asked", name)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of the artist for whom models are asked.

    Attributes:
        slug: Its slug, by which the settings name it; None before the artist exists.
        models: The ranking that it was given by hand; empty for none.
    """

    slug: str | None = None
    models: tuple[str, ...] = ()


NO_WISHES = Wishes()


def wanted_by(room: RoomSettings, request: RoomRequest[Any], wishes: Wishes) -> tuple[str, ...]:
    """Return the ranking for a request: the artist's own, that of the settings for it, or that of the role."""
    artist = room.artists.get(wishes.slug) if wishes.slug is not None else None
    own = wishes.models or (artist.models if artist is not None else ())
    if own:
        return own
    role = room.roles.get(request.role.value)
    return role.models if role is not None else ()


def candidates(
    request: RoomRequest[Any],
    models: Sequence[LanguageModel],
    board: Board,
    prices: PriceList,
    room: RoomSettings,
    wishes: Wishes,
    at: datetime,
    rng: Random,
) -> list[LanguageModel]:
    """Return the models that are asked for a request, in order."""
    choice = ranked(models, wanted_by(room, request, wishes))
    role = room.roles.get(request.role.value)
    mode = role.mode if role is not None and role.mode is not None else room.mode
    if mode == "ranked" or len(choice) < 2:
        return choice
    known = [
        Candidate(model, board.standing(request.role, model.ref), _listed_usd(model, prices, room, at))
        for model in choice
    ]
    # Who is left alone now would only stand in the way of judging the others.
    opened = [candidate for candidate in known if board.closed(candidate.model, at) is None]
    shut = [candidate.model for candidate in known if candidate not in opened]
    return [each.model for each in in_order(mode, opened, bar=room.bar, at=at, rng=rng)] + shut


def _listed_usd(model: LanguageModel, prices: PriceList, room: RoomSettings, at: datetime) -> float | None:
    price = price_of(model, prices, _USUAL, room, at)
    return None if price is None else float(price.usd)
