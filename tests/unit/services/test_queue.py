"""What can be decided, in the order in which it should be."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from noktvrn.journal.run import RunState
from noktvrn.services.queue import review_queue
from noktvrn.testing.builders import build_artist, build_run
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.records import InMemoryRecords
from noktvrn.types import RunId


def _label(*waits: tuple[RunState, int]) -> Any:
    """A label with a run for each state and deadline in minutes from noon, in the order of their start."""
    records = InMemoryRecords()
    with records.write() as unit:
        unit.artists.add(build_artist())
        for place, (state, minutes) in enumerate(waits):
            deadline = NOON + timedelta(minutes=minutes)
            unit.runs.add(build_run(id=RunId(counted_id(place)), state=state, review_deadline=deadline))
        unit.commit()
    return SimpleNamespace(records=records)


def _places(label: Any, limit: int) -> list[str]:
    return [summary.run.id for summary in review_queue(label, limit)]


def test_the_one_whose_time_runs_out_first_is_in_front_and_expired_ones_are_last():
    label = _label((RunState.EXPIRED, -5), (RunState.NEEDS_DECISION, 9), (RunState.NEEDS_DECISION, 3))
    assert _places(label, 50) == [counted_id(2), counted_id(1), counted_id(0)]


def test_a_short_list_leaves_out_the_latest_and_never_the_one_that_waits_longest():
    label = _label((RunState.NEEDS_DECISION, 3), (RunState.NEEDS_DECISION, 9), (RunState.EXPIRED, -5))
    assert _places(label, 1) == [counted_id(0)]
    assert _places(label, 2) == [counted_id(0), counted_id(1)]
