"""A label in a temporary home, with workers in processes of their own, for tests that kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from noktvrn.app import open_label
from noktvrn.journal.run import Run, RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.roster.artist import Artist
from noktvrn.services.create_artist import create_artist
from noktvrn.services.label import Label
from noktvrn.settings import load_settings

HERE = Path(__file__).parent


@dataclass
class Workshop:
    """The home, the label as this process sees it, and the workers."""

    home: Path
    label: Label
    environment: Mapping[str, str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def start_worker(self, **environment: str) -> subprocess.Popen[str]:
        with (self.home / "worker.log").open("a") as log:
            worker = subprocess.Popen(
                [sys.executable, str(HERE / "quick_worker.py"), str(self.home)],
                env={**self.environment, **environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.workers.append(worker)
        return worker

    def start_ready_worker(self, **environment: str) -> subprocess.Popen[str]:
        worker = self.start_worker(**environment)
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready", (self.home / "worker.log").read_text()[-3000:]
        return worker

    def kill(self, worker: subprocess.Popen[str], sign: int = signal.SIGKILL) -> None:
        worker.send_signal(sign)
        worker.wait(60)
        if worker.stdout is not None:
            worker.stdout.close()
        self.workers.remove(worker)

    def runs(self, *states: RunState) -> list[Run]:
        with self.label.records.read() as unit:
            return unit.runs.select(RunFilter(states=states or None), limit=500)

    def artists(self) -> list[Artist]:
        with self.label.records.read() as unit:
            return unit.artists.select()

    def run(self, run_id: str) -> Run:
        with self.label.records.read() as unit:
            return unit.runs.find(run_id)


@contextmanager
def open_workshop(home: Path, settings: Mapping[str, str], artists: int = 2) -> Iterator[Workshop]:
    environment = dict(os.environ) | {
        f"NOKTVRN_{key.upper().replace('.', '__')}": value for key, value in settings.items()
    }
    chosen = load_settings({"home": str(home)}, environment)
    with open_label(chosen) as label:
        for number in range(artists):
            create_artist(
                label,
                brief=f"a night-bus synthwave dreamer number {number}",
                genre="synthwave",
                name=None,
                seed=100 + number,
                autopilot=False,
                actor="test",
            )
        shop = Workshop(home, label, environment)
        try:
            yield shop
        finally:
            for worker in list(shop.workers):
                shop.kill(worker)


def wait_until(is_so: Callable[[], bool], timeout_s: float = 120.0, every_s: float = 0.05) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {timeout_s} s")
        time.sleep(every_s)


def processes_below(home: Path) -> list[int]:
    """Job processes whose command line names this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if "quick_job.py" in words and str(home) in words:
                found.append(int(entry.name))
    return found
