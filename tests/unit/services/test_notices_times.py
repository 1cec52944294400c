"""Quiet hours and hours of digests, over midnight and over the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.services.notices.times import QuietHours, last_instant

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(7, 30), BERLIN)

hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]).map(
    ZoneInfo
)


def local(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(2026, 1, 5, 21, 59), None),
        (local(2026, 1, 5, 22), local(2026, 1, 6, 7, 30)),
        (local(2026, 1, 6, 0, 1), local(2026, 1, 6, 7, 30)),
        (local(2026, 1, 6, 7, 29), local(2026, 1, 6, 7, 30)),
        (local(2026, 1, 6, 7, 30), None),
        (local(2026, 1, 6, 12), None),
    ],
)
def test_quiet_hours_last_over_midnight(at: datetime, until: datetime | None) -> None:
    assert NIGHT.until(at) == until


def test_quiet_hours_within_a_day_end_on_it() -> None:
    siesta = QuietHours(time(13), time(15), BERLIN)
    assert siesta.until(local(2026, 7, 1, 14)) == local(2026, 7, 1, 15)
    assert siesta.until(local(2026, 7, 1, 12, 59)) is None


def test_a_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    begin = local(2026, 3, 28, 22)
    assert NIGHT.until(begin) == local(2026, 3, 29, 7, 30)
    assert local(2026, 3, 29, 7, 30) - begin == timedelta(hours=8, minutes=30)


def test_a_night_in_which_the_clock_goes_back_is_an_hour_longer() -> None:
    begin = local(2026, 10, 24, 22)
    assert NIGHT.until(begin) == local(2026, 10, 25, 7, 30)
    assert local(2026, 10, 25, 7, 30) - begin == timedelta(hours=10, minutes=30)


def test_an_hour_that_comes_twice_is_quiet_from_its_first_and_until_its_second() -> None:
    assert QuietHours(time(22), time(2, 30), BERLIN).until(local(2026, 10, 25, 2, 45)) == local(
        2026, 10, 25, 2, 30, fold=1
    )
    assert QuietHours(time(2, 30), time(9), BERLIN).until(local(2026, 10, 25, 2, 30)) is not None


def test_an_hour_that_does_not_come_wakes_nobody_early() -> None:
    until = QuietHours(time(22), time(2, 30), BERLIN).until(local(2026, 3, 29, 0, 30))
    assert until == local(2026, 3, 29, 3, 30)


@given(hours, hours, zones, instants)
def test_every_quiet_instant_is_followed_by_its_end_within_two_days(
    begin: time, end: time, zone: ZoneInfo, at: datetime
) -> None:
    if begin == end:
        return
    quiet = QuietHours(begin, end, zone)
    until = quiet.until(at)
    if until is not None:
        assert at < until <= at + timedelta(hours=26)
        assert quiet.until(until - timedelta(microseconds=1)) == until


@given(hours, zones, instants)
def test_the_last_instant_of_an_hour_of_the_day_is_at_most_a_day_ago(at: time, zone: ZoneInfo, now: datetime) -> None:
    found = last_instant(at, zone, now)
    assert found <= now < found + timedelta(hours=26)
    assert last_instant(at, zone, found) == found, "an hour is its own, however late it is looked at"


def test_without_a_zone_hours_are_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import time as system

    monkeypatch.setenv("TZ", "America/New_York")
    system.tzset()
    try:
        now = datetime(2026, 7, 1, 14, tzinfo=UTC)
        assert last_instant(time(9), None, now) == datetime(2026, 7, 1, 13, tzinfo=UTC)
        assert QuietHours(time(9), time(11), None).until(now) == datetime(2026, 7, 1, 15, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        system.tzset()
