"""How soon a worker begins what a decision asks for, and what one costs that has nothing to do, on both databases."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks.harness import Figure, at_most, awaited, python_command, report
from noktvrn.app import open_label
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import RunFilter
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide
from noktvrn.services.label import Label
from noktvrn.settings import load_settings
from noktvrn.testing.postgres import temporary_postgres
from noktvrn.types import RunId

NAME = "Waking a worker"
DECISIONS, IDLE_S = 50, 60.0
GOAL_SQLITE_MS, GOAL_POSTGRES_MS, GOAL_IDLE_PERCENT = 120.0, 100.0, 1.0
LONGEST_S, SETTLES_IN_S, LONGEST_PAUSE_S = 60.0, 8.0, 0.15


def run(quick: bool) -> dict[str, Any]:
    decisions, idle_s = (8, 10.0) if quick else (DECISIONS, IDLE_S)
    figures: list[Figure] = []
    databases = (("SQLite", nullcontext(), GOAL_SQLITE_MS), ("Postgres", temporary_postgres(), GOAL_POSTGRES_MS))
    for name, opened, goal_ms in databases:
        with opened as url, tempfile.TemporaryDirectory() as home:
            film_ms, package_ms, idle_percent = _measured(Path(home), url, decisions, idle_s)
        figures += [
            Figure(f"{name}: decision to first step begun, middle", median(film_ms), "ms"),
            at_most(f"{name}: decision to packaging begun, middle", median(package_ms), "ms", goal_ms),
            Figure(f"{name}: decision to packaging begun, 9 of 10", quantiles(package_ms, n=10)[-1], "ms"),
            at_most(f"{name}: worker with nothing to do", idle_percent, "% of a core", GOAL_IDLE_PERCENT),
        ]
    return report(
        NAME,
        method=(
            f"One `noktvrn worker` over `noktvrn dev seed`; {decisions} songs are rejected by another process, apart by"
            " 0 to 0.15 s. From the decision to the start of steps as journaled; before packaging, film and canvas go"
            " through the queue of heavy work and find nothing to do. Then CPU seconds of the worker's process in"
            f" {idle_s:.0f} s without work."
        ),
        figures=figures,
    )


def _measured(home: Path, url: str | None, decisions: int, idle_s: float) -> tuple[list[float], list[float], float]:
    own = {"NOKTVRN_HOME": str(home), "NOKTVRN_REVIEW__HOLD_S": "0"} | ({"NOKTVRN_DATABASE_URL": url} if url else {})
    environment = {**os.environ, **own}
    program = str(Path(python_command()[0]).with_name("noktvrn"))
    subprocess.run(
        (program, "dev", "seed", "--runs", "2000", "--json"), env=environment, check=True, capture_output=True
    )
    rng, film_ms, package_ms = Random(5), [], []
    with open_label(load_settings(env=environment)) as label:
        waiting = _let_wait(label, decisions)
        with _working(program, environment) as worker:
            awaited(lambda: _is_alive(label), LONGEST_S)
            time.sleep(SETTLES_IN_S)
            for run_id in waiting:
                decided = decide(label, run_id, verdict=Verdict.REJECT, actor="bench", surface="cli", reason="too slow")
                package_ms.append(
                    _ms(decided.decided_at, awaited(partial(_begun, label, run_id, Step.PACKAGE), LONGEST_S))
                )
                film_ms.append(_ms(decided.decided_at, awaited(partial(_begun, label, run_id, Step.FILM), LONGEST_S)))
                time.sleep(rng.random() * LONGEST_PAUSE_S)
            time.sleep(SETTLES_IN_S)
            before, began = _cpu_s(worker.pid), time.perf_counter()
            time.sleep(idle_s)
            spent_s, took_s = _cpu_s(worker.pid) - before, time.perf_counter() - began
    return film_ms, package_ms, 100 * spent_s / took_s


@contextmanager
def _working(program: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    words = (program, "worker")
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        try:
            yield worker
        finally:
            worker.terminate()


def _let_wait(label: Label, count: int) -> list[RunId]:
    now, fresh = label.clock.now(), []
    with label.records.write() as unit:
        like = unit.runs.select(RunFilter(states=(RunState.RELEASED,)), limit=1)[0]
        for number in range(count):
            deadline = now + timedelta(hours=1, seconds=number)
            waits = replace(like, id=RunId(label.identifiers.new_id()), title=f"Night {number}", version=0)
            unit.runs.add(replace(waits, state=RunState.NEEDS_DECISION, review_deadline=deadline))
            fresh.append(waits.id)
        unit.commit()
    return fresh


def _is_alive(label: Label) -> bool:
    with label.records.read() as unit:
        return any(not beat.stopped for beat in unit.workers.all())


def _begun(label: Label, run_id: RunId, step: Step) -> datetime | None:
    with label.records.read() as unit:
        begun = [record.started_at for record in unit.runs.steps(run_id) if record.step is step]
    return begun[-1] if begun else None


def _ms(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() * 1e3


def _cpu_s(pid: int) -> float:
    """Return CPU seconds of a process so far; Linux keeps them behind the program's name, which may hold brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
