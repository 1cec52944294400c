"""Which pots a call counts in, which budget it would break, and how that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.ops.budgets import (
    BudgetKind,
    broken_by,
    budget_reached,
    budgets_on,
    is_nearly_spent,
    pots_of,
    usd,
)
from noktvrn.ports.language import Role
from noktvrn.settings import RoomSettings
from noktvrn.types import ArtistId, RunId

AT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
NOWHERE = {"day_usd": None, "month_usd": None, "run_usd": None}


def pots(at=AT, zone="UTC", role=Role.AUTHOR, artist="a1", run="r1"):
    return pots_of(at, zone, role, artist and ArtistId(artist), run and RunId(run))


def test_a_call_counts_in_its_day_month_role_artist_and_run():
    assert [pot.key for pot in pots()] == [
        "day/2026-11-30",
        "month/2026-11",
        "role/author/2026-11",
        "artist/a1/2026-11",
        "run/r1",
    ]
    assert [pot.kind for pot in pots(artist=None, run=None)] == [BudgetKind.DAY, BudgetKind.MONTH, BudgetKind.ROLE]


def test_days_and_months_begin_in_the_zone_of_the_settings():
    east = pots(zone="Europe/Berlin")
    assert [pot.key for pot in east[:2]] == ["day/2026-12-01", "month/2026-12"]
    assert [pot.resets_at for pot in pots()[:2]] == [datetime(2026, 12, 1, tzinfo=UTC)] * 2
    assert east[0].resets_at == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert pots()[4].resets_at is None


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]),
)
def test_the_next_day_and_month_are_others(at, zone):
    day, month, *_ = pots(at, zone)
    for pot in (day, month):
        assert at < pot.resets_at <= at + timedelta(days=33)
        after = {each.kind: each for each in pots(pot.resets_at, zone)}[pot.kind]
        before = {each.kind: each for each in pots(pot.resets_at - timedelta(seconds=1), zone)}[pot.kind]
        assert after.key != pot.key
        assert before.key == pot.key
        assert pot.resets_at.astimezone(ZoneInfo(zone)).day == (1 if pot is month else after_day(pot, zone))


def after_day(pot, zone):
    return pot.resets_at.astimezone(ZoneInfo(zone)).day


def test_settings_put_limits_on_pots():
    room = RoomSettings.model_validate(
        {
            "day_usd": 1,
            "month_usd": None,
            "run_usd": 0.1,
            "artist_month_usd": 5,
            "roles": {"author": {"month_usd": 3}},
            "artists": {"nova-lux": {"month_usd": 7}},
        }
    )
    found = {
        budget.pot.kind: (budget.limit_usd, budget.setting)
        for budget in budgets_on(pots(), room, Role.AUTHOR, "nova-lux")
    }
    assert found == {
        BudgetKind.DAY: (Decimal(1), "room.day_usd"),
        BudgetKind.ROLE: (Decimal(3), "room.roles.author.month_usd"),
        BudgetKind.ARTIST: (Decimal(7), "room.artists.nova-lux.month_usd"),
        BudgetKind.RUN: (Decimal("0.1"), "room.run_usd"),
    }
    other = {budget.pot.kind: budget.limit_usd for budget in budgets_on(pots(), room, Role.CRITIC, "other")}
    assert other[BudgetKind.ARTIST] == 5
    assert BudgetKind.ROLE not in other


def test_without_limits_nothing_can_be_broken():
    room = RoomSettings.model_validate(NOWHERE)
    assert budgets_on(pots(), room, Role.AUTHOR, None) == ()
    assert broken_by((), {}, Decimal(100)) is None


@given(
    st.decimals(0, 3, places=4), st.decimals(0, 3, places=4), st.decimals(0, 3, places=4), st.decimals(0, 3, places=4)
)
def test_a_budget_is_broken_exactly_when_a_pot_would_hold_more(day_usd, held_day, held_run, wanted):
    room = RoomSettings.model_validate(NOWHERE | {"day_usd": float(day_usd), "run_usd": 1})
    budgets = budgets_on(pots(), room, Role.AUTHOR, None)
    spent = {"day/2026-11-30": held_day, "run/r1": held_run}
    broken = broken_by(budgets, spent, wanted)
    fits = held_day + wanted <= Decimal(str(float(day_usd))) and held_run + wanted <= 1
    assert (broken is None) is fits


@pytest.mark.parametrize(("limit_usd", "spent", "nearly"), [(2, "1.59", False), (2, "1.6", True), (0, "0", False)])
def test_a_budget_is_nearly_spent_from_a_share_on(limit_usd, spent, nearly):
    [budget] = budgets_on(pots(), RoomSettings.model_validate(NOWHERE | {"day_usd": limit_usd}), Role.AUTHOR, None)
    assert is_nearly_spent(budget, Decimal(spent), 0.8) is nearly


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BudgetKind.DAY, ["2.00 USD", "for the day 2026-12-01", "2026-12-02 00:00 Europe/Berlin", "room.day_usd"]),
        (BudgetKind.RUN, ["0.50 USD", "for the run r1", "one budget for all its takes", "room.run_usd"]),
    ],
)
def test_the_error_names_budget_amount_spent_and_when_it_begins_anew(kind, words):
    zone = "Europe/Berlin"
    budgets = budgets_on(pots(zone=zone), RoomSettings(), Role.AUTHOR, None)
    [budget] = [each for each in budgets if each.pot.kind is kind]
    error = budget_reached(budget, Decimal("0.4995"), Decimal("0.0123"), Role.AUTHOR, zone)
    text = f"{error.message} {error.remedy}"
    for word in [*words, "0.4995 USD spent or reserved", "0.0123 USD"]:
        assert word in text
    assert error.code == "budget_reached"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "0 USD"),
        ("0.000035", "0.000035 USD"),
        ("0.0042", "0.0042 USD"),
        ("0.5", "0.50 USD"),
        ("12.3", "12.30 USD"),
    ],
)
def test_amounts_are_told_as_exactly_as_they_matter(amount, words):
    assert usd(Decimal(amount)) == words
