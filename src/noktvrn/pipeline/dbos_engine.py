"""The workflow engine port over DBOS: the only importer of it.

What is pinned and why (measured in the project's durability notes):

* ``application_version`` is ours and changes only when the order of engine steps does; the default is a hash of the
  sources and would strand every run that is under way at an upgrade.
* Values are stored as JSON, and unpickling is switched off: whoever writes the database must not run code here.
* ``max_recovery_attempts`` is unlimited: a run that outlives a hundred restarts is not broken.
* Recovery of another worker's work is a private call of DBOS; it stands in one place, under a contract test.
* One executor identifier per live process; the caller holds a lock on it.
* The thread of a queue is private too, and started here: DBOS looks at a queue at an interval and cannot be told that
  there is something in it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import _serialization as dbos_serialization
from dbos._dbos import _get_dbos_instance
from dbos._queue import queue_worker_thread
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy import event

from noktvrn.errors import EngineError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.pipeline.bell import Bell
from noktvrn.pipeline.workflows import FINISHING_GROUPS, HEAVY, MAKING_GROUPS, Conductor, Outcome, worst
from noktvrn.types import RunId

logger = logging.getLogger(__name__)

APPLICATION = "noktvrn"
PROTOCOL_VERSION = "noktvrn-1"
"""Order of engine steps in the workflows below. Raise it when that order changes, and say how runs move over."""

LABEL_QUEUE = "label"
STUDIO_QUEUE = "studio"
LOOK_ANYWAY_S = 2.0
"""Seconds between two looks at a queue into which only other processes may have put something."""
RESULT_POLL_S = 0.1
FIRST_RESULT_LOOK_S = 0.005
RESULT_PATIENCE = 1.3
"""How much longer each wait for the end of a heavy step is than the one before, up to ``RESULT_POLL_S``."""

_AT_WORK = frozenset({"ENQUEUED", "DELAYED", "PENDING"})

QUEUE_STOPS_WITHIN_S = 10.0

_conductor: Conductor | None = None
_studio: _RungQueue | None = None


def _conducting() -> Conductor:
    if _conductor is None:
        raise EngineError("The engine is not started in this process.", remedy="noktvrn worker", stage="engine")
    return _conductor


async def _begin_making(run_id: str, dispatch_no: int) -> str:
    return (await _conducting().begin_making(RunId(run_id), dispatch_no)).value


async def _begin_finishing(run_id: str, dispatch_no: int, decision_id: str) -> str:
    return (await _conducting().begin_finishing(RunId(run_id), dispatch_no, decision_id)).value


async def _perform(run_id: str, dispatch_no: int, step: str, working: str) -> str:
    return (await _conducting().perform(RunId(run_id), dispatch_no, Step(step), RunState(working))).value


@DBOS.workflow(name="heavy", max_recovery_attempts=None)
async def _heavy(run_id: str, dispatch_no: int, step: str, working: str) -> str:
    return await DBOS.run_step_async({"name": step}, _perform, run_id, dispatch_no, step, working)


@DBOS.workflow(name="make", max_recovery_attempts=None)
async def _make(run_id: str, dispatch_no: int) -> str:
    begun = Outcome(await DBOS.run_step_async({"name": "begin"}, _begin_making, run_id, dispatch_no))
    if begun is not Outcome.DONE:
        return begun.value
    for group in MAKING_GROUPS:
        outcome = await _perform_group(run_id, dispatch_no, group, RunState.MAKING.value)
        if outcome is not Outcome.DONE:
            return outcome.value
    return Outcome.DONE.value


async def _perform_group(run_id: str, dispatch_no: int, group: tuple[Step, ...], working: str) -> Outcome:
    if not HEAVY.issuperset(group):
        outcomes = [
            await DBOS.run_step_async({"name": step.value}, _perform, run_id, dispatch_no, step.value, working)
            for step in group
        ]
    else:
        handles = [
            await DBOS.enqueue_workflow_async(STUDIO_QUEUE, _heavy, run_id, dispatch_no, step.value, working)
            for step in group
        ]
        _ring_studio()
        for handle in handles:
            await _until_it_ends(handle.workflow_id)
            _ring_studio()  # there may be room for another one now
        outcomes = [await handle.get_result(polling_interval_sec=RESULT_POLL_S) for handle in handles]
    return worst([Outcome(outcome) for outcome in outcomes])


def _ring_studio() -> None:
    if _studio is not None:
        _studio.ring()


async def _until_it_ends(workflow_id: str) -> None:
    """Wait for a workflow in any process; what has nothing to do is over in a moment, so the first looks are close.

    Nothing of this is recorded: the looks are made in a thread that knows of no workflow. The result is asked for
    afterwards, where the engine records it.
    """
    loop, wait_s = asyncio.get_running_loop(), FIRST_RESULT_LOOK_S
    while await loop.run_in_executor(None, _is_at_work, workflow_id):
        await asyncio.sleep(wait_s)
        wait_s = min(wait_s * RESULT_PATIENCE, RESULT_POLL_S)


def _is_at_work(workflow_id: str) -> bool:
    status = DBOS.get_workflow_status(workflow_id)
    return status is not None and status.status in _AT_WORK


@DBOS.workflow(name="finish", max_recovery_attempts=None)
async def _finish(run_id: str, dispatch_no: int, decision_id: str) -> str:
    begun = Outcome(await DBOS.run_step_async({"name": "begin"}, _begin_finishing, run_id, dispatch_no, decision_id))
    if begun is not Outcome.DONE:
        return begun.value
    for group in FINISHING_GROUPS:
        outcome = await _perform_group(run_id, dispatch_no, group, RunState.FINISHING.value)
        if outcome is not Outcome.DONE:
            return outcome.value
    return Outcome.DONE.value


class _UnpicklingRefused:
    """Stands where DBOS would unpickle a row, whatever the row says of itself."""

    def name(self) -> str:
        return "py_pickle"

    def serialize(self, value: Any) -> str:
        raise EngineError("The engine tried to pickle a value.", remedy="Report this.", stage="engine")

    def deserialize(self, text: str | None) -> Any:
        if text is None:
            return None
        raise EngineError(
            "The engine's database holds a pickled value, which this program never writes.",
            remedy="Find out who else writes to the engine's database; nothing of it was executed.",
            stage="engine",
        )


def _refuse_pickle() -> None:
    refusing = _UnpicklingRefused()
    for name in ("serialize", "deserialize"):
        setattr(dbos_serialization.DBOSDefaultSerializer, name, getattr(refusing, name))


def sqlite_engine(url: str) -> sqlalchemy.Engine:
    """Return an engine for DBOS on SQLite in WAL mode; the first three settings are those that DBOS itself makes."""
    engine = sqlalchemy.create_engine(url)
    if engine.url.database:
        # The engine would make the file readable by others, and it tells what the label does.
        os.close(os.open(engine.url.database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        if sqlite3.sqlite_version_info < (3, 42):
            # From Python 3.12 on DBOS asks for the time with a word that SQLite knows since 3.42 only; older ones
            # answer NULL, and the first row that is written is refused.
            connection.create_function("unixepoch", 1, lambda _subsec: time.time())

    return engine


class _RungQueue:
    """A queue that is looked at as soon as this process put something into it, until ``close``.

    Its thread is that of DBOS, which waits on the event that stops it; here that event can be rung as well.

    Args:
        name: Of the queue.
        worker_concurrency: How much of it this process does at the same time; None for any number.
    """

    def __init__(self, name: str, worker_concurrency: int | None = None) -> None:
        queue = DBOS.register_queue(
            name,
            worker_concurrency=worker_concurrency,
            polling_interval_sec=LOOK_ANYWAY_S,
            on_conflict="always_update",
        )
        self._bell = Bell()
        work = (self._bell, _get_dbos_instance(), queue)
        self._thread = threading.Thread(target=queue_worker_thread, args=work, name=f"queue-{name}", daemon=True)
        self._thread.start()

    def ring(self) -> None:
        """Have the queue looked at now."""
        self._bell.ring()

    def close(self) -> None:
        """Take nothing more from the queue."""
        self._bell.set()
        self._thread.join(QUEUE_STOPS_WITHIN_S)


class DbosEngine:
    """Executes the pipeline's workflows in this process. One per process at a time.

    Args:
        url: ``sqlite:////abs/engine.db`` or ``postgresql://...``.
        executor_id: Identifier that no other live process has.
        conductor: What the workflows call.
        heavy_jobs: How many heavy steps this process does at the same time.
    """

    def __init__(self, url: str, executor_id: str, conductor: Conductor, heavy_jobs: int) -> None:
        global _conductor, _studio  # noqa: PLW0603 - DBOS finds workflows by module, so what they call stands here
        _refuse_pickle()
        _conductor = conductor
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": PROTOCOL_VERSION,
            "executor_id": executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
        self._sqlite: sqlalchemy.Engine | None = None
        if url.startswith("sqlite"):
            self._sqlite = sqlite_engine(url)
            config["system_database_url"] = url
            config["system_database_engine"] = self._sqlite
        else:
            config["system_database_url"] = url
        try:
            DBOS(config=config)
            DBOS.listen_queues([])
            DBOS.launch()
            self._label = _RungQueue(LABEL_QUEUE)
            self._studio = _studio = _RungQueue(STUDIO_QUEUE, heavy_jobs)
        except sqlalchemy.exc.SQLAlchemyError as exc:
            raise EngineError(
                f"The engine's database does not open: {exc.__cause__ or exc}.",
                remedy="Check engine_url, or look at: noktvrn doctor",
                stage="engine",
            ) from exc

    def start(self, kind: str, workflow_id: str, arguments: Mapping[str, Any]) -> None:
        """See :class:`noktvrn.ports.engine.Engine`."""
        with SetWorkflowID(workflow_id):
            if kind == "make":
                DBOS.enqueue_workflow(LABEL_QUEUE, _make, str(arguments["run_id"]), int(arguments["dispatch_no"]))
            else:
                DBOS.enqueue_workflow(
                    LABEL_QUEUE,
                    _finish,
                    str(arguments["run_id"]),
                    int(arguments["dispatch_no"]),
                    str(arguments["decision_id"]),
                )
        self._label.ring()

    def take_over(self, workers: Sequence[str]) -> int:
        """See :class:`noktvrn.ports.engine.Engine`."""
        handles = DBOS._recover_pending_workflows(list(workers))
        if handles:
            logger.warning("took over %d workflows of %s", len(handles), ", ".join(workers))
        return len(handles)

    def is_at_work(self, workflow_id: str) -> bool:
        """See :class:`noktvrn.ports.engine.Engine`."""
        return _is_at_work(workflow_id)

    def shut_down(self) -> None:
        """See :class:`noktvrn.ports.engine.Engine`."""
        global _conductor, _studio  # noqa: PLW0603 - see __init__
        _studio = None
        for queue in (self._label, self._studio):
            queue.close()
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _conductor = None
        if self._sqlite is not None:
            self._sqlite.dispose()
