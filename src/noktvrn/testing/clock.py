"""A clock that stands still until it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""Where a frozen clock stands unless told otherwise; a Monday."""


class FrozenClock:
    """Implements :class:`noktvrn.ports.clock.Clock`.

    Args:
        at: Where it stands, timezone-aware UTC.
    """

    def __init__(self, at: datetime = NOON) -> None:
        """See the class."""
        self._now = at

    def now(self) -> datetime:
        """Return where it stands."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move it on and return where it stands then."""
        self._now += timedelta(seconds=seconds)
        return self._now

    def set(self, at: datetime) -> None:
        """Put it to an instant, backwards as well."""
        self._now = at
