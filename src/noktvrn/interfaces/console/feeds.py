"""Where the rows of a list come from: pages behind a row, never all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.console.rows import (
    Row,
    View,
    artist_row,
    check_row,
    cost_row,
    failure_row,
    queue_row,
    release_row,
    run_row,
)
from noktvrn.interfaces.console.spending import CostRecord
from noktvrn.journal.run import Run, RunState
from noktvrn.ops.doctor import Checked
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.views import RunSummary
from noktvrn.types import ArtistId, RunId

PAGE: Final = 60
_COUNTED: Final = 500
"""Waiting songs that are counted for their artists."""
_SHORTEST_ID: Final = 6

_FAILED: Final = (RunState.FAILED, RunState.PAUSED)


class Feed(Protocol):
    """The rows of one list, narrowed by words."""

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Return at most ``limit`` rows behind a row, or the first ones."""
        ...

    def total(self) -> int | None:
        """Return how many there are; None when that is not known without reading all."""
        ...


def feed_of(
    view: View,
    label: Label,
    words: str,
    checks: Callable[[], Sequence[Checked]],
    costs: Callable[[], Sequence[CostRecord]],
) -> Feed:
    """Return the feed of a view."""
    if view is View.QUEUE:
        return QueueFeed(label, words)
    if view is View.ROSTER:
        return RosterFeed(label, words)
    if view is View.RELEASES:
        return ReleaseFeed(label, words)
    if view is View.HEALTH:
        return HealthFeed(checks, costs, words)
    return RunFeed(label, words, failures=view is View.FAILURES)


def fits(words: str, *texts: str) -> bool:
    """Return whether each of some words stands in one of some texts, whatever their case."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


class QueueFeed:
    """What waits for a decision, the one whose time runs out first in front; behind them what has expired."""

    def __init__(self, label: Label, words: str) -> None:
        """See the class."""
        self._label, self._words = label, words

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Read a page of what waits, then of what has expired."""
        now = self._label.clock.now()
        with self._label.records.read() as unit:
            found = _searched(self._runs(unit, after), unit, self._words, limit)
        return [queue_row(summary, now) for summary in found]

    def _runs(self, unit: UnitOfWork, after: Row | None) -> Iterator[list[Run]]:
        standing = after.summary if after is not None else None
        behind = None if standing is None else standing.run.id
        if standing is None or standing.run.state is not RunState.EXPIRED:
            while found := unit.overview.waiting(PAGE, behind):
                yield found
                behind = found[-1].id
            behind = None
        yield from _pages(unit, RunFilter(states=(RunState.EXPIRED,), words=self._words), behind)

    def total(self) -> int | None:
        """Count what waits and what has expired."""
        if self._words:
            return None
        with self._label.records.read() as unit:
            states = unit.overview.state_counts()
        return states.get(RunState.NEEDS_DECISION, 0) + states.get(RunState.EXPIRED, 0)


class RunFeed:
    """Runs, the newest first; words are states, an artist, a run's own characters, or a part of a title."""

    def __init__(self, label: Label, words: str, *, failures: bool) -> None:
        """See the class."""
        self._label, self._words, self._failures = label, words, failures
        self._found: int | None = None

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Read a page."""
        with self._label.records.read() as unit:
            if (one := self._named(unit)) is not None:
                found = summaries(unit, [one]) if after is None else []
            else:
                behind = RunId(after.run_id) if after is not None and after.run_id else None
                found = summaries(unit, unit.runs.select(self._where(unit), limit=limit, before=behind))
        return [failure_row(each) if self._failures else run_row(each) for each in found]

    def total(self) -> int | None:
        """Count by state, from the index alone; what is narrowed by words is counted once, over all runs."""
        if self._words and self._found is None:
            with self._label.records.read() as unit:
                self._found = 1 if self._named(unit) is not None else unit.runs.count(self._where(unit))
        if self._words:
            return self._found
        with self._label.records.read() as unit:
            states = unit.overview.state_counts()
        return sum(states.get(state, 0) for state in (_FAILED if self._failures else RunState))

    def _named(self, unit: UnitOfWork) -> Run | None:
        word = self._words.strip().lower()
        if " " in word or len(word) < _SHORTEST_ID or not word.isalnum():
            return None
        try:
            return unit.runs.find(word)
        except NotFoundError:
            return None

    def _where(self, unit: UnitOfWork) -> RunFilter:
        """Return states, an artist who is the only one of that name, and the words that are left to look for."""
        known = {state.value.replace("_", "-"): state for state in RunState}
        words = self._words.lower().split()
        states = tuple(known[word] for word in words if word in known) or (_FAILED if self._failures else None)
        rest = [word for word in words if word not in known]
        artist_id: ArtistId | None = None
        if rest and (artists := unit.overview.artists(2, words=" ".join(rest))) and len(artists) == 1:
            artist_id, rest = artists[0].id, []
        return RunFilter(artist_id=artist_id, states=states, words=" ".join(rest))


class RosterFeed:
    """Artists by slug."""

    def __init__(self, label: Label, words: str) -> None:
        """See the class."""
        self._label, self._words = label, words

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Read a page, and how many songs of each artist wait."""
        with self._label.records.read() as unit:
            found = unit.overview.artists(limit, after=after.key if after is not None else None, words=self._words)
            waiting = Counter(run.artist_id for run in unit.overview.waiting(_COUNTED))
        return [artist_row(artist, waiting[artist.id]) for artist in found]

    def total(self) -> int | None:
        """Count the roster."""
        if self._words:
            return None
        with self._label.records.read() as unit:
            return sum(unit.overview.artist_counts().values())


class ReleaseFeed:
    """Releases, the newest first."""

    def __init__(self, label: Label, words: str) -> None:
        """See the class."""
        self._label, self._words = label, words

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Read a page; words are looked for in all runs that were released."""
        now, last = self._label.clock.now(), after.release if after is not None else None
        with self._label.records.read() as unit:
            if self._words:
                where = RunFilter(states=(RunState.RELEASED,), words=self._words)
                found = unit.runs.select(where, limit=limit, before=last.run_id if last is not None else None)
                listed = [release for run in found if (release := unit.releases.of_run(run.id)) is not None]
            else:
                before = None if last is None else (last.packaged_at, last.id)
                listed = unit.overview.releases(limit, before=before)
        return [release_row(each, now) for each in listed]

    def total(self) -> int | None:
        """Count what was released, or what of it fits the words."""
        with self._label.records.read() as unit:
            if self._words:
                return unit.runs.count(RunFilter(states=(RunState.RELEASED,), words=self._words))
            return unit.overview.state_counts().get(RunState.RELEASED, 0)


class HealthFeed:
    """What the doctor finds, examined once for each list because some checks take a moment; then what models cost."""

    def __init__(
        self, checks: Callable[[], Sequence[Checked]], costs: Callable[[], Sequence[CostRecord]], words: str
    ) -> None:
        """See the class."""
        self._checks, self._costs, self._words = checks, costs, words
        self._examined: list[Row] | None = None
        self._number: int | None = None

    def page(self, after: Row | None, limit: int) -> list[Row]:
        """Examine, or answer what was found before."""
        if self._examined is None:
            self._examined = [check_row(checked) for checked in self._checks()]
        rows = [row for row in (*self._examined, *map(cost_row, self._costs())) if fits(self._words, row.name)]
        self._number = len(rows)
        keys = [row.key for row in rows]
        begin = keys.index(after.key) + 1 if after is not None and after.key in keys else 0
        return rows[begin : begin + limit]

    def total(self) -> int | None:
        """Count what was found."""
        return self._number


def _pages(unit: UnitOfWork, where: RunFilter, behind: str | None) -> Iterator[list[Run]]:
    last = RunId(behind) if behind else None
    while found := unit.runs.select(where, limit=PAGE, before=last):
        yield found
        if len(found) < PAGE:
            return
        last = found[-1].id


def _searched(pages: Iterator[list[Run]], unit: UnitOfWork, words: str, limit: int) -> list[RunSummary]:
    """Return the first runs whose title, artist or identifier fits the words."""
    found: list[RunSummary] = []
    for page in pages:
        lines = summaries(unit, page)
        found += [
            line for line in lines if fits(words, line.run.title, line.artist_name, line.artist_slug, line.run.id)
        ]
        if len(found) >= limit:
            break
    return found[:limit]
