"""Language models: who can be asked, what they cost, and the writers' room over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from noktvrn.services.label import Label
from noktvrn.settings import Settings

if TYPE_CHECKING:
    from noktvrn.ports.clock import Clock
    from noktvrn.ports.identifiers import Identifiers
    from noktvrn.ports.language import PriceList, Room
    from noktvrn.ports.repositories import Records
    from noktvrn.providers.language.model import VendorModel
    from noktvrn.providers.language.shelf import SettledShelf
    from noktvrn.services.room.checking import Checked
    from noktvrn.services.room.front import OpenRoom
    from noktvrn.services.room.memory import Memory


@contextmanager
def open_room(settings: Settings, records: Records, clock: Clock, identifiers: Identifiers) -> Iterator[Room]:
    """Open the writers' room over the models that the settings name; nothing is loaded before somebody asks."""
    from noktvrn.services.room.lazy import LazyRoom

    with LazyRoom(lambda: _built_room(settings, records, clock, identifiers)) as room:
        yield room


def open_memory(settings: Settings, records: Records, clock: Clock) -> Memory:
    """Return what roles remember of an artist, with the secrets of the settings kept out."""
    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.memory import Memory

    def redact(text: str) -> str:
        return Redactor(known_secrets(settings))(text)

    return Memory(records, clock, settings.room.exchanges, redact)


def _built_room(settings: Settings, records: Records, clock: Clock, identifiers: Identifiers) -> OpenRoom:
    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.front import OpenRoom
    from noktvrn.services.room.orchestrator import Orchestrator

    shelf = model_shelf(settings)
    redactor = Redactor(known_secrets(settings))
    core = Orchestrator(
        records,
        shelf,
        model_prices(settings),
        clock,
        identifiers,
        settings.room,
        redact=redactor,
        conceal=redactor.mask_known,
    )
    return OpenRoom(core, shelf.close)


def model_shelf(settings: Settings) -> SettledShelf:
    """Return the language models that the settings name; opens no connection and loads no vendor's package."""
    from noktvrn.providers.language.shelf import SettledShelf

    return SettledShelf(settings.models)


def model_prices(settings: Settings) -> PriceList:
    """Return what their calls cost."""
    from noktvrn.providers.language.prices import KnownPrices

    return KnownPrices(settings.models)


def try_models(label: Label, models: Sequence[VendorModel]) -> tuple[Checked, ...]:
    """Call each model once, within the budgets, and return what came of it; blocking.

    Raises:
        StorageError: The ledger cannot be written.
    """
    import asyncio

    from noktvrn.ops.redaction import Redactor, known_secrets
    from noktvrn.services.room.checking import Checker

    settings = label.settings
    redact = Redactor(known_secrets(settings))
    checker = Checker(label.records, model_prices(settings), label.clock, label.identifiers, settings.room, redact)

    async def run() -> tuple[Checked, ...]:
        try:
            return await checker.check(models)
        finally:
            for model in models:
                await model.close()

    try:
        return asyncio.run(run())
    finally:
        checker.close()
