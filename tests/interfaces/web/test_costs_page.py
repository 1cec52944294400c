"""What language models cost, on the page: by subject, beside runs and artists, night by night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.interfaces.web.drawing.charts import DESKTOP_PX
from noktvrn.interfaces.web.drawing.costs import cost_chart
from noktvrn.ports.access import Scope
from noktvrn.ports.ledger import CallState
from noktvrn.services.look import show_run
from noktvrn.testing.ledger_contract import build_call


@pytest.fixture
def spent(site):
    """A site whose waiting song cost something."""
    run, now = show_run(site.label, site.waiting).summary.run, site.label.clock.now()
    call = build_call(1, run_id=run.id, artist_id=run.artist_id, at=now, day=str(now.date()))
    with site.label.records.write() as unit:
        unit.ledger.reserve(call, [])
        unit.ledger.settle(replace(call, state=CallState.SETTLED, cost_usd=Decimal("0.0421")), [])
        unit.commit()
    return site


def test_what_was_spent_stands_where_one_looks_for_it(spent):
    browser = spent.browser()
    slug = show_run(spent.label, spent.waiting).summary.artist_slug
    for path in ("/costs", "/costs?by=run", "/costs?by=model", f"/runs/{spent.waiting}", f"/artists/{slug}"):
        assert "0.0421 USD" in browser.get(path).text, path
    assert "0.0421 USD" in browser.get(f"/review/{spent.waiting}").text
    calls = browser.get(f"/costs?run={spent.waiting}").text
    assert "answered" in calls
    assert "noktvrn cost calls" in calls


def test_nothing_was_spent_without_models(shared_site):
    browser = shared_site.browser()
    assert "No language model was asked" in browser.get("/costs").text
    assert "USD" not in browser.get(f"/runs/{shared_site.waiting}").text
    assert browser.get("/costs?run=nothing").status_code == 404


def test_only_who_steers_asks_a_vendor_again(site):
    assert site.browser("rita", Scope.READ).post("/costs/reopen", {"vendor": "x"}, page="/costs").status_code == 403
    answer = site.browser("ana").post("/costs/reopen", {"vendor": "nobody"}, page="/costs")
    assert (answer.status_code, "Nothing of" in answer.text) == (404, True)


@given(st.dictionaries(st.integers(0, 27), st.floats(0, 5_000, allow_nan=False), max_size=28))
def test_every_night_with_calls_has_its_note_on_the_staff(costs):
    first = date(2026, 11, 1)
    nights = [first + timedelta(days=day) for day in range(28)]
    chart = cost_chart(nights, {str(nights[day]): cost for day, cost in costs.items()}, DESKTOP_PX)
    assert len(chart.notes) == len(costs)
    highest, lowest = chart.lines[-1].y1, chart.lines[0].y1
    assert all(highest - 0.1 <= note.y <= lowest + 0.1 and 0 <= note.x <= DESKTOP_PX for note in chart.notes)
