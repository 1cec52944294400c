"""What every implementation of :mod:`noktvrn.ports.repositories` must do.

Subclass :class:`RecordsContract` in a test module and give it a fixture ``records``: empty, fresh for each test. Where
assertion messages matter, call ``pytest.register_assert_rewrite("noktvrn.testing")`` before import.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from noktvrn.errors import NotFoundError, StorageError, VersionConflictError
from noktvrn.ports.repositories import Records
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.testing.access_contract import AccessContract
from noktvrn.testing.builders import (
    ARTIST_ID,
    RUN_ID,
    build_artist,
    build_event,
    build_step,
)
from noktvrn.testing.chats_contract import ChatsContract
from noktvrn.testing.clock import NOON
from noktvrn.testing.footage_contract import FootageContract
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.journal_contract import MadeContract, RunContract, StepContract
from noktvrn.testing.ledger_contract import LedgerContract
from noktvrn.testing.notice_contract import NoticeContract, NoticeTargetContract
from noktvrn.testing.originality_contract import OriginalityContract
from noktvrn.testing.outcome_contract import CommandContract, DecisionContract, ReleaseContract, WorkerContract
from noktvrn.testing.overview_contract import OverviewContract
from noktvrn.testing.room_state_contract import RoomStateContract
from noktvrn.testing.stored import store_run
from noktvrn.types import ArtistId, Seed


class UnitOfWorkContract:
    """Transactions."""

    def test_what_was_not_committed_is_taken_back(self, records: Records) -> None:
        with records.write() as unit:
            unit.artists.add(build_artist())
        with records.read() as unit:
            assert unit.artists.select() == []

    def test_an_error_takes_everything_back_and_passes_on(self, records: Records) -> None:
        def fail_half_way() -> None:
            with records.write() as unit:
                unit.artists.add(build_artist())
                unit.runs.get(RUN_ID)

        with pytest.raises(NotFoundError):
            fail_half_way()
        with records.read() as unit:
            assert unit.artists.select() == []

    def test_work_after_a_commit_is_a_transaction_of_its_own(self, records: Records) -> None:
        with records.write() as unit:
            unit.artists.add(build_artist())
            unit.commit()
            unit.artists.save(build_artist(brief="never kept"))
        with records.read() as unit:
            assert unit.artists.get(ARTIST_ID) == build_artist()

    def test_a_reader_sees_one_state_and_waits_for_nobody(self, records: Records) -> None:
        store_run(records)
        with records.read() as reader:
            before = reader.runs.get(RUN_ID)
            with records.write() as writer:
                writer.runs.save(replace(before, title="Later"))
                with records.read() as beside:
                    assert beside.runs.get(RUN_ID) == before
                writer.commit()
            assert reader.runs.get(RUN_ID) == before
        with records.read() as after:
            assert after.runs.get(RUN_ID).title == "Later"

    def test_a_unit_opened_to_read_refuses_to_write(self, records: Records) -> None:
        def write_while_reading() -> None:
            with records.read() as unit:
                unit.artists.add(build_artist())
                unit.commit()

        with pytest.raises(StorageError, match="opened to read"):
            write_while_reading()
        with records.read() as unit:
            assert unit.artists.select() == []

    def test_a_refused_change_leaves_the_unit_usable(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            with pytest.raises(VersionConflictError):
                unit.artists.add(build_artist())
            unit.runs.add_step(build_step())
            unit.commit()
        with records.read() as unit:
            assert unit.runs.steps(RUN_ID) == [build_step()]

    def test_of_many_writers_upon_one_reading_only_one_gets_through(self, records: Records) -> None:
        store_run(records)
        start = Barrier(4)

        def retitle(number: int) -> bool:
            with records.read() as unit:
                run = unit.runs.get(RUN_ID)
            start.wait()
            try:
                with records.write() as unit:
                    unit.runs.save(replace(run, title=f"Title {number}"))
                    unit.commit()
            except VersionConflictError:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(retitle, range(4))) == [False, False, False, True]
        with records.read() as unit:
            assert unit.runs.get(RUN_ID).version == 1


class ArtistContract:
    """Artists and their events."""

    def test_an_artist_comes_back_as_it_was_stored(self, records: Records) -> None:
        artist = build_artist(seed=Seed(2**63 - 1), brief='„Straße" 夜 \U0001f30c')
        with records.write() as unit:
            unit.artists.add(artist)
            unit.commit()
        with records.read() as unit:
            assert unit.artists.get(artist.id) == artist

    def test_saving_counts_the_version(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            saved = unit.artists.save(build_artist(status=LifecycleStatus.PAUSED))
            unit.commit()
        assert saved == build_artist(status=LifecycleStatus.PAUSED, version=1)
        with records.read() as unit:
            assert unit.artists.get(ARTIST_ID) == saved

    def test_a_stale_artist_is_refused(self, records: Records) -> None:
        store_run(records)
        with records.write() as unit:
            unit.artists.save(build_artist(brief="first"))
            with pytest.raises(VersionConflictError):
                unit.artists.save(build_artist(brief="second"))

    def test_an_artist_that_is_not_there_cannot_be_saved(self, records: Records) -> None:
        with records.write() as unit, pytest.raises(NotFoundError):
            unit.artists.save(build_artist())

    @pytest.mark.parametrize("taken", [{"id": ArtistId(counted_id(9))}, {"slug": "other"}], ids=["slug", "id"])
    def test_a_taken_slug_or_identifier_is_refused(self, records: Records, taken: dict[str, str]) -> None:
        store_run(records)
        with records.write() as unit, pytest.raises(VersionConflictError):
            unit.artists.add(build_artist(**taken))

    def test_artists_are_listed_by_name(self, records: Records) -> None:
        with records.write() as unit:
            for number, slug in enumerate(["nova-lux", "ash", "nova", "b-side"]):
                status = LifecycleStatus.RETIRED if slug == "ash" else LifecycleStatus.ACTIVE
                unit.artists.add(build_artist(id=ArtistId(counted_id(number)), slug=slug, status=status))
            unit.commit()
        with records.read() as unit:
            assert [a.slug for a in unit.artists.select()] == ["ash", "b-side", "nova", "nova-lux"]
            assert [a.slug for a in unit.artists.select([LifecycleStatus.ACTIVE], limit=2)] == ["b-side", "nova"]
            assert unit.artists.select([]) == []

    @pytest.mark.parametrize(
        "name", ["nova-lux", " Nova-Lux ", "nova-l", "Nova Lux", "Nóva  Lux", ARTIST_ID, ARTIST_ID[:-1]]
    )
    def test_an_artist_is_found_by_what_a_person_types(self, records: Records, name: str) -> None:
        store_run(records)
        with records.read() as unit:
            assert unit.artists.find(name) == build_artist()

    def test_a_whole_slug_wins_over_the_slugs_that_begin_with_it(self, records: Records) -> None:
        with records.write() as unit:
            unit.artists.add(build_artist())
            unit.artists.add(build_artist(id=ArtistId(counted_id(2)), slug="nova"))
            assert unit.artists.find("nova").slug == "nova"
            with pytest.raises(NotFoundError, match="More than one"):
                unit.artists.find("nov")

    @pytest.mark.parametrize("name", ["", "  ", "%", "_", "ova-lux"])
    def test_a_name_that_fits_nothing_is_not_found(self, records: Records, name: str) -> None:
        store_run(records)
        with records.read() as unit, pytest.raises(NotFoundError):
            unit.artists.find(name)

    def test_an_unknown_name_brings_up_the_nearest(self, records: Records) -> None:
        store_run(records)
        with records.read() as unit, pytest.raises(NotFoundError) as caught:
            unit.artists.find("nvoa-lux")
        assert "nova-lux" in caught.value.remedy

    def test_events_come_back_in_the_order_of_storing(self, records: Records) -> None:
        store_run(records)
        events = [
            build_event(details={"report": {"drafts": 3, "scores": [0.5, 1.0]}}),
            build_event(kind="status", run_id=RUN_ID, at=NOON - timedelta(hours=1)),
        ]
        with records.write() as unit:
            for event in events:
                unit.artists.add_event(event)
            unit.commit()
        with records.read() as unit:
            assert unit.artists.events(ARTIST_ID) == events
            assert unit.artists.events(ArtistId(counted_id(9))) == []

    def test_an_event_of_an_unknown_artist_is_refused(self, records: Records) -> None:
        with records.write() as unit, pytest.raises(StorageError):
            unit.artists.add_event(build_event())


class RecordsContract(
    UnitOfWorkContract,
    ArtistContract,
    RunContract,
    StepContract,
    MadeContract,
    DecisionContract,
    ReleaseContract,
    OriginalityContract,
    FootageContract,
    ChatsContract,
    LedgerContract,
    RoomStateContract,
    CommandContract,
    WorkerContract,
    AccessContract,
    NoticeContract,
    NoticeTargetContract,
    OverviewContract,
):
    """Everything that records must do."""
