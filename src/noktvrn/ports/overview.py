"""What lists and charts read: many records at once, few columns, each answered from an index.

Nothing here is needed to do the work; the same could be read record by record, at a hundred times the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step
from noktvrn.review.decision import Decision, Verdict
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.types import ArtistId, RunId

if TYPE_CHECKING:
    from noktvrn.ports.repositories import ReleaseRecord, RunAsset


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line of a list of runs.

    Attributes:
        run: The run.
        artist_slug: Slug of its artist; empty until one is chosen.
        artist_name: Name of its artist; empty until one is chosen.
        step: The step that is under way or was last; None before the first.
        decision: The decision on the present take, if one stands.
    """

    run: Run
    artist_slug: str
    artist_name: str
    step: Step | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a run stands among those that wait for a decision, the one whose time runs out first in front.

    Attributes:
        position: From 1; 0 when it does not wait.
        total: How many wait.
        previous: The run before it.
        following: The run after it; the first one when it does not wait.
    """

    position: int
    total: int
    previous: RunId | None
    following: RunId | None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """When a run was started, how it stands, and what was decided on its present take."""

    at: datetime
    state: RunState
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """When something was decided, and what."""

    at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StepTime:
    """One step that succeeded."""

    run_id: RunId
    step: Step
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """What was measured in a run's song."""

    run_id: RunId
    at: datetime
    figures: Mapping[str, Any]


class OverviewRepository(Protocol):
    """Reads for lists and charts."""

    def lines_of(self, listed: Sequence[Run]) -> list[RunSummary]:
        """Add to runs what a list shows beside them, in the order given."""
        ...

    def state_counts(self) -> dict[RunState, int]:
        """How many runs stand in each state; states without any are left out."""
        ...

    def waiting(self, limit: int, after: RunId | None = None) -> list[Run]:
        """Runs that need a decision, the one whose time runs out first in front; ``after`` pages on."""
        ...

    def place_in_queue(self, run_id: RunId) -> QueuePlace:
        """Where a run stands in :meth:`waiting`."""
        ...

    def outcomes(self, since: str) -> list[OutcomeRow]:
        """Runs whose identifier is not below ``since``, oldest first."""
        ...

    def verdicts(self, since: str) -> list[VerdictRow]:
        """Decisions that stand and whose identifier is not below ``since``, oldest first."""
        ...

    def step_times(self, limit: int) -> list[StepTime]:
        """Succeeded steps of the last ``limit`` runs that came as far as a decision, newest run first."""
        ...

    def measured(self, limit: int) -> list[FiguresRow]:
        """Figures of the last ``limit`` runs that came as far as a decision, newest run first."""
        ...

    def artist_names(self, wanted: Sequence[ArtistId]) -> dict[ArtistId, tuple[str, str]]:
        """Slug and name of each artist."""
        ...

    def artists(
        self,
        limit: int,
        *,
        after: str | None = None,
        words: str = "",
        statuses: Sequence[LifecycleStatus] | None = None,
    ) -> list[Artist]:
        """Artists by slug; ``after`` is the last slug of the page before, ``words`` a part of the slug."""
        ...

    def artist_counts(self) -> dict[LifecycleStatus, int]:
        """How many artists have each status."""
        ...

    def releases(
        self, limit: int, *, artist_id: ArtistId | None = None, before: tuple[datetime, str] | None = None
    ) -> list[ReleaseRecord]:
        """Releases, newest first; ``before`` is time and identifier of the last one of the page before."""
        ...

    def assets_named(self, wanted: Sequence[RunId], name: str) -> dict[RunId, RunAsset]:
        """The latest asset of that name of each run that has one."""
        ...
