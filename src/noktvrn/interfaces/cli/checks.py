"""What the doctor looks at here, put together from the settings and the label's own parts."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.errors import ConfigError, StorageError
from noktvrn.interfaces.cli.checks_telling import telling_checks
from noktvrn.ops import health_home, health_machine
from noktvrn.ops.doctor import Check, Diagnosis
from noktvrn.ops.health_models import Experience, ModelAccount, check_account, check_no_models
from noktvrn.settings import Settings, load_with_origin

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session
    from noktvrn.providers.language.shelf import SettledShelf
    from noktvrn.providers.language.survey import Standpoint


def checks_of(session: Session) -> list[Check]:
    """Return the checks: those on the machine first, then the home, then who is told, then the language models."""
    settings = _settings_or_defaults(session)
    return [
        *_machine_checks(settings, session),
        *_home_checks(settings, session),
        *telling_checks(settings, session),
        *model_checks(settings, session),
    ]


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
        *_artist_checks(settings, session),
        Check("left_behind", "Left-overs", lambda: health_home.check_left_behind(settings.places.work, session.now())),
    ]


def _artist_checks(settings: Settings, session: Session) -> list[Check]:
    """Return a check of the settings for single artists, where there are any."""
    if not settings.room.artists:
        return []
    return [Check("artists", "Artists", lambda: _check_artists(settings, session))]


def _check_artists(settings: Settings, session: Session) -> Diagnosis:
    from noktvrn.interfaces.cli.database import database_path
    from noktvrn.services.costs import holding_for_nobody

    path = database_path(settings)
    if path is not None and not path.exists():
        return health_home.check_artists(len(settings.room.artists), [])
    with session.label() as label:
        return health_home.check_artists(len(settings.room.artists), holding_for_nobody(label))


def model_checks(settings: Settings, session: Session) -> list[Check]:
    """Return a check for each vendor and endpoint that the settings ask for."""
    from noktvrn.app import model_prices, model_shelf
    from noktvrn.providers.language.survey import survey

    shelf = model_shelf(settings)
    wanted = [each for each in survey(settings.models, model_prices(settings), session.now()) if each.is_wanted]
    if not wanted:
        return [Check("models", "Models", check_no_models)]
    return [
        Check(f"models_{each.name}", each.title, partial(_check_account, each, shelf, settings, session))
        for each in wanted
    ]


def _check_account(standpoint: Standpoint, shelf: SettledShelf, settings: Settings, session: Session) -> Diagnosis:
    look = partial(_experience, standpoint.name, settings, session)
    return check_account(_model_account(standpoint, shelf, settings), look, session.now())


def _model_account(standpoint: Standpoint, shelf: SettledShelf, settings: Settings) -> ModelAccount:
    from noktvrn.ports.language import Missing
    from noktvrn.providers.language.key_shapes import doubt_about
    from noktvrn.providers.language.vendors import VENDOR_BY_NAME

    account, vendor = shelf.account(standpoint.name), VENDOR_BY_NAME.get(standpoint.name)
    if isinstance(account, Missing) or not standpoint.usable:
        is_ordered = isinstance(account, Missing)
        return ModelAccount(standpoint.name, "", 0, standpoint.reason, standpoint.remedy, is_ordered)
    is_own_address = vendor is not None and not getattr(settings.models, vendor.section).base_url.strip()
    doubt = doubt_about(account.key, standpoint.name) if is_own_address else ""
    return ModelAccount(
        standpoint.name,
        account.label,
        len(standpoint.offers),
        doubt=f"The key in {account.key_setting} {doubt}." if doubt else "",
        doubt_repair=f"Copy the key from {account.console} into {account.key_setting}." if doubt else "",
    )


def _experience(vendor: str, settings: Settings, session: Session) -> Experience:
    from noktvrn.interfaces.cli.database import database_path
    from noktvrn.services.costs import last_call_of

    path = database_path(settings)
    if path is not None and not path.exists():
        return Experience()
    with session.label() as label:
        with label.records.read() as unit:
            closures = unit.room_state.closures()
        return Experience(closures, last_call_of(label, vendor))


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
    path = settings.places.engine_database
    return health_home.check_database(path, lambda: _sqlite_tables(path))


def _check_workers(settings: Settings, session: Session) -> Diagnosis:
    from noktvrn.interfaces.cli.database import database_path
    from noktvrn.journal.run import AT_REST

    path = database_path(settings)
    if path is not None and not path.exists():
        return health_home.check_workers(list, settings.worker.lease_s, lambda: 0)
    with session.label() as label, label.records.read() as unit:
        beats = unit.workers.all()
        counts = unit.overview.state_counts()
    unfinished = sum(number for state, number in counts.items() if state not in AT_REST)
    return health_home.check_workers(lambda: beats, settings.worker.lease_s, lambda: unfinished)


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
