"""What records must do about calls of language models and the pots that they count in.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from noktvrn.errors import NotFoundError
from noktvrn.ports.language import Fault, Role
from noktvrn.ports.ledger import CallCount, CallState, CostSubject, LedgerEntry
from noktvrn.ports.repositories import Records
from noktvrn.testing.builders import ARTIST_ID, RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id

_POTS = ("day/2026-01-05", "month/2026-01")
_ENTRY = LedgerEntry(
    id=counted_id(1),
    effort=counted_id(9),
    at=NOON,
    day="2026-01-05",
    role=Role.AUTHOR,
    prompt="author/lyrics 3",
    prompt_digest="ab" * 32,
    artist_id=ARTIST_ID,
    run_id=RUN_ID,
    vendor="openai",
    model="gpt-6-luna",
    expires_at=NOON + timedelta(minutes=5),
    reserved_usd=Decimal("0.05"),
)


def build_call(number: int = 1, **changes: Any) -> LedgerEntry:
    """Return a call that is under way, with changes."""
    return replace(_ENTRY, id=counted_id(number), **changes)


def settled(entry: LedgerEntry, cost_usd: str, **changes: Any) -> LedgerEntry:
    """Return a call that came to its end."""
    ended = {"input_tokens": 100, "output_tokens": 50, "latency_s": 2.0, **changes}
    return replace(entry, state=CallState.SETTLED, cost_usd=Decimal(cost_usd), **ended)


class LedgerContract:
    """Calls and pots."""

    def test_a_call_comes_back_as_it_was_entered_and_settled(self, records: Records) -> None:
        entry = build_call()
        done = settled(entry, "0.000000001", fault=Fault.WRONG_SHAPE, is_price_known=False)
        with records.write() as unit:
            unit.ledger.reserve(entry, _POTS)
            assert unit.ledger.find(entry.id) == entry
            unit.ledger.settle(done, _POTS)
            unit.ledger.move_on(entry.id, "embedded")
            unit.commit()
        with records.read() as unit:
            assert unit.ledger.find(entry.id) == replace(done, moved_on_to="embedded")
            with pytest.raises(NotFoundError):
                unit.ledger.find(counted_id(2))

    def test_pots_hold_the_worst_case_until_a_call_is_settled(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.lock()
            unit.ledger.reserve(build_call(1), _POTS)
            unit.ledger.reserve(build_call(2), _POTS[:1])
            assert unit.ledger.spent([*_POTS, "run/x"]) == {
                _POTS[0]: Decimal("0.1"),
                _POTS[1]: Decimal("0.05"),
                "run/x": Decimal(0),
            }
            unit.ledger.settle(settled(build_call(1), "0.01"), _POTS)
            unit.ledger.settle(settled(build_call(2), "0.07"), _POTS[:1])
            assert unit.ledger.spent(_POTS) == {_POTS[0]: Decimal("0.08"), _POTS[1]: Decimal("0.01")}

    def test_calls_are_under_way_until_they_are_settled_or_lost(self, records: Records) -> None:
        with records.write() as unit:
            for number in (2, 1, 3, 4):
                late = {"expires_at": NOON + timedelta(hours=1)} if number != 3 else {}
                unit.ledger.reserve(build_call(number, **late), _POTS)
            unit.ledger.settle(settled(build_call(1), "0.01"), _POTS)
            unit.ledger.expire(NOON + timedelta(minutes=6))
            assert [entry.id for entry in unit.ledger.under_way()] == [counted_id(2), counted_id(4)]

    def test_a_call_is_settled_once(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.reserve(build_call(), _POTS)
            unit.ledger.settle(settled(build_call(), "0.01"), _POTS)
            unit.ledger.settle(settled(build_call(), "0.02"), _POTS)
            unit.ledger.settle(settled(build_call(7), "0.02"), _POTS)
            assert unit.ledger.spent(_POTS[:1]) == {_POTS[0]: Decimal("0.01")}
            assert unit.ledger.find(counted_id(1)).cost_usd == Decimal("0.01")

    def test_a_released_call_costs_nothing(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.reserve(build_call(), _POTS)
            unit.ledger.settle(replace(build_call(), state=CallState.RELEASED, cost_usd=Decimal(0)), _POTS)
            assert unit.ledger.spent(_POTS[:1]) == {_POTS[0]: Decimal(0)}

    def test_a_call_whose_time_is_over_counts_with_its_worst_case(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.reserve(build_call(1), _POTS)
            unit.ledger.reserve(build_call(2, expires_at=NOON + timedelta(hours=1)), _POTS)
            assert unit.ledger.expire(NOON + timedelta(minutes=6)) == 1
            assert unit.ledger.expire(NOON + timedelta(minutes=6)) == 0
            lost = unit.ledger.find(counted_id(1))
            assert (lost.state, lost.cost_usd) == (CallState.LOST, Decimal("0.05"))
            assert unit.ledger.spent(_POTS[:1]) == {_POTS[0]: Decimal("0.1")}

    def test_a_lost_call_that_comes_back_is_settled_all_the_same(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.reserve(build_call(), _POTS)
            unit.ledger.expire(NOON + timedelta(hours=1))
            unit.ledger.settle(settled(build_call(), "0.02"), _POTS)
            assert unit.ledger.spent(_POTS) == dict.fromkeys(_POTS, Decimal("0.02"))
            assert unit.ledger.find(counted_id(1)).state is CallState.SETTLED

    def test_fractions_of_a_billionth_are_rounded_up(self, records: Records) -> None:
        with records.write() as unit:
            unit.ledger.reserve(build_call(reserved_usd=Decimal("0.0000000011")), ())
            unit.commit()
        with records.read() as unit:
            assert unit.ledger.find(counted_id(1)).reserved_usd in {Decimal("0.000000002"), Decimal("0.0000000011")}

    def test_costs_are_added_up_by_each_subject(self, records: Records) -> None:
        first, second = build_call(1), build_call(2, artist_id=None, run_id=None, day="2026-01-06", role=Role.CRITIC)
        with records.write() as unit:
            for entry in (first, second, build_call(3, vendor="mistral", model="small")):
                unit.ledger.reserve(entry, ())
            unit.ledger.settle(settled(first, "0.01", fault=Fault.REFUSED), ())
            unit.ledger.move_on(first.id, "mistral:small")
            unit.ledger.settle(settled(second, "0.02", is_price_known=False), ())
            unit.commit()
        with records.read() as unit:
            found = {by: unit.ledger.add_up(by) for by in CostSubject}
            late = unit.ledger.add_up(CostSubject.DAY, since_day="2026-01-06")
            early = unit.ledger.add_up(CostSubject.DAY, until_day="2026-01-05")
        subjects = {by: [line.subject for line in lines] for by, lines in found.items()}
        assert subjects == {
            CostSubject.ARTIST: ["", ARTIST_ID],
            CostSubject.ROLE: ["critic", "author"],
            CostSubject.MODEL: ["openai:gpt-6-luna", "mistral:small"],
            CostSubject.DAY: ["2026-01-06", "2026-01-05"],
            CostSubject.RUN: [RUN_ID, ""],
        }
        [author] = [line for line in found[CostSubject.ROLE] if line.subject == "author"]
        assert (author.calls, author.faults, author.fallbacks, author.unpriced) == (2, 1, 1, 0)
        assert (author.cost_usd, author.reserved_usd) == (Decimal("0.01"), Decimal("0.05"))
        assert (author.input_tokens, author.output_tokens, author.latency_s) == (100, 50, 2.0)
        assert [line.subject for line in late] == ["2026-01-06"]
        assert [line.subject for line in early] == ["2026-01-05"]

    def test_calls_are_listed_newest_first(self, records: Records) -> None:
        with records.write() as unit:
            for entry in (build_call(1), build_call(2, run_id=None), build_call(3, artist_id=None)):
                unit.ledger.reserve(entry, ())
            assert [entry.id for entry in unit.ledger.calls(limit=2)] == [counted_id(3), counted_id(2)]
            assert [entry.id for entry in unit.ledger.calls(run_id=RUN_ID)] == [counted_id(3), counted_id(1)]
            assert [entry.id for entry in unit.ledger.calls(artist_id=ARTIST_ID)] == [counted_id(2), counted_id(1)]

    def test_ended_calls_are_counted_by_how_they_ended(self, records: Records) -> None:
        with records.write() as unit:
            for number in (1, 2, 3):
                unit.ledger.reserve(build_call(number), ())
            unit.ledger.settle(settled(build_call(1), "0.01"), ())
            unit.ledger.settle(settled(build_call(2), "0.02", fault=Fault.EMPTY), ())
            unit.ledger.move_on(counted_id(2), "embedded")
            model = (Role.AUTHOR, "openai", "gpt-6-luna")
            assert unit.ledger.count() == [
                CallCount(*model, "answered", 1, 0, Decimal("0.01")),
                CallCount(*model, "empty", 1, 1, Decimal("0.02")),
            ]
            unit.ledger.expire(NOON + timedelta(hours=1))
            assert unit.ledger.count()[2] == CallCount(*model, "lost", 1, 0, Decimal("0.05"))
            assert [line.faults for line in unit.ledger.add_up(CostSubject.ROLE)] == [2]

    def test_an_empty_ledger_adds_up_to_nothing(self, records: Records) -> None:
        with records.read() as unit:
            assert unit.ledger.add_up(CostSubject.DAY) == []
            assert unit.ledger.count() == []
            assert unit.ledger.calls() == []
            assert unit.ledger.spent([]) == {}
