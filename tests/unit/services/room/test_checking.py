"""Trying a model is a call like every other: reserved, settled, within the budgets; but nobody is left alone for it."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from noktvrn.ports.language import Fault, ModelTraits, Role, TokenUsage
from noktvrn.ports.ledger import CallState
from noktvrn.services.room.checking import Checker, estimated_usd
from noktvrn.settings import RoomSettings
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import LOCAL, Fails, FakeLanguageModel, FakePrices, Says
from noktvrn.testing.records import InMemoryRecords

READY = Says({"word": "ready"}, usage=TokenUsage(100, 50))
PRICES = FakePrices({"openai:luna": (10.0, 10.0), "mistral:small": (1.0, 1.0)})


class Desk:
    """A checker whose records outlive it."""

    def __init__(self, **settings):
        self.records, self.clock, self.identifiers = InMemoryRecords(), FrozenClock(), CountingIdentifiers()
        self.settings = settings

    def check(self, *models):
        room = RoomSettings.model_validate(self.settings)
        checker = Checker(self.records, PRICES, self.clock, self.identifiers, room, lambda words: words)
        try:
            return asyncio.run(checker.check(models))
        finally:
            checker.close()

    def read(self, look):
        with self.records.read() as unit:
            return look(unit)


def test_every_model_is_asked_once_and_settled_under_the_role_of_checks():
    desk = Desk()
    luna, small = FakeLanguageModel("openai:luna", [READY]), FakeLanguageModel("mistral:small", [READY])
    results = desk.check(luna, small)
    assert [(str(each.ref), each.outcome, each.cost_usd) for each in results] == [
        ("openai:luna", "answered", Decimal("0.0015")),
        ("mistral:small", "answered", Decimal("0.00015")),
    ]
    calls = desk.read(lambda unit: unit.ledger.calls())
    assert {(call.role, call.state, call.prompt) for call in calls} == {
        (Role.CHECK, CallState.SETTLED, "check/ready 1")
    }
    assert desk.read(lambda unit: unit.ledger.spent(["day/2026-01-05"]))["day/2026-01-05"] == Decimal("0.00165")


def test_a_budget_refuses_what_it_cannot_pay_and_says_which_setting_to_raise():
    desk = Desk(day_usd=0.0001)
    luna, local = FakeLanguageModel("openai:luna", [READY]), FakeLanguageModel("ollama:tiny", [READY], traits=LOCAL)
    refused, free = desk.check(luna, local)
    assert (refused.outcome, refused.was_asked, luna.calls) == ("budget_reached", False, [])
    assert "0.0001 USD" in refused.message
    assert "room.day_usd" in refused.remedy
    assert (free.answered, free.cost_usd) == (True, 0)


def test_a_model_that_is_left_alone_is_tried_all_the_same():
    desk = Desk()
    model = FakeLanguageModel("openai:luna", [Fails(Fault.OUT_OF_CREDIT), READY])
    [broke] = desk.check(model)
    assert (broke.outcome, broke.answered, broke.was_asked) == ("out_of_credit", False, True)
    assert broke.message
    assert broke.remedy
    [closure] = desk.read(lambda unit: unit.room_state.closures())
    assert closure.needs_person
    [well] = desk.check(model)
    assert well.answered


@pytest.mark.parametrize(("policy", "outcome"), [("refuse", "price_unknown"), ("assume", "answered")])
def test_a_model_of_unknown_price_is_tried_only_if_the_settings_assume_one(policy, outcome):
    [result] = Desk(unknown_price=policy).check(FakeLanguageModel("new:model", [READY]))
    assert result.outcome == outcome
    assert result.cost_usd == (None if policy == "assume" else 0)


def test_a_window_too_small_for_the_call_is_named():
    tiny = FakeLanguageModel("openai:luna", [READY], traits=ModelTraits(200, None, is_local=False))
    [result] = Desk().check(tiny)
    assert (result.outcome, tiny.calls) == ("too_long", [])
    assert "openai:luna" in result.message
    assert "window of 200" in result.message
    assert "larger window" in result.remedy


def test_what_it_will_cost_is_known_beforehand_unless_a_price_is_not():
    clock = FrozenClock()
    luna, other = FakeLanguageModel("openai:luna", []), FakeLanguageModel("new:model", [])
    assert estimated_usd([luna], PRICES, clock.now()) == Decimal("0.0031")
    assert estimated_usd([luna, other], PRICES, clock.now()) is None
    assert estimated_usd([], PRICES, clock.now()) == 0
