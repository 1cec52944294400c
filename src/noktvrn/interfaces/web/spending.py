"""What language models cost, as pages show it beside a run, an artist, a night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from noktvrn.interfaces.presenters.costs import MOST_CALLS, spent_words
from noktvrn.interfaces.web.drawing.charts import DESKTOP_PX, PHONE_PX
from noktvrn.interfaces.web.drawing.costs import cost_chart
from noktvrn.ops.budgets import usd
from noktvrn.ports.ledger import CostSubject
from noktvrn.services.costs import add_up_costs
from noktvrn.services.label import Label
from noktvrn.types import ArtistId, RunId


def cost_of_run(label: Label, run_id: RunId) -> str:
    """Return what a run cost, in words; empty when no model was asked for it."""
    with label.records.read() as unit:
        return spent_words(unit.ledger.calls(run_id=run_id, limit=MOST_CALLS))


def cost_of_artist(label: Label, artist_id: ArtistId) -> str:
    """Return what an artist cost since it was made, in words; empty when no model was asked for it."""
    with label.records.read() as unit:
        return spent_words(unit.ledger.calls(artist_id=artist_id, limit=MOST_CALLS))


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
