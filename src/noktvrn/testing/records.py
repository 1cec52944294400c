"""Records in memory, with the same transactions, refusals and orders as the databases.

A unit that writes works on copies and publishes them at its commit; the next writer waits until it ends. Values pass
through JSON where a database would keep them as JSON, so that a test sees the lists and texts that it would see there.
"""

from __future__ import annotations

from threading import Lock
from types import TracebackType
from typing import Self

from noktvrn.errors import DatabaseUnavailableError, StorageError
from noktvrn.ports.access import AccessRepository
from noktvrn.ports.chats import ChatRepository
from noktvrn.ports.clock import Clock
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
from noktvrn.testing.access_shelf import AccessShelf
from noktvrn.testing.chats_shelf import ChatShelf
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.footage_shelf import FootageShelf
from noktvrn.testing.ledger_shelf import LedgerShelf
from noktvrn.testing.notice_shelf import NoticeShelf
from noktvrn.testing.originality_shelf import OriginalityShelf
from noktvrn.testing.overview_shelf import OverviewShelf
from noktvrn.testing.record_shelves import (
    ArtistShelf,
    CommandShelf,
    DecisionShelf,
    ReleaseShelf,
    RunShelf,
    WorkerShelf,
)
from noktvrn.testing.room_state_shelf import RoomStateShelf
from noktvrn.testing.shelves import Shelves


class InMemoryRecords:
    """Implements :class:`noktvrn.ports.repositories.Records`.

    Args:
        clock: Stands for the clock of the database.
        wait_s: How long a writer waits for the writer before it; the same thread would wait for itself.
    """

    def __init__(self, clock: Clock | None = None, wait_s: float = 5.0) -> None:
        """See the class."""
        self.clock: Clock = clock or FrozenClock()
        self.wait_s = wait_s
        self.write_lock = Lock()
        self.shelves = Shelves()

    def write(self) -> UnitOfWork:
        """Open a unit of work that may write."""
        return _Unit(self, writes=True)

    def read(self) -> UnitOfWork:
        """Open a unit of work that sees what was committed when it was opened."""
        return _Unit(self, writes=False)


class _Unit:
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

    def __init__(self, records: InMemoryRecords, *, writes: bool) -> None:
        self._records = records
        self._writes = writes

    def __enter__(self) -> Self:
        if self._writes and not self._records.write_lock.acquire(timeout=self._records.wait_s):
            raise DatabaseUnavailableError(
                "Another unit of work is writing.", remedy="End it before opening the next.", stage="storage"
            )
        self._shelves = shelves = self._records.shelves.copy()
        self._opened_with = shelves.copy()
        self.artists = ArtistShelf(shelves)
        self.runs = RunShelf(shelves)
        self.decisions = DecisionShelf(shelves)
        self.releases = ReleaseShelf(shelves)
        self.originality = OriginalityShelf(shelves)
        self.footage = FootageShelf(shelves)
        self.commands = CommandShelf(shelves)
        self.workers = WorkerShelf(shelves, self._records.clock)
        self.access = AccessShelf(shelves)
        self.notices = NoticeShelf(shelves)
        self.chats = ChatShelf(shelves)
        self.ledger = LedgerShelf(shelves)
        self.room_state = RoomStateShelf(shelves)
        self.overview = OverviewShelf(shelves)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writes:
            self._records.write_lock.release()
        elif kind is None and self._shelves != self._opened_with:
            raise StorageError(
                "A unit of work that was opened to read was asked to write.",
                remedy="Open it with records.write().",
                stage="storage",
            )

    def commit(self) -> None:
        if self._writes:
            self._records.shelves = self._shelves.copy()
