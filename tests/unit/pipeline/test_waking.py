"""A worker starts what it is asked for as soon as it is told, and looks by itself now and then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.pipeline import worker as worker_module
from noktvrn.pipeline.worker import Worker
from noktvrn.settings import load_settings
from noktvrn.testing.builders import build_command, build_run
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.records import InMemoryRecords


@dataclass
class RememberingEngine:
    started: list[str] = field(default_factory=list)

    def start(self, kind: str, workflow_id: str, arguments: Mapping[str, Any]) -> None:
        self.started.append(workflow_id)

    def is_at_work(self, workflow_id: str) -> bool:
        return True


@dataclass
class Story:
    """Says what happens during each wait of a worker, and whether the worker is told of it."""

    label: Any
    tells: bool
    waits: int = 0

    def wait(self, timeout_s: float) -> bool:
        self.waits += 1
        if self.waits == 1:
            with self.label.records.write() as unit:
                run = build_run(artist_id=None)
                unit.runs.add(run)
                unit.commands.add(build_command(run_id=run.id, workflow_id="asked", due_at=self.label.clock.now()))
                unit.commit()
        return self.tells

    def close(self) -> None:
        raise AssertionError


def started_after_waits(home: Path, *, tells: bool, waits: int) -> list[str]:
    clock, engine = FrozenClock(), RememberingEngine()
    settings = load_settings({"home": str(home)}, {})
    label: Any = SimpleNamespace(records=InMemoryRecords(clock), clock=clock, settings=settings)
    slot: Any = SimpleNamespace(worker="w-1", is_dead=lambda worker: False)
    story = Story(label, tells)
    worker = Worker(label, engine, slot, story, 1)  # type: ignore[arg-type]  # as much of an engine as is used
    worker.run(until=lambda: story.waits >= waits)
    return engine.started


def test_what_a_worker_is_told_of_is_started_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "DUE_LOOK_EVERY_S", 1e9)
    assert started_after_waits(tmp_path, tells=True, waits=1) == ["asked"]


def test_what_nobody_tells_a_worker_of_is_found_by_its_own_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "DUE_LOOK_EVERY_S", 1e9)
    assert started_after_waits(tmp_path, tells=False, waits=2) == []
    monkeypatch.setattr(worker_module, "DUE_LOOK_EVERY_S", 0.0)
    assert started_after_waits(tmp_path, tells=False, waits=1) == ["asked"]
