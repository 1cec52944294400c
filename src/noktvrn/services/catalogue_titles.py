"""Titles that are taken."""

from __future__ import annotations

from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.label import Label
from noktvrn.types import RunId

_MANY = 100_000


def taken_titles(label: Label, other_than: RunId) -> tuple[str, ...]:
    """Return the titles of all runs but one; a title of a rejected song is free again."""
    states = tuple(state for state in RunState if state is not RunState.REJECTED)
    with label.records.read() as unit:
        runs = unit.runs.select(RunFilter(states=states), limit=_MANY)
    return tuple(sorted({run.title for run in runs if run.title and run.id != other_than}))
