"""Brings a database to the shape that this program expects. Forward only; the way back is the last backup.

Each file ``versions/v<revision>_<what>.py`` is one step; steps follow each other in the order of their numbers. Every
command looks at the revision, so that look does without Alembic, which takes longer to import than all else together.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import Engine

from noktvrn.errors import MigrationNeededError
from noktvrn.storage.database import shown_url, writing

if TYPE_CHECKING:
    from alembic.config import Config

_UPGRADE_LOCK_KEY = 6_872_145_523_904_113
"""Any fixed number: processes that upgrade the same Postgres database wait for each other on it."""

# Alembic keeps the migration under way in module globals, so threads of one process take turns.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """How a database stands to this program.

    Attributes:
        current: Revision of the database; None while it is empty.
        expected: Revision of this program.
    """

    current: str | None
    expected: str

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return self.current == self.expected

    @property
    def is_newer(self) -> bool:
        """Whether the database has a revision that this program does not know; no upgrade helps then."""
        return not _is_known(self.current)


def expected_revision() -> str:
    """Return the newest revision that this program knows."""
    return _known_revisions()[-1]


def current_revision(engine: Engine) -> str | None:
    """Return the revision of a database, or None when it has none yet."""
    with engine.connect().execution_options(writes=False) as connection:
        return _revision_of(connection)


def status(engine: Engine) -> SchemaStatus:
    """Return how a database stands to this program."""
    return SchemaStatus(current_revision(engine), expected_revision())


def check_current(engine: Engine) -> None:
    """Refuse a database that is older or newer than this program.

    Raises:
        MigrationNeededError: Naming both revisions and what to do.
    """
    found = status(engine)
    if found.is_current:
        return
    if _is_known(found.current):
        raise MigrationNeededError(
            f"The database {shown_url(engine)} is at revision {found.current or 'none'}; "
            f"this program needs {found.expected}.",
            remedy="Back it up, then bring it up to date: noktvrn db upgrade",
            stage="storage",
        )
    raise _newer(engine, found)


def upgrade(engine: Engine) -> SchemaStatus:
    """Bring a database up to date, in one transaction, and return where it stood before.

    Safe to call from several processes at once: one works, the others wait and find it done. A database that is up to
    date is left alone.

    Raises:
        MigrationNeededError: It is newer than this program; nothing was changed.
        DatabaseUnavailableError: Somebody else kept it locked.
    """
    from alembic import command

    with _one_at_a_time, writing(engine.connect()) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK_KEY})
        before = SchemaStatus(_revision_of(connection), expected_revision())
        if not _is_known(before.current):
            raise _newer(engine, before)
        if not before.is_current:
            command.upgrade(_config(connection), "head")
        return before


def upgrade_when_empty(engine: Engine) -> None:
    """Create all tables in a database that has none; any other must be current already.

    Raises:
        MigrationNeededError: It holds tables of another revision.
    """
    if has_tables(engine):
        check_current(engine)
    else:
        upgrade(engine)


def has_tables(engine: Engine) -> bool:
    """Whether a database holds anything at all."""
    with engine.connect().execution_options(writes=False) as connection:
        return bool(inspect(connection).get_table_names())


def _is_known(revision: str | None) -> bool:
    return revision is None or revision in _known_revisions()


def _known_revisions() -> list[str]:
    scripts = (Path(__file__).parent / "versions").glob("v[0-9]*_*.py")
    return sorted(path.name[1:].partition("_")[0] for path in scripts)


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return revision


def _newer(engine: Engine, found: SchemaStatus) -> MigrationNeededError:
    return MigrationNeededError(
        f"The database {shown_url(engine)} is at revision {found.current}, which this program does not know; "
        f"the newest that it knows is {found.expected}.",
        remedy="Install a noktvrn that is as new as the database; `noktvrn db upgrade` of that version made it.",
        stage="storage",
    )


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
