"""Providers and language models over the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.app import model_prices
from noktvrn.interfaces.fillings import fillings
from noktvrn.interfaces.presenters.costs import closure_record
from noktvrn.interfaces.presenters.models import checked_record, filling_record, offer_record, standpoint_record
from noktvrn.interfaces.vendors import chosen_models, discovered, left_alone, tried
from noktvrn.interfaces.web.api import models_house as models
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, once, page_of, tagged
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiReader, ApiSteerer
from noktvrn.providers.language.survey import survey
from noktvrn.services.access import audited

router = APIRouter(prefix="/api/v1", tags=["provider"], responses=PROBLEMS)


@router.get("/providers", response_model=models.Providers)
def list_all(request: Request, caller: ApiReader) -> Response:
    """List who fills each role, and each language model with its price, or why it cannot be asked."""
    label = house_of(request).label
    standpoints = survey(label.settings.models, model_prices(label.settings), label.clock.now())
    closed = left_alone(label)
    body = {
        "providers": [filling_record(each) for each in fillings()],
        "language_models": [standpoint_record(each, None, closed) for each in standpoints],
    }
    return tagged(request, body)


@router.post("/providers/check", response_model=models.Checks)
def check(request: Request, caller: ApiSteerer, wish: Annotated[models.CheckWish | None, Body()] = None) -> Response:
    """Try language models by one tiny real call each; it costs a fraction of a cent and counts in the budgets."""
    label, wanted = house_of(request).label, wish or models.CheckWish()

    def work() -> dict[str, Any]:
        with audited(label, caller, "provider check", wanted.vendor or ""):
            results, let_in = tried(label, chosen_models(label.settings, wanted.vendor, every=wanted.every))
        checks = [checked_record(each) for each in results]
        return {"checks": checks, "reopened": [closure_record(each) for each in let_in]}

    return once(request, caller, wanted.model_dump(mode="json"), work)


@router.get("/providers/{vendor}/models", response_model=models.Offers)
def offers(request: Request, vendor: str, caller: ApiSteerer, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """Ask a vendor which models the label's key may use; those of known price come first."""
    label = house_of(request).label
    found, _ = discovered(label.settings, vendor, label.clock.now)
    shown, further = page_of(found, limit, cursor, lambda offer: str(offer.ref))
    return tagged(request, {"models": [offer_record(offer) for offer in shown], "next": further})
