"""The same run on Postgres: label and engine by one address, and a worker that dies."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.workshop import open_workshop, processes_below, wait_until

from noktvrn.journal.run import RunState
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide
from noktvrn.services.look import show_run
from noktvrn.services.start_run import start_run
from noktvrn.testing.postgres import temporary_postgres

SETTINGS = {"worker.poll_s": "0.05", "worker.lease_s": "2", "worker.nice": "0", "review.hold_s": "0"}


@pytest.mark.postgres
def test_on_postgres_a_run_survives_its_worker_and_ends_in_a_release(tmp_path: Path) -> None:
    with temporary_postgres() as url, open_workshop(tmp_path / "home", SETTINGS | {"database_url": url}) as shop:
        doomed = shop.start_ready_worker(QUICK_WORK_S="30")
        run = start_run(shop.label, brief="", artist=None, seed=4, autopilot=False, actor="test")
        wait_until(lambda: bool(processes_below(shop.home)))
        shop.start_ready_worker(QUICK_WORK_S="0")
        shop.kill(doomed)
        wait_until(lambda: shop.run(run.id).state is RunState.NEEDS_DECISION)
        decide(shop.label, run.id, verdict=Verdict.APPROVE, actor="ana", surface="cli")
        wait_until(lambda: shop.run(run.id).state is RunState.RELEASED)
        assert show_run(shop.label, run.id).release is not None
        assert not (shop.home / "label.db").exists()
        assert not (shop.home / "engine.db").exists()
