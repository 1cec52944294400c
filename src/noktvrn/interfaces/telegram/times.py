"""Hours of the day: in which zone they are shown, and in which messages make no sound."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from noktvrn.errors import ConfigError
from noktvrn.settings import TelegramSettings


def zoned(now: datetime, settings: TelegramSettings) -> datetime:
    """Return an instant in the zone of the settings, or of the machine.

    Raises:
        ConfigError: There is no such zone.
    """
    if not settings.zone:
        return now.astimezone()
    try:
        return now.astimezone(ZoneInfo(settings.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ConfigError(
            f"There is no time zone {settings.zone!r}.",
            remedy="Set telegram.zone to a name such as Europe/Berlin, or leave it out.",
            stage="telegram",
        ) from exc


def is_quiet(now: datetime, settings: TelegramSettings) -> bool:
    """Return whether messages make no sound now; the hours may span midnight.

    Raises:
        ConfigError: The time zone is unknown.
    """
    if not settings.quiet_from or not settings.quiet_to:
        return False
    begins, ends = time.fromisoformat(settings.quiet_from), time.fromisoformat(settings.quiet_to)
    hour = zoned(now, settings).time()
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
