"""The queue of songs that wait for a decision: pages of it, and where one stands in it."""

from __future__ import annotations

from collections.abc import Iterable

from noktvrn.journal.run import RunState
from noktvrn.ports.overview import QueuePlace
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.views import RunSummary
from noktvrn.types import RunId

_NOBODY = RunId("")


def review_queue(label: Label, limit: int = 50) -> list[RunSummary]:
    """List what can be decided, the one whose time runs out first in front; those whose time ran out come last."""
    with label.records.read() as unit:
        waiting = unit.overview.waiting(limit)
        if len(waiting) < limit:
            waiting += unit.runs.select(RunFilter(states=(RunState.EXPIRED,)), limit=limit - len(waiting))
        return summaries(unit, waiting)


def queue_page(label: Label, limit: int, after: str | None = None) -> list[RunSummary]:
    """List what waits for a decision, the one whose time runs out first in front; ``after`` pages on.

    Raises:
        NotFoundError: ``after`` names no run.
    """
    with label.records.read() as unit:
        behind = None if after is None else unit.runs.get(RunId(after)).id
        return summaries(unit, unit.overview.waiting(limit, behind))


def with_cover(label: Label, runs: Iterable[RunId]) -> frozenset[RunId]:
    """Return those of some runs that have a cover to show."""
    with label.records.read() as unit:
        return frozenset(unit.overview.assets_named(list(runs), "thumbnail"))


def place_in_queue(label: Label, run_id: str) -> QueuePlace:
    """Return where a run stands in the queue."""
    with label.records.read() as unit:
        return unit.overview.place_in_queue(RunId(run_id))


def queue_length(label: Label) -> int:
    """Return how many songs wait for a decision."""
    return place_in_queue(label, _NOBODY).total
