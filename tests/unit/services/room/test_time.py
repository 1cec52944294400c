"""Waiting, deadlines and cancelling."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from noktvrn.ports.language import Fault, OrchestrationStatus
from noktvrn.ports.ledger import CallState
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.language_models import LOCAL, Fails, FakeLanguageModel, Says
from noktvrn.testing.ledger_contract import build_call
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_orchestrator, build_request, fake_room


class Time:
    """Seconds that pass only where somebody waits."""

    def __init__(self):
        self.now_s, self.waited = 0.0, []

    def timer(self):
        return self.now_s

    def now(self):
        return NOON + timedelta(seconds=self.now_s)

    async def sleep(self, seconds):
        self.waited.append(seconds)
        self.now_s += seconds


def outcome(models, **settings):
    time = Time()

    async def ask():
        core = build_orchestrator(models, settings=settings, clock=time, timer=time.timer, sleep=time.sleep)
        result = await core.ask(build_request())
        core.close()
        return result

    return asyncio.run(ask()), time


def test_waits_grow_and_are_spread():
    waits = set()
    for _ in range(3):
        _, time = outcome([FakeLanguageModel("a:b", [Fails(Fault.OVERLOADED)])], retries=3, retry_delay_s=1)
        first, second, third = time.waited
        assert 0.5 <= first < 1.5
        assert 1 <= second < 3
        assert 2 <= third < 6
        waits.add(first)
    assert waits


def test_the_vendors_word_on_waiting_is_kept():
    model = FakeLanguageModel("a:b", [Fails(Fault.RATE_LIMITED, retry_after_s=4), Says(SONG)])
    result, time = outcome([model, FakeLanguageModel("c:d", [Says(SONG)])])
    [waited] = time.waited
    assert 4 <= waited < 4.5
    assert result.status is OrchestrationStatus.ANSWERED


def test_nobody_waits_long_while_there_are_others():
    model = FakeLanguageModel("a:b", [Fails(Fault.OVERLOADED)])
    result, time = outcome([model, FakeLanguageModel("c:d", [Says(SONG)])], retry_delay_s=60)
    assert (result.status, time.waited) == (OrchestrationStatus.FELL_BACK, [])


def test_nobody_waits_beyond_the_deadline():
    model = FakeLanguageModel("a:b", [Fails(Fault.OVERLOADED)])
    settings = {"retry_delay_s": 60, "roles": {"author": {"deadline_s": 10}}}
    result, time = outcome([model], **settings)
    assert (result.status, time.waited, len(model.calls)) == (OrchestrationStatus.EMBEDDED, [], 1)


def test_the_deadline_ends_the_whole_effort():
    time = Time()

    def dawdle(call):
        time.now_s += 6
        return Fails(Fault.REFUSED)

    models = [FakeLanguageModel(f"v{number}:m", dawdle) for number in range(5)]

    async def ask():
        settings = {"roles": {"author": {"deadline_s": 10}}}
        core = build_orchestrator(models, settings=settings, clock=time, timer=time.timer, sleep=time.sleep)
        result = await core.ask(build_request())
        core.close()
        return result

    result = asyncio.run(ask())
    assert [len(model.calls) for model in models] == [1, 1, 0, 0, 0]
    assert [attempt.was_asked for attempt in result.attempts] == [True, True, False, False, False]
    assert result.attempts[-1].note == "No time was left."


def test_each_but_the_last_may_take_half_the_time():
    models = [FakeLanguageModel("a:b", [Fails(Fault.REFUSED)]), FakeLanguageModel("c:d", [Says(SONG)])]
    outcome(models, roles={"author": {"deadline_s": 30}})
    assert [model.calls[0].timeout_s for model in models] == [15, 30]


@pytest.mark.parametrize(("took_s", "calls"), [(1, 2), (9, 1)])
def test_who_took_long_to_fail_is_not_asked_again_while_there_are_others(took_s, calls):
    """A connection that hangs and breaks would take as long again, and again."""
    time = Time()

    def breaks(call):
        time.now_s += took_s
        return Fails(Fault.UNREACHABLE)

    models = [FakeLanguageModel("a:b", breaks), FakeLanguageModel("c:d", [Says(SONG)])]

    async def ask():
        settings = {"retries": 1, "roles": {"author": {"deadline_s": 30}}}
        core = build_orchestrator(models, settings=settings, clock=time, timer=time.timer, sleep=time.sleep)
        result = await core.ask(build_request())
        core.close()
        return result

    assert asyncio.run(ask()).status is OrchestrationStatus.FELL_BACK
    assert len(models[0].calls) == calls


def test_any_number_that_hang_leave_time_for_one_that_works():
    def hung(call):
        return Fails(Fault.TIMED_OUT, latency_s=call.timeout_s)

    models = [*(FakeLanguageModel(f"a{place}:b", hung) for place in range(4)), FakeLanguageModel("c:d", [Says(SONG)])]
    with fake_room(models, settings={"roles": {"author": {"deadline_s": 2}}}) as room:
        result = room.ask(build_request())
    assert result.ref == models[-1].ref
    assert [attempt.fault for attempt in result.attempts] == [*[Fault.TIMED_OUT] * 4, None]


class Deaf(FakeLanguageModel):
    """Ends neither in time nor by itself."""

    async def ask(self, call):
        await asyncio.sleep(600)


def test_a_model_that_does_not_end_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr("noktvrn.services.room.calling.GRACE_S", 0.05)
    models = [Deaf("a:b", []), FakeLanguageModel("c:d", [Says(SONG)])]
    with fake_room(models, settings={"roles": {"author": {"deadline_s": 1}}}) as room:
        result = room.ask(build_request())
    assert [attempt.fault for attempt in result.attempts] == [Fault.TIMED_OUT, None]


def test_what_loading_a_package_takes_is_no_time_of_the_vendors():
    time, records = Time(), InMemoryRecords()

    class Heavy(FakeLanguageModel):
        async def prepare(self):
            await time.sleep(36)

    async def ask():
        core = build_orchestrator(
            [Heavy("a:b", [Says(SONG)])],
            records=records,
            settings={"roles": {"author": {"deadline_s": 30}}},
            clock=time,
            timer=time.timer,
        )
        result = await core.ask(build_request())
        core.close()
        return result

    result = asyncio.run(ask())
    with records.read() as unit:
        [call] = unit.ledger.calls()
    assert (result.status, call.latency_s, call.at) == (OrchestrationStatus.ANSWERED, 0, NOON + timedelta(seconds=36))


def test_nothing_is_put_aside_for_a_model_that_is_still_being_loaded():
    records, held = InMemoryRecords(), []

    class Watched(FakeLanguageModel):
        async def prepare(self):
            with records.read() as unit:
                held.extend(unit.ledger.calls())

    with fake_room([Watched("a:b", [Says(SONG)])], records=records) as room:
        room.ask(build_request())
    assert held == []


def cancelled_while(model, records):
    async def run():
        core = build_orchestrator([model], records=records)
        asking = asyncio.create_task(core.ask(build_request()))
        while not model.calls:
            await asyncio.sleep(0.001)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        core.close()

    asyncio.run(run())


def test_a_cancelled_call_counts_with_its_worst_case_because_it_may_be_billed():
    records, model = InMemoryRecords(), FakeLanguageModel("a:b", [Says(SONG, latency_s=600)])
    cancelled_while(model, records)
    assert model.ended == 0
    with records.read() as unit:
        [call] = unit.ledger.calls()
        assert (call.state, call.cost_usd) == (CallState.LOST, call.reserved_usd)
        assert unit.ledger.spent(["day/2026-01-05"]) == {"day/2026-01-05": call.reserved_usd}


def test_closing_the_room_cancels_what_is_under_way():
    records, model = InMemoryRecords(), FakeLanguageModel("a:b", [Says(SONG, latency_s=600)])
    room = fake_room([model], records=records)
    failed: list[BaseException] = []

    def ask():
        try:
            room.ask(build_request())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not model.calls:
        threading.Event().wait(0.001)
    room.close()
    thread.join(60)
    assert not thread.is_alive()
    assert failed
    assert model.ended == 0


def test_many_threads_may_ask_at_once():
    model = FakeLanguageModel("a:b", [Says(SONG, latency_s=0.02)])
    with fake_room([model]) as room:
        results = []
        threads = [threading.Thread(target=lambda: results.append(room.ask(build_request()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [result.value for result in results] == [SONG] * 8


def test_a_call_whose_process_died_counts_with_its_worst_case_after_a_while():
    records, clock = InMemoryRecords(), FrozenClock()
    with records.write() as unit:
        unit.ledger.reserve(build_call(999), ["day/2026-01-05"])
        unit.commit()
    clock.advance(3_600)
    local = FakeLanguageModel("a:b", [Says(SONG)], traits=LOCAL)
    with fake_room([local], records=records, clock=clock) as room:
        room.ask(build_request())
    with records.read() as unit:
        assert unit.ledger.find(build_call(999).id).state is CallState.LOST
        assert unit.ledger.spent(["day/2026-01-05"])["day/2026-01-05"] == Decimal("0.05")
