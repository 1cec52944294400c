"""What language models cost, how budgets stand, how models do; asking one again that is left alone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.costs import budget_mark, budget_name, call_mark, closure_words, share_words
from noktvrn.interfaces.presenters.words import clock
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.ops.budgets import usd
from noktvrn.ports.ledger import CostSubject
from noktvrn.services.access import audited
from noktvrn.services.costs import add_up_costs, holding_for_nobody, list_calls, look_at_budgets, look_at_models, reopen

router = APIRouter(include_in_schema=False)

_MOST_LINES, _CALLS = 60, 40


@router.get("/costs")
def show(request: Request, visitor: Reader, by: str = "artist", run: str = "", artist: str = "") -> Response:
    """Add up what was spent, and list the last calls."""
    return _costs(request, visitor, by=by, run=run, artist=artist)


@router.post("/costs/reopen")
def ask_again(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Ask a vendor again that is left alone, as after credit was added."""
    label, vendor = house_of(request).label, form.text("vendor")
    try:
        with audited(label, visitor.caller, "room reopen", vendor):
            reopen(label, vendor)
    except NoktvrnError as error:
        return _costs(request, visitor, error=told(error), status=status_of(error))
    return go_to("/costs")


def _costs(
    request: Request,
    visitor: Visitor,
    *,
    by: str = "artist",
    run: str = "",
    artist: str = "",
    error: Told | None = None,
    status: int = 200,
) -> Response:
    label = house_of(request).label
    now = label.clock.now()
    subject = CostSubject(by) if by in set(CostSubject) else CostSubject.ARTIST
    lines = add_up_costs(label, subject)
    standings, closures = look_at_models(label)
    return page(
        request,
        "costs",
        visitor,
        status,
        by=subject.value,
        subjects=[each.value for each in CostSubject],
        total=usd(sum(float(cost.line.cost_usd) for cost in lines)),
        lines=[(cost, usd(cost.line.cost_usd)) for cost in lines[:_MOST_LINES]],
        budgets=[(budget_name(each), budget_mark(each), each, usd(each.spent_usd)) for each in look_at_budgets(label)],
        strays=holding_for_nobody(label),
        standings=[(each, share_words(each), usd(each.cost_usd)) for each in standings],
        closures=[(each, closure_words(each, clock(each.until, now))) for each in closures],
        calls=[(each, call_mark(each)) for each in list_calls(label, run or None, artist or None, _CALLS)],
        of_what=run or artist,
        usd=usd,
        error=error,
    )
