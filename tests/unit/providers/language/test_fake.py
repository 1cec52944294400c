"""The scripted model keeps the contract of the real ones, so that what is tried on it holds for them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from noktvrn.ports.language import Fault, Missing, ModelRef, TokenUsage
from noktvrn.testing.language_contract import ANSWER, LanguageModelContract, Staged, song_call
from noktvrn.testing.language_models import USAGE, Fails, FakeLanguageModel, FakePrices, FakeShelf, Says
from noktvrn.testing.language_servers import Scene, fault_of_scene

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def reply(scene: Scene) -> Says | Fails:
    if scene is Scene.HANGS:
        return Says(ANSWER, latency_s=3_600)
    if scene is Scene.WRONG_SHAPE:
        return Says({"unexpected": 1})
    if scene is Scene.BROKEN_JSON:
        return Says('{"title": ')
    fault = fault_of_scene(scene, "fake")
    return Says(ANSWER) if fault is None else Fails(fault, 7 if fault is Fault.RATE_LIMITED else None, USAGE)


class TestTheFakeKeepsTheContract(LanguageModelContract):
    @pytest.fixture
    def staged(self) -> Staged:
        return lambda scene: FakeLanguageModel("fake:one", [reply(scene)])


def test_a_script_is_used_once_per_call_and_its_last_reply_repeats():
    model = FakeLanguageModel("fake:one", [Says({"title": "A", "mood": 1}), Says({"title": "B", "mood": 1})])

    async def titles() -> list[str]:
        return [(await model.ask(song_call())).value.title for _ in range(3)]

    assert asyncio.run(titles()) == ["A", "B", "B"]
    assert (len(model.calls), model.ended) == (3, 3)


def test_a_shelf_gives_what_it_was_given_and_prices_are_per_million():
    gap = Missing(ModelRef("openai", ""), "no key", "get one")
    shelf = FakeShelf([FakeLanguageModel("fake:one", [Says(ANSWER)])], [gap])
    assert [str(model.ref) for model in shelf.models()] == ["fake:one"]
    assert shelf.missing() == [gap]
    asyncio.run(shelf.close())
    prices = FakePrices({"fake:one": (1.5, 2.0)})
    assert prices.price_usd(ModelRef("fake", "one"), TokenUsage(1_000_000, 500_000), NOON) == Decimal("2.5")
    assert prices.price_usd(ModelRef("fake", "two"), USAGE, NOON) is None
