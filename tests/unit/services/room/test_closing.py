"""Who fails is left alone: for a while, or until a person acts; and one call finds out whether it works again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, OrchestrationStatus, Role
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.room.closing import after_failure
from noktvrn.services.room.rules import RULES, Closing
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import Fails, FakeLanguageModel, Says
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_orchestrator, build_request, fake_room

LASTING = [fault for fault, rule in RULES.items() if rule.closing is Closing.LONG]
PASSING = [fault for fault, rule in RULES.items() if rule.closing is Closing.SHORT]


class House:
    """A room whose clock and records outlive it."""

    def __init__(self, *models, **settings):
        self.clock, self.records, self.identifiers = FrozenClock(), InMemoryRecords(), CountingIdentifiers()
        self.models, self.settings = models, settings

    def ask(self, times=1):
        with self.room() as room:
            return [room.ask(build_request()) for _ in range(times)][-1]

    def room(self):
        more = {"clock": self.clock, "identifiers": self.identifiers, "settings": self.settings}
        return fake_room(self.models, records=self.records, **more)

    def is_open(self):
        with self.room() as room:
            return room.is_open(Role.AUTHOR)

    def notices(self, kind):
        with self.records.read() as unit:
            return unit.notices.select([kind])

    def closures(self):
        with self.records.read() as unit:
            return unit.room_state.closures()


def failing(fault, name="openai:luna", **more):
    return FakeLanguageModel(name, [Fails(fault, **more)])


def good(name="mistral:small"):
    return FakeLanguageModel(name, [Says(SONG)])


@pytest.mark.parametrize("fault", LASTING)
def test_a_lasting_fault_closes_at_once_for_an_hour_and_a_person_is_told_once(fault):
    first = failing(fault)
    house = House(first, good())
    result = house.ask(times=4)
    assert len(first.calls) == 1
    assert "Left alone until 2026-01-05 13:00 UTC" in result.attempts[0].note
    assert (result.attempts[0].was_asked, result.attempts[0].fault) == (False, fault)
    [notice] = house.notices(NoticeKind.PROVIDER_OUT)
    assert (notice.payload.code, notice.payload.remedy) == (fault.value, "Give it another script.")
    [closure] = house.closures()
    assert closure.needs_person
    assert closure.cause == f"{notice.payload.cause} It was asked as {notice.payload.role}."


@pytest.mark.parametrize("fault", LASTING)
def test_a_lasting_fault_is_tried_again_after_its_time_and_then_for_twice_as_long(fault):
    first = failing(fault)
    house = House(first, good())
    house.ask()
    house.clock.advance(3_601)
    house.ask(times=2)
    assert len(first.calls) == 2
    assert house.closures()[0].until == house.clock.now() + timedelta(hours=2)
    assert len(house.notices(NoticeKind.PROVIDER_OUT)) == 1


def test_what_works_again_is_open_to_all_again():
    first = FakeLanguageModel("openai:luna", [Fails(Fault.KEY_REFUSED), Says(SONG)])
    house = House(first, good())
    house.ask()
    house.clock.advance(3_601)
    assert house.ask().status is OrchestrationStatus.ANSWERED
    assert house.closures() == []
    assert house.ask().status is OrchestrationStatus.ANSWERED


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_closes_when_it_is_the_third_in_a_row(fault):
    first = failing(fault)
    house = House(first, good(), retries=0)
    for asked in (1, 2, 3, 3, 3):
        house.ask()
        assert len(first.calls) == asked
    assert house.notices(NoticeKind.PROVIDER_OUT) == []
    house.clock.advance(31)
    house.ask(times=2)
    assert len(first.calls) == 4
    assert house.closures()[0].until == house.clock.now() + timedelta(seconds=60)


def test_an_overload_does_not_let_in_who_is_out_of_credit():
    clock, model = FrozenClock(), good("openai:luna")
    broke, busy = (
        ModelCallError("No.", remedy="Add.", provider="openai", operation="ask", fault=fault)
        for fault in ("out_of_credit", "overloaded")
    )
    closed = after_failure(None, model, broke, Role.AUTHOR, 30, clock.now())
    assert after_failure(closed, model, busy, Role.AUTHOR, 30, clock.now()) == closed
    later = after_failure(closed, model, busy, Role.AUTHOR, 30, closed.until)
    assert later.fault is Fault.OVERLOADED


def test_a_success_between_begins_the_count_anew():
    replies = [Fails(Fault.OVERLOADED), Fails(Fault.OVERLOADED), Says(SONG), Fails(Fault.OVERLOADED), Says(SONG)]
    first = FakeLanguageModel("openai:luna", replies)
    house = House(first, good(), retries=0)
    house.ask(times=5)
    assert len(first.calls) == 5
    assert house.closures() == []


def test_the_vendor_is_believed_when_it_says_how_long_to_wait():
    first = failing(Fault.RATE_LIMITED, retry_after_s=90)
    house = House(first, good())
    house.ask(times=3)
    assert len(first.calls) == 1
    house.clock.advance(91)
    house.ask()
    assert len(first.calls) == 2


def test_all_models_of_an_account_are_closed_with_it():
    first = failing(Fault.OUT_OF_CREDIT, "openai:luna")
    second = failing(Fault.OUT_OF_CREDIT, "openai:sol")
    House(first, second, good()).ask()
    assert (len(first.calls), len(second.calls)) == (1, 0)


def test_an_unknown_model_does_not_close_the_others_of_its_account():
    first, second = failing(Fault.MODEL_UNKNOWN, "openai:lunar"), good("openai:luna")
    house = House(first, second)
    assert house.ask(times=2).ref == second.ref
    assert (len(first.calls), len(second.calls)) == (1, 2)


def test_bad_answers_close_nothing():
    first = failing(Fault.WRONG_SHAPE)
    house = House(first, good())
    house.ask(times=5)
    assert len(first.calls) == 10
    assert house.closures() == []


def test_one_call_finds_out_while_the_others_pass():
    async def ask_together():
        clock, records = FrozenClock(), InMemoryRecords()
        first = FakeLanguageModel("openai:luna", [Fails(Fault.KEY_REFUSED), Says(SONG, latency_s=0.05)])
        core = build_orchestrator([first, good()], records=records, clock=clock)
        await core.ask(build_request())
        clock.advance(3_601)
        results = await asyncio.gather(*(core.ask(build_request()) for _ in range(5)))
        core.close()
        return len(first.calls), sorted(result.status for result in results)

    calls, statuses = asyncio.run(ask_together())
    assert calls == 2
    assert statuses == [OrchestrationStatus.ANSWERED] + [OrchestrationStatus.FELL_BACK] * 4


def test_a_room_whose_models_are_all_closed_is_closed():
    house = House(failing(Fault.KEY_REFUSED))
    assert house.is_open()
    house.ask()
    assert not house.is_open()
    house.clock.advance(3_601)
    assert house.is_open()
