"""Nineteen faults at six vendors, each through the whole room: the next vendor answers, and what happened is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal

import pytest

from noktvrn.ports.language import Fault, OrchestrationStatus, TokenUsage
from noktvrn.ports.ledger import CallState
from noktvrn.providers.clock import SystemClock
from noktvrn.providers.language.prices import KnownPrices
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.services.room.rules import RULES
from noktvrn.testing.language_servers import NINETEEN, LanguageServer, Scene, fault_of_scene
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_orchestrator, build_request
from noktvrn.types import RunId

VENDORS = ("openai", "anthropic", "google", "mistral", "x-ai", "deepseek")
KEY = "key-for-tests-0123456789"
BILLED = TokenUsage(100, 50)
SLOW = {Scene.HANGS, Scene.DRIPS}


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer() as server:
        server.answer = SONG.model_dump()
        yield server


@pytest.fixture(scope="module")
def shelf(server: LanguageServer, runner: asyncio.Runner) -> Iterator[SettledShelf]:
    shelf = SettledShelf(server.settings(key=KEY))
    yield shelf
    runner.run(shelf.close())


ODDITIES = [scene for scene in Scene if scene not in NINETEEN and fault_of_scene(scene, "mistral") is not None]
"""Streams of garbage, 50 MB, redirections, schemas that a vendor cannot express, and their like."""

CASES = [
    *((vendor, scene) for scene in NINETEEN for vendor in VENDORS),
    *((vendor, scene) for scene in ODDITIES for vendor in ("openai", "google")),
]


@pytest.mark.parametrize(("vendor", "scene"), CASES)
def test_the_next_vendor_answers(vendor, scene, server, shelf, runner):
    models = {model.ref.vendor: model for model in shelf.models()}
    second = VENDORS[(VENDORS.index(vendor) + 1) % len(VENDORS)]
    if scene in SLOW:  # the vendor's package is loaded first, or loading it would take the time
        server.play(vendor)
        runner.run(build_orchestrator([models[vendor]], clock=SystemClock()).ask(build_request()))
    server.play(vendor, scene)
    server.play(second)
    server.heard.clear()
    records = InMemoryRecords()
    core = build_orchestrator(
        [models[vendor], models[second]],
        records=records,
        prices=KnownPrices(server.settings()),
        clock=SystemClock(),
        settings={"roles": {"author": {"deadline_s": 1.0 if scene in SLOW else 120.0}}},
    )
    result = runner.run(core.ask(build_request(run_id=RunId("run1"))))
    core.close()

    assert (result.status, result.value) == (OrchestrationStatus.FELL_BACK, SONG)
    assert result.ref == models[second].ref
    *failed, good = result.attempts
    fault = fault_of_scene(scene, vendor)
    assert failed
    assert {attempt.fault for attempt in failed} == {fault}
    assert all(attempt.note and KEY not in attempt.note and attempt.latency_s > 0 for attempt in failed)
    assert (good.fault, good.usage) == (None, BILLED)
    assert good.cost_usd is not None
    assert good.cost_usd > 0
    assert len(server.heard) == len(result.attempts)
    assert result.cost_usd == sum((attempt.cost_usd for attempt in result.attempts), start=Decimal(0))

    with records.read() as unit:
        calls = unit.ledger.calls()[::-1]
        [notice, *more] = unit.notices.select()
        assert len([each for each in [notice, *more] if each.kind == "provider_fallback"]) == 1
        assert unit.ledger.spent(["run/run1"]) == {"run/run1": result.cost_usd}
    assert [call.fault for call in calls] == [*(fault for _ in failed), None]
    assert calls[-2].moved_on_to == str(models[second].ref)
    rule = RULES[fault]
    assert all((call.state is CallState.SETTLED) is (call.cost_usd > 0) for call in calls)
    if rule.is_billed:
        assert all(call.cost_usd == call.reserved_usd for call in calls[:-1])
    if fault in {Fault.REFUSED, Fault.WRONG_SHAPE, Fault.NOT_JSON, Fault.CUT_OFF}:
        assert all(call.cost_usd > 0 for call in calls[:-1])
