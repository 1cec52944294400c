"""Units of work over SQL: one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.engine import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from noktvrn.ports.access import AccessRepository
from noktvrn.ports.chats import ChatRepository
from noktvrn.ports.footage import FootageRepository
from noktvrn.ports.ledger import LedgerRepository
from noktvrn.ports.notices import NoticeRepository
from noktvrn.ports.originality import OriginalityRepository
from noktvrn.ports.overview import OverviewRepository
from noktvrn.ports.repositories import (
    ArtistRepository,
    CommandRepository,
    DecisionRepository,
    ReleaseRepository,
    RunRepository,
    UnitOfWork,
    WorkerRepository,
)
from noktvrn.ports.room_state import RoomStateRepository
from noktvrn.storage.database import reading, writing
from noktvrn.storage.refusals import pool_exhausted
from noktvrn.storage.repositories.access import SqlAccessRepository
from noktvrn.storage.repositories.artists import SqlArtistRepository
from noktvrn.storage.repositories.chats import SqlChatRepository
from noktvrn.storage.repositories.commands import SqlCommandRepository
from noktvrn.storage.repositories.decisions import SqlDecisionRepository
from noktvrn.storage.repositories.footage import SqlFootageRepository
from noktvrn.storage.repositories.ledger import SqlLedgerRepository
from noktvrn.storage.repositories.notices import SqlNoticeRepository
from noktvrn.storage.repositories.originality import SqlOriginalityRepository
from noktvrn.storage.repositories.overview import SqlOverviewRepository
from noktvrn.storage.repositories.releases import SqlReleaseRepository
from noktvrn.storage.repositories.room_state import SqlRoomStateRepository
from noktvrn.storage.repositories.runs import SqlRunRepository
from noktvrn.storage.repositories.workers import SqlWorkerRepository


class SqlUnitOfWork:
    """One transaction; after a commit the next statement begins another.

    Args:
        engine: Database.
        mode: Sets up the transactions, :func:`noktvrn.storage.database.reading` or ``writing``.
    """

    artists: ArtistRepository
    runs: RunRepository
    decisions: DecisionRepository
    releases: ReleaseRepository
    originality: OriginalityRepository
    footage: FootageRepository
    commands: CommandRepository
    workers: WorkerRepository
    access: AccessRepository
    notices: NoticeRepository
    chats: ChatRepository
    ledger: LedgerRepository
    room_state: RoomStateRepository
    overview: OverviewRepository

    def __init__(self, engine: Engine, mode: Callable[[Connection], Connection]) -> None:
        """See the class."""
        self._engine = engine
        self._mode = mode

    def __enter__(self) -> Self:
        """Take a connection and begin.

        Raises:
            DatabaseUnavailableError: Another writer kept the lock, or the database is out of reach.
        """
        self._connection = connection = self._connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self.artists = SqlArtistRepository(connection)
        self.runs = SqlRunRepository(connection)
        self.decisions = SqlDecisionRepository(connection)
        self.releases = SqlReleaseRepository(connection)
        self.originality = SqlOriginalityRepository(connection)
        self.footage = SqlFootageRepository(connection)
        self.commands = SqlCommandRepository(connection)
        self.workers = SqlWorkerRepository(connection)
        self.access = SqlAccessRepository(connection)
        self.notices = self._notices = SqlNoticeRepository(connection)
        self.chats = SqlChatRepository(connection)
        self.ledger = SqlLedgerRepository(connection)
        self.room_state = SqlRoomStateRepository(connection)
        self.overview = SqlOverviewRepository(connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take back what was not committed, and give the connection back."""
        self._connection.close()

    def commit(self) -> None:
        """Make everything so far last."""
        self._notices.store_waiting()
        self._connection.commit()

    def _connect(self) -> Connection:
        try:
            return self._mode(self._engine.connect())
        except PoolTimeoutError as exc:
            raise pool_exhausted(exc) from exc


class SqlRecords:
    """Implements :class:`noktvrn.ports.repositories.Records`.

    Args:
        engine: Database whose tables are current.
    """

    def __init__(self, engine: Engine) -> None:
        """See the class."""
        self._engine = engine

    def write(self) -> UnitOfWork:
        """Open a unit of work that may write; on SQLite it holds the one write lock until its end."""
        return SqlUnitOfWork(self._engine, writing)

    def read(self) -> UnitOfWork:
        """Open a unit of work that sees one state of the database and waits for nobody."""
        return SqlUnitOfWork(self._engine, reading)
