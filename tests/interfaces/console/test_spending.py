"""What models cost, on the pages it belongs to, read seldom, and nothing where none was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.interfaces.console.conftest import WIDE, on_stage, run
from tests.interfaces.console.house import FAILED, MAKING, spend

from noktvrn.interfaces.console.pages.spending import cost_page
from noktvrn.interfaces.console.rows import cost_row
from noktvrn.interfaces.console.spending import Budgets, Calls, Kept, LeftAlone, Spending
from noktvrn.interfaces.presenters.costs import spent_words, used_words
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import short_run
from noktvrn.ports.ledger import CallState
from noktvrn.services.costs import list_calls
from noktvrn.services.label import Label
from noktvrn.testing.clock import NOON
from noktvrn.types import RunId

pytestmark = pytest.mark.usefixtures("no_player")


@pytest.fixture
def spent(label: Label) -> Label:
    spend(label)
    return label


def test_costs_stand_on_the_run_the_artist_and_under_health(spent):
    async def scene() -> None:
        async with on_stage(spent, WIDE) as stage:
            await stage.press("3")
            await stage.sees("Runs  6")
            stage.screen.list.choose(MAKING)
            await stage.until(lambda: "Low Orbit" in stage.page() and "0.4242 USD, four calls" in stage.page())
            await stage.press("2")
            await stage.until(lambda: "0.4242 USD, four calls" in stage.page())
            await stage.press("6")
            await stage.sees(
                "Health  3", "Budgets", "84 %", "run " + short_run(MAKING), "0.4242 USD of 0.50 USD", "nearly"
            )
            await stage.press("j")
            await stage.sees("anthropic is left alone", "no credit left", "Do: Add credit", "room reopen anthropic")
            await stage.press("j")
            await stage.sees("0.4242 USD today", "critic    openai:gpt-6-luna", "out of credit, then openai:gpt-6-luna")
            await stage.press("y")
            await stage.sees("noktvrn cost calls")

    run(scene)


def test_where_no_model_was_asked_nothing_is_said_of_costs(label):
    spending = Spending(label)
    assert spending.records() == ()
    assert spending.of_run(RunId(FAILED)) == ""
    assert spending.of_artist("nova-kestrel") == ""


def test_costs_are_read_again_after_a_while_only():
    read = []
    kept: Kept[str] = Kept(3600)
    assert [kept.of("a", lambda: read.append("a") or "") for _ in range(3)] == ["", "", ""]
    assert read == ["a"]
    for number in range(200):
        kept.of(str(number), lambda: "x")
    assert len(kept) <= 64
    at_once: Kept[str] = Kept(0)
    at_once.of("a", lambda: "old")
    assert at_once.of("a", lambda: "new") == "new"


def test_a_row_says_what_stands_worst(spent):
    budgets, alone, calls = Spending(spent).records()
    assert isinstance(budgets, Budgets)
    assert isinstance(alone, LeftAlone)
    assert isinstance(calls, Calls)
    assert (cost_row(budgets).standing, cost_row(budgets).note) == (Standing.NEEDS_YOU, "84 %")
    assert (cost_row(alone).standing, cost_row(alone).note) == (Standing.NEEDS_YOU, "1")
    passing = LeftAlone((replace(alone.closures[0], needs_person=False),))
    assert cost_row(passing).standing is Standing.IDLE
    assert (cost_row(calls).standing, cost_row(calls).note) == (Standing.DONE, "0.4242 USD")


@pytest.mark.parametrize("width", [30, 48, 78])
def test_pages_about_costs_keep_to_their_width(spent, width):
    for record in Spending(spent).records():
        assert all(line.cell_len <= width for line in cost_page(record, width, NOON))


def test_a_call_under_way_says_so_in_place_of_its_cost(spent):
    *_, calls = Spending(spent).records()
    assert isinstance(calls, Calls)
    under_way = replace(calls.entries[0], state=CallState.RESERVED, cost_usd=None)
    lines = [line.plain for line in cost_page(Calls((under_way,), calls.day), 60, NOON)]
    assert "under way" in lines[2]


def test_what_is_gone_stays_as_it_was_until_one_leaves_it(spent):
    spending = Spending(spent)
    _, alone, _ = spending.records()
    with spent.records.write() as unit:
        unit.room_state.reopen("anthropic")
        unit.commit()
    assert Spending(spent).again(alone) == alone
    assert LeftAlone not in {type(each) for each in Spending(spent).records()}


def test_words_about_costs_round_nothing_up(spent):
    budgets, *_ = Spending(spent).records()
    assert isinstance(budgets, Budgets)
    nearly = replace(budgets.standings[0], spent_usd=budgets.standings[0].budget.limit_usd * 999 / 1000)
    assert used_words(nearly) == "99 %"
    assert spent_words([]) == ""
    assert spent_words(list_calls(spent)[:1]) == "0 USD, one call"
