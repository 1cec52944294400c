"""The whole room against a server of others: whatever a vendor does there, the next one answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from noktvrn.ports.language import Fault, LanguageModel, ModelAnswer, ModelCall, OrchestrationStatus
from noktvrn.providers.clock import SystemClock
from noktvrn.services.room.rules import RULES
from noktvrn.testing.language_contract import Song
from noktvrn.testing.language_models import FakePrices
from noktvrn.testing.language_servers import NINETEEN, Scene, fault_of_scene
from noktvrn.testing.room import build_orchestrator, build_request

from .playing import VENDORS

SIX = VENDORS[:6]
QUICK_S = 0.3


class Hasty:
    """A model that is given little time.

    Args:
        model: The model.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.ref, self.account, self.traits = model.ref, model.account, model.traits

    async def prepare(self) -> None:
        await self._model.prepare()

    async def ask(self, call: ModelCall[Any]) -> ModelAnswer[Any]:
        return await self._model.ask(replace(call, timeout_s=QUICK_S))


async def at_once(_seconds: float) -> None:
    """Wait for nothing."""


def asked(models: Sequence[LanguageModel], runner):
    prices = FakePrices({str(model.ref): (1.0, 1.0) for model in models})
    more = {"prices": prices, "clock": SystemClock(), "settings": {"retries": 1}, "sleep": at_once}
    core = build_orchestrator(models, **more)
    try:
        return runner.run(core.ask(build_request(answer=Song)))
    finally:
        core.close()


@pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")
@pytest.mark.parametrize("vendor", SIX)
@pytest.mark.parametrize("scene", NINETEEN)
def test_the_next_vendor_answers(vendor, scene, models, runner):
    first = models[vendor, scene]
    second = models[SIX[(SIX.index(vendor) + 1) % len(SIX)], Scene.WELL]
    result = asked([Hasty(first) if scene is Scene.HANGS else first, second], runner)
    assert (result.status, result.value) == (OrchestrationStatus.FELL_BACK, Song(title="Slow Water", mood=3))
    assert result.ref == second.ref
    *failed, good = result.attempts
    fault = Fault(fault_of_scene(scene, vendor))
    assert [attempt.fault for attempt in failed] == [fault] * times_asked(fault)
    assert all(str(first.ref) in attempt.note for attempt in failed)
    assert all((attempt.cost_usd > 0) is is_counted(attempt) for attempt in failed)
    assert good.fault is None
    assert good.cost_usd > 0


def times_asked(fault: Fault) -> int:
    """How often the same model is asked: whoever wants us to wait for seven seconds is not waited for."""
    again = RULES[fault].complains or (RULES[fault].waits and fault is not Fault.RATE_LIMITED)
    return 2 if again else 1


def is_counted(attempt) -> bool:
    """Whether a failed call has to cost something: a vendor counted tokens, or may bill what it did not count."""
    told = attempt.usage.input_tokens + attempt.usage.output_tokens > 0
    return told or RULES[attempt.fault].is_billed or "worst case" in attempt.note
