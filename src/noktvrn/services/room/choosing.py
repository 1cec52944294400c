"""Which models may be asked for a request, in which order."""

from __future__ import annotations

import logging
from collections.abc import Sequence
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


def wanted_by(room: RoomSettings, request: RoomRequest[Any], artist_slug: str | None) -> tuple[str, ...]:
    """Return the ranking that the settings have for a request; the artist's wins over the role's."""
    artist = room.artists.get(artist_slug) if artist_slug is not None else None
    if artist is not None and artist.models:
        return artist.models
    role = room.roles.get(request.role.value)
    return role.models if role is not None else ()


def candidates(
    request: RoomRequest[Any],
    models: Sequence[LanguageModel],
    board: Board,
    prices: PriceList,
    room: RoomSettings,
    artist_slug: str | None,
    at: datetime,
    rng: Random,
) -> list[LanguageModel]:
    """Return the models that are asked for a request, in order."""
    choice = ranked(models, wanted_by(room, request, artist_slug))
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
