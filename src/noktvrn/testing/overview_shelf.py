"""Reads for lists and charts over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from noktvrn.journal.run import DECIDABLE, Run, RunState
from noktvrn.journal.steps import Step, StepOutcome, StepRecord
from noktvrn.ports.overview import FiguresRow, OutcomeRow, QueuePlace, RunSummary, StepTime, VerdictRow
from noktvrn.ports.repositories import ReleaseRecord, RunAsset
from noktvrn.review.decision import Decision, DecisionState
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.testing.shelves import Shelves
from noktvrn.types import ArtistId, RunId

_JUDGED = (RunState.NEEDS_DECISION, RunState.EXPIRED, RunState.HELD, RunState.RELEASED, RunState.REJECTED)


class OverviewShelf:
    """Many records at once."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def lines_of(self, listed: Sequence[Run]) -> list[RunSummary]:
        """Add to runs what a list shows beside them."""
        names = self.artist_names([run.artist_id for run in listed if run.artist_id is not None])
        lines = []
        for run in listed:
            slug, name = names.get(run.artist_id or ArtistId(""), ("", ""))
            steps = [step for step in self._shelves.steps.values() if step.run_id == run.id]
            lines.append(RunSummary(run, slug, name, steps[-1].step if steps else None, self._standing(run)))
        return lines

    def state_counts(self) -> dict[RunState, int]:
        """Count runs by state."""
        return dict(Counter(run.state for run in self._shelves.runs.values()))

    def waiting(self, limit: int, after: RunId | None = None) -> list[Run]:
        """List runs that need a decision by their deadline."""
        queue = self._queue()
        if after is not None:
            queue = [run for run in queue if _due(run) > _due(self._shelves.runs[after])]
        return queue[:limit]

    def place_in_queue(self, run_id: RunId) -> QueuePlace:
        """Look up a run in the queue."""
        queue, run = self._queue(), self._shelves.runs.get(run_id)
        if run is None or run.state not in DECIDABLE or run.review_deadline is None:
            return QueuePlace(0, len(queue), None, queue[0].id if queue else None)
        before = [each for each in queue if _due(each) < _due(run)]
        behind = [each for each in queue if _due(each) > _due(run)]
        return QueuePlace(
            len(before) + 1,
            max(len(queue), len(before) + 1),
            before[-1].id if before else None,
            behind[0].id if behind else None,
        )

    def outcomes(self, since: str) -> list[OutcomeRow]:
        """List how runs came out."""
        chosen = sorted((run for run in self._shelves.runs.values() if run.id >= since), key=lambda run: run.id)
        rows = [(run, self._standing(run)) for run in chosen]
        return [OutcomeRow(run.created_at, run.state, made.verdict if made else None) for run, made in rows]

    def verdicts(self, since: str) -> list[VerdictRow]:
        """List what was decided."""
        standing = [d for d in self._shelves.decisions.values() if d.state is not DecisionState.UNDONE]
        chosen = sorted((d for d in standing if d.id >= since), key=lambda decision: decision.id)
        return [VerdictRow(decision.decided_at, decision.verdict) for decision in chosen]

    def step_times(self, limit: int) -> list[StepTime]:
        """List when steps began and ended."""
        return [
            StepTime(step.run_id, step.step, step.started_at, step.ended_at)
            for step in self._succeeded(limit)
            if step.ended_at is not None
        ]

    def measured(self, limit: int) -> list[FiguresRow]:
        """List what was measured."""
        return [
            FiguresRow(step.run_id, step.started_at, step.result.get("figures", {}))
            for step in self._succeeded(limit)
            if step.step is Step.MEASURE
        ]

    def artist_names(self, wanted: Sequence[ArtistId]) -> dict[ArtistId, tuple[str, str]]:
        """Read slugs and names."""
        known = self._shelves.artists
        return {key: (known[key].slug, known[key].identity.name) for key in set(wanted) if key in known}

    def artists(
        self,
        limit: int,
        *,
        after: str | None = None,
        words: str = "",
        statuses: Sequence[LifecycleStatus] | None = None,
    ) -> list[Artist]:
        """List artists by slug."""
        part = "-".join(words.lower().split())
        chosen = [
            artist
            for artist in self._shelves.artists.values()
            if artist.slug > (after or "") and part in artist.slug and (statuses is None or artist.status in statuses)
        ]
        return sorted(chosen, key=lambda artist: artist.slug)[:limit]

    def artist_counts(self) -> dict[LifecycleStatus, int]:
        """Count artists by status."""
        return dict(Counter(artist.status for artist in self._shelves.artists.values()))

    def releases(
        self, limit: int, *, artist_id: ArtistId | None = None, before: tuple[datetime, str] | None = None
    ) -> list[ReleaseRecord]:
        """List releases, newest first."""
        wanted = [
            each
            for each in self._shelves.releases.values()
            if artist_id in {None, each.artist_id} and (before is None or (each.packaged_at, each.id) < before)
        ]
        return sorted(wanted, key=lambda each: (each.packaged_at, each.id), reverse=True)[:limit]

    def assets_named(self, wanted: Sequence[RunId], name: str) -> dict[RunId, RunAsset]:
        """Read one asset of many runs."""
        ordered = sorted(self._shelves.assets.values(), key=lambda asset: asset.pass_no)
        return {asset.run_id: asset for asset in ordered if asset.run_id in wanted and asset.name == name}

    def _queue(self) -> list[Run]:
        waiting = [run for run in self._shelves.runs.values() if run.state is RunState.NEEDS_DECISION]
        return sorted((run for run in waiting if run.review_deadline is not None), key=_due)

    def _standing(self, run: Run) -> Decision | None:
        for decision in self._shelves.decisions.values():
            mine = (decision.run_id, decision.pass_no) == (run.id, run.pass_no)
            if mine and decision.state is not DecisionState.UNDONE:
                return decision
        return None

    def _succeeded(self, limit: int) -> list[StepRecord]:
        judged = sorted((run.id for run in self._shelves.runs.values() if run.state in _JUDGED), reverse=True)[:limit]
        done = [step for step in self._shelves.steps.values() if step.outcome is StepOutcome.SUCCEEDED]
        return [step for run_id in judged for step in done if step.run_id == run_id]


def _due(run: Run) -> tuple[datetime, RunId]:
    if run.review_deadline is None:
        raise ValueError(f"run {run.id} has no deadline")
    return run.review_deadline, run.id
