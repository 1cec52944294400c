"""What records must do for lists and charts.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from datetime import timedelta

from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.overview import OutcomeRow, QueuePlace, VerdictRow
from noktvrn.ports.repositories import Records
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.testing.builders import (
    ARTIST_ID,
    build_artist,
    build_asset_ref,
    build_decision,
    build_release,
    build_run,
    build_run_asset,
    build_step,
)
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.stored import store_runs
from noktvrn.types import ArtistId, ReleaseId, RunId, Sha256

_MINUTE = timedelta(minutes=1)


def _store_queue(records: Records, minutes: list[int]) -> list[RunId]:
    """Store runs that wait, with deadlines in minutes from noon."""
    ids = [RunId(counted_id(6000 + place)) for place in range(len(minutes))]
    with records.write() as unit:
        unit.artists.add(build_artist())
        for run_id, minute in zip(ids, minutes, strict=True):
            deadline = NOON + minute * _MINUTE
            unit.runs.add(build_run(id=run_id, state=RunState.NEEDS_DECISION, review_deadline=deadline))
        unit.commit()
    return ids


class OverviewContract:
    """Many records at once."""

    def test_lines_carry_artist_last_step_and_standing_decision(self, records: Records) -> None:
        first, second = store_runs(records, [RunState.HELD, RunState.QUEUED])
        with records.write() as unit:
            unit.runs.add_step(build_step(run_id=first, step=Step.SONG))
            unit.runs.add_step(build_step(run_id=first, step=Step.GATE))
            undone = build_decision(id=counted_id(1), run_id=first, state=DecisionState.UNDONE)
            standing = build_decision(id=counted_id(2), run_id=first)
            unit.decisions.add(undone)
            unit.decisions.add(standing)
            unit.commit()
        with records.read() as unit:
            runs = unit.runs.select()
            newer, older = unit.overview.lines_of(runs)
        assert [newer.run.id, older.run.id] == [second, first]
        assert (older.artist_slug, older.artist_name) == ("nova-lux", "Nova Lux")
        assert (older.step, older.decision) == (Step.GATE, standing)
        assert (newer.step, newer.decision) == (None, None)

    def test_runs_and_artists_are_counted_by_state(self, records: Records) -> None:
        store_runs(records, [RunState.FAILED, RunState.FAILED, RunState.QUEUED])
        with records.read() as unit:
            assert unit.overview.state_counts() == {RunState.FAILED: 2, RunState.QUEUED: 1}
            assert unit.overview.artist_counts() == {LifecycleStatus.ACTIVE: 1}

    def test_the_queue_is_in_the_order_of_deadlines_and_can_be_paged(self, records: Records) -> None:
        late, soon, same = _store_queue(records, [30, 10, 30])
        with records.read() as unit:
            assert [run.id for run in unit.overview.waiting(9)] == [soon, late, same]
            assert [run.id for run in unit.overview.waiting(1, after=soon)] == [late]
            assert unit.overview.waiting(9, after=same) == []
            assert unit.overview.place_in_queue(soon) == QueuePlace(1, 3, None, late)
            assert unit.overview.place_in_queue(late) == QueuePlace(2, 3, soon, same)
            assert unit.overview.place_in_queue(same) == QueuePlace(3, 3, late, None)
            assert unit.overview.place_in_queue(RunId(counted_id(1))) == QueuePlace(0, 3, None, soon)

    def test_outcomes_and_verdicts_are_read_from_an_identifier_on(self, records: Records) -> None:
        runs = store_runs(records, [RunState.RELEASED, RunState.FAILED, RunState.REJECTED])
        with records.write() as unit:
            unit.decisions.add(build_decision(id=counted_id(3), run_id=runs[2], verdict=Verdict.REJECT))
            unit.decisions.add(build_decision(id=counted_id(1), run_id=runs[0], state=DecisionState.UNDONE))
            unit.commit()
        with records.read() as unit:
            assert unit.overview.outcomes(runs[1]) == [
                OutcomeRow(NOON, RunState.FAILED, None),
                OutcomeRow(NOON, RunState.REJECTED, Verdict.REJECT),
            ]
            assert unit.overview.verdicts(counted_id(0)) == [VerdictRow(NOON, Verdict.REJECT)]
            assert unit.overview.verdicts(counted_id(4)) == []

    def test_times_and_figures_are_those_of_the_last_judged_runs(self, records: Records) -> None:
        first, second, failed = store_runs(records, [RunState.RELEASED, RunState.NEEDS_DECISION, RunState.FAILED])
        with records.write() as unit:
            for run_id in (first, second, failed):
                done = {"run_id": run_id, "outcome": StepOutcome.SUCCEEDED, "ended_at": NOON + _MINUTE}
                unit.runs.add_step(build_step(step=Step.SONG, **done))
                unit.runs.add_step(build_step(step=Step.MEASURE, result={"figures": {"bpm": 92.5}}, **done))
                unit.runs.add_step(build_step(run_id=run_id, step=Step.COVER))
            unit.commit()
        with records.read() as unit:
            times = unit.overview.step_times(1)
            assert [(time.run_id, time.step) for time in times] == [(second, Step.SONG), (second, Step.MEASURE)]
            assert times[0].ended_at - times[0].started_at == _MINUTE
            figures = unit.overview.measured(9)
            assert [(row.run_id, row.figures["bpm"]) for row in figures] == [(second, 92.5), (first, 92.5)]

    def test_artists_are_paged_by_slug_and_found_by_a_part_of_it(self, records: Records) -> None:
        with records.write() as unit:
            for number, slug in enumerate(("ines-harrow", "nova-lux", "otto-sund")):
                status = LifecycleStatus.PAUSED if number else LifecycleStatus.ACTIVE
                unit.artists.add(build_artist(id=ArtistId(counted_id(number)), slug=slug, status=status))
            unit.commit()
        with records.read() as unit:
            assert [each.slug for each in unit.overview.artists(2)] == ["ines-harrow", "nova-lux"]
            assert [each.slug for each in unit.overview.artists(2, after="nova-lux")] == ["otto-sund"]
            assert [each.slug for each in unit.overview.artists(9, words="Nova L")] == ["nova-lux"]
            paused = unit.overview.artists(9, statuses=[LifecycleStatus.PAUSED])
            assert [each.slug for each in paused] == ["nova-lux", "otto-sund"]
            assert unit.overview.artist_names([ArtistId(counted_id(1))]) == {
                ArtistId(counted_id(1)): ("nova-lux", "Nova Lux")
            }

    def test_releases_are_paged_by_time_and_identifier(self, records: Records) -> None:
        runs = store_runs(records, [RunState.RELEASED] * 3)
        with records.write() as unit:
            for number, run_id in enumerate(runs):
                unit.releases.add(
                    build_release(id=ReleaseId(counted_id(number)), run_id=run_id, folder=f"folder-{number}")
                )
            unit.commit()
        with records.read() as unit:
            first = unit.overview.releases(2)
            assert [each.folder for each in first] == ["folder-2", "folder-1"]
            rest = unit.overview.releases(2, artist_id=ARTIST_ID, before=(first[-1].packaged_at, first[-1].id))
            assert [each.folder for each in rest] == ["folder-0"]
            assert unit.overview.releases(2, artist_id=ArtistId(counted_id(9))) == []

    def test_the_latest_asset_of_a_name_is_read_for_many_runs(self, records: Records) -> None:
        first, second = store_runs(records, [RunState.RELEASED, RunState.RELEASED])
        later = build_asset_ref(sha256=Sha256("cd" * 32))
        with records.write() as unit:
            unit.runs.add_asset(build_run_asset(run_id=first, name="thumbnail"))
            unit.runs.add_asset(build_run_asset(run_id=first, name="thumbnail", pass_no=2, ref=later))
            unit.runs.add_asset(build_run_asset(run_id=second, name="cover"))
            unit.commit()
        with records.read() as unit:
            found = unit.overview.assets_named([first, second], "thumbnail")
        assert {run_id: asset.ref for run_id, asset in found.items()} == {first: later}
