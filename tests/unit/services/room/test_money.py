"""Budgets are hard stops for what costs money; people are told; what is free stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest

from noktvrn.ops.redaction import Redactor
from noktvrn.ports.language import Fault, OrchestrationStatus, Role, TokenUsage
from noktvrn.ports.ledger import CallState
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.notices.wording import word_notice
from noktvrn.testing.builders import ARTIST_ID, build_artist
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import LOCAL, Fails, FakeLanguageModel, FakePrices, Says
from noktvrn.testing.ledger_contract import build_call, settled
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_request, fake_room
from noktvrn.types import ArtistId, RunId

DEAR = FakePrices({"openai:luna": (10.0, 10.0)})
TOKENS = TokenUsage(1_000, 1_000)
IDENTIFIERS = CountingIdentifiers()


def good(name="openai:luna", **more):
    return FakeLanguageModel(name, [Says(SONG, usage=TOKENS)], **more)


@pytest.fixture
def records() -> InMemoryRecords:
    return InMemoryRecords()


def ask(records, *models, times=1, request=None, prices=DEAR, **settings):
    with fake_room(models, records=records, prices=prices, settings=settings, identifiers=IDENTIFIERS) as room:
        asked = request or build_request(max_output_tokens=2_000)
        return [room.ask(asked) for _ in range(times)]


def notices(records, kind):
    with records.read() as unit:
        return unit.notices.select([kind])


def test_a_call_that_may_break_a_budget_is_not_made(records):
    model = good()
    [result] = ask(records, model, day_usd=0.02)
    assert (result.status, model.calls) == (OrchestrationStatus.EMBEDDED, [])
    [attempt] = result.attempts
    assert not attempt.was_asked
    assert "The budget of 0.02 USD for the day 2026-01-05 has 0.02 USD left: 0 USD spent" in attempt.note
    assert "It begins anew at 2026-01-06 00:00 UTC." in attempt.note


@pytest.mark.parametrize(
    ("day_usd", "title", "line"),
    [
        (0.02, "The next call could cost more than is left of the day budget", "0 USD of 0.02 USD spent for"),
        (0, "The day budget is spent", "0 USD of 0 USD spent for"),
    ],
)
def test_people_are_told_that_a_budget_is_spent_only_when_it_is(records, day_usd, title, line):
    ask(records, good(), day_usd=day_usd)
    [told] = notices(records, NoticeKind.BUDGET_REACHED)
    words = word_notice(told.payload, UTC)
    assert words.title == title
    first, could, anew, remedy = words.lines
    assert line in first
    assert could.startswith("The next call could cost 0.0")
    assert anew == "It begins anew at 2026-01-06 00:00 UTC."
    assert "room.day_usd" in remedy


def test_what_was_reserved_and_not_spent_can_be_spent(records):
    results = ask(records, good(), times=4, day_usd=0.09)
    assert [result.status for result in results] == [OrchestrationStatus.ANSWERED] * 4
    with records.read() as unit:
        assert unit.ledger.spent(["day/2026-01-05"])["day/2026-01-05"] == Decimal("0.08")


def test_models_of_this_machine_are_asked_when_a_budget_is_spent(records):
    dear, local = good(), good("ollama:tiny", traits=LOCAL)
    [result] = ask(records, dear, local, day_usd=0)
    assert (result.ref, result.cost_usd) == (local.ref, Decimal(0))
    assert dear.calls == []
    with fake_room([dear, local], records=records, settings={"day_usd": 0}) as room:
        assert room.is_open(Role.AUTHOR)
    with fake_room([dear], records=records, settings={"day_usd": 0}) as room:
        assert not room.is_open(Role.AUTHOR)


def test_a_cheaper_model_is_asked_when_the_dearer_does_not_fit_any_more(records):
    prices = FakePrices({"openai:luna": (10.0, 10.0), "openai:mini": (0.1, 0.1)})
    [result] = ask(records, good(), good("openai:mini"), day_usd=0.01, prices=prices)
    assert str(result.ref) == "openai:mini"


@pytest.mark.parametrize(
    ("settings", "request_of"),
    [
        ({"run_usd": 0.06}, {"run_id": RunId("r1")}),
        ({"artist_month_usd": 0.06}, {"artist_id": ArtistId("a1")}),
        ({"roles": {"critic": {"month_usd": 0.06}}}, {"role": Role.CRITIC}),
        ({"month_usd": 0.06}, {}),
    ],
)
def test_each_budget_stops_only_what_it_is_for(records, settings, request_of):
    def asked(times, **changes):
        request = build_request(max_output_tokens=2_000, **changes)
        return ask(records, good(), request=request, times=times, **settings)

    assert [each.status is OrchestrationStatus.ANSWERED for each in asked(3, **request_of)] == [True, True, False]
    others = asked(2, run_id=RunId("r2"), artist_id=ArtistId("a2"), role=Role.HELPER)
    assert all(each.status is OrchestrationStatus.ANSWERED for each in others) is ("month_usd" not in settings)


def test_an_artists_own_budget_is_found_by_its_slug(records):
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    request = build_request(artist_id=ARTIST_ID, max_output_tokens=2_000)
    [result] = ask(records, good(), request=request, artists={"nova-lux": {"month_usd": 0.01}})
    assert "room.artists" not in result.attempts[0].note
    assert "for the artist" in result.attempts[0].note


def test_people_are_told_once_when_most_is_spent_and_once_when_all_is(records):
    ask(records, good(), times=6, day_usd=0.1)
    [warned] = notices(records, NoticeKind.BUDGET_WARNED)
    [reached] = notices(records, NoticeKind.BUDGET_REACHED)
    assert (warned.payload.budget, warned.payload.period, warned.payload.limit_usd) == ("day", "2026-01-05", 0.1)
    assert warned.payload.spent_usd >= 0.08
    assert "room.day_usd" in reached.payload.remedy


def test_a_call_too_dear_for_what_is_left_is_told_apart_from_a_spent_budget(records):
    """Who was told in the morning that one call is too dear still hears in the evening that all is spent."""
    ask(records, good(), request=build_request(max_output_tokens=20_000), day_usd=0.1)
    [dear] = notices(records, NoticeKind.BUDGET_REACHED)
    assert (dear.payload.is_spent, dear.payload.spent_usd) == (False, 0)
    ask(records, good(), times=8, day_usd=0.1)
    assert [each.payload.is_spent for each in notices(records, NoticeKind.BUDGET_REACHED)] == [True, False]
    assert len(notices(records, NoticeKind.BUDGET_WARNED)) == 1


def test_a_call_that_spends_the_last_of_a_budget_says_so_at_once(records):
    ask(records, FakeLanguageModel("openai:luna", [Says(SONG, usage=TokenUsage(4_000, 2_000))]), day_usd=0.05)
    [reached] = notices(records, NoticeKind.BUDGET_REACHED)
    assert (reached.payload.is_spent, reached.payload.next_usd) == (True, 0)
    assert word_notice(reached.payload, UTC).title == "The day budget is spent"
    assert notices(records, NoticeKind.BUDGET_WARNED) == []


def test_what_is_put_aside_for_others_is_not_told_as_spent(records):
    """Else the one notice of a budget nearly spent is used up while hardly anything is."""
    pots = ["day/2026-01-05", "month/2026-01"]
    with records.write() as unit:
        unit.ledger.reserve(build_call(900, reserved_usd=Decimal("0.07")), pots)
        unit.ledger.reserve(build_call(901, reserved_usd=Decimal("5"), day="2026-01-04"), pots[1:])
        unit.commit()
    ask(records, good(), times=1, day_usd=0.1)
    assert [notices(records, kind) for kind in (NoticeKind.BUDGET_WARNED, NoticeKind.BUDGET_REACHED)] == [[], []]
    ask(records, good(), times=1, day_usd=0.1)
    [dear] = notices(records, NoticeKind.BUDGET_REACHED)
    assert (dear.payload.is_spent, dear.payload.spent_usd, dear.payload.reserved_usd) == (False, 0.02, 0.07)
    told = word_notice(dear.payload, UTC)
    assert told.title == "The next call could cost more than is left of the day budget"
    assert told.lines[0] == "0.02 USD of 0.10 USD spent for 2026-01-05, 0.07 USD put aside for calls under way."
    with records.write() as unit:
        unit.ledger.settle(settled(build_call(900, reserved_usd=Decimal("0.07")), "0.01"), pots)
        unit.commit()
    ask(records, good(), times=5, day_usd=0.1)
    assert [each.payload.is_spent for each in notices(records, NoticeKind.BUDGET_REACHED)] == [True, False]
    [warned] = notices(records, NoticeKind.BUDGET_WARNED)
    assert warned.payload.spent_usd == pytest.approx(0.09)


def test_each_budget_tells_for_itself_and_anew_in_each_period(records):
    settings, clock = {"day_usd": 0.05, "month_usd": 0.1}, FrozenClock()
    for _ in range(3):
        more = {"records": records, "prices": DEAR, "settings": settings, "identifiers": IDENTIFIERS, "clock": clock}
        with fake_room([good()], **more) as room:
            for _ in range(3):
                room.ask(build_request(max_output_tokens=2_000))
        clock.advance(86_400)
    reached = [each.payload.period for each in notices(records, NoticeKind.BUDGET_REACHED)]
    warned = [each.payload.period for each in notices(records, NoticeKind.BUDGET_WARNED)]
    assert sorted(reached) == ["2026-01", "2026-01-05", "2026-01-06"]
    assert sorted(warned) == ["2026-01", "2026-01-05", "2026-01-06"]


def test_a_raised_limit_tells_anew(records):
    for day_usd in (0.05, 0.05, 0.1):
        ask(records, good(), times=4, day_usd=day_usd)
    assert [each.payload.limit_usd for each in notices(records, NoticeKind.BUDGET_REACHED)] == [0.1, 0.05]


def test_nobody_is_told_again_by_a_new_process(records):
    for _ in range(2):
        with fake_room([good()], records=records, prices=DEAR, settings={"day_usd": 0.01}) as room:
            room.ask(build_request(max_output_tokens=2_000))
    assert len(notices(records, NoticeKind.BUDGET_REACHED)) == 1


def test_a_model_of_unknown_price_is_not_asked_unless_the_settings_assume_one(records):
    model = good("new:model")
    [result] = ask(records, model)
    assert "Nobody knows its price" in result.attempts[0].note
    assert model.calls == []
    [result] = ask(records, model, unknown_price="assume", assumed_usd_per_million=20)
    assert result.attempts[0].cost_usd is None
    with records.read() as unit:
        [call] = unit.ledger.calls()
    assert (call.is_price_known, call.cost_usd) == (False, Decimal("0.04"))


def test_an_assumed_price_counts_in_budgets(records):
    [result] = ask(records, good("new:model"), unknown_price="assume", assumed_usd_per_million=1_000, day_usd=1)
    assert result.status is OrchestrationStatus.EMBEDDED


def test_one_notice_for_each_fallback(records):
    first = FakeLanguageModel("openai:luna", [Fails(Fault.OVERLOADED, usage=TOKENS)])
    second = FakeLanguageModel("openai:sol", [Fails(Fault.REFUSED)], account="other")
    prices = FakePrices({"openai:luna": (1.0, 1.0), "openai:sol": (1.0, 1.0)})
    ask(records, first, second, prices=prices, request=build_request(run_id=RunId("r1")))
    told = notices(records, NoticeKind.PROVIDER_FALLBACK)[::-1]
    assert [(each.payload.wanted, each.payload.used) for each in told] == [
        ("openai:luna", "openai:sol"),
        ("openai:sol", "embedded"),
    ]
    assert told[0].payload.reason == "openai:luna failed by script: overloaded."
    assert {each.payload.remedy for each in told} == {"Give it another script."}
    assert {each.payload.role for each in told} == {"author"}
    assert {each.run_id for each in told} == {RunId("r1")}


def test_a_prompt_that_does_not_fit_the_window_is_not_sent(records):
    small = good(traits=replace(LOCAL, is_local=False, context_tokens=2_000))
    [result] = ask(records, small, request=build_request(prompt="word " * 2_000))
    assert (result.attempts[0].fault, small.calls) == (Fault.TOO_LONG, [])
    assert "2,000" in result.attempts[0].note


def test_the_answer_is_shortened_to_what_the_window_leaves(records):
    small = good(traits=replace(LOCAL, is_local=False, context_tokens=3_000))
    ask(records, small, request=build_request(max_output_tokens=2_900))
    [call] = small.calls
    assert 1_450 <= call.max_output_tokens < 2_900


def test_secrets_that_a_vendor_repeats_are_masked_everywhere(records):
    key = "sk-very-secret-0123456789"

    class Blabbing(FakeLanguageModel):
        async def ask(self, call):
            error = self._error(Fails(Fault.KEY_REFUSED))
            error.args = ()
            error.message = f"Incorrect API key provided: {key}."
            error.remedy = f"Replace {key}."
            raise error

    with fake_room([Blabbing("openai:luna", [])], records=records, redact=Redactor([key])) as room:
        result = room.ask(build_request())
    with records.read() as unit:
        kept = [unit.ledger.calls(), unit.room_state.closures(), unit.notices.select()]
    assert key not in repr(result) + repr(kept)
    assert "Incorrect API key" in result.attempts[0].note


def test_secrets_of_the_settings_are_told_to_no_vendor(records):
    key, asked = "sk-very-secret-0123456789", good()
    request = build_request(prompt=f"A song for {key}, and its token: love.", instructions=f"Never say {key}.")
    with fake_room([asked], records=records, conceal=Redactor([key]).mask_known) as room:
        room.ask(request)
    [call] = asked.calls
    assert call.prompt == "A song for ***, and its token: love."
    assert call.instructions == "Never say ***."


def test_secrets_of_the_settings_stand_in_no_answer(records):
    key = "sk-very-secret-0123456789"
    told = FakeLanguageModel("openai:luna", [Says({"title": f"Love, {key}", "mood": 3})])
    with fake_room([told], records=records, conceal=Redactor([key]).mask_known) as room:
        results = [room.ask(build_request(cacheable=True)) for _ in range(2)]
    assert [result.value.title for result in results] == ["Love, ***"] * 2
    assert len(told.calls) == 1


def test_the_ledger_holds_a_digest_and_no_prompt(records):
    ask(records, good(), request=build_request(prompt="the very words"))
    with records.read() as unit:
        [call] = unit.ledger.calls()
    assert len(call.prompt_digest) == 64
    assert "very words" not in repr(call)


def test_an_answer_is_given_even_when_its_cost_cannot_be_written_down(records, caplog):
    """Its worst case stays put aside, so no budget can be broken by that."""

    def answer_while_the_database_locks(call):
        records.wait_s = 0.01
        records.write_lock.acquire()
        return Says(SONG)

    with fake_room([FakeLanguageModel("openai:luna", answer_while_the_database_locks)], records=records) as room:
        result = room.ask(build_request())
    records.write_lock.release()
    assert result.value == SONG
    assert "worst case counts" in caplog.text
    with records.read() as unit:
        assert unit.ledger.calls()[0].state is CallState.RESERVED
