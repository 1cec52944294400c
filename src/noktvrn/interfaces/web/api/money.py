"""Costs, budgets, models and who is left alone over the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.presenters.costs import (
    budget_record,
    call_record,
    closure_record,
    cost_record,
    standing_record,
)
from noktvrn.interfaces.web.api import models_house as models
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, once, page_of, tagged
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiReader, ApiSteerer
from noktvrn.ports.ledger import CostSubject
from noktvrn.services.access import audited
from noktvrn.services.costs import add_up_costs, list_calls, look_at_budgets, look_at_models, reopen

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

MOST_CALLS = 5_000
"""Latest calls that are told page by page; costs add up all."""

Name = Annotated[str | None, Query(max_length=60)]


@router.get("/costs", tags=["cost"], response_model=models.Costs)
def costs(
    request: Request,
    caller: ApiReader,
    by: CostSubject = CostSubject.DAY,
    since: date | None = None,
    until: date | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Add up what was spent, days inclusive; ``cost_usd`` is the sum of all, not only of this page."""
    found = add_up_costs(house_of(request).label, by, str(since or ""), str(until or ""))
    shown, further = page_of(found, limit, cursor, lambda cost: cost.line.subject)
    total = sum(float(cost.line.cost_usd) for cost in found)
    body = {"by": by.value, "costs": [cost_record(cost) for cost in shown], "cost_usd": total, "next": further}
    return tagged(request, body)


@router.get("/costs/calls", tags=["cost"], response_model=models.Calls)
def calls(
    request: Request,
    caller: ApiReader,
    run: Name = None,
    artist: Name = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List single calls, the newest first: who was asked, how it ended, who was asked instead, what it cost."""
    found = list_calls(house_of(request).label, run, artist, MOST_CALLS)
    shown, further = page_of(found, limit, cursor, lambda call: str(call.id))
    return tagged(request, {"calls": [call_record(call) for call in shown], "next": further})


@router.get("/costs/budgets", tags=["cost"], response_model=models.Budgets)
def budgets(request: Request, caller: ApiReader) -> Response:
    """Show how far each budget is used up, and when it begins anew."""
    return tagged(request, {"budgets": [budget_record(each) for each in look_at_budgets(house_of(request).label)]})


@router.get("/room", tags=["room"], response_model=models.RoomAnswer)
def room(request: Request, caller: ApiReader) -> Response:
    """Show how each model does in each role, and who is left alone."""
    label = house_of(request).label
    standings, closures = look_at_models(label)
    body = {
        "mode": label.settings.room.mode,
        "models": [standing_record(each) for each in standings],
        "left_alone": [closure_record(each) for each in closures],
    }
    return tagged(request, body)


@router.post("/room/reopen", tags=["room"], response_model=models.Reopened)
def ask_again(request: Request, caller: ApiSteerer, wish: models.VendorWish) -> Response:
    """Ask a vendor again that is left alone, as after you added credit."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "room reopen", wish.vendor):
            return {"reopened": [closure_record(each) for each in reopen(label, wish.vendor)]}

    return once(request, caller, wish.model_dump(mode="json"), work)
