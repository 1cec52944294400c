"""The whole room against a server of others: whatever a vendor does there, the next one answers."""

from __future__ import annotations

import pytest

from noktvrn.ports.language import Fault, OrchestrationStatus
from noktvrn.providers.clock import SystemClock
from noktvrn.testing.language_contract import Song
from noktvrn.testing.language_models import FakePrices
from noktvrn.testing.room import build_orchestrator, build_request

from .test_vendors import FAULTS, PATHS, models  # noqa: F401 - a fixture

ALL = tuple(PATHS)


@pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")
@pytest.mark.parametrize("vendor", ALL)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_vendor_answers(vendor, fault, models, runner):  # noqa: F811
    second = ALL[(ALL.index(vendor) + 1) % len(ALL)]
    asked = [models[vendor, fault], models[second, "m-good"]]
    prices = FakePrices({str(model.ref): (1.0, 1.0) for model in asked})
    core = build_orchestrator(asked, prices=prices, clock=SystemClock(), settings={"retries": 1})
    result = runner.run(core.ask(build_request(answer=Song)))
    core.close()
    assert (result.status, result.value) == (OrchestrationStatus.FELL_BACK, Song(title="Slow Water", mood=3))
    assert result.ref == asked[1].ref
    *failed, good = result.attempts
    assert failed
    assert all(attempt.fault in FAULTS[fault] and attempt.note for attempt in failed)
    assert good.fault is None
    assert good.cost_usd > 0
    assert len(failed) == (2 if failed[0].fault in {Fault.WRONG_SHAPE, Fault.CUT_OFF, *_PASSING} else 1)


_PASSING = {Fault.RATE_LIMITED, Fault.OVERLOADED, Fault.UNREACHABLE}
