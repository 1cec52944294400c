"""The workflow engine port over DBOS: the only importer of it.

What is pinned and why (measured in the project's durability notes):

* ``application_version`` is ours and changes only when the order of engine steps does; the default is a hash of the
  sources and would strand every run that is under way at an upgrade.
* Values are stored as JSON, and unpickling is switched off: whoever writes the database must not run code here.
* ``max_recovery_attempts`` is unlimited: a run that outlives a hundred restarts is not broken.
* Recovery of another worker's work is a private call of DBOS; it stands in one place, under a contract test.
* One executor identifier per live process; the caller holds a lock on it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import _serialization as dbos_serialization
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy import event

from noktvrn.errors import EngineError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.pipeline.workflows import FINISHING_GROUPS, HEAVY, MAKING_GROUPS, Conductor, Outcome, worst
from noktvrn.types import RunId

logger = logging.getLogger(__name__)

APPLICATION = "noktvrn"
PROTOCOL_VERSION = "noktvrn-1"
"""Order of engine steps in the workflows below. Raise it when that order changes, and say how runs move over."""

LABEL_QUEUE = "label"
STUDIO_QUEUE = "studio"
RESULT_POLL_S = 0.1

_AT_WORK = frozenset({"ENQUEUED", "DELAYED", "PENDING"})

_conductor: Conductor | None = None


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
        outcomes = [await handle.get_result(polling_interval_sec=RESULT_POLL_S) for handle in handles]
    return worst([Outcome(outcome) for outcome in outcomes])


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


class DbosEngine:
    """Executes the pipeline's workflows in this process. One per process at a time.

    Args:
        url: ``sqlite:////abs/engine.db`` or ``postgresql://...``.
        executor_id: Identifier that no other live process has.
        conductor: What the workflows call.
        heavy_jobs: How many heavy steps this process does at the same time.
        poll_s: Seconds between two looks at the queues.
    """

    def __init__(self, url: str, executor_id: str, conductor: Conductor, heavy_jobs: int, poll_s: float) -> None:
        global _conductor  # noqa: PLW0603 - DBOS finds workflows by module, so what they call stands here
        _refuse_pickle()
        _conductor = conductor
        config: DBOSConfig = {
            "name": APPLICATION,
            "application_version": PROTOCOL_VERSION,
            "executor_id": executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "notification_listener_polling_interval_sec": poll_s,
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
            DBOS.launch()
            DBOS.register_queue(LABEL_QUEUE, polling_interval_sec=poll_s, on_conflict="always_update")
            DBOS.register_queue(
                STUDIO_QUEUE, worker_concurrency=heavy_jobs, polling_interval_sec=poll_s, on_conflict="always_update"
            )
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

    def take_over(self, workers: Sequence[str]) -> int:
        """See :class:`noktvrn.ports.engine.Engine`."""
        handles = DBOS._recover_pending_workflows(list(workers))
        if handles:
            logger.warning("took over %d workflows of %s", len(handles), ", ".join(workers))
        return len(handles)

    def is_at_work(self, workflow_id: str) -> bool:
        """See :class:`noktvrn.ports.engine.Engine`."""
        status = DBOS.get_workflow_status(workflow_id)
        return status is not None and status.status in _AT_WORK

    def shut_down(self) -> None:
        """See :class:`noktvrn.ports.engine.Engine`."""
        global _conductor  # noqa: PLW0603 - see __init__
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _conductor = None
        if self._sqlite is not None:
            self._sqlite.dispose()
