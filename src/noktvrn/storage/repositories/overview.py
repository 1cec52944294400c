"""Reads for lists and charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal_column, or_, select

from noktvrn.journal.run import DECIDABLE, Run, RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.overview import FiguresRow, OutcomeRow, QueuePlace, RunSummary, StepTime, VerdictRow
from noktvrn.ports.repositories import ReleaseRecord, RunAsset
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.tables import artists, decisions, releases, run_assets, runs, steps
from noktvrn.types import ArtistId, RunId, Sha256

_RUNS = RowMapping(Run, runs)
_ARTISTS = RowMapping(Artist, artists)
_DECISIONS = RowMapping(Decision, decisions)
_RELEASES = RowMapping(ReleaseRecord, releases)

_JUDGED = (RunState.NEEDS_DECISION, RunState.EXPIRED, RunState.HELD, RunState.RELEASED, RunState.REJECTED)
"""States of runs that came as far as a decision."""

_NOBODY = ("", "")

# Written out, so that both databases see that the partial index answers this.
_WAITS = runs.c.state == literal_column(f"'{RunState.NEEDS_DECISION.value}'")


class SqlOverviewRepository:
    """Implements :class:`noktvrn.ports.overview.OverviewRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def lines_of(self, listed: Sequence[Run]) -> list[RunSummary]:
        """Read names, last steps and standing decisions of many runs at once."""
        names = self.artist_names([run.artist_id for run in listed if run.artist_id is not None])
        last = self._last_steps([run.id for run in listed])
        standing = self._standing_decisions([run.id for run in listed])
        return [
            RunSummary(
                run=run,
                artist_slug=names.get(run.artist_id or ArtistId(""), _NOBODY)[0],
                artist_name=names.get(run.artist_id or ArtistId(""), _NOBODY)[1],
                step=last.get(run.id),
                decision=standing.get((run.id, run.pass_no)),
            )
            for run in listed
        ]

    def state_counts(self) -> dict[RunState, int]:
        """Count runs by state, from the index alone."""
        counted = select(runs.c.state, func.count()).group_by(runs.c.state)
        return {RunState(state): count for state, count in self._connection.execute(counted)}

    def waiting(self, limit: int, after: RunId | None = None) -> list[Run]:
        """List runs that need a decision by their deadline."""
        listing = select(*_RUNS.columns).where(_WAITS).order_by(runs.c.review_deadline, runs.c.id).limit(limit)
        if after is not None:
            listing = listing.where(self._behind(after))
        return _RUNS.from_rows(self._connection.execute(listing))

    def place_in_queue(self, run_id: RunId) -> QueuePlace:
        """Count the runs before a run, and look at its neighbours."""
        total = self._connection.execute(select(func.count()).select_from(runs).where(_WAITS)).scalar_one()
        if not run_id:
            return QueuePlace(0, total, None, self._first_waiting())
        own = self._connection.execute(
            select(runs.c.review_deadline).where(runs.c.id == run_id, runs.c.state.in_([s.value for s in DECIDABLE]))
        ).one_or_none()
        if own is None or own[0] is None:
            return QueuePlace(0, total, None, self._first_waiting())
        before = or_(runs.c.review_deadline < own[0], and_(runs.c.review_deadline == own[0], runs.c.id < run_id))
        ahead = self._connection.execute(select(func.count()).select_from(runs).where(_WAITS, before)).scalar_one()
        last = select(runs.c.id).where(_WAITS, before).order_by(runs.c.review_deadline.desc(), runs.c.id.desc())
        following = select(runs.c.id).where(_WAITS, self._behind(run_id)).order_by(runs.c.review_deadline, runs.c.id)
        return QueuePlace(ahead + 1, max(total, ahead + 1), self._one_id(last), self._one_id(following))

    def outcomes(self, since: str) -> list[OutcomeRow]:
        """List how runs came out."""
        stands = and_(
            decisions.c.run_id == runs.c.id,
            decisions.c.pass_no == runs.c.pass_no,
            decisions.c.state != literal_column(f"'{DecisionState.UNDONE.value}'"),
        )
        listing = (
            select(runs.c.created_at, runs.c.state, decisions.c.verdict)
            .select_from(runs.outerjoin(decisions, stands))
            .where(runs.c.id >= since)
            .order_by(runs.c.id)
        )
        return [
            OutcomeRow(at, RunState(state), Verdict(verdict) if verdict else None)
            for at, state, verdict in self._connection.execute(listing)
        ]

    def verdicts(self, since: str) -> list[VerdictRow]:
        """List what was decided."""
        stands = decisions.c.state != DecisionState.UNDONE.value
        listing = select(decisions.c.decided_at, decisions.c.verdict).where(decisions.c.id >= since, stands)
        return [
            VerdictRow(at, Verdict(verdict))
            for at, verdict in self._connection.execute(listing.order_by(decisions.c.id))
        ]

    def step_times(self, limit: int) -> list[StepTime]:
        """List when steps began and ended."""
        chosen = self._judged(limit)
        columns = (steps.c.run_id, steps.c.step, steps.c.started_at, steps.c.ended_at)
        done = (steps.c.outcome == StepOutcome.SUCCEEDED.value) & steps.c.ended_at.is_not(None)
        listing = select(*columns).where(steps.c.run_id.in_(chosen), done).order_by(steps.c.run_id.desc(), steps.c.id)
        return [
            StepTime(RunId(run_id), Step(step), started, ended)
            for run_id, step, started, ended in self._connection.execute(listing)
        ]

    def measured(self, limit: int) -> list[FiguresRow]:
        """List what was measured."""
        chosen = self._judged(limit)
        done = (steps.c.step == Step.MEASURE.value) & (steps.c.outcome == StepOutcome.SUCCEEDED.value)
        listing = (
            select(steps.c.run_id, steps.c.started_at, steps.c.result)
            .where(steps.c.run_id.in_(chosen), done)
            .order_by(steps.c.run_id.desc(), steps.c.id)
        )
        return [
            FiguresRow(RunId(run_id), at, result.get("figures", {}))
            for run_id, at, result in self._connection.execute(listing)
        ]

    def artist_names(self, wanted: Sequence[ArtistId]) -> dict[ArtistId, tuple[str, str]]:
        """Read slugs and names."""
        ids = sorted(set(wanted))
        if not ids:
            return {}
        name = artists.c.identity["name"].as_string()
        listing = select(artists.c.id, artists.c.slug, name).where(artists.c.id.in_(ids))
        return {ArtistId(key): (slug, named) for key, slug, named in self._connection.execute(listing)}

    def artists(
        self,
        limit: int,
        *,
        after: str | None = None,
        words: str = "",
        statuses: Sequence[LifecycleStatus] | None = None,
    ) -> list[Artist]:
        """List artists by slug."""
        listing = select(*_ARTISTS.columns).order_by(artists.c.slug).limit(limit)
        if after is not None:
            listing = listing.where(artists.c.slug > after)
        if words.strip():
            listing = listing.where(artists.c.slug.contains("-".join(words.lower().split()), autoescape=True))
        if statuses is not None:
            listing = listing.where(artists.c.status.in_([status.value for status in statuses]))
        return _ARTISTS.from_rows(self._connection.execute(listing))

    def artist_counts(self) -> dict[LifecycleStatus, int]:
        """Count artists by status."""
        counted = select(artists.c.status, func.count()).group_by(artists.c.status)
        return {LifecycleStatus(status): count for status, count in self._connection.execute(counted)}

    def releases(
        self, limit: int, *, artist_id: ArtistId | None = None, before: tuple[datetime, str] | None = None
    ) -> list[ReleaseRecord]:
        """List releases, newest first."""
        listing = select(*_RELEASES.columns).order_by(releases.c.packaged_at.desc(), releases.c.id.desc()).limit(limit)
        if artist_id is not None:
            listing = listing.where(releases.c.artist_id == artist_id)
        if before is not None:
            at, release_id = before
            same_time = and_(releases.c.packaged_at == at, releases.c.id < release_id)
            listing = listing.where(or_(releases.c.packaged_at < at, same_time))
        return _RELEASES.from_rows(self._connection.execute(listing))

    def assets_named(self, wanted: Sequence[RunId], name: str) -> dict[RunId, RunAsset]:
        """Read one asset of many runs."""
        listing = (
            select(run_assets)
            .where(run_assets.c.run_id.in_(sorted(set(wanted))), run_assets.c.name == name)
            .order_by(run_assets.c.run_id, run_assets.c.pass_no)
        )
        found = {}
        for row in self._connection.execute(listing):
            ref = AssetRef(sha256=Sha256(row.sha256), size_bytes=row.size_bytes, media_type=row.media_type)
            found[RunId(row.run_id)] = RunAsset(RunId(row.run_id), row.pass_no, Step(row.step), row.name, ref)
        return found

    def _last_steps(self, ids: Sequence[RunId]) -> dict[str, Step]:
        last = select(func.max(steps.c.id)).where(steps.c.run_id.in_(ids)).group_by(steps.c.run_id)
        listing = select(steps.c.run_id, steps.c.step).where(steps.c.id.in_(last))
        return {run_id: Step(step) for run_id, step in self._connection.execute(listing)}

    def _standing_decisions(self, ids: Sequence[RunId]) -> dict[tuple[str, int], Decision]:
        stands = decisions.c.run_id.in_(ids) & (decisions.c.state != DecisionState.UNDONE.value)
        listing = select(*_DECISIONS.columns).where(stands)
        found = _DECISIONS.from_rows(self._connection.execute(listing))
        return {(decision.run_id, decision.pass_no): decision for decision in found}

    def _judged(self, limit: int) -> list[str]:
        """The newest runs of all judged states together; each state is read from the end of its own index."""
        ids: list[str] = []
        for state in _JUDGED:
            newest = select(runs.c.id).where(runs.c.state == state.value).order_by(runs.c.id.desc()).limit(limit)
            ids += self._connection.scalars(newest)
        return sorted(ids, reverse=True)[:limit]

    def _behind(self, run_id: RunId) -> Any:
        deadline = select(runs.c.review_deadline).where(runs.c.id == run_id).scalar_subquery()
        same = and_(runs.c.review_deadline == deadline, runs.c.id > run_id)
        return or_(runs.c.review_deadline > deadline, same)

    def _first_waiting(self) -> RunId | None:
        return self._one_id(select(runs.c.id).where(_WAITS).order_by(runs.c.review_deadline, runs.c.id))

    def _one_id(self, listing: Select[Any]) -> RunId | None:
        found = self._connection.execute(listing.limit(1)).one_or_none()
        return None if found is None else RunId(str(found[0]))
