"""``noktvrn cost`` and ``noktvrn room``: what language models cost and how they do, as people and programs read it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from tests.interfaces.commanding import command

from noktvrn.app import open_label
from noktvrn.ports.language import Fault, Role
from noktvrn.ports.room_state import Closure, Standing
from noktvrn.services.label import Label
from noktvrn.settings import load_settings
from noktvrn.testing.builders import ARTIST_ID, RUN_ID, build_artist, build_run
from noktvrn.testing.ledger_contract import build_call, settled

NOW = datetime.now(UTC)
TODAY = str(NOW.date())


@pytest.fixture
def label() -> Iterator[Label]:
    with open_label(load_settings()) as label:
        yield label


@pytest.fixture
def spent(label: Label) -> Label:
    pots = [f"day/{TODAY}", f"month/{TODAY[:7]}", f"run/{RUN_ID}"]
    first = build_call(1, at=NOW, day=TODAY, reserved_usd=Decimal("1.7"))
    second = build_call(2, at=NOW, day="2026-01-05", artist_id=None, run_id=None, vendor="mistral", role=Role.CRITIC)
    with label.records.write() as unit:
        unit.artists.add(build_artist())
        unit.runs.add(build_run())
        unit.ledger.reserve(first, pots)
        unit.ledger.settle(settled(first, "1.7", fault=Fault.REFUSED), pots)
        unit.ledger.move_on(first.id, "mistral:small")
        unit.ledger.reserve(second, [])
        unit.ledger.settle(settled(second, "0.0042"), [])
        unit.commit()
    return label


def test_nothing_was_spent_at_first():
    assert "No language model was asked" in command("cost", "show").err
    assert command("cost", "show", "--json").value == {"by": "day", "costs": [], "cost_usd": 0}
    assert "No language model was asked" in command("cost", "calls").err
    assert "provider list" in command("room", "show").err


@pytest.mark.usefixtures("spent")
@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("day", [TODAY, "2026-01-05"]),
        ("artist", ["nova-lux", None]),
        ("role", ["author", "critic"]),
        ("model", ["openai:gpt-6-luna", "mistral:gpt-6-luna"]),
        ("run", [RUN_ID, None]),
    ],
)
def test_costs_are_shown_by_each_subject(by, names):
    found = command("cost", "show", "--by", by, "--json").value
    assert [cost["name"] for cost in found["costs"]] == names
    assert found["cost_usd"] == pytest.approx(1.7042)
    first = found["costs"][0]
    assert (first["cost_usd"], first["calls"], first["faults"], first["fallbacks"]) == (1.7, 1, 1, 1)
    shown = command("cost", "show", "--by", by)
    assert "1.70 USD" in shown.out
    assert "0.0042 USD" in shown.out
    assert "1.70 USD in all" in shown.err
    assert "1 failed, 1 fell back" in shown.out
    assert "since the ledger began" in shown.err
    assert RUN_ID not in shown.out
    assert by != "run" or RUN_ID[-8:] in shown.out


@pytest.mark.usefixtures("spent")
def test_costs_are_shown_from_a_day_to_a_day():
    assert len(command("cost", "show", "--since", "2026-01-06", "--json").value["costs"]) == 1
    assert len(command("cost", "show", "--until", "2026-01-06", "--json").value["costs"]) == 1
    refused = command("cost", "show", "--since", "yesterday", "--json")
    assert (refused.status, refused.error["code"]) == (2, "invalid_input")
    assert "2026-11-01" in refused.error["remedy"]
    assert command("cost", "show", "--by", "weather").status == 2


@pytest.mark.usefixtures("spent")
def test_budgets_tell_what_is_spent_and_when_they_begin_anew():
    found = {each["budget"]: each for each in command("cost", "budgets", "--json").value["budgets"]}
    assert set(found) == {"day", "month", "run"}
    assert (found["day"]["spent_usd"], found["day"]["limit_usd"], found["day"]["share"]) == (1.7, 2.0, 0.85)
    assert found["day"]["resets_at"] == f"{NOW.date() + timedelta(days=1)}T00:00:00.000Z"
    assert found["run"]["period"] == RUN_ID
    shown = command("cost", "budgets").out
    assert RUN_ID[-8:] in shown
    assert RUN_ID not in shown
    shown = command("cost", "budgets").out
    assert "nearly reached" in shown
    assert "room.run_usd" in shown
    assert "! nearly reached" in shown
    assert "✗ reached" in shown


@pytest.mark.usefixtures("spent")
def test_a_budget_of_an_artist_that_is_none_is_told(monkeypatch):
    for slug in ("NOVA-LUXX", "NOVA-LUX"):
        monkeypatch.setenv(f"NOKTVRN_ROOM__ARTISTS__{slug}__MONTH_USD", "1")
    told = " ".join(command("cost", "budgets").err.split())
    assert "room.artists.nova-luxx holds for nobody: no artist has that slug. Did you mean nova-lux?" in told
    assert "room.artists.nova-lux " not in told
    checks = {each["code"]: each for each in command("doctor", "--json").value["checks"]}
    assert checks["artists"]["health"] == "notice"
    assert "room.artists.nova-luxx" in checks["artists"]["result"]
    assert "noktvrn artist list" in checks["artists"]["repair"]


@pytest.mark.usefixtures("spent")
def test_the_share_at_which_people_are_told_is_that_of_the_settings(monkeypatch):
    monkeypatch.setenv("NOKTVRN_ROOM__WARN_AT", "0.9")
    assert "nearly reached" not in command("cost", "budgets").out
    monkeypatch.setenv("NOKTVRN_ROOM__WARN_AT", "0.05")
    assert "kept" not in command("cost", "budgets").out


def test_budgets_of_roles_and_artists_are_shown_by_name(spent, monkeypatch):
    for name, value in {"ROLES__CRITIC__MONTH_USD": "3", "ARTIST_MONTH_USD": "4", "DAY_USD": "0"}.items():
        monkeypatch.setitem(os.environ, f"NOKTVRN_ROOM__{name}", value)
    found = {each["budget"]: each for each in command("cost", "budgets", "--json").value["budgets"]}
    assert (found["role"]["name"], found["role"]["limit_usd"]) == ("critic", 3.0)
    assert (found["artist"]["name"], found["artist"]["limit_usd"]) == ("nova-lux", 4.0)
    assert found["day"]["share"] == 1.0
    assert f"artist nova-lux, {TODAY[:7]}" in command("cost", "budgets").out


@pytest.mark.usefixtures("spent")
def test_single_calls_tell_how_they_ended_and_who_was_asked_instead():
    [newest, oldest] = command("cost", "calls", "--json").value["calls"]
    assert (newest["model"], newest["fault"], newest["moved_on_to"]) == ("mistral:gpt-6-luna", None, None)
    assert (oldest["fault"], oldest["moved_on_to"], oldest["run_id"]) == ("refused", "mistral:small", RUN_ID)
    assert "then mistral:small" in command("cost", "calls", "--run", RUN_ID).out
    assert len(command("cost", "calls", "--artist", "nova-lux", "--json").value["calls"]) == 1
    assert command("cost", "calls", "--run", "nothing-like-it").status == 3


def test_what_was_learned_and_who_is_left_alone_is_shown_and_can_be_ended(label):
    closure = Closure(
        key="openai#1",
        vendor="openai",
        model="",
        fault=Fault.OUT_OF_CREDIT,
        cause="No credit is left.",
        remedy="Add credit at the vendor's.",
        failures=1,
        needs_person=True,
        since=NOW,
        until=NOW + timedelta(hours=1),
    )
    with label.records.write() as unit:
        unit.room_state.save_standing(Standing(Role.AUTHOR, "openai", "luna", 9.0, 1.0, 4.2, 0.003, 1.0, 0.0, 10, NOW))
        unit.room_state.save_closure(closure)
        unit.commit()
    found = command("room", "show", "--json").value
    assert (found["models"][0]["good_share"], found["models"][0]["rating"]) == (0.9, None)
    assert found["left_alone"][0]["needs_person"] is True
    shown = command("room", "show")
    assert "90 %" in shown.out
    assert "openai is left alone until" in shown.out
    assert "Add credit" in shown.err
    assert "noktvrn room reopen openai" in shown.err

    assert command("room", "reopen", "mistral").status == 3
    assert command("room", "reopen", "openai").status == 0
    assert command("room", "show", "--json").value["left_alone"] == []


def test_costs_of_an_artist_that_was_never_stored_are_shown_by_its_identifier(label):
    entry = build_call(1, day=TODAY, at=NOW)
    with label.records.write() as unit:
        unit.ledger.reserve(entry, [])
        unit.commit()
    [cost] = command("cost", "show", "--by", "artist", "--json").value["costs"]
    assert cost["name"] == ARTIST_ID
    assert cost["reserved_usd"] == 0.05


def test_programs_that_watch_read_what_the_ledger_counts(spent):
    from noktvrn.interfaces.web.figures import Figures

    text = Figures(spent, SimpleNamespace(listeners=0)).text().decode()
    of_call = 'model="gpt-6-luna",outcome="refused",role="author",vendor="openai"'
    assert f"noktvrn_model_calls_total{{{of_call}}} 1.0" in text
    assert f"noktvrn_model_fallbacks_total{{{of_call}}} 1.0" in text
    assert f"noktvrn_model_cost_usd_total{{{of_call}}} 1.7" in text
