"""Asking vendors from the command line: which models are meant, whether it may cost money, and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from noktvrn.errors import CredentialsMissingError, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session
    from noktvrn.ports.language import Missing
    from noktvrn.ports.room_state import Closure
    from noktvrn.providers.language.model import VendorModel
    from noktvrn.providers.language.prices import Offer
    from noktvrn.services.room.checking import Checked

_CREDENTIALS = 4
_FAILED = 6


def chosen_models(session: Session, vendor: str | None, *, every: bool) -> list[VendorModel]:
    """Return the models to try: the first of each vendor, or every one.

    Raises:
        NotFoundError: There is no such vendor.
        CredentialsMissingError: That vendor cannot be asked.
    """
    from noktvrn.app import model_shelf
    from noktvrn.ports.language import Missing, ModelRef
    from noktvrn.providers.language.vendors import VENDOR_BY_NAME

    shelf = model_shelf(session.settings)
    found = list(shelf.models())
    if vendor is not None:
        _known(session, vendor)
        account = shelf.account(vendor)
        if isinstance(account, Missing):
            raise _unusable(vendor, account)
        found = [model for model in found if model.ref.vendor == vendor]
        if not found and vendor in VENDOR_BY_NAME:
            model = shelf.model(ModelRef(vendor, VENDOR_BY_NAME[vendor].default_model))
            found = [] if isinstance(model, Missing) else [model]
    firsts = {model.ref.vendor: model for model in reversed(found)}
    return [model for model in found if every or firsts[model.ref.vendor] is model]


def may_spend(session: Session, models: Sequence[VendorModel]) -> bool:
    """Return whether trying these models is agreed to; nobody is asked when it is free.

    Raises:
        InvalidInputError: Nobody can be asked.
    """
    import typer

    from noktvrn.app import model_prices
    from noktvrn.interfaces.presenters.words import count
    from noktvrn.services.room.checking import estimated_usd

    cost = estimated_usd(models, model_prices(session.settings), session.now())
    if cost == 0:
        return True
    trying = f"Trying {count(len(models), 'model')} costs"
    amount = f"about ${cost:.4f}" if cost is not None else "an unknown, small amount"
    if not session.terminal.interactive:
        raise InvalidInputError(
            f"{trying} {amount}, and nobody can be asked here.",
            remedy="Add --yes to go on.",
            stage="confirm",
        )
    answer: str = typer.prompt(f"{trying} {amount}. Go on? [y/N]", default="", show_default=False, err=True)
    return answer.strip().lower() in {"y", "yes"}


def tried(session: Session, models: Sequence[VendorModel]) -> tuple[tuple[Checked, ...], list[Closure]]:
    """Call each model once, and let those that answered be asked again at once.

    Returns:
        What came of each, and who had been left alone.
    """
    from noktvrn.app import try_models
    from noktvrn.services.costs import let_back_in

    if not models:
        return (), []
    with session.label() as label:
        results = try_models(label, models)
        good = {each.ref for each in results if each.answered}
        return results, let_back_in(label, [model for model in models if model.ref in good])


def exit_status(results: Sequence[Checked]) -> int:
    """Return 0 when all answered, 4 when a key or credit is at fault, else 6, as when a budget forbids the call."""
    from noktvrn.ports.language import Fault

    outcomes = {each.outcome for each in results}
    if outcomes & {Fault.KEY_REFUSED.value, Fault.OUT_OF_CREDIT.value}:
        return _CREDENTIALS
    return 0 if all(each.answered for each in results) else _FAILED


def discovered(session: Session, vendor: str) -> tuple[tuple[Offer, ...], bool]:
    """Return a vendor's list of models, and whether its calls cost no money.

    Raises:
        NotFoundError: There is no such vendor.
        CredentialsMissingError: That vendor cannot be asked.
        ModelCallError: It does not tell.
    """
    from noktvrn.app import model_prices, model_shelf
    from noktvrn.ports.language import Missing

    _known(session, vendor)
    shelf = model_shelf(session.settings)
    account = shelf.account(vendor)
    if isinstance(account, Missing):
        raise _unusable(vendor, account)
    prices = model_prices(session.settings)

    async def run() -> tuple[Offer, ...]:
        from noktvrn.providers.language.discovery import discover

        try:
            return await discover(account, shelf.clients(), prices, session.now())
        finally:
            await shelf.close()

    return asyncio.run(run()), account.is_local


def _known(session: Session, vendor: str) -> None:
    from noktvrn.providers.language.vendors import VENDORS

    known = [*(each.name for each in VENDORS), *session.settings.models.compatible]
    if vendor not in known:
        near = get_close_matches(vendor.lower(), known, n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise NotFoundError(
            f"There is no vendor {vendor!r}.", remedy=f"{guess}Known are {', '.join(known)}.", stage="provider"
        )


def _unusable(vendor: str, missing: Missing) -> Any:
    return CredentialsMissingError(
        missing.reason, remedy=missing.remedy, provider=vendor, operation="ask", stage="provider"
    )
