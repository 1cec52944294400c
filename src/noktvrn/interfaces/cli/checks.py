"""What the doctor looks at here, put together from the settings and the label's own parts."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.errors import ConfigError, StorageError
from noktvrn.ops import health_home, health_machine
from noktvrn.ops.doctor import Check, Diagnosis
from noktvrn.settings import Settings, load_with_origin

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session


def checks_of(session: Session) -> list[Check]:
    """Return the checks, those on the machine first."""
    settings = _settings_or_defaults(session)
    return [*_machine_checks(settings, session), *_home_checks(settings, session)]


def _machine_checks(settings: Settings, session: Session) -> list[Check]:
    return [
        Check("python", "Python", health_machine.check_python),
        Check("libraries", "Libraries", health_machine.check_libraries),
        Check("typefaces", "Typefaces", health_machine.check_typefaces),
        Check("codecs", "Encoders", health_machine.check_codecs),
        Check("kernels", "Kernels", lambda: health_machine.check_kernels(kernel_folder(settings))),
        Check("clock", "Clock", lambda: health_machine.check_clock(session.now())),
    ]


def _home_checks(settings: Settings, session: Session) -> list[Check]:
    home = settings.home
    return [
        Check(
            "settings", "Settings", lambda: health_home.check_settings(lambda: len(load_with_origin(session.flags)[1]))
        ),
        Check("home", "Home", lambda: health_home.check_home(home)),
        Check("space", "Disk", lambda: health_home.check_space(home)),
        Check("database", "Database", lambda: _check_label_database(settings)),
        Check("engine_database", "Engine", lambda: _check_engine_database(settings)),
        Check("workers", "Workers", lambda: _check_workers(settings, session)),
        Check("left_behind", "Left-overs", lambda: health_home.check_left_behind(home / "work", session.now())),
    ]


def kernel_folder(settings: Settings) -> Path:
    """Return where compiled kernels are kept, which the environment may decide."""
    from noktvrn.app import kernel_cache_dir

    given = os.environ.get("NUMBA_CACHE_DIR")
    return Path(given) if given else kernel_cache_dir(settings)


def _settings_or_defaults(session: Session) -> Settings:
    """Return the settings; when they cannot be read, the defaults in the same home, so that the rest is examined."""
    try:
        return session.settings
    except ConfigError:
        home = session.shared.home or os.environ.get("NOKTVRN_HOME") or "~/noktvrn"
        return Settings(home=Path(home).expanduser().absolute())


def _check_label_database(settings: Settings) -> Diagnosis:
    from noktvrn.interfaces.cli.database import database_path, database_revision

    return health_home.check_database(database_path(settings), lambda: database_revision(settings))


def _check_engine_database(settings: Settings) -> Diagnosis:
    if settings.engine_url is not None:
        return health_home.check_database(None, lambda: "on a server; the next worker opens it")
    path = settings.home / "engine.db"
    return health_home.check_database(path, lambda: _sqlite_tables(path))


def _check_workers(settings: Settings, session: Session) -> Diagnosis:
    from noktvrn.interfaces.cli.database import database_path
    from noktvrn.journal.run import RunState
    from noktvrn.services.look import list_runs

    path = database_path(settings)
    if path is not None and not path.exists():
        return health_home.check_workers(list, settings.worker.lease_s, lambda: 0)
    with session.label() as label, label.records.read() as unit:
        beats = unit.workers.all()
        queued = len(list_runs(label, states=(RunState.QUEUED,), limit=1_000))
    return health_home.check_workers(lambda: beats, settings.worker.lease_s, lambda: queued)


def _sqlite_tables(path: Path) -> str:
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            tables = connection.execute("select count(*) from sqlite_master where type = 'table'").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StorageError(
            f"{path} cannot be read: {error}.",
            remedy="Stop all workers and move it away; the next worker makes a fresh one and takes the runs up again.",
            stage="engine",
        ) from error
    return f"{path.name}, {tables} tables"
