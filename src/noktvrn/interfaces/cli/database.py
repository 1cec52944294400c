"""The label's database as ``db`` and ``doctor`` see it: where it is and which revision it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Engine

    from noktvrn.settings import Settings


def database_path(settings: Settings) -> Path | None:
    """Return the database's file, or None when the settings name another place."""
    return settings.places.database if settings.database_url is None else None


@contextmanager
def open_database_as_it_is(settings: Settings) -> Iterator[Engine]:
    """Open the database whatever its revision.

    Raises:
        ConfigError: ``database_url`` cannot be used.
        HomeUnusableError: The file cannot be made.
    """
    from noktvrn.storage.opening import open_label_database

    engine = open_label_database(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def database_revision(settings: Settings) -> str:
    """Return the database's revision in words.

    Raises:
        MigrationNeededError: It is older or newer than this program.
        StorageError: It does not answer.
    """
    from noktvrn.storage.database import shown_url
    from noktvrn.storage.migrations import check_current, current_revision

    with open_database_as_it_is(settings) as engine:
        check_current(engine)
        return f"{shown_url(engine)}, revision {current_revision(engine)}"
