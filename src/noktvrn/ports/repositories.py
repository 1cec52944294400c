"""The label's own records, behind one unit of work.

A unit of work is one database transaction::

    with records.write() as unit:
        run = unit.runs.get(run_id)
        unit.runs.save(replace(run, state=RunState.MAKING))
        unit.commit()

Leaving the block without ``commit()`` takes everything back. ``save`` of a versioned record MUST compare ``version``
with the stored one, MUST raise ``VersionConflictError`` when they differ, and MUST store and return ``version + 1``.
Units of work MUST be safe to open from several threads and processes at the same time; writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step, StepRecord
from noktvrn.ports.access import AccessRepository
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.chats import ChatRepository
from noktvrn.ports.footage import FootageRepository
from noktvrn.ports.ledger import LedgerRepository
from noktvrn.ports.notices import NoticeRepository
from noktvrn.ports.originality import OriginalityRepository
from noktvrn.ports.overview import OverviewRepository
from noktvrn.ports.room_state import RoomStateRepository
from noktvrn.review.decision import Decision
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.types import ArtistId, ReleaseId, RunId


@dataclass(frozen=True, slots=True)
class RunAsset:
    """An asset that a take of a run made.

    Attributes:
        run_id: The run.
        pass_no: The take.
        step: The step that made it.
        name: Name within the run: ``"master"``, ``"stem:bass"``, ``"cover"``...
        ref: Where it is kept.
    """

    run_id: RunId
    pass_no: int
    step: Step
    name: str
    ref: AssetRef


@dataclass(frozen=True, slots=True)
class ArtistEvent:
    """A change to an artist, with its reason; append-only.

    Attributes:
        artist_id: The artist.
        at: UTC.
        kind: ``"created"``, ``"status"``, ``"evolved"``, ``"autopilot"``.
        actor: Who: an operator's name or ``"label"``.
        reason: Why, in one sentence.
        run_id: The run it follows from, or None.
        details: JSON values: the creation report, before and after...
    """

    artist_id: ArtistId
    at: datetime
    kind: str
    actor: str
    reason: str
    run_id: RunId | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReflectionRecord:
    """What was learned from one judged take; one per (run, pass)."""

    run_id: RunId
    pass_no: int
    artist_id: ArtistId
    at: datetime
    summary: str
    applied: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release that was packaged; one per run.

    Attributes:
        id: The release.
        run_id: The run.
        artist_id: The artist.
        title: Title.
        folder: Name of the folder below ``releases/``.
        packaged_at: UTC.
        sums_sha256: Digest of the package's SHA256SUMS file.
    """

    id: ReleaseId
    run_id: RunId
    artist_id: ArtistId
    title: str
    folder: str
    packaged_at: datetime
    sums_sha256: str


@dataclass(frozen=True, slots=True)
class EngineCommand:
    """Something that the engine is to do, written in the same transaction as the state that asks for it.

    Attributes:
        id: Counts up; 0 before it is stored.
        kind: ``"make"`` or ``"finish"``.
        run_id: The run.
        workflow_id: Identifier of the workflow; the same one is never started twice.
        arguments: JSON values.
        created_at: UTC.
        due_at: UTC; not carried out before, which is how a decision is held.
    """

    id: int
    kind: str
    run_id: RunId
    workflow_id: str
    arguments: Mapping[str, Any]
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """A worker's sign of life.

    Attributes:
        worker: Identifier, unique among live processes.
        host: Name of the machine.
        pid: Process.
        started_at: UTC, by the database's clock.
        beat_at: UTC, by the database's clock.
        age_s: Seconds since the beat, by the database's clock.
        stopped: Whether it said goodbye.
    """

    worker: str
    host: str
    pid: int
    started_at: datetime
    beat_at: datetime
    age_s: float
    stopped: bool

    def is_alive(self, lease_s: float) -> bool:
        """Return whether it said no goodbye and gave a sign of life within its lease."""
        return not self.stopped and self.age_s < lease_s


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list; None means any.

    Attributes:
        artist_id: Of whom.
        states: How they stand.
        words: Each of these stands in the title, the identifier or the artist's name or slug, whatever its case.
    """

    artist_id: ArtistId | None = None
    states: tuple[RunState, ...] | None = None
    words: str = ""


class ArtistRepository(Protocol):
    """Artists and their events."""

    def add(self, artist: Artist) -> None:
        """Store a new artist. Raises ``VersionConflictError`` when slug or id is taken."""
        ...

    def save(self, artist: Artist) -> Artist:
        """Store a changed artist and return it with its new version."""
        ...

    def get(self, artist_id: ArtistId) -> Artist:
        """Raises ``NotFoundError``."""
        ...

    def find(self, name: str) -> Artist:
        """Find by slug, id, unique prefix of either, or name. Raises ``NotFoundError`` naming the nearest slugs."""
        ...

    def select(self, statuses: Sequence[LifecycleStatus] | None = None, limit: int | None = None) -> list[Artist]:
        """List by name."""
        ...

    def add_event(self, event: ArtistEvent) -> None:
        """Append an event."""
        ...

    def events(self, artist_id: ArtistId) -> list[ArtistEvent]:
        """Events, oldest first."""
        ...


class RunRepository(Protocol):
    """Runs, their steps, assets, provenance and reflections."""

    def add(self, run: Run) -> None:
        """Store a new run."""
        ...

    def save(self, run: Run) -> Run:
        """Store a changed run and return it with its new version."""
        ...

    def get(self, run_id: RunId) -> Run:
        """Raises ``NotFoundError``."""
        ...

    def find(self, name: str) -> Run:
        """Find by id or unique prefix or unique suffix of at least four characters. Raises ``NotFoundError``."""
        ...

    def select(self, where: RunFilter | None = None, limit: int = 50, before: RunId | None = None) -> list[Run]:
        """List newest first; ``before`` pages on."""
        ...

    def count(self, where: RunFilter) -> int:
        """How many runs there are of a kind."""
        ...

    def titles(self, other_than: RunId) -> list[str]:
        """Titles of all runs but one, each once and in order; those of rejected runs are free again."""
        ...

    def last_starts(self) -> dict[ArtistId, datetime]:
        """When the newest run of each artist that has one was started, UTC; one question for the whole roster."""
        ...

    def due_for_expiry(self, now: datetime) -> list[Run]:
        """Runs that need a decision and whose deadline has passed."""
        ...

    def add_step(self, record: StepRecord) -> None:
        """Store the start of an attempt. Raises ``VersionConflictError`` when that attempt exists."""
        ...

    def save_step(self, record: StepRecord) -> None:
        """Store how an attempt stands now.

        Raises ``VersionConflictError`` when another attempt of the same run, pass and step has succeeded, or when
        this one was declared lost.
        """
        ...

    def set_progress(self, run_id: RunId, pass_no: int, step: Step, attempt: int, progress: float, note: str) -> None:
        """Store progress of a running attempt; does nothing when it no longer runs."""
        ...

    def steps(self, run_id: RunId) -> list[StepRecord]:
        """All attempts, in order of start."""
        ...

    def steps_of(self, wanted: Sequence[RunId], step: Step) -> list[StepRecord]:
        """Attempts at one step of many runs, the runs as they are given and the attempts of each in order of start."""
        ...

    def add_asset(self, asset: RunAsset) -> None:
        """Store an asset of a take; storing the same again changes nothing."""
        ...

    def assets(self, run_id: RunId) -> list[RunAsset]:
        """All assets of all takes, in order of storing."""
        ...

    def add_provenance(self, run_id: RunId, link: ProvenanceLink) -> None:
        """Append a link. Raises ``VersionConflictError`` when its sequence number is taken."""
        ...

    def provenance(self, run_id: RunId) -> list[ProvenanceLink]:
        """The chain of a run, in order."""
        ...

    def add_reflection(self, record: ReflectionRecord) -> bool:
        """Store what was learned; answers False and changes nothing when that take was reflected upon before."""
        ...

    def reflections(self, run_id: RunId) -> list[ReflectionRecord]:
        """What was learned from the takes of a run."""
        ...


class DecisionRepository(Protocol):
    """Decisions."""

    def add(self, decision: Decision) -> None:
        """Store a decision. Raises ``VersionConflictError`` when the take has one that is not undone."""
        ...

    def save(self, decision: Decision) -> None:
        """Store how a decision stands now."""
        ...

    def get(self, decision_id: str) -> Decision:
        """Raises ``NotFoundError``."""
        ...

    def of_run(self, run_id: RunId) -> list[Decision]:
        """Decisions on a run, oldest first, undone ones included."""
        ...

    def of_artist(self, artist_id: ArtistId) -> list[Decision]:
        """Decisions on an artist's runs that stand, oldest first."""
        ...


class ReleaseRepository(Protocol):
    """Releases."""

    def add(self, release: ReleaseRecord) -> None:
        """Store a release. Raises ``VersionConflictError`` when the run has one."""
        ...

    def of_run(self, run_id: RunId) -> ReleaseRecord | None:
        """The release of a run, or None while there is none."""
        ...

    def find(self, name: str) -> ReleaseRecord:
        """Find by id, folder, run id, or unique prefix of one. Raises ``NotFoundError``."""
        ...

    def select(self, artist_id: ArtistId | None = None, limit: int = 50) -> list[ReleaseRecord]:
        """List newest first."""
        ...


class CommandRepository(Protocol):
    """The outbox of the engine."""

    def add(self, command: EngineCommand) -> None:
        """Append a command. A command of the same kind and workflow is stored once."""
        ...

    def pending(self, now: datetime, limit: int = 100) -> list[EngineCommand]:
        """Commands that are due and were not carried out, oldest first."""
        ...

    def mark_done(self, command_id: int, now: datetime) -> None:
        """Mark a command as carried out."""
        ...


class WorkerRepository(Protocol):
    """Workers and their signs of life. Times are those of the database."""

    def beat(self, worker: str, host: str, pid: int) -> None:
        """Store a sign of life; the first one stores the start."""
        ...

    def stop(self, worker: str) -> None:
        """Store that a worker said goodbye."""
        ...

    def all(self) -> list[WorkerBeat]:
        """All workers, the latest beat first."""
        ...


class UnitOfWork(Protocol):
    """One transaction over all records."""

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

    def __enter__(self) -> Self:
        """Begin. Writers on SQLite MUST take the write lock here (BEGIN IMMEDIATE) unless opened to read."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; without a commit everything is taken back."""
        ...

    def commit(self) -> None:
        """Make everything since ``__enter__`` last."""
        ...


class Records(Protocol):
    """Opens units of work."""

    def write(self) -> UnitOfWork:
        """Open a unit of work that may write."""
        ...

    def read(self) -> UnitOfWork:
        """Open a unit of work that reads only: it waits for nobody."""
        ...
