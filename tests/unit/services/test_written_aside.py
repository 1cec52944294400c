"""Writing beside the loop: others go on meanwhile, and a run that is stopped waits for nobody."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.errors import ProviderUnavailableError, StepCancelledError
from noktvrn.services.steps.writing import LOOK_EVERY_S, written_aside
from noktvrn.testing.builders import build_run


def scene(stopped: bool = False) -> Any:
    return SimpleNamespace(stopped=lambda: stopped, run=build_run())


def test_what_is_written_is_returned_and_the_loop_goes_on_meanwhile():
    went_on = threading.Event()

    def write(word: str) -> str:
        assert went_on.wait(60), "nothing else was done while it wrote"
        return word.upper()

    async def both() -> str:
        writing = asyncio.create_task(written_aside(scene(), write, "slow"))
        await asyncio.sleep(0.01)
        went_on.set()
        return await writing

    assert asyncio.run(both()) == "SLOW"


def test_an_error_of_the_writer_is_the_steps():
    def fail(_: str) -> str:
        raise ProviderUnavailableError("away", remedy="wait", provider="x", operation="write")

    with pytest.raises(ProviderUnavailableError):
        asyncio.run(written_aside(scene(), fail, "x"))


def test_a_run_that_is_stopped_does_not_wait_for_the_writer():
    release, written = threading.Event(), []

    def write(_: str) -> None:
        written.append(release.wait(60))

    async def stopped() -> None:
        try:
            with pytest.raises(StepCancelledError):
                await written_aside(scene(stopped=True), write, "x")
            assert not written
        finally:
            release.set()

    asyncio.run(stopped())
    assert written == [True]
    assert LOOK_EVERY_S < 1.0
