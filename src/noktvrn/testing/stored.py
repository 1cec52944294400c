"""Records that tests find stored already."""

from __future__ import annotations

from collections.abc import Sequence

from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import Records
from noktvrn.testing.builders import (
    build_artist,
    build_run,
)
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import RunId


def store_run(records: Records, **changes: object) -> None:
    """Store :func:`build_artist`'s artist and :func:`build_run`'s run with changes."""
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.runs.add(build_run(**changes))
        unit.commit()


def store_runs(records: Records, states: Sequence[RunState]) -> list[RunId]:
    """Store the artist and a run of each state; the first is the oldest."""
    runs = [build_run(id=RunId(counted_id(5000 + place)), state=state) for place, state in enumerate(states)]
    with records.write() as unit:
        unit.artists.add(build_artist())
        for run in runs:
            unit.runs.add(run)
        unit.commit()
    return [run.id for run in runs]
