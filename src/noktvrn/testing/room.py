"""A writers' room over fake models, with records in memory: the real loop, without vendors.

``fake_room(models)`` is what code that asks roles is tested with; ``build_request`` makes a request to ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from noktvrn.ports.clock import Clock
from noktvrn.ports.identifiers import Identifiers
from noktvrn.ports.language import LanguageModel, PriceList, PromptMark, Role, RoomRequest
from noktvrn.ports.repositories import Records
from noktvrn.services.room.front import OpenRoom
from noktvrn.services.room.orchestrator import Orchestrator
from noktvrn.settings import RoomSettings
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import FakePrices, FakeShelf
from noktvrn.testing.records import InMemoryRecords


class Song(BaseModel):
    """An answer of two fields."""

    title: str
    mood: int


SONG = Song(title="Night Bus", mood=3)

_REQUEST = RoomRequest(
    role=Role.AUTHOR,
    prompt_mark=PromptMark("author/title", "1"),
    instructions="You name songs.",
    prompt="Name a song about a night bus.",
    answer=Song,
)


def build_request(**changes: Any) -> RoomRequest[Song]:
    """Return a request for a :class:`Song`, with changes."""
    return replace(_REQUEST, **changes)


def priced(models: Sequence[LanguageModel], usd_per_million: float = 1.0) -> FakePrices:
    """Return one price for the tokens of all models, in and out."""
    return FakePrices({str(model.ref): (usd_per_million, usd_per_million) for model in models})


def build_orchestrator(
    models: Sequence[LanguageModel],
    *,
    records: Records | None = None,
    prices: PriceList | None = None,
    clock: Clock | None = None,
    identifiers: Identifiers | None = None,
    settings: Mapping[str, Any] | None = None,
    **more: Any,
) -> Orchestrator:
    """Return an orchestrator over models, for a running event loop.

    Args:
        models: Models, in the operator's order.
        records: Where it keeps everything; records in memory when None.
        prices: Prices; one US dollar for a million tokens when None.
        clock: Clock; one that stands still when None.
        identifiers: Identifiers of calls; counted from one when None.
        settings: Changes to the settings of the room; nothing is waited for between retries.
        **more: ``timer``, ``sleep``, ``redact``, ``conceal`` of the orchestrator.
    """
    return Orchestrator(
        records if records is not None else InMemoryRecords(),
        FakeShelf(models),
        prices if prices is not None else priced(models),
        clock if clock is not None else FrozenClock(),
        identifiers if identifiers is not None else CountingIdentifiers(),
        RoomSettings.model_validate({"retry_delay_s": 0, **(settings or {})}),
        **more,
    )


def fake_room(models: Sequence[LanguageModel], **more: Any) -> OpenRoom:
    """Return a room over models; close it at the end. Takes what :func:`build_orchestrator` takes."""
    return OpenRoom(build_orchestrator(models, **more))
