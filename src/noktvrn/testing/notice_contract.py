"""What records must do about notices and the targets that are told of them.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from noktvrn.journal.steps import Failure
from noktvrn.ports.notice_kinds import (
    ArtistCreated,
    BudgetReached,
    BudgetWarned,
    Decided,
    Digest,
    NoticeKind,
    RunExpired,
)
from noktvrn.ports.notices import Form, TargetState
from noktvrn.ports.repositories import Records
from noktvrn.testing.builders import ARTIST_ID, RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import ArtistId

_EVERY = tuple(NoticeKind)
_HOUR = timedelta(hours=1)
_EXPIRED = RunExpired(RUN_ID, ARTIST_ID, 1, "Night Bus", "Nova Lux", NOON)
_BUDGET = ("month", "2026-01", 8.0, 10.0)


def _created(number: int) -> ArtistCreated:
    return ArtistCreated(ArtistId(counted_id(number)), f"Artist {number}", f"artist-{number}", "house", "Robin")


def _add(records: Records, *numbers: int) -> None:
    with records.write() as unit:
        for number in numbers:
            unit.notices.add(_created(number), NOON + timedelta(minutes=number))
        unit.commit()


class NoticeContract:
    """Notices."""

    def test_a_notice_comes_back_as_it_was_with_its_payload_by_kind(self, records: Records) -> None:
        decided = Decided(
            counted_id(3),
            RUN_ID,
            ARTIST_ID,
            2,
            "夜 <b>&",
            "Nova Lux",
            "reject",
            "Robin",
            "web",
            "",
            ("hook too late",),
            NOON,
        )
        digest = Digest(NOON - 24 * _HOUR, NOON, 1, 2, 3, 0, 1, 0, 0, 4, (("too slow", 2),), 0.25)
        payloads = [_EXPIRED, decided, BudgetWarned(*_BUDGET), BudgetReached(*_BUDGET, "Raise it."), digest]
        with records.write() as unit:
            for payload in payloads:
                unit.notices.add(payload, NOON)
            unit.commit()
        with records.read() as unit:
            notices = unit.notices.after(0, _EVERY, 10)
        assert [notice.payload for notice in notices] == payloads
        assert [notice.kind for notice in notices] == [payload.kind for payload in payloads]
        assert [notice.key for notice in notices] == [payload.key for payload in payloads]
        assert (notices[0].run_id, notices[0].artist_id, notices[0].at) == (RUN_ID, ARTIST_ID, NOON)
        assert (notices[2].run_id, notices[2].artist_id) == (None, None)

    def test_what_is_announced_twice_is_written_down_once(self, records: Records) -> None:
        _add(records, 1, 1, 2)
        _add(records, 1)
        with records.read() as unit:
            assert [notice.payload for notice in unit.notices.select()] == [_created(2), _created(1)]

    def test_a_notice_is_taken_back_with_the_change_that_it_tells_of(self, records: Records) -> None:
        with records.write() as unit:
            unit.notices.add(_created(1), NOON)
            assert unit.notices.last_id() > 0
        with records.read() as unit:
            assert unit.notices.select() == []

    def test_notices_are_listed_backwards_by_kind_and_run_page_by_page(self, records: Records) -> None:
        _add(records, 1, 2, 3)
        with records.write() as unit:
            unit.notices.add(_EXPIRED, NOON)
            unit.commit()
        with records.read() as unit:
            newest = unit.notices.select(limit=2)
            assert [notice.payload for notice in newest] == [_EXPIRED, _created(3)]
            older = unit.notices.select(before=newest[-1].id)
            assert [notice.payload for notice in older] == [_created(2), _created(1)]
            assert [notice.payload for notice in unit.notices.select(kinds=[NoticeKind.RUN_EXPIRED])] == [_EXPIRED]
            assert [notice.payload for notice in unit.notices.select(run_id=RUN_ID)] == [_EXPIRED]
            assert unit.notices.select(kinds=[]) == []

    def test_what_came_after_one_is_listed_forwards_and_counted(self, records: Records) -> None:
        _add(records, 1, 2, 3, 4)
        with records.read() as unit:
            first, second, third, fourth = unit.notices.after(0, _EVERY, 10)
            assert unit.notices.after(first.id, _EVERY, 10, up_to=third.id) == [second, third]
            assert unit.notices.after(first.id, _EVERY, 1) == [second]
            assert unit.notices.after(0, [NoticeKind.DIGEST], 10) == []
            assert unit.notices.counts_after(second.id, _EVERY) == {NoticeKind.ARTIST_CREATED: 2}
            assert unit.notices.counts_after(second.id, _EVERY, third.id) == {NoticeKind.ARTIST_CREATED: 1}
            assert unit.notices.counts_after(fourth.id, _EVERY) == {}
            assert unit.notices.last_id() == fourth.id
            span = unit.notices.between(second.at, fourth.at, _EVERY)
            assert span == [second, third]

    def test_what_was_forgotten_never_gives_its_identifier_to_another(self, records: Records) -> None:
        _add(records, 1, 2)
        with records.write() as unit:
            last = unit.notices.last_id()
            assert unit.notices.forget_before(NOON + _HOUR, limit=1) == 1
            assert [notice.payload for notice in unit.notices.select()] == [_created(2)]
            assert unit.notices.forget_before(NOON + _HOUR) == 1
            unit.commit()
        _add(records, 3)
        with records.read() as unit:
            (left,) = unit.notices.select()
        assert left.id > last

    def test_identifiers_are_in_the_order_of_commits(self, records: Records) -> None:
        """Whoever has read up to an identifier must not find a smaller one later."""
        meet = Barrier(2)

        def announce(number: int) -> None:
            meet.wait()
            for step in range(20):
                _add(records, number + step)

        seen: list[int] = []
        with ThreadPoolExecutor(2) as pool:
            writers = [pool.submit(announce, first) for first in (100, 200)]
            while len(seen) < 40:
                ended = all(writer.done() for writer in writers)
                with records.read() as unit:
                    seen += [notice.id for notice in unit.notices.after(seen[-1] if seen else 0, _EVERY, 100)]
                if ended:
                    break
            for writer in writers:
                writer.result()
        assert len(seen) == 40
        assert seen == sorted(set(seen))


class NoticeTargetContract:
    """How far each target has been told."""

    def test_a_new_target_begins_after_what_happened_before(self, records: Records) -> None:
        _add(records, 1, 2)
        with records.write() as unit:
            state = unit.notices.claim("phone", "w-1", NOON, NOON + _HOUR)
            assert state == TargetState("phone", unit.notices.last_id(), NOON, "w-1", NOON + _HOUR)

    def test_a_target_is_claimed_by_one_until_its_claim_is_given_back_or_runs_out(self, records: Records) -> None:
        with records.write() as unit:
            unit.notices.claim("phone", "w-1", NOON, NOON + _HOUR)
            assert unit.notices.claim("phone", "w-2", NOON + _HOUR / 2, NOON + 2 * _HOUR) is None
            prolonged = unit.notices.claim("phone", "w-1", NOON, NOON + 2 * _HOUR)
            assert prolonged is not None
            assert prolonged.claimed_until == NOON + 2 * _HOUR
            unit.notices.release("phone", "w-2")
            assert unit.notices.claim("phone", "w-2", NOON + _HOUR, NOON + 3 * _HOUR) is None
            unit.notices.release("phone", "w-1")
            assert unit.notices.claim("phone", "w-2", NOON + _HOUR, NOON + 3 * _HOUR) is not None
            assert unit.notices.claim("phone", "w-1", NOON + 3 * _HOUR, NOON + 4 * _HOUR) is not None
            assert unit.notices.claim("mail", "w-2", NOON, NOON + _HOUR) is not None
            unit.commit()
        with records.read() as unit:
            assert [(state.name, state.claimed_by) for state in unit.notices.targets()] == [
                ("mail", "w-2"),
                ("phone", "w-1"),
            ]

    def test_a_state_is_stored_only_by_who_holds_the_claim(self, records: Records) -> None:
        failure = Failure("provider_unavailable", "It is down.", "notices", "Wait.", retryable=True)
        with records.write() as unit:
            mine = unit.notices.claim("phone", "w-1", NOON, NOON + _HOUR)
            assert mine is not None
            told = replace(
                mine,
                cursor=7,
                planned_to=9,
                planned_form=Form.SUMMARY,
                window_from=NOON,
                window_told=2,
                told=3,
                told_at=NOON,
                skipped=1,
                failures=1,
                retry_at=NOON + _HOUR,
                failure=failure,
            )
            assert unit.notices.save_target(told)
            assert unit.notices.targets() == [told]
            assert not unit.notices.save_target(replace(told, claimed_by="w-2", cursor=99))
            assert not unit.notices.save_target(replace(told, name="unknown"))
            assert unit.notices.targets() == [told]
            unit.notices.release("phone", "w-1")
            assert not unit.notices.save_target(told)
            assert unit.notices.targets() == [replace(told, claimed_by=None, claimed_until=None)]
