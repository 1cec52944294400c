"""Hours of the day: in which zone they are shown, and in which messages make no sound."""

from __future__ import annotations

from datetime import datetime

from noktvrn.services.notices.targets import quiet_hours, zone_of
from noktvrn.settings import TelegramSettings


def zoned(now: datetime, settings: TelegramSettings) -> datetime:
    """Return an instant in the zone of the settings, or of the machine.

    Raises:
        ConfigError: There is no such zone.
    """
    return now.astimezone(zone_of(settings.zone, "telegram.zone"))


def is_quiet(now: datetime, settings: TelegramSettings) -> bool:
    """Return whether messages make no sound now; the hours may span midnight.

    Raises:
        ConfigError: The time zone is unknown, or the hours are half set.
    """
    zone = zone_of(settings.zone, "telegram.zone")
    hours = quiet_hours(settings.quiet_from, settings.quiet_to, zone, "telegram")
    return hours is not None and hours.until(now) is not None
