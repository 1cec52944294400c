"""How long a run takes until a person is asked, and how soon the label acts upon the answer."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, python_command, report

NAME = "A run"
SEED = 7
WAITS = 8
GOAL_S = 60.0
GOAL_DECISION_MS = 300.0
BRIEF = "night drives, analogue synths, a little lonely"


def run(quick: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        label = _Label(Path(home))
        label.say("artist", "create", "--brief", BRIEF, "--genre", "synthwave", "--seed", str(SEED))
        label.make_song(SEED)  # compiles what is not compiled yet
        made = [label.make_song(SEED + number) for number in range(1, 2 if quick else 4)]
        answered = label.answer([name for name, _ in made])
        length_s = label.length_s(made[0][0])
    wall_s = median(took_s for _, took_s in made)
    return report(
        NAME,
        method=(
            "`noktvrn run start --wait` in a fresh home with kernels compiled, from start of the process to the end"
            " with exit code 8; then each song is approved with a worker running, from the decision's time to the"
            " start of the next step, both as journaled. SQLite."
        ),
        seed=SEED,
        figures=[
            at_most("run start to needs a decision", wall_s, "s", GOAL_S),
            Figure("length of that song", length_s, "s"),
            at_most("decision to next step", median(answered), "ms", GOAL_DECISION_MS),
        ],
    )


class _Label:
    """A label in a temporary home, driven by its command line."""

    def __init__(self, home: Path) -> None:
        self._program = str(Path(python_command()[0]).with_name("noktvrn"))
        self._environment = {
            **os.environ,
            "NOKTVRN_HOME": str(home),
            "NOKTVRN_REVIEW__HOLD_S": "0",
            "NOKTVRN_FILM__FULL_LENGTH": "false",
        }

    def say(self, *words: str, allowed: frozenset[int] = frozenset({0})) -> dict[str, Any]:
        done = subprocess.run(
            (self._program, *words, "--json"), env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in allowed:
            raise RuntimeError(f"noktvrn {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def make_song(self, seed: int) -> tuple[str, float]:
        began = time.perf_counter()
        self.say("run", "start", "--seed", str(seed), "--wait", allowed=frozenset({WAITS}))
        took_s = time.perf_counter() - began
        return self.say("run", "list", "--limit", "1")["runs"][0]["id"], took_s

    def length_s(self, name: str) -> float:
        return float(self.say("review", "show", name)["figures"]["duration_s"])

    def answer(self, names: list[str]) -> list[float]:
        """Approve each run while a worker runs, and return how long each took to be acted upon, in ms."""
        with subprocess.Popen(
            (self._program, "worker"), env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as worker:
            try:
                self._await_worker()
                return [self._answer_one(name) for name in names]
            finally:
                worker.terminate()

    def _await_worker(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            checks = self.say("doctor", allowed=frozenset({0, 1}))["checks"]
            if any(check["code"] == "workers" and "1 alive" in check["result"] for check in checks):
                time.sleep(1)
                return
            time.sleep(0.2)
        raise RuntimeError("no worker came alive")

    def _answer_one(self, name: str) -> float:
        from datetime import datetime

        self.say("review", "approve", name)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            shown = self.say("run", "show", name)
            begun = [step for step in shown["steps"] if step["step"] in {"film", "canvas", "package"}]
            if begun and shown["state"] == "released":
                decided_at = datetime.fromisoformat(shown["decisions"][-1]["decided_at"])
                started_at = min(datetime.fromisoformat(step["started_at"]) for step in begun)
                return (started_at - decided_at).total_seconds() * 1e3
            time.sleep(0.2)
        raise RuntimeError(f"run {name} was not released")
