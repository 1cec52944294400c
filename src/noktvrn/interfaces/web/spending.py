"""What language models cost, as pages show it beside a run, an artist, a night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from noktvrn.interfaces.presenters.words import count
from noktvrn.interfaces.web.drawing.charts import DESKTOP_PX, PHONE_PX
from noktvrn.interfaces.web.drawing.costs import cost_chart
from noktvrn.ops.budgets import usd
from noktvrn.ports.ledger import CostSubject, LedgerEntry
from noktvrn.services.costs import add_up_costs
from noktvrn.services.label import Label
from noktvrn.types import ArtistId, RunId

_MOST_CALLS = 1_000


def cost_of_run(label: Label, run_id: RunId) -> str:
    """Return what a run cost, in words; empty when no model was asked for it."""
    with label.records.read() as unit:
        return _words(unit.ledger.calls(run_id=run_id, limit=_MOST_CALLS))


def cost_of_artist(label: Label, artist_id: ArtistId) -> str:
    """Return what an artist cost since it was made, in words; empty when no model was asked for it."""
    with label.records.read() as unit:
        return _words(unit.ledger.calls(artist_id=artist_id, limit=_MOST_CALLS))


def _words(calls: Sequence[LedgerEntry]) -> str:
    if not calls:
        return ""
    spent = sum((call.cost_usd or Decimal(0) for call in calls), Decimal(0))
    more = "the last " if len(calls) == _MOST_CALLS else ""
    return f"{usd(spent)}, {more}{count(len(calls), 'call')}"


def nightly_costs(label: Label, nights: Sequence[date]) -> dict[str, Any]:
    """Return the costs of some nights, with their charts; nothing when no model was asked in them."""
    since = str(nights[0]) if nights else ""
    costs = {cost.name: float(cost.line.cost_usd) for cost in add_up_costs(label, CostSubject.DAY, since)}
    if not costs:
        return {"costs": {}, "cost_charts": (), "cost_total": ""}
    charts = (
        ("phone", cost_chart(nights[-14:], costs, PHONE_PX)),
        ("desktop", cost_chart(nights, costs, DESKTOP_PX)),
    )
    return {"costs": costs, "cost_charts": charts, "cost_total": usd(sum(costs.values()))}
