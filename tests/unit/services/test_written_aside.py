"""Writing beside the loop: others go on meanwhile, and a run that is stopped waits for nobody."""

from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.errors import ProviderUnavailableError, StepCancelledError
from noktvrn.services.steps.writing import written_aside


def scene(stopped: bool = False) -> Any:
    return SimpleNamespace(stopped=lambda: stopped)


def test_what_is_written_is_returned_and_the_loop_goes_on_meanwhile():
    ticks = []

    async def both() -> str:
        async def tick() -> None:
            while True:
                ticks.append(1)
                await asyncio.sleep(0.01)

        ticking = asyncio.create_task(tick())
        said = await written_aside(scene(), lambda word: time.sleep(0.15) or word.upper(), "slow")
        ticking.cancel()
        return said

    assert asyncio.run(both()) == "SLOW"
    assert len(ticks) >= 3


def test_an_error_of_the_writer_is_the_steps():
    def fail(_: str) -> str:
        raise ProviderUnavailableError("away", remedy="wait", provider="x", operation="write")

    with pytest.raises(ProviderUnavailableError):
        asyncio.run(written_aside(scene(), fail, "x"))


def test_a_run_that_is_stopped_waits_less_than_a_second():
    release = threading.Event()

    async def timed() -> float:
        began = time.monotonic()
        with pytest.raises(StepCancelledError):
            await written_aside(scene(stopped=True), lambda _: release.wait(10), "x")
        took = time.monotonic() - began
        release.set()
        return took

    assert asyncio.run(timed()) < 1.0
