"""Runs; their steps and what they made stand in the modules beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, or_, select, true, union_all, update

from noktvrn.errors import VersionConflictError
from noktvrn.journal.run import Run, RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.storage.repositories.finding import SHOWN_MATCHES, ambiguous, not_found, tidy
from noktvrn.storage.repositories.made import SqlMadeRecords
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import begins_with, execute_counted, insert_if_free
from noktvrn.storage.repositories.steps import SqlStepRecords
from noktvrn.storage.tables import artists, runs
from noktvrn.types import ArtistId, RunId

_RUNS = RowMapping(Run, runs)
_SHORTEST_SUFFIX = 4
_Listing = TypeVar("_Listing", bound=Select[Any])


class SqlRunRepository(SqlStepRecords, SqlMadeRecords):
    """Implements :class:`noktvrn.ports.repositories.RunRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, run: Run) -> None:
        """Store a new run."""
        if not insert_if_free(self._connection, runs, _RUNS.to_row(run)):
            raise VersionConflictError(
                f"There is a run {run.id} already.", remedy=f"Look at it: noktvrn run show {run.id}", stage="run"
            )

    def save(self, run: Run) -> Run:
        """Store a changed run."""
        saved = replace(run, version=run.version + 1)
        unchanged = (runs.c.id == run.id) & (runs.c.version == run.version)
        if execute_counted(self._connection, update(runs).where(unchanged).values(**_RUNS.to_row(saved))) == 0:
            self.get(run.id)
            raise VersionConflictError(
                f"Run {run.id} was changed by somebody else meanwhile.",
                remedy=f"Look at it again, then repeat your change: noktvrn run show {run.id}",
                stage="run",
            )
        return saved

    def get(self, run_id: RunId) -> Run:
        """Return the run of an identifier."""
        row = self._connection.execute(select(*_RUNS.columns).where(runs.c.id == run_id)).one_or_none()
        if row is None:
            raise not_found("run", run_id)
        return _RUNS.from_row(row)

    def find(self, name: str) -> Run:
        """Return the run of an identifier, a unique prefix of it, or a unique suffix of four characters or more."""
        key = tidy(name)
        found = self._fitting(runs.c.id == key)
        if not found and key:
            found = self._fitting(begins_with(runs.c.id, key))
        if not found and len(key) >= _SHORTEST_SUFFIX:
            found = self._fitting(runs.c.id.endswith(key, autoescape=True))
        if not found:
            raise not_found("run", name)
        if len(found) > 1:
            raise ambiguous("run", name, [run.id for run in found])
        return found[0]

    def select(self, where: RunFilter | None = None, limit: int = 50, before: RunId | None = None) -> list[Run]:
        """List runs, newest first; identifiers are sorted by time."""
        wanted = where or RunFilter()
        states: Sequence[RunState | None] = (None,) if wanted.states is None else sorted(set(wanted.states))
        if not states:
            return []
        # Each state is read from the end of its own index; one IN over all would sort every run of these states.
        ends = [_newest(wanted, state, limit, before).subquery() for state in states]
        newest = union_all(*(select(end.c.id) for end in ends)).subquery()
        listing = select(*_RUNS.columns).join(newest, newest.c.id == runs.c.id).order_by(runs.c.id.desc()).limit(limit)
        return _RUNS.from_rows(self._connection.execute(listing))

    def count(self, where: RunFilter) -> int:
        """Count runs of a kind."""
        states = true() if where.states is None else runs.c.state.in_([state.value for state in where.states])
        counted = _narrowed(select(func.count()).select_from(runs), where).where(states)
        return self._connection.execute(counted).scalar_one()

    def titles(self, other_than: RunId) -> list[str]:
        """List the titles of all runs but one; those of rejected runs are free again."""
        taken = (runs.c.title != "") & (runs.c.state != RunState.REJECTED.value) & (runs.c.id != other_than)
        return list(
            self._connection.execute(select(runs.c.title).where(taken).distinct().order_by(runs.c.title)).scalars()
        )

    def last_starts(self) -> dict[ArtistId, datetime]:
        """Read the start of each artist's newest run: one look at the end of each artist's part of the index."""
        newest = select(runs.c.created_at).where(runs.c.artist_id == artists.c.id).order_by(runs.c.id.desc()).limit(1)
        listing = select(artists.c.id, newest.scalar_subquery())
        return {ArtistId(artist): at for artist, at in self._connection.execute(listing) if at is not None}

    def due_for_expiry(self, now: datetime) -> list[Run]:
        """List the runs that wait for a decision and whose deadline has passed, the longest overdue first."""
        # The state is written out, so that both databases see that the partial index answers this.
        overdue = (runs.c.state == _literal(RunState.NEEDS_DECISION)) & (runs.c.review_deadline <= now)
        listing = select(*_RUNS.columns).where(overdue).order_by(runs.c.review_deadline, runs.c.id)
        return _RUNS.from_rows(self._connection.execute(listing))

    def _fitting(self, condition: ColumnElement[bool]) -> list[Run]:
        matches = select(*_RUNS.columns).where(condition).order_by(runs.c.id).limit(SHOWN_MATCHES + 1)
        return _RUNS.from_rows(self._connection.execute(matches))


def _newest(where: RunFilter, state: RunState | None, limit: int, before: RunId | None) -> Select[tuple[str]]:
    listing = select(runs.c.id).order_by(runs.c.id.desc()).limit(limit)
    if state is not None:
        listing = listing.where(runs.c.state == state.value)
    if before is not None:
        listing = listing.where(runs.c.id < before)
    return _narrowed(listing, where)


def _narrowed(listing: _Listing, where: RunFilter) -> _Listing:
    if where.artist_id is not None:
        listing = listing.where(runs.c.artist_id == where.artist_id)
    for word in where.words.split():
        name = artists.c.identity["name"].as_string()
        theirs = select(artists.c.id).where(or_(_contains(artists.c.slug, word), _contains(name, word)))
        listing = listing.where(
            or_(_contains(runs.c.title, word), _contains(runs.c.id, word), runs.c.artist_id.in_(theirs))
        )
    return listing


def _contains(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Look for a word whatever its case. SQLite knows the case of ASCII alone, so other letters are tried in each."""
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(column.icontains(form, autoescape=True) for form in sorted(forms)))


def _literal(state: RunState) -> ColumnElement[str]:
    return literal_column(f"'{state.value}'")
