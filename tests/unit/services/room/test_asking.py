"""Models are asked in turn until one answers well, and what happened is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from noktvrn.errors import DatabaseUnavailableError
from noktvrn.ports.language import Fault, OrchestrationStatus, Role, TokenUsage
from noktvrn.ports.ledger import CallState
from noktvrn.services.room.closed import ClosedRoom
from noktvrn.services.room.front import OpenRoom
from noktvrn.services.room.rules import RULES, Closing
from noktvrn.testing.language_models import LOCAL, UNBILLED, USAGE, Fails, FakeLanguageModel, FakePrices, Says
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_request, fake_room


@pytest.fixture
def records() -> InMemoryRecords:
    return InMemoryRecords()


def good(name="mistral:small", **more):
    return FakeLanguageModel(name, [Says(SONG)], **more)


def failing(fault, name="openai:luna", **more):
    return FakeLanguageModel(name, [Fails(fault, **more)])


def ask(models, records=None, request=None, **more):
    with fake_room(models, records=records, **more) as room:
        return room.ask(request or build_request())


def ledger_of(records):
    with records.read() as unit:
        return unit.ledger.calls()[::-1]


def test_the_first_choice_answers(records):
    result = ask([good("openai:luna"), good()], records)
    assert (result.status, result.value, str(result.ref)) == (OrchestrationStatus.ANSWERED, SONG, "openai:luna")
    [attempt] = result.attempts
    assert (attempt.fault, attempt.note, attempt.usage, attempt.cost_usd) == (None, "", USAGE, Decimal("0.00015"))
    assert result.cost_usd == Decimal("0.00015")
    [call] = ledger_of(records)
    assert (call.state, call.cost_usd, call.prompt) == (CallState.SETTLED, Decimal("0.00015"), "author/title 1")
    assert call.reserved_usd > call.cost_usd


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_ends_in_the_answer_of_the_next_model_and_is_told(fault, records):
    first, second = failing(fault), good()
    result = ask([first, second], records)
    assert (result.status, result.value, result.ref) == (OrchestrationStatus.FELL_BACK, SONG, second.ref)
    failed = [attempt for attempt in result.attempts if attempt.ref == first.ref]
    assert failed
    assert all(attempt.fault is fault and attempt.note for attempt in failed)
    rule = RULES[fault]
    assert len(first.calls) == 1 + (2 if rule.waits else 0) + (1 if rule.complains else 0)
    assert [call.moved_on_to for call in ledger_of(records)] == [""] * (len(failed) - 1) + [str(second.ref), ""]


def test_every_fault_has_its_rule():
    assert set(RULES) == set(Fault)


def test_nobody_answers_and_the_embedded_way_is_taken(records):
    result = ask([failing(Fault.REFUSED), failing(Fault.EMPTY, "mistral:small")], records)
    assert (result.status, result.value, result.ref) == (OrchestrationStatus.EMBEDDED, None, None)
    assert [attempt.fault for attempt in result.attempts] == [Fault.REFUSED, Fault.EMPTY]
    assert [call.moved_on_to for call in ledger_of(records)] == ["mistral:small", "embedded"]


def test_without_models_nothing_happens(records):
    result = ask([], records)
    assert (result.status, result.attempts, result.cost_usd) == (OrchestrationStatus.EMBEDDED, (), Decimal(0))
    assert ClosedRoom().ask(build_request()) == result
    assert not ClosedRoom().is_open(Role.AUTHOR)


def test_an_invalid_answer_is_asked_for_once_more_with_what_was_wrong():
    model = FakeLanguageModel("openai:luna", [Says('{"title": 1}'), Says(SONG)])
    result = ask([model, good()])
    assert (result.status, result.value) == (OrchestrationStatus.ANSWERED, SONG)
    assert [attempt.fault for attempt in result.attempts] == [Fault.WRONG_SHAPE, None]
    assert model.calls[0].complaint == ""
    assert "shape" in model.calls[1].complaint


def test_an_answer_that_was_cut_off_gets_twice_the_room():
    model = FakeLanguageModel("openai:luna", [Fails(Fault.CUT_OFF), Says(SONG)])
    ask([model], request=build_request(max_output_tokens=1_000))
    assert [call.max_output_tokens for call in model.calls] == [1_000, 2_000]


def test_a_failure_that_passes_is_waited_for():
    model = FakeLanguageModel("openai:luna", [Fails(Fault.OVERLOADED), Fails(Fault.SERVER_ERROR), Says(SONG)])
    result = ask([model, good()])
    assert (result.status, result.ref) == (OrchestrationStatus.ANSWERED, model.ref)


def test_billed_failures_are_counted(records):
    result = ask([failing(Fault.REFUSED, usage=USAGE), good()], records)
    assert [attempt.cost_usd for attempt in result.attempts] == [Decimal("0.00015")] * 2
    assert result.cost_usd == Decimal("0.0003")
    assert [call.state for call in ledger_of(records)] == [CallState.SETTLED] * 2


def test_a_time_out_of_unknown_cost_counts_with_its_worst_case(records):
    ask([failing(Fault.TIMED_OUT), good()], records)
    timed_out, _ = ledger_of(records)
    assert timed_out.cost_usd == timed_out.reserved_usd > 0


def test_an_answer_that_does_not_say_what_it_cost_counts_with_its_worst_case(records):
    result = ask([FakeLanguageModel("openai:luna", [Says(SONG, usage=UNBILLED)])], records)
    [answered] = ledger_of(records)
    assert (result.status, answered.state) == (OrchestrationStatus.ANSWERED, CallState.SETTLED)
    assert result.cost_usd == answered.cost_usd == answered.reserved_usd > 0


def test_a_failure_that_nobody_billed_costs_nothing(records):
    ask([failing(Fault.KEY_REFUSED), good()], records)
    refused, _ = ledger_of(records)
    assert (refused.state, refused.cost_usd) == (CallState.RELEASED, Decimal(0))


def test_models_of_this_machine_cost_nothing_whatever_the_price_list_says(records):
    local = good("ollama:tiny", traits=LOCAL)
    result = ask([local], records, prices=FakePrices({"ollama:tiny": (5.0, 5.0)}))
    assert result.cost_usd == 0


def test_nothing_is_asked_when_the_ledger_cannot_be_written():
    model, records = good(), InMemoryRecords(wait_s=0.01)
    with fake_room([model], records=records) as room, records.write(), pytest.raises(DatabaseUnavailableError):
        room.ask(build_request())
    assert model.calls == []


def test_a_room_can_be_closed_without_having_been_used():
    room = fake_room([good()])
    room.close()
    assert isinstance(room, OpenRoom)


def test_lasting_faults_are_those_that_close_at_once():
    lasting = {fault for fault, rule in RULES.items() if rule.closing is Closing.LONG}
    assert lasting == {Fault.OUT_OF_CREDIT, Fault.KEY_REFUSED, Fault.MODEL_UNKNOWN, Fault.SDK_MISSING}


@pytest.mark.parametrize(
    "usage", [TokenUsage(10**14, 50), TokenUsage(100, 10**30), TokenUsage(100, 50, 10**14), TokenUsage(-(10**6), 50)]
)
def test_a_count_of_tokens_that_cannot_be_counts_with_the_worst_case(usage, records, caplog):
    model = FakeLanguageModel("openai:luna", [Says(SONG, usage=usage)])
    result = ask([model], records)
    with records.read() as unit:
        [call] = unit.ledger.calls()
    assert result.value == SONG
    assert call.cost_usd == call.reserved_usd > 0
    assert (call.input_tokens, call.output_tokens, call.cache_read_tokens) == (0, 0, 0)
    assert "which cannot be" in caplog.text


def test_an_answer_that_broke_off_counts_with_its_worst_case_and_says_so(records):
    model = FakeLanguageModel("openai:luna", [Fails(Fault.NOT_API, may_be_billed=True)])
    result = ask([model], records)
    assert result.attempts[0].note.endswith("It may be billed, so its worst case counts.")
    with records.read() as unit:
        [call] = unit.ledger.calls()
    assert call.cost_usd == call.reserved_usd > 0
