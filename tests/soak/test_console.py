"""Ten minutes at the console while runs come and go: no keystroke is lost, the cursor stays, nothing grows."""

from __future__ import annotations

import asyncio
import os
import resource
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.interfaces.console.conftest import on_stage
from tests.interfaces.console.house import MAKING, label_at, lay_out
from textual.widgets import Input

from noktvrn.journal.run import RunState

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("CONSOLE_SOAK_MINUTES", "10"))


def _stir(label, turn: int) -> None:
    """Let the run that is made get on, and others begin and end."""
    with label.records.write() as unit:
        run = unit.runs.get(MAKING)
        step = unit.runs.steps(MAKING)[-1]
        unit.runs.set_progress(MAKING, step.pass_no, step.step, step.attempt, turn % 100 / 100, f"bar {turn}")
        newest = f"7{turn:025d}"
        at = run.created_at + timedelta(seconds=turn)
        unit.runs.add(replace(run, id=newest, title=f"Turn {turn}", state=RunState.CANCELLED, updated_at=at))
        unit.commit()


def test_a_long_sitting_loses_no_key(tmp_path: Path):
    lay_out(tmp_path / "home")
    keys = {"down": 0, "up": 0}

    async def sitting() -> None:
        with label_at(tmp_path / "home") as label:
            async with on_stage(label) as stage:
                intents = stage.screen.intents
                assert intents is not None
                carry_out = intents.carry_out

                def counted(intent: str) -> None:
                    keys[intent] = keys.get(intent, 0) + 1
                    carry_out(intent)

                intents.carry_out = counted  # type: ignore[method-assign]
                pressed, turn, end = {"j": 0, "k": 0}, 0, time.monotonic() + 60 * MINUTES
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                while time.monotonic() < end:
                    turn += 1
                    await asyncio.to_thread(_stir, label, turn)
                    view = "1235"[turn % 4]
                    await stage.press(view)
                    for key in "jjkj":
                        await stage.press(key)
                        pressed[key] += 1
                    if turn % 20 == 0:
                        await stage.press("slash")
                        await stage.type("turn")
                        assert stage.screen.query_one(Input).value == "turn"
                        await stage.press("escape")
                assert (keys["down"], keys["up"]) == (pressed["j"], pressed["k"])
                assert stage.screen.looks > 60 * MINUTES / 5
                grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
                assert grown_mb < 80, f"{grown_mb:.0f} MB more than at the start"

    asyncio.run(sitting())
