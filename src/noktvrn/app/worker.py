"""A worker: the engine, child processes and compiled kernels behind it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from noktvrn.app.label import open_label
from noktvrn.app.telling import telling_people
from noktvrn.ops.signals import on_signals
from noktvrn.settings import Settings

JOB_COMMAND = (sys.executable, "-m", "noktvrn.interfaces.job")


def engine_url(settings: Settings) -> str:
    """Return the address of the workflow engine's database.

    That of the label's database when only that one is set: on Postgres the engine keeps its tables in a schema of its
    own. SQLite has one writer at a time, so there the engine has a file of its own.
    """
    if settings.engine_url is not None:
        return _plain(settings.engine_url.get_secret_value())
    label_url = settings.database_url.get_secret_value() if settings.database_url is not None else "sqlite"
    return f"sqlite:///{settings.places.engine_database}" if label_url.startswith("sqlite") else _plain(label_url)


def _plain(url: str) -> str:
    """The engine chooses its own driver and refuses an address that names one."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def job_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of heavy child processes: that of this one, with a writable place for compiled kernels."""
    environment = dict(os.environ)
    environment.setdefault("NUMBA_CACHE_DIR", str(kernel_cache_dir(settings)))
    return environment


def kernel_cache_dir(settings: Settings) -> Path:
    """Return where compiled kernels are kept: the user's cache, or the home when there is none to write to."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = base / "noktvrn" / "kernels"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        place = settings.places.kernels
        place.mkdir(parents=True, exist_ok=True)
    return place


def run_worker(
    settings: Settings,
    *,
    until: Callable[[], bool] | None = None,
    on_ready: Callable[[], None] | None = None,
    job_command: Sequence[str] = JOB_COMMAND,
) -> None:
    """Execute what is queued until SIGINT, SIGTERM, or until ``until`` answers True (asked several times a second).

    Args:
        settings: Everything that can be set.
        until: Whether to end.
        on_ready: Called once the worker takes work.
        job_command: Command that carries out one heavy job; tests put quick makers here.

    Raises:
        WorkerUnavailableError: All places for workers on this machine are taken.
        EngineError: The engine's database does not open.
        StorageError: As for :func:`open_label`.
    """
    from noktvrn.pipeline.child_jobs import ChildJobRunner
    from noktvrn.pipeline.dbos_engine import DbosEngine
    from noktvrn.pipeline.slots import WorkerSlot
    from noktvrn.pipeline.step_runner import StepRunner
    from noktvrn.pipeline.worker import Worker, clear_abandoned_work
    from noktvrn.pipeline.workflows import Conductor
    from noktvrn.services.steps.bodies import BODIES
    from noktvrn.storage.asking import watch_commands
    from noktvrn.storage.opening import open_label_database

    chosen = settings.worker
    with ExitStack() as stack:
        label = stack.enter_context(open_label(settings))
        slot = stack.enter_context(WorkerSlot(settings.places.locks))
        clear_abandoned_work(label, slot)
        jobs = ChildJobRunner(
            job_command,
            timeout_s=chosen.step_timeout_s,
            nice=chosen.nice,
            environment=job_environment(settings),
        )
        conductor = Conductor(label, StepRunner(label, jobs, BODIES, slot.worker))
        engine = DbosEngine(engine_url(settings), slot.worker, conductor, chosen.heavy_jobs)
        stack.callback(jobs.end_all)  # runs after the engine has let go, so that no step takes it for a failure
        stack.callback(engine.shut_down)
        stack.enter_context(telling_people(label))
        asked = watch_commands(open_label_database(settings), chosen.poll_s)
        stack.callback(asked.close)
        worker = Worker(label, engine, slot, asked, os.getpid())
        # SIGINT stays a KeyboardInterrupt, by which the command tells that it was interrupted.
        stack.enter_context(on_signals(worker.stop, signal.SIGTERM))
        if on_ready is not None:
            on_ready()
        worker.run(until)
