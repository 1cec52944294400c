"""Asking vendors of language models: which models are meant, what they answer, and what a vendor offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from noktvrn.errors import CredentialsMissingError, NotFoundError

if TYPE_CHECKING:
    from noktvrn.ports.language import Missing
    from noktvrn.ports.room_state import Closure
    from noktvrn.providers.language.accounts import Account
    from noktvrn.providers.language.model import VendorModel
    from noktvrn.providers.language.prices import Offer
    from noktvrn.providers.language.shelf import SettledShelf
    from noktvrn.services.label import Label
    from noktvrn.services.room.checking import Checked
    from noktvrn.settings import Settings

_ALIKE = 0.7
"""How alike two names must be for one to be a slip of the other: ``opnai`` is, ``nope`` is not."""


def askable_models(settings: Settings) -> list[str]:
    """Return the models that the settings name and that can be asked, as ``vendor:model``."""
    from noktvrn.app import model_shelf

    return [str(model.ref) for model in model_shelf(settings).models()]


def chosen_models(settings: Settings, vendor: str | None, *, every: bool) -> list[VendorModel]:
    """Return the models to try: the first of each vendor, or every one.

    Raises:
        NotFoundError: There is no such vendor.
        CredentialsMissingError: That vendor cannot be asked.
    """
    from noktvrn.app import model_shelf
    from noktvrn.ports.language import Missing, ModelRef
    from noktvrn.providers.language.vendors import VENDOR_BY_NAME

    shelf = model_shelf(settings)
    found = list(shelf.models())
    if vendor is not None:
        _account(settings, shelf, vendor)
        found = [model for model in found if model.ref.vendor == vendor]
        if not found and vendor in VENDOR_BY_NAME:
            model = shelf.model(ModelRef(vendor, VENDOR_BY_NAME[vendor].default_model))
            found = [] if isinstance(model, Missing) else [model]
    firsts = {model.ref.vendor: model for model in reversed(found)}
    return [model for model in found if every or firsts[model.ref.vendor] is model]


def left_alone(label: Label) -> dict[str, Closure]:
    """Return why models that are set up are not asked for the time being, by ``vendor:model``."""
    from noktvrn.app import model_shelf
    from noktvrn.services.costs import look_at_models
    from noktvrn.services.room.closing import model_key

    found = model_shelf(label.settings).models()
    closures = {closure.key: closure for closure in look_at_models(label)[1]}
    known = ((model, closures.get(model.account, closures.get(model_key(model)))) for model in found)
    return {str(model.ref): closure for model, closure in known if closure is not None}


def tried(label: Label, models: list[VendorModel]) -> tuple[tuple[Checked, ...], list[Closure]]:
    """Call each model once, and let those that answered be asked again at once; blocking.

    Returns:
        What came of each, and who had been left alone.

    Raises:
        StorageError: The ledger cannot be written.
    """
    from noktvrn.app import try_models
    from noktvrn.services.costs import let_back_in

    if not models:
        return (), []
    results = try_models(label, models)
    good = {each.ref for each in results if each.answered}
    return results, let_back_in(label, [model for model in models if model.ref in good])


def discovered(settings: Settings, vendor: str, now: Callable[[], datetime]) -> tuple[tuple[Offer, ...], bool]:
    """Return a vendor's list of models, and whether its calls cost no money; blocking.

    Raises:
        NotFoundError: There is no such vendor.
        CredentialsMissingError: That vendor cannot be asked.
        ModelCallError: It does not tell.
    """
    from noktvrn.app import model_prices, model_shelf

    shelf = model_shelf(settings)
    account = _account(settings, shelf, vendor)
    prices = model_prices(settings)

    async def run() -> tuple[Offer, ...]:
        from noktvrn.providers.language.discovery import discover

        try:
            return await discover(account, shelf.clients(), prices, now())
        finally:
            await shelf.close()

    return asyncio.run(run()), account.is_local


def _account(settings: Settings, shelf: SettledShelf, vendor: str) -> Account:
    """Return the account at a vendor.

    Raises:
        NotFoundError: There is no such vendor.
        CredentialsMissingError: It cannot be asked.
    """
    from noktvrn.ports.language import Missing

    _check_known(settings, vendor)
    account = shelf.account(vendor)
    if isinstance(account, Missing):
        raise _unusable(vendor, account)
    return account


def _check_known(settings: Settings, vendor: str) -> None:
    from noktvrn.providers.language.vendors import VENDORS

    known = [*(each.name for each in VENDORS), *settings.models.compatible]
    if vendor not in known:
        near = get_close_matches(vendor.lower(), known, n=1, cutoff=_ALIKE)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise NotFoundError(
            f"There is no vendor {vendor!r}.", remedy=f"{guess}Known are {', '.join(known)}.", stage="provider"
        )


def _unusable(vendor: str, missing: Missing) -> CredentialsMissingError:
    return CredentialsMissingError(
        missing.reason, remedy=missing.remedy, provider=vendor, operation="ask", stage="provider"
    )
