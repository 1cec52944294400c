"""Opens everything that is kept, as the settings name it."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Engine

from noktvrn.errors import StorageError
from noktvrn.settings import Home, Settings
from noktvrn.storage.assets import FileAssetStore
from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.home import prepare_home
from noktvrn.storage.migrations import has_tables, upgrade_when_empty
from noktvrn.storage.records import SqlRecords


@dataclass(frozen=True, slots=True)
class Storage:
    """What is kept; a context manager that closes all connections at its end.

    Attributes:
        home: Where things lie.
        database: The label's database.
        records: Units of work over it.
        assets: The asset store.
    """

    home: Home
    database: Engine
    records: SqlRecords
    assets: FileAssetStore

    def close(self) -> None:
        """Close all connections; those of units under way close at their end."""
        self.database.dispose()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        self.close()


def open_storage(settings: Settings) -> Storage:
    """Prepare the home directory, open the database, and create its tables when it has none.

    Raises:
        HomeUnusableError: The home directory cannot be used.
        MigrationNeededError: The database is older or newer than this program.
        DatabaseUnavailableError: It is locked or out of reach.
        StorageError: The file of SQLite is empty or gone while its releases are there.
        ConfigError: ``database_url`` cannot be used.
    """
    home = prepare_home(settings.home)
    engine = open_label_database(settings)
    try:
        if settings.database_url is None:
            _check_not_lost(home, engine)
        upgrade_when_empty(engine)
        return Storage(home=home, database=engine, records=SqlRecords(engine), assets=FileAssetStore(home.assets))
    except BaseException:
        engine.dispose()
        raise


def open_label_database(settings: Settings) -> Engine:
    """Open the label's database as it is, whatever its revision; ``noktvrn db`` works on it.

    Raises:
        ConfigError: ``database_url`` cannot be used.
        HomeUnusableError: The file of SQLite cannot be made.
    """
    if settings.database_url is not None:
        return open_database(settings.database_url.get_secret_value())
    return open_database(sqlite_url(prepare_home(settings.home).database))


def _check_not_lost(home: Home, engine: Engine) -> None:
    """Refuse to begin a new label over the releases of one whose records are gone."""
    if any(home.releases.iterdir()) and not has_tables(engine):
        raise StorageError(
            f"{home.database} is empty or gone, while {home.releases} holds releases.",
            remedy="Put back the last backup of the database file, or begin a new label elsewhere with --home.",
            stage="storage",
        )
