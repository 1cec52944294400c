"""Quiet hours and the hour of the digest: times of day in a place, turned into instants. Pure.

A time of day that a change of clocks skips or repeats names two instants; quiet hours take the earlier for their
begin and the later for their end, so that nobody is woken whichever way the clock is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of the day in which a place is left in peace.

    Attributes:
        begin: Local time of their begin.
        end: Local time of their end; before the begin when they last over midnight. Never the same.
        zone: Time zone; None is that of the machine.
    """

    begin: time
    end: time
    zone: tzinfo | None

    def until(self, at: datetime) -> datetime | None:
        """Return when the quiet hours end in which an instant (UTC) lies; None when it lies in none."""
        today = at.astimezone(self.zone).date()
        for day in (today - _DAY, today):
            begin = min(_instants(day, self.begin, self.zone))
            end = max(_instants(day if self.begin < self.end else day + _DAY, self.end, self.zone))
            if begin <= at < end:
                return end
        return None


def last_instant(at: time, zone: tzinfo | None, now: datetime) -> datetime:
    """Return the latest instant (UTC), not after now, at which it was that time of day in a place."""
    today = now.astimezone(zone).date()
    passed = [when for back in range(3) if (when := _instants(today - back * _DAY, at, zone)[0]) <= now]
    return passed[0]


def _instants(day: date, at: time, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return both instants that a local time can mean; they are the same on all but two days of a year."""
    local = datetime.combine(day, at, tzinfo=zone)
    # Without a zone a naive time is that of the machine, which is what None stands for.
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)
