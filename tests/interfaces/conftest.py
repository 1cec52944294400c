"""A label that went round the loop once with quick makers; tests that change it take a copy."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.interfaces.commanding import Answer, command, quick_command

QUICK = {
    "NOKTVRN_WORKER__POLL_S": "0.05",
    "NOKTVRN_WORKER__NICE": "0",
    "NOKTVRN_WORKER__RETRY_DELAY_S": "0.05",
    "NOKTVRN_REVIEW__HOLD_S": "0",
}


@dataclass(frozen=True)
class Loop:
    """A home with a released, a waiting and a failed run, and what the commands that made them answered."""

    home: Path
    released: Answer
    waiting: Answer
    failed: Answer

    def run(self, answer: Answer) -> str:
        return str(json.loads(answer.out)["short_id"])


@pytest.fixture(scope="session")
def loop(homes: Path) -> Loop:
    home = homes / "loop"
    words = ("artist", "create", "--brief", "night drives", "--name", "Nova Lux", "--genre", "synthwave", "--seed", "5")
    assert command("--home", str(home), *words).status == 0
    start = ("--home", str(home), "--json", "run", "start", "--wait")
    released = quick_command(*start, "--autopilot", environment=QUICK)
    failed = quick_command(*start, environment=QUICK | {"QUICK_BROKEN": "artwork"})
    waiting = quick_command(*start, environment=QUICK)
    return Loop(home, released, waiting, failed)


@pytest.fixture
def own_loop(loop: Loop, tmp_path: Path) -> Loop:
    """The same in a home of its own, which a test may change."""
    home = tmp_path / "loop"
    shutil.copytree(loop.home, home)
    return Loop(home, loop.released, loop.waiting, loop.failed)
