"""How all vendors and endpoints stand: which can be asked, which not and why, and what their models cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from noktvrn.ports.language import Missing, ModelRef, PriceList
from noktvrn.providers.language.prices import Offer, offer_of
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.providers.language.vendors import VENDOR_BY_NAME, VENDORS
from noktvrn.settings import ModelsSettings


@dataclass(frozen=True, slots=True)
class Standpoint:
    """One vendor or endpoint.

    Attributes:
        name: As in ``vendor:model``.
        title: Its name for people.
        key_setting: The setting of its key.
        is_wanted: Whether the settings ask for it: by a key, an order, or an endpoint.
        usable: Whether a model of it can be asked.
        reason: Why not; empty when it can.
        remedy: What to do about it.
        is_local: Whether its calls cost no money.
        offers: Its models that will be asked, in order.
    """

    name: str
    title: str
    key_setting: str
    is_wanted: bool
    usable: bool
    reason: str
    remedy: str
    is_local: bool
    offers: tuple[Offer, ...]


def survey(settings: ModelsSettings, prices: PriceList, at: datetime) -> tuple[Standpoint, ...]:
    """Return all vendors, endpoints, and names in the order of models that are neither; nobody is asked."""
    shelf = SettledShelf(settings)
    return tuple(_standpoint(name, shelf, settings, prices, at) for name in dict.fromkeys(_names(shelf, settings)))


def _names(shelf: SettledShelf, settings: ModelsSettings) -> Iterator[str]:
    yield from (vendor.name for vendor in VENDORS)
    yield from settings.compatible
    yield from (gap.ref.vendor for gap in shelf.missing())


def _standpoint(
    name: str, shelf: SettledShelf, settings: ModelsSettings, prices: PriceList, at: datetime
) -> Standpoint:
    vendor, account = VENDOR_BY_NAME.get(name), shelf.account(name)
    models = [model for model in shelf.models() if model.ref.vendor == name]
    gaps = [gap for gap in shelf.missing() if gap.ref.vendor == name]
    gap = account if isinstance(account, Missing) else gaps[0] if gaps else None
    if gap is None and not models:
        gap = Missing(ModelRef(name, ""), "models.order names no model of it.", f"Add one such as {_example(name)}.")
    has_key = vendor is not None and getattr(settings, vendor.section).api_key is not None
    return Standpoint(
        name=name,
        title=vendor.title if vendor else name,
        key_setting=vendor.key_setting if vendor else f"models.compatible.{name}.api_key",
        is_wanted=bool(models or gaps or has_key or name in settings.compatible),
        usable=bool(models),
        reason="" if models or gap is None else gap.reason,
        remedy="" if models or gap is None else gap.remedy,
        is_local=not isinstance(account, Missing) and account.is_local,
        offers=tuple(
            replace(offer_of(model.ref, prices, at), context_tokens=model.traits.context_tokens) for model in models
        ),
    )


def _example(name: str) -> str:
    vendor = VENDOR_BY_NAME.get(name)
    return f"{name}:{vendor.default_model if vendor else 'model'}"
