"""Kill the worker at random moments: nothing is lost, nothing happens twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.integration.workshop import Workshop, open_workshop, processes_below, wait_until

from noktvrn.catalogue.log import LOG_NAME, read_log
from noktvrn.journal.run import ENDED, RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.services.decide import decide
from noktvrn.services.start_run import start_run

KILLS = 20
RUNS = 8

QUICK = {
    "worker.poll_s": "0.05",
    "worker.lease_s": "2",
    "worker.retry_delay_s": "0.1",
    "review.hold_s": "0",
    "worker.nice": "0",
}


def _decide_what_waits(shop: Workshop, rng: random.Random, decided: dict[str, Verdict]) -> None:
    """Decide as a person would, at any moment: approve two in three, reject the rest."""
    for run in shop.runs(RunState.NEEDS_DECISION):
        verdict = decided.setdefault(run.id, Verdict.APPROVE if rng.random() < 0.67 else Verdict.REJECT)
        decide(shop.label, run.id, verdict=verdict, actor="tester", surface="cli", reason="as drawn")


def _drive(shop: Workshop, rng: random.Random, decided: dict[str, Verdict], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _decide_what_waits(shop, rng, decided)
        time.sleep(0.05)


@pytest.mark.timeout(600)
def test_twenty_kills_lose_no_run_no_decision_and_repeat_no_effect(tmp_path: Path) -> None:
    rng = random.Random(20)
    decided: dict[str, Verdict] = {}
    with open_workshop(tmp_path / "home", QUICK) as shop:
        for number in range(RUNS):
            start_run(shop.label, brief=f"song {number}", artist=None, seed=number, autopilot=False, actor="test")
        for kill in range(KILLS):
            # a third dies while it starts, the others at work
            begin = shop.start_worker if kill % 3 == 0 else shop.start_ready_worker
            worker = begin(QUICK_WORK_S="0.15")
            _drive(shop, rng, decided, rng.uniform(0.2, 1.0) if kill % 3 == 0 else rng.uniform(0.3, 2.0))
            shop.kill(worker)
        worker = shop.start_ready_worker(QUICK_WORK_S="0.02")
        deadline = time.monotonic() + 300
        while any(run.state not in ENDED for run in shop.runs()):
            assert time.monotonic() < deadline, Counter(run.state for run in shop.runs())
            _drive(shop, rng, decided, 0.2)
        _check_every_effect_happened_once(shop, decided)
        shop.kill(worker)
        wait_until(lambda: not processes_below(shop.home))
        assert not list((shop.home / "work").glob("*.part"))


def _check_every_effect_happened_once(shop: Workshop, decided: dict[str, Verdict]) -> None:
    runs = shop.runs()
    assert len(runs) == RUNS
    log = read_log(shop.home / "releases" / LOG_NAME)
    folders = [path for path in (shop.home / "releases").iterdir() if path.is_dir()]
    approved = {run_id for run_id, verdict in decided.items() if verdict is Verdict.APPROVE}
    assert len(folders) == len(log) == len(approved)
    assert {entry.run_id for entry in log} == approved
    with shop.label.records.read() as unit:
        for run in runs:
            verdict = decided[run.id]
            assert run.state is (RunState.RELEASED if verdict is Verdict.APPROVE else RunState.REJECTED)
            decisions = unit.decisions.of_run(run.id)
            assert [d.state for d in decisions] == [DecisionState.FINAL], "a decision was lost or taken twice"
            done = Counter(
                (record.step, record.pass_no)
                for record in unit.runs.steps(run.id)
                if record.outcome is StepOutcome.SUCCEEDED
            )
            assert set(done.values()) == {1}, "a step succeeded twice"
            assert {step for step, _ in done} == set(Step)
            assert len(unit.runs.reflections(run.id)) == 1
            assert (unit.releases.of_run(run.id) is not None) == (run.id in approved)
            links = unit.runs.provenance(run.id)
            assert [link.sequence for link in links] == list(range(1, len(links) + 1))
            assert len(links) == len({link.asset for link in links}), "an asset was recorded twice"
        for artist in unit.artists.select():
            evolved = [event for event in unit.artists.events(artist.id) if event.kind == "evolved"]
            assert len({event.run_id for event in evolved}) == len(evolved), "an artist evolved twice from one run"


def test_a_dead_workers_run_is_taken_over_by_a_living_one(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", QUICK | {"worker.lease_s": "2"}) as shop:
        doomed = shop.start_ready_worker(QUICK_WORK_S="600")
        run = start_run(shop.label, brief="", artist=None, seed=1, autopilot=False, actor="test")
        wait_until(lambda: bool(processes_below(shop.home)))
        other = shop.start_ready_worker(QUICK_WORK_S="0")
        shop.kill(doomed)
        wait_until(lambda: shop.run(run.id).state is RunState.NEEDS_DECISION)
        with shop.label.records.read() as unit:
            lost = [r for r in unit.runs.steps(run.id) if r.outcome is StepOutcome.LOST]
        assert lost, "the attempt of the dead worker is on record"
        assert other.poll() is None


def test_a_killed_worker_leaves_no_process(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", QUICK) as shop:
        worker = shop.start_ready_worker(QUICK_WORK_S="600")
        start_run(shop.label, brief="", artist=None, seed=1, autopilot=False, actor="test")
        wait_until(lambda: bool(processes_below(shop.home)))
        shop.kill(worker)
        wait_until(lambda: not processes_below(shop.home))


def test_a_run_whose_engine_database_is_lost_is_worked_on_again(tmp_path: Path) -> None:
    with open_workshop(tmp_path / "home", QUICK) as shop:
        worker = shop.start_ready_worker(QUICK_WORK_S="600")
        run = start_run(shop.label, brief="", artist=None, seed=1, autopilot=False, actor="test")
        wait_until(lambda: bool(processes_below(shop.home)))
        shop.kill(worker)
        for path in shop.home.glob("engine.db*"):
            path.unlink()
        shop.start_ready_worker(QUICK_WORK_S="0")
        wait_until(lambda: shop.run(run.id).state is RunState.NEEDS_DECISION)
