"""A worker: carries commands out to the engine, gives signs of life, takes over from the dead, lets waits expire."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable

from noktvrn.errors import NoktvrnError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import RESUMABLE, StepOutcome
from noktvrn.pipeline.slots import WorkerSlot, host_name
from noktvrn.pipeline.step_runner import attempt_folder
from noktvrn.ports.asking import Asked
from noktvrn.ports.engine import Engine
from noktvrn.ports.notice_kinds import WorkerLost
from noktvrn.ports.repositories import RunFilter, WorkerBeat
from noktvrn.services.label import Label
from noktvrn.services.notices.announcing import announce
from noktvrn.services.recover_runs import recover_stranded_runs
from noktvrn.services.waiting import expire_due_reviews

logger = logging.getLogger(__name__)

EXPIRY_LOOK_EVERY_S = 3.0
DUE_LOOK_EVERY_S = 1.0
"""Seconds between two looks for commands that became due by time alone, or of which nobody was told."""
STOP_LOOK_EVERY_S = 0.1
BEATS_PER_LEASE = 4
TOLD_WITHIN_S = 86_400.0
"""A worker that has been silent for longer is old news when this one starts."""
_MANY = 10_000


class Worker:
    """One worker process.

    Args:
        label: The label's means.
        engine: The engine, started under ``slot.worker``.
        slot: The worker's place.
        asked: Tells of new commands.
        pid: Of this process.
    """

    def __init__(self, label: Label, engine: Engine, slot: WorkerSlot, asked: Asked, pid: int) -> None:
        self._label = label
        self._engine = engine
        self._asked = asked
        self._slot = slot
        self._pid = pid
        self._stop = threading.Event()
        self._lease_s = label.settings.worker.lease_s
        self._mourned: set[str] = set()

    def stop(self) -> None:
        """Ask the loop to end; safe to call from a signal handler."""
        self._stop.set()

    def run(self, until: Callable[[], bool] | None = None) -> None:
        """Work until ``stop`` is called or ``until`` answers True."""
        next_beat = next_expiry = next_due = 0.0
        asked = True
        try:
            while not self._stop.is_set():
                now = time.monotonic()
                if now >= next_beat:
                    next_beat = now + self._lease_s / BEATS_PER_LEASE
                    self._safely(self._beat_and_sweep)
                if now >= next_expiry:
                    next_expiry = now + EXPIRY_LOOK_EVERY_S
                    self._safely(lambda: expire_due_reviews(self._label))
                if asked or now >= next_due:
                    next_due = now + DUE_LOOK_EVERY_S
                    self._safely(self.dispatch)
                if until is not None and until():
                    break
                asked = self._asked.wait(STOP_LOOK_EVERY_S)
        finally:
            self._safely(self._say_goodbye)

    def dispatch(self) -> int:
        """Carry out what is due; return how many commands that were. Each is harmless to repeat."""
        now = self._label.clock.now()
        with self._label.records.read() as unit:
            pending = unit.commands.pending(now)
        for command in pending:
            self._engine.start(command.kind, command.workflow_id, command.arguments)
            with self._label.records.write() as unit:
                unit.commands.mark_done(command.id, self._label.clock.now())
                unit.commit()
        return len(pending)

    def _safely(self, act: Callable[[], object]) -> None:
        """The worker loop is one of the four edges: whatever fails is logged, and the loop goes on."""
        try:
            act()
        except NoktvrnError as exc:
            logger.error("worker %s: %s (%s)", self._slot.worker, exc, exc.remedy)  # noqa: TRY400 - foreseen
        except Exception:
            logger.exception("worker %s: unforeseen failure, going on", self._slot.worker)

    def _beat_and_sweep(self) -> None:
        with self._label.records.write() as unit:
            unit.workers.beat(self._slot.worker, host_name(), self._pid)
            unit.commit()
        self._sweep()
        for run in recover_stranded_runs(self._label, self._engine.is_at_work, self._lease_s):
            logger.warning("run %s was stranded in %s and is worked on again", run.id, run.state.value)

    def _sweep(self) -> None:
        """Take over from each worker that is dead: it said goodbye, its place is empty, or its lease ran out.

        The same dead worker is swept again and again, because a single take-over can fail for a single run.
        """
        with self._label.records.read() as unit:
            beats = unit.workers.all()
        mine = self._slot.worker
        dead = [
            beat
            for beat in beats
            if beat.worker != mine and (beat.stopped or beat.age_s > self._lease_s or self._slot.is_dead(beat.worker))
        ]
        if dead:
            self._engine.take_over([beat.worker for beat in dead])
            self._tell_of_lost([beat for beat in dead if not beat.stopped and beat.age_s < TOLD_WITHIN_S])

    def _tell_of_lost(self, silent: list[WorkerBeat]) -> None:
        """Write down, once for each life of a worker, that it ended without a goodbye."""
        lost = [WorkerLost(beat.worker, beat.host, beat.started_at, round(beat.age_s, 1)) for beat in silent]
        news = [payload for payload in lost if payload.key not in self._mourned]
        if not news:
            return
        with self._label.records.write() as unit:
            for payload in news:
                announce(unit, payload, self._label.clock.now())
            unit.commit()
        self._mourned.update(payload.key for payload in news)

    def _say_goodbye(self) -> None:
        with self._label.records.write() as unit:
            unit.workers.stop(self._slot.worker)
            unit.commit()


def clear_abandoned_work(label: Label, slot: WorkerSlot) -> None:
    """Remove directories of attempts that no live worker on this machine can be writing to.

    Those of lost attempts that the next one can go on from stay.
    """
    with label.records.read() as unit:
        others_alive = [
            beat
            for beat in unit.workers.all()
            if beat.worker != slot.worker and not beat.stopped and not slot.is_dead(beat.worker)
        ]
        kept = {
            attempt_folder(record)
            for run in unit.runs.select(RunFilter(states=(RunState.FINISHING,)), limit=_MANY)
            for record in unit.runs.steps(run.id)
            if record.step in RESUMABLE and record.outcome is StepOutcome.RUNNING
        }
    if others_alive:
        return
    for directory in label.work_dir.iterdir():
        if directory.name not in kept:
            shutil.rmtree(directory, ignore_errors=True)
