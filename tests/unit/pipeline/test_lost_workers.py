"""A worker that ended without a goodbye is told of, once for each of its lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.pipeline.worker import TOLD_WITHIN_S, Worker
from noktvrn.ports.notice_kinds import NoticeKind, WorkerLost
from noktvrn.settings import load_settings
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.records import InMemoryRecords


@dataclass
class IdleEngine:
    """An engine with nothing to do that remembers from whom work was taken over."""

    taken: list[str] = field(default_factory=list)

    def start(self, kind: str, workflow_id: str, arguments: Mapping[str, Any]) -> None:
        raise AssertionError(workflow_id)

    def take_over(self, workers: list[str]) -> None:
        self.taken = workers

    def is_at_work(self, workflow_id: str) -> bool:
        return False


@dataclass
class House:
    """Workers of one label, seen by one of them."""

    home: Path

    def __post_init__(self) -> None:
        self.clock = FrozenClock()
        self.records = InMemoryRecords(self.clock)
        self.engine = IdleEngine()
        settings = load_settings({"home": str(self.home)}, {})
        self.label: Any = SimpleNamespace(records=self.records, clock=self.clock, settings=settings)

    def worker(self) -> Worker:
        slot: Any = SimpleNamespace(worker="w-1", is_dead=lambda worker: False)
        asked: Any = None  # nobody waits
        return Worker(self.label, self.engine, slot, asked, 1)  # type: ignore[arg-type]  # as much as is used

    def beat(self, worker: str) -> None:
        with self.records.write() as unit:
            unit.workers.beat(worker, "studio", 7)
            unit.commit()

    def told(self) -> list[WorkerLost]:
        with self.records.read() as unit:
            notices = unit.notices.after(0, (NoticeKind.WORKER_LOST,), 10)
        return [notice.payload for notice in notices if isinstance(notice.payload, WorkerLost)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home")


def test_a_worker_whose_lease_ran_out_is_told_of_once(house: House) -> None:
    house.beat("w-2")
    worker = house.worker()
    worker.run(until=lambda: True)
    assert house.told() == []
    house.clock.advance(61)
    for _ in range(2):
        worker._beat_and_sweep()
    house.worker()._beat_and_sweep()
    (lost,) = house.told()
    assert (lost.worker, lost.host, lost.silent_s) == ("w-2", "studio", 61.0)
    assert house.engine.taken == ["w-2"]


def test_a_worker_that_comes_back_and_is_lost_again_is_told_of_again(house: House) -> None:
    house.beat("w-2")
    worker = house.worker()
    house.clock.advance(61)
    worker._beat_and_sweep()
    with house.records.write() as unit:
        unit.workers.stop("w-2")
        unit.commit()
    house.beat("w-2")
    house.clock.advance(61)
    worker._beat_and_sweep()
    assert len(house.told()) == 2


def test_a_worker_that_said_goodbye_or_is_long_gone_is_no_news(house: House) -> None:
    house.beat("w-2")
    house.clock.advance(TOLD_WITHIN_S)
    house.beat("w-3")
    with house.records.write() as unit:
        unit.workers.stop("w-3")
        unit.commit()
    house.clock.advance(61)
    house.worker()._beat_and_sweep()
    assert house.told() == []
    assert sorted(house.engine.taken) == ["w-2", "w-3"]
