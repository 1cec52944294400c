"""Targets of the settings: their rules, checked before anything is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, tzinfo
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from noktvrn.errors import ConfigError, NotFoundError
from noktvrn.ports.notice_kinds import PAYLOADS, NoticeKind
from noktvrn.services.notices.rules import TargetRules, WhenQuiet
from noktvrn.services.notices.times import QuietHours
from noktvrn.settings import NotifySettings, TargetSettings

EVERYTHING = "all"
DEFAULT_KINDS: tuple[NoticeKind, ...] = tuple(
    kind for kind, payload in PAYLOADS.items() if payload.loud or kind is NoticeKind.RELEASED
)
"""What a target is told of unless its settings say otherwise: what calls for a person, and releases."""


def rules_of(name: str, chosen: TargetSettings, notify: NotifySettings) -> TargetRules:
    """Return the rules of a target.

    Raises:
        ConfigError: A kind or time zone is unknown, or quiet hours are half set.
    """
    place = f"notify.targets.{name}"
    zone = zone_of(chosen.zone, f"{place}.zone")
    return TargetRules(
        kinds=_kinds(place, chosen),
        quiet=quiet_hours(chosen.quiet_from, chosen.quiet_to, zone, place),
        when_quiet=WhenQuiet(chosen.when_quiet),
        digest_at=time.fromisoformat(chosen.digest_at) if chosen.digest_at else None,
        zone=zone,
        flood_over=notify.flood_over,
        flood_within_s=notify.flood_within_s,
    )


def quiet_hours(begin: str, end: str, zone: tzinfo | None, place: str) -> QuietHours | None:
    """Return the quiet hours of two settings; None when both are empty.

    Args:
        begin: ``"22:00"`` or empty.
        end: ``"07:30"`` or empty.
        zone: Time zone; None is that of the machine.
        place: Dotted key of the section, for the message of an error.

    Raises:
        ConfigError: Only one is set, or both are the same.
    """
    if not begin and not end:
        return None
    if not begin or not end or begin == end:
        raise ConfigError(
            f"The quiet hours of {place} are {begin or 'not set'!r} to {end or 'not set'!r}.",
            remedy=f"Set {place}.quiet_from and {place}.quiet_to to different hours, or neither.",
            stage="settings",
        )
    return QuietHours(time.fromisoformat(begin), time.fromisoformat(end), zone)


def zone_of(name: str, key: str) -> tzinfo | None:
    """Return a time zone by its name; None, which stands for that of the machine, when it is empty.

    Args:
        name: Such as ``"Europe/Berlin"``.
        key: Dotted key of the setting, for the message of an error.

    Raises:
        ConfigError: There is no such zone.
    """
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as exc:
        raise ConfigError(
            f"The setting {key} is {name!r}, which is no time zone.",
            remedy=f"Set {key} to a name such as Europe/Berlin, or remove it for that of the machine.",
            stage="settings",
        ) from exc


def check_known(name: str, names: Sequence[str]) -> None:
    """Refuse the name of a target that the settings do not have.

    Raises:
        NotFoundError: Naming the nearest.
    """
    if name in names:
        return
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise NotFoundError(
        f"There is no target {name!r}.", remedy=f"{guess}See all: noktvrn notice targets", stage="notices"
    )


def _kinds(place: str, chosen: TargetSettings) -> tuple[NoticeKind, ...]:
    if not chosen.kinds:
        return DEFAULT_KINDS
    every = tuple(kind for kind in NoticeKind if kind is not NoticeKind.DIGEST)
    if EVERYTHING in chosen.kinds:
        return every
    for word in chosen.kinds:
        if word not in every:
            known = ", ".join([EVERYTHING, *every])
            raise ConfigError(
                f"The setting {place}.kinds names {word!r}, which is not told there.",
                remedy=f"Use some of: {known}. The digest has an hour instead: {place}.digest_at",
                stage="settings",
            )
    return tuple(kind for kind in every if kind in chosen.kinds)
