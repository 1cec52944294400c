"""How long a page of a list takes for a roster of 1,000 artists with 100,000 runs, on SQLite."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness import Figure, at_most, report, spend
from noktvrn.app import open_label
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.services.label import Label
from noktvrn.services.look import list_artists, list_releases, list_runs
from noktvrn.services.queue import review_queue
from noktvrn.settings import load_settings
from noktvrn.testing.builders import build_artist, build_run, build_step
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import ArtistId, RunId

NAME = "Lists of a large label"
ARTISTS, RUNS = 1_000, 100_000
GOAL_MS = 100.0
BATCH = 5_000

_STATES = (*(RunState.RELEASED,) * 6, *(RunState.REJECTED,) * 2, RunState.FAILED, RunState.NEEDS_DECISION)
"""One run in ten waits for a decision, which is far more than a label that anybody looks after."""


def run(quick: bool) -> dict[str, Any]:
    artists, runs = (100, 5_000) if quick else (ARTISTS, RUNS)
    with tempfile.TemporaryDirectory() as home, open_label(load_settings({"home": home}, {})) as label:
        _fill(label, artists, runs)
        in_middle = f"nova-lux-{artists // 2}"
        pages: dict[str, Callable[[], object]] = {
            "review list, 50 lines": lambda: review_queue(label, 50),
            "run list, 50 lines": lambda: list_runs(label, limit=50),
            "run list of one artist": lambda: list_runs(label, artist=in_middle, limit=50),
            "run list of failed runs": lambda: list_runs(label, states=(RunState.FAILED,), limit=50),
            "artist list, 100 lines": lambda: list_artists(label, 100),
            "release list": lambda: list_releases(label),
        }
        took = {what: _median_ms(page, 3 if quick else 15) for what, page in pages.items()}
        size_mb = (Path(home) / "label.db").stat().st_size / 1e6
    return report(
        NAME,
        method=f"{artists:,} artists, {runs:,} runs, one in ten waiting, through the services; median of 15.",
        figures=[
            *(at_most(what, took_ms, "ms", GOAL_MS) for what, took_ms in took.items()),
            Figure("label.db", size_mb, "MB"),
        ],
    )


def _median_ms(page: Callable[[], object], rounds: int) -> float:
    page()
    return median(spend(page).wall_s for _ in range(rounds)) * 1e3


def _fill(label: Label, artists: int, runs: int) -> None:
    with label.records.write() as unit:
        for number in range(artists):
            slug = f"nova-lux-{number}"
            unit.artists.add(build_artist(id=ArtistId(counted_id(number)), slug=slug))
        unit.commit()
    for first in range(0, runs, BATCH):
        with label.records.write() as unit:
            for number in range(first, min(first + BATCH, runs)):
                _add_run(unit, number, artists)
            unit.commit()


def _add_run(unit: Any, number: int, artists: int) -> None:
    at = NOON + timedelta(minutes=number)
    run_id = RunId(counted_id(1_000_000 + number))
    state = _STATES[number % len(_STATES)]
    unit.runs.add(
        build_run(
            id=run_id,
            artist_id=ArtistId(counted_id(number % artists)),
            state=state,
            title=f"Signal {number}",
            created_at=at,
            updated_at=at,
        )
    )
    if state is RunState.NEEDS_DECISION:
        step = build_step(run_id=run_id, step=Step.GATE, outcome=StepOutcome.SUCCEEDED, started_at=at, ended_at=at)
        unit.runs.add_step(step)
