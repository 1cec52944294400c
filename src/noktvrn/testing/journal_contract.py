"""What records must do about runs, attempts and what they made; part of :mod:`noktvrn.testing.repository_contract`."""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from noktvrn.catalogue.provenance import verify_chain
from noktvrn.errors import InvalidInputError, NotFoundError, StorageError, VersionConflictError
from noktvrn.journal.run import DECIDABLE, RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.repositories import Records, RunFilter
from noktvrn.testing.builders import (
    ARTIST_ID,
    RUN_ID,
    build_artist,
    build_asset_ref,
    build_failure,
    build_link,
    build_reflection,
    build_run,
    build_run_asset,
    build_step,
)
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.stored import store_run, store_runs
from noktvrn.types import ArtistId, RunId


class RunContract:
    """Runs."""

    def test_a_run_comes_back_as_it_was_stored(self, records: Records) -> None:
        run = build_run(
            state=RunState.PAUSED,
            pass_no=3,
            from_step=Step.COVER,
            seed_pass_no=1,
            dispatch_no=4,
            title="Last Train Signal",
            failure=build_failure(),
            review_deadline=NOON + timedelta(microseconds=1),
        )
        store_run(records, **{"id": RunId(counted_id(7))})
        with records.write() as unit:
            unit.runs.add(run)
            unit.commit()
        with records.read() as unit:
            assert unit.runs.get(run.id) == run
            assert unit.runs.get(RunId(counted_id(7))).failure is None

    def test_a_run_may_have_no_artist_yet(self, records: Records) -> None:
        with records.write() as unit:
            unit.runs.add(build_run(artist_id=None))
            assert unit.runs.get(RUN_ID).artist_id is None

    def test_a_stale_run_is_refused(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            assert unit.runs.save(build_run(title="first")).version == 1
            with pytest.raises(VersionConflictError):
                unit.runs.save(build_run(title="second"))
            assert unit.runs.get(RUN_ID).title == "first"

    def test_the_same_run_is_added_once(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit, pytest.raises(VersionConflictError):
            unit.runs.add(build_run())

    def test_an_instant_without_zone_is_refused(self, records: Records) -> None:
        with records.write() as unit, pytest.raises(InvalidInputError, match="UTC"):
            unit.runs.add(build_run(artist_id=None, created_at=NOON.replace(tzinfo=None)))

    def test_runs_are_listed_newest_first_and_paged(self, records: Records) -> None:
        ids = store_runs(records, [RunState.QUEUED] * 5)
        with records.read() as unit:
            first = unit.runs.select(limit=2)
            assert [run.id for run in first] == [ids[4], ids[3]]
            assert [run.id for run in unit.runs.select(limit=9, before=first[-1].id)] == [ids[2], ids[1], ids[0]]

    def test_runs_are_filtered_by_artist_and_state(self, records: Records) -> None:
        waiting, expired, failed = store_runs(records, [RunState.NEEDS_DECISION, RunState.EXPIRED, RunState.FAILED])
        with records.read() as unit:
            decidable = unit.runs.select(RunFilter(states=tuple(DECIDABLE)))
            assert [run.id for run in decidable] == [expired, waiting]
            assert [run.id for run in unit.runs.select(RunFilter(ARTIST_ID, (RunState.FAILED,)))] == [failed]
            assert [run.id for run in unit.runs.select(RunFilter(ARTIST_ID), limit=1)] == [failed]
            assert unit.runs.select(RunFilter(artist_id=ArtistId(counted_id(9)))) == []
            assert unit.runs.select(RunFilter(states=())) == []

    def test_runs_are_found_by_words_of_title_and_artist_whatever_their_case(self, records: Records) -> None:
        ids = [RunId(counted_id(number)) for number in range(11, 14)]
        with records.write() as unit:
            unit.artists.add(build_artist())
            for run_id, title in zip(ids, ("Midnight Rain", "100% Élan", "Harbour Lights"), strict=True):
                unit.runs.add(build_run(id=run_id, title=title, state=RunState.FAILED))
            unit.commit()

        with records.read() as unit:

            def found(words: str) -> list[RunId]:
                return [run.id for run in unit.runs.select(RunFilter(words=words))]

            assert found("RAIN mid") == [ids[0]]
            assert found("éLAN") == found("0%") == [ids[1]]
            assert found("% rain") == found("x_x") == []
            assert found(build_artist().slug.upper()) == ids[::-1]
            assert found(ids[2][-4:]) == [ids[2]]
            assert unit.runs.count(RunFilter(words="r")) == len(found("r"))
            assert unit.runs.count(RunFilter(states=(RunState.FAILED,))) == 3
            assert unit.runs.count(RunFilter(states=(RunState.QUEUED,), words="rain")) == 0

    @pytest.mark.parametrize("name", [RUN_ID, RUN_ID.upper(), RUN_ID[:8], RUN_ID[-4:], RUN_ID[-8:]])
    def test_a_run_is_found_by_what_a_person_types(self, records: Records, name: str) -> None:
        store_run(records)
        with records.read() as unit:
            assert unit.runs.find(name).id == RUN_ID

    @pytest.mark.parametrize("name", ["", RUN_ID[-3:], "zzzz", "%%%%", "____"])
    def test_a_run_is_not_found_by_less(self, records: Records, name: str) -> None:
        store_run(records)
        with records.read() as unit, pytest.raises(NotFoundError):
            unit.runs.find(name)

    def test_a_name_that_fits_two_runs_is_refused(self, records: Records) -> None:
        store_runs(records, [RunState.QUEUED, RunState.QUEUED])
        with records.read() as unit, pytest.raises(NotFoundError, match="More than one"):
            unit.runs.find(RUN_ID[:6])

    def test_titles_are_taken_by_other_runs_until_they_are_rejected(self, records: Records) -> None:
        mine, other, again, rejected = store_runs(records, [RunState.MAKING] * 3 + [RunState.REJECTED])
        named = {mine: "Mine", other: "Taken", again: "Taken", rejected: "Free"}
        with records.write() as unit:
            for run_id, title in named.items():
                unit.runs.save(replace(unit.runs.get(run_id), title=title))
            assert unit.runs.titles(other_than=mine) == ["Taken"]

    def test_the_last_start_is_that_of_the_newest_run_of_each_artist_that_has_one(self, records: Records) -> None:
        idle, busy = ArtistId(counted_id(8001)), ArtistId(counted_id(8002))
        runs = ((3, ARTIST_ID, 0), (4, busy, 5), (5, ARTIST_ID, 10), (6, None, 15))
        with records.write() as unit:
            assert unit.runs.last_starts() == {}
            for artist_id, slug in ((ARTIST_ID, "nova-lux"), (idle, "idle"), (busy, "busy")):
                unit.artists.add(build_artist(id=artist_id, slug=slug))
            for number, whose, minute in runs:
                at = NOON + timedelta(minutes=minute)
                unit.runs.add(build_run(id=RunId(counted_id(number)), artist_id=whose, created_at=at))
            unit.commit()
        with records.read() as unit:
            assert unit.runs.last_starts() == {
                ARTIST_ID: NOON + timedelta(minutes=10),
                busy: NOON + timedelta(minutes=5),
            }

    def test_only_overdue_waits_are_due_for_expiry(self, records: Records) -> None:
        late, later, fresh, decided, endless = store_runs(
            records, [RunState.NEEDS_DECISION] * 3 + [RunState.HELD, RunState.NEEDS_DECISION]
        )
        deadlines = {late: -2, later: 0, fresh: 1, decided: -1}
        with records.write() as unit:
            for run_id, seconds in deadlines.items():
                run = unit.runs.get(run_id)
                unit.runs.save(replace(run, review_deadline=NOON + timedelta(seconds=seconds)))
            assert [run.id for run in unit.runs.due_for_expiry(NOON)] == [late, later]
            assert endless not in [run.id for run in unit.runs.due_for_expiry(NOON + timedelta(days=999))]


class StepContract:
    """Attempts at steps."""

    def test_an_attempt_comes_back_as_it_was_saved(self, records: Records) -> None:
        store_run(records)
        ended = build_step(
            outcome=StepOutcome.FAILED,
            ended_at=NOON + timedelta(seconds=2.5),
            result={"bpm": 92.5, "parts": [{"name": "bass", "bars": 16}], "none": None},
            failure=build_failure(),
            progress=0.25,
            note="halfway",
        )
        with records.write() as unit:
            unit.runs.add_step(build_step())
            unit.runs.save_step(ended)
            unit.commit()
        with records.read() as unit:
            assert unit.runs.steps(RUN_ID) == [ended]

    def test_attempts_come_in_the_order_of_their_start(self, records: Records) -> None:
        store_run(records)
        attempts = [build_step(step=Step.WRITE), build_step(), build_step(step=Step.COVER), build_step(attempt=2)]
        with records.write() as unit:
            for attempt in attempts:
                unit.runs.add_step(attempt)
            unit.runs.save_step(replace(attempts[0], outcome=StepOutcome.SUCCEEDED))
            assert [(r.step, r.attempt) for r in unit.runs.steps(RUN_ID)] == [(r.step, r.attempt) for r in attempts]

    def test_attempts_at_one_step_of_many_runs_come_in_the_order_of_the_runs_asked_for(self, records: Records) -> None:
        first, second, other, bare = store_runs(records, [RunState.FAILED] * 4)
        began = [
            build_step(run_id=second, step=Step.COVER),
            build_step(run_id=first, step=Step.COVER),
            build_step(run_id=first, step=Step.WRITE),
            build_step(run_id=other, step=Step.COVER),
            build_step(run_id=second, step=Step.COVER, attempt=2, pass_no=2),
        ]
        with records.write() as unit:
            for attempt in began:
                unit.runs.add_step(attempt)
            unit.commit()
        with records.read() as unit:
            of_second = [began[0], began[4]]
            assert unit.runs.steps_of([second, bare, first], Step.COVER) == [*of_second, began[1]]
            assert unit.runs.steps_of([first, second, first], Step.COVER) == [began[1], *of_second]
            assert unit.runs.steps_of([], Step.COVER) == []

    def test_the_same_attempt_begins_once(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step())
            with pytest.raises(VersionConflictError):
                unit.runs.add_step(build_step())

    def test_an_attempt_of_an_unknown_run_is_refused(self, records: Records) -> None:
        with records.write() as unit, pytest.raises(StorageError):
            unit.runs.add_step(build_step())

    def test_an_attempt_that_never_began_cannot_be_saved(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit, pytest.raises(NotFoundError):
            unit.runs.save_step(build_step())

    @pytest.mark.parametrize("outcome", [StepOutcome.SUCCEEDED, StepOutcome.FAILED, StepOutcome.CANCELLED])
    def test_a_late_attempt_is_refused_when_another_has_succeeded(self, records: Records, outcome: StepOutcome) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step())
            unit.runs.add_step(build_step(attempt=2))
            unit.runs.save_step(build_step(attempt=2, outcome=StepOutcome.SUCCEEDED))
            with pytest.raises(VersionConflictError):
                unit.runs.save_step(build_step(outcome=outcome))
            unit.commit()
        with records.read() as unit:
            assert [r.outcome for r in unit.runs.steps(RUN_ID)] == [StepOutcome.RUNNING, StepOutcome.SUCCEEDED]

    def test_another_success_cannot_be_added_either(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step(outcome=StepOutcome.SUCCEEDED))
            with pytest.raises(VersionConflictError):
                unit.runs.add_step(build_step(attempt=2, outcome=StepOutcome.SUCCEEDED))
            unit.runs.add_step(build_step(pass_no=2, outcome=StepOutcome.SUCCEEDED))

    def test_an_attempt_that_was_declared_lost_is_refused(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step())
            unit.runs.save_step(build_step(outcome=StepOutcome.LOST))
            with pytest.raises(VersionConflictError):
                unit.runs.save_step(build_step(outcome=StepOutcome.SUCCEEDED))

    def test_what_is_open_can_be_declared_lost_after_another_succeeded(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step())
            unit.runs.add_step(build_step(attempt=2, outcome=StepOutcome.SUCCEEDED))
            unit.runs.save_step(build_step(outcome=StepOutcome.LOST))
            assert unit.runs.steps(RUN_ID)[0].outcome is StepOutcome.LOST

    @pytest.mark.parametrize("outcome", [StepOutcome.LOST, StepOutcome.FAILED, StepOutcome.RUNNING])
    def test_a_success_is_not_overwritten(self, records: Records, outcome: StepOutcome) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step(outcome=StepOutcome.SUCCEEDED))
            with pytest.raises(VersionConflictError):
                unit.runs.save_step(build_step(outcome=outcome))

    def test_a_success_can_be_taken_back_by_cancelling_it(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step(outcome=StepOutcome.SUCCEEDED))
            unit.runs.save_step(build_step(outcome=StepOutcome.CANCELLED))
            unit.runs.add_step(build_step(attempt=2, outcome=StepOutcome.SUCCEEDED))

    def test_progress_is_stored_while_the_attempt_runs(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_step(build_step())
            unit.runs.set_progress(RUN_ID, 1, Step.SONG, 1, 0.5, "mixing")
            assert unit.runs.steps(RUN_ID) == [build_step(progress=0.5, note="mixing")]
            unit.runs.save_step(build_step(outcome=StepOutcome.LOST, note="lost"))
            unit.runs.set_progress(RUN_ID, 1, Step.SONG, 1, 0.9, "mastering")
            unit.runs.set_progress(RUN_ID, 1, Step.SONG, 7, 0.9, "mastering")
            assert unit.runs.steps(RUN_ID) == [build_step(outcome=StepOutcome.LOST, note="lost")]

    def test_of_two_workers_one_has_the_success(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            for attempt in (1, 2):
                unit.runs.add_step(build_step(attempt=attempt))
            unit.commit()
        start = Barrier(2)

        def succeed(attempt: int) -> bool:
            start.wait()
            try:
                with records.write() as unit:
                    unit.runs.save_step(build_step(attempt=attempt, outcome=StepOutcome.SUCCEEDED))
                    unit.commit()
            except VersionConflictError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(succeed, (1, 2))) == [False, True]


class MadeContract:
    """Assets, provenance, reflections."""

    def test_assets_come_back_in_the_order_of_storing(self, records: Records) -> None:
        store_run(records)
        kept = [build_run_asset(name="stem:bass"), build_run_asset(), build_run_asset(pass_no=2)]
        with records.write() as unit:
            for asset in [*kept, *kept]:
                unit.runs.add_asset(asset)
            unit.commit()
        with records.read() as unit:
            assert unit.runs.assets(RUN_ID) == kept

    def test_a_later_asset_of_the_same_name_takes_the_place(self, records: Records) -> None:
        store_run(records)
        later = build_run_asset(ref=build_asset_ref(sha256="cd" * 32, size_bytes=5 * 2**30))
        with records.write() as unit:
            for asset in (build_run_asset(), build_run_asset(name="preview"), later):
                unit.runs.add_asset(asset)
            assert unit.runs.assets(RUN_ID) == [later, build_run_asset(name="preview")]

    def test_a_chain_still_holds_when_it_comes_back(self, records: Records) -> None:
        store_run(records)
        first = build_link(
            parameters={"gain_db": -0.1, "whole": 1.0, "tiny": 5e-324, "names": ["é", "\u2028"], "n": None}
        )
        second = build_link(
            first, seed=None, human_edits=("shortened the bridge",), at=NOON + timedelta(microseconds=7)
        )
        with records.write() as unit:
            unit.runs.add_provenance(RUN_ID, second)
            unit.runs.add_provenance(RUN_ID, first)
            unit.commit()
        with records.read() as unit:
            chain = unit.runs.provenance(RUN_ID)
        assert chain == [first, second]
        assert verify_chain(chain) is None

    def test_a_taken_place_in_the_chain_is_refused(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.runs.add_provenance(RUN_ID, build_link())
            with pytest.raises(VersionConflictError):
                unit.runs.add_provenance(RUN_ID, build_link(asset="cover"))
            assert unit.runs.provenance(RUN_ID) == [build_link()]

    @pytest.mark.parametrize(
        "value", [float("nan"), object(), {1, 2}, "\ud800"], ids=["nan", "object", "set", "surrogate"]
    )
    def test_what_json_does_not_know_is_refused(self, records: Records, value: object) -> None:
        store_run(records)
        with records.write() as unit, pytest.raises(InvalidInputError):
            unit.runs.add_step(build_step(result={"value": value}))

    def test_a_take_is_reflected_upon_once(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            assert unit.runs.add_reflection(build_reflection())
            assert not unit.runs.add_reflection(build_reflection(summary="another opinion"))
            assert unit.runs.add_reflection(build_reflection(pass_no=2, applied=[]))
            assert unit.runs.reflections(RUN_ID) == [build_reflection(), build_reflection(pass_no=2, applied=[])]
