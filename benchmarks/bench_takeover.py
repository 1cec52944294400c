"""How soon a living worker goes on with what a killed one had begun."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, python_command, report

NAME = "A worker dies"
LEASE_S = 10.0
GOAL_S = 15.0
PATIENCE_S = 120.0


def run(quick: bool) -> dict[str, Any]:
    waits = [_takeover(seed) for seed in range(1, 2 if quick else 4)]
    return report(
        NAME,
        method=(
            f"Two `noktvrn worker` on one machine, lease {LEASE_S:.0f} s; the one that makes a song gets SIGKILL."
            " From the kill to the start of the next attempt at the song, as journaled by the other. SQLite."
        ),
        seed=1,
        figures=[
            at_most("kill to the next attempt, median", median(waits), "s", GOAL_S),
            Figure("kill to the next attempt, longest", max(waits), "s"),
        ],
    )


def _takeover(seed: int) -> float:
    program = str(Path(python_command()[0]).with_name("noktvrn"))
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NOKTVRN_HOME": home, "NOKTVRN_WORKER__LEASE_S": str(LEASE_S)}

        def say(*words: str) -> dict[str, Any]:
            done = subprocess.run(
                (program, *words, "--json"), env=environment, capture_output=True, text=True, check=True
            )
            answer: dict[str, Any] = json.loads(done.stdout)
            return answer

        def worker() -> subprocess.Popen[bytes]:
            silent = subprocess.DEVNULL
            return subprocess.Popen((program, "worker"), env=environment, stdout=silent, stderr=silent)

        def songs() -> list[dict[str, Any]]:
            listed = say("run", "list", "--limit", "1")["runs"][0]["id"]
            return [step for step in say("run", "show", listed)["steps"] if step["step"] == "song"]

        say("artist", "create", "--brief", "night drives, analogue synths", "--genre", "synthwave", "--seed", "7")
        say("run", "start", "--seed", str(seed))
        with worker() as doomed:
            _await(lambda: bool(songs()))
            with worker() as heir:
                time.sleep(3.0)
                doomed.send_signal(signal.SIGKILL)
                killed_at = datetime.now(UTC)
                _await(lambda: len(songs()) > 1)
                heir.send_signal(signal.SIGTERM)
        return (datetime.fromisoformat(songs()[1]["started_at"]) - killed_at).total_seconds()


def _await(is_so: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not so after {PATIENCE_S} s")
        time.sleep(0.2)
