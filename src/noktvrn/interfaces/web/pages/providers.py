"""Who fills each role, which language models can be asked and why not, trying them, and what a vendor offers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.app import model_prices
from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.fillings import fillings
from noktvrn.interfaces.presenters.models import (
    checked_standing,
    closures_of,
    cost_words,
    price_words,
    trial_words,
    window_words,
)
from noktvrn.interfaces.vendors import chosen_models, discovered, left_alone, tried
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.providers.language.survey import survey
from noktvrn.services.room.checking import estimated_usd

router = APIRouter(include_in_schema=False)

_CHECK = "provider check"
_MOST_OFFERS = 200


@router.get("/providers")
def show(request: Request, visitor: Reader) -> Response:
    """List who fills each role, and how each vendor stands."""
    return _providers(request, visitor)


@router.post("/providers/check")
def check(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Try the first model of each vendor, or of one, by one tiny call."""
    house, vendor = house_of(request), form.text("vendor") or None
    label = house.label
    try:
        models = chosen_models(label.settings, vendor, every=form.text("every") == "on")
        what = f"trying {vendor or 'all vendors'}"
        house.errands.begin(_CHECK, what, visitor.caller, _CHECK, vendor or "", lambda: tried(label, models))
    except NoktvrnError as error:
        return _providers(request, visitor, error=told(error), status=status_of(error))
    return go_to("/providers")


@router.get("/providers/{vendor}")
def offers(request: Request, vendor: str, visitor: Reader) -> Response:
    """What a vendor said that it offers, when it was last asked."""
    return _offers(request, visitor, vendor)


@router.post("/providers/{vendor}/models")
def discover(request: Request, vendor: str, visitor: Steerer, form: SignedForm) -> Response:
    """Ask a vendor which models the label's key may use."""
    house = house_of(request)
    settings, now = house.label.settings, house.label.clock.now
    try:
        what = f"asking {vendor[:40]}"
        house.errands.begin(
            _models(vendor), what, visitor.caller, "provider models", vendor, lambda: discovered(settings, vendor, now)
        )
    except NoktvrnError as error:
        return _providers(request, visitor, error=told(error), status=status_of(error))
    return go_to(f"/providers/{vendor}")


def _models(vendor: str) -> str:
    return f"provider models {vendor}"


def _providers(request: Request, visitor: Visitor, *, error: Told | None = None, status: int = 200) -> Response:
    house = house_of(request)
    label, errand = house.label, house.errands.standing(_CHECK)
    prices, now = model_prices(label.settings), label.clock.now()
    standpoints = survey(label.settings.models, prices, now)
    results, let_in = errand.result if errand is not None and errand.result is not None else ((), [])
    models, closed = chosen_models(label.settings, None, every=False), left_alone(label)
    return page(
        request,
        "providers",
        visitor,
        status,
        vendors=[
            (
                each,
                [
                    (str(offer.ref), window_words(offer.context_tokens), price_words(offer, is_local=each.is_local))
                    for offer in each.offers
                ],
                closures_of(each, closed),
            )
            for each in sorted(standpoints, key=lambda each: (not each.usable, not each.is_wanted))
        ],
        usable=sum(each.usable for each in standpoints),
        fillings=fillings(),
        errand=errand,
        results=[(each, checked_standing(each), cost_words(each.cost_usd)) for each in results],
        let_in=let_in,
        price=trial_words(len(models), estimated_usd(models, prices, now)),
        error=error,
    )


def _offers(request: Request, visitor: Visitor, vendor: str) -> Response:
    house = house_of(request)
    standpoints = survey(house.label.settings.models, model_prices(house.label.settings), house.label.clock.now())
    known = {each.name: each for each in standpoints}
    errand = house.errands.standing(_models(vendor))
    if vendor not in known:
        discovered(house.label.settings, vendor, house.label.clock.now)  # refuses it, and names the nearest
    found, is_local = errand.result if errand is not None and errand.result is not None else ((), False)
    return page(
        request,
        "offers",
        visitor,
        vendor=known[vendor],
        errand=errand,
        offers=[
            (str(offer.ref), window_words(offer.context_tokens), price_words(offer, is_local=is_local))
            for offer in found[:_MOST_OFFERS]
        ],
        total=len(found),
    )
