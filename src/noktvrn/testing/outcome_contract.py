"""What records must do about decisions, releases, commands and workers.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from noktvrn.errors import NotFoundError, VersionConflictError
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import Records
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.testing.builders import (
    ARTIST_ID,
    DECISION_ID,
    RUN_ID,
    build_command,
    build_decision,
    build_release,
)
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.stored import store_run, store_runs
from noktvrn.types import ArtistId


class DecisionContract:
    """Decisions."""

    def test_a_decision_comes_back_as_it_was_stored(self, records: Records) -> None:
        store_run(records)
        decision = build_decision(verdict=Verdict.CHANGES, chips=("hook too late", "mix is muddy"))
        with records.write() as unit:
            unit.decisions.add(decision)
            unit.commit()
        with records.read() as unit:
            assert unit.decisions.get(decision.id) == decision
            assert unit.decisions.of_run(RUN_ID) == [decision]

    def test_an_unknown_decision_is_not_found(self, records: Records) -> None:
        with records.write() as unit:
            with pytest.raises(NotFoundError):
                unit.decisions.get("nothing")
            with pytest.raises(NotFoundError):
                unit.decisions.save(build_decision())

    def test_a_take_has_one_decision_that_stands(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.decisions.add(build_decision())
            with pytest.raises(VersionConflictError):
                unit.decisions.add(build_decision(id=counted_id(2), verdict=Verdict.REJECT))
            unit.decisions.add(build_decision(id=counted_id(3), pass_no=2))
            assert len(unit.decisions.of_run(RUN_ID)) == 2

    def test_an_undone_decision_makes_room_for_another(self, records: Records) -> None:
        store_run(records)
        undone = build_decision(state=DecisionState.UNDONE, undone_by="robin", undone_at=NOON)
        other = build_decision(id=counted_id(9999), decided_at=NOON + timedelta(seconds=1))
        with records.write() as unit:
            unit.decisions.add(build_decision())
            unit.decisions.save(undone)
            unit.decisions.add(other)
            assert unit.decisions.of_run(RUN_ID) == [undone, other]
            assert unit.decisions.of_artist(ARTIST_ID) == [other]

    @pytest.mark.parametrize(
        ("first", "second"),
        [(DecisionState.FINAL, DecisionState.UNDONE), (DecisionState.UNDONE, DecisionState.FINAL)],
    )
    def test_of_an_undo_and_an_effect_the_first_counts(
        self, records: Records, first: DecisionState, second: DecisionState
    ) -> None:
        store_run(records)
        with records.write() as unit:
            unit.decisions.add(build_decision())
            unit.decisions.save(build_decision(state=first))
            unit.decisions.save(build_decision(state=first))
            with pytest.raises(VersionConflictError):
                unit.decisions.save(build_decision(state=second))
            assert unit.decisions.get(DECISION_ID).state is first

    def test_what_was_decided_never_changes(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.decisions.add(build_decision())
            unit.decisions.save(build_decision(state=DecisionState.FINAL, verdict=Verdict.REJECT, actor="mallory"))
            assert unit.decisions.get(DECISION_ID) == build_decision(state=DecisionState.FINAL)

    def test_decisions_on_an_artist_come_oldest_first(self, records: Records) -> None:
        ids = store_runs(records, [RunState.HELD] * 3)
        with records.write() as unit:
            for place, run_id in enumerate(ids):
                decided_at = NOON - timedelta(minutes=place)
                unit.decisions.add(build_decision(id=counted_id(place), run_id=run_id, decided_at=decided_at))
            assert [d.run_id for d in unit.decisions.of_artist(ARTIST_ID)] == ids[::-1]
            assert unit.decisions.of_artist(ArtistId(counted_id(9))) == []


class ReleaseContract:
    """Releases."""

    def test_a_run_has_one_release(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            assert unit.releases.of_run(RUN_ID) is None
            unit.releases.add(build_release())
            with pytest.raises(VersionConflictError):
                unit.releases.add(build_release(id=counted_id(9), folder="another"))
            assert unit.releases.of_run(RUN_ID) == build_release()

    @pytest.mark.parametrize("field", ["id", "folder", "run_id"])
    @pytest.mark.parametrize("cut", [0, 1])
    def test_a_release_is_found_by_what_a_person_types(self, records: Records, field: str, cut: int) -> None:
        store_run(records)
        name = str(getattr(build_release(), field))
        with records.write() as unit:
            unit.releases.add(build_release())
            assert unit.releases.find(name[: len(name) - cut]) == build_release()

    def test_an_unknown_release_is_not_found(self, records: Records) -> None:
        with records.read() as unit, pytest.raises(NotFoundError):
            unit.releases.find("nova")

    def test_releases_are_listed_newest_first(self, records: Records) -> None:
        ids = store_runs(records, [RunState.RELEASED] * 3)
        releases = [
            build_release(
                id=counted_id(place), run_id=run_id, folder=f"folder-{place}", packaged_at=NOON - timedelta(days=place)
            )
            for place, run_id in enumerate(ids)
        ]
        with records.write() as unit:
            for release in releases:
                unit.releases.add(release)
            assert unit.releases.select() == releases
            assert unit.releases.select(ARTIST_ID, limit=1) == releases[:1]
            assert unit.releases.select(ArtistId(counted_id(9))) == []
            with pytest.raises(NotFoundError, match="More than one"):
                unit.releases.find("folder")


class CommandContract:
    """The outbox."""

    def test_commands_are_pending_until_they_are_done(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.commands.add(build_command())
            unit.commands.add(build_command(kind="finish"))
            make, finish = unit.commands.pending(NOON)
            assert replace(make, id=0) == build_command()
            assert make.id < finish.id
            assert unit.commands.pending(NOON, limit=1) == [make]
            unit.commands.mark_done(make.id, NOON)
            unit.commands.mark_done(make.id, NOON + timedelta(hours=1))
            assert unit.commands.pending(NOON) == [finish]

    def test_a_command_is_stored_once_for_each_kind_and_workflow(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.commands.add(build_command())
            unit.commands.mark_done(unit.commands.pending(NOON)[0].id, NOON)
            unit.commands.add(build_command(arguments={"dispatch_no": 2}))
            assert unit.commands.pending(NOON) == []

    def test_a_held_command_waits_until_it_is_due(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.commands.add(build_command(due_at=NOON + timedelta(seconds=600)))
            assert unit.commands.pending(NOON + timedelta(seconds=599)) == []
            assert len(unit.commands.pending(NOON + timedelta(seconds=600))) == 1

    def test_an_unknown_command_cannot_be_done(self, records: Records) -> None:
        with records.write() as unit, pytest.raises(NotFoundError):
            unit.commands.mark_done(7, NOON)


class WorkerContract:
    """Signs of life."""

    def test_a_worker_keeps_its_start_and_renews_its_beat(self, records: Records) -> None:
        for _ in range(2):
            with records.write() as unit:
                unit.workers.beat("w-1", "studio", 41)
                unit.commit()
        with records.read() as unit:
            (beat,) = unit.workers.all()
        assert (beat.worker, beat.host, beat.pid, beat.stopped) == ("w-1", "studio", 41, False)
        assert beat.started_at <= beat.beat_at
        assert 0 <= beat.age_s < 60

    def test_a_worker_that_said_goodbye_is_stopped_until_it_starts_anew(self, records: Records) -> None:
        with records.write() as unit:
            unit.workers.beat("w-1", "studio", 41)
            unit.workers.stop("w-1")
            unit.workers.stop("unknown")
            assert [beat.stopped for beat in unit.workers.all()] == [True]
            unit.workers.beat("w-1", "studio", 42)
            (beat,) = unit.workers.all()
        assert (beat.stopped, beat.pid) == (False, 42)
        assert beat.started_at == beat.beat_at
