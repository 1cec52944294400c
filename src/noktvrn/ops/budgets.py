"""Budgets: limits on pots of the ledger, and when a call would break one.

A pot counts what calls of one kind cost in one period, such as all calls of a day or all calls for one run. Days and
months begin at midnight in the zone of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from noktvrn.errors import BudgetReachedError
from noktvrn.ports.language import Role
from noktvrn.ports.ledger import LedgerEntry
from noktvrn.settings import RoomSettings
from noktvrn.types import ArtistId, RunId


class BudgetKind(StrEnum):
    """What a budget is a budget of."""

    DAY = "day"
    MONTH = "month"
    ARTIST = "artist"
    """One artist in a month."""
    ROLE = "role"
    """One role in a month."""
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Pot:
    """Where costs are counted.

    Attributes:
        kind: What it counts.
        key: Its key in the ledger.
        period: What it counts exactly, such as ``"2026-11"`` or the identifier of a run.
        resets_at: When the next one begins, UTC; None for a run, which has but one.
    """

    kind: BudgetKind
    key: str
    period: str
    resets_at: datetime | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on a pot.

    Attributes:
        pot: The pot.
        limit_usd: What it may hold, in US dollars.
        setting: Dotted key of the setting that sets it.
    """

    pot: Pot
    limit_usd: Decimal
    setting: str


def day_of(at: datetime, zone: str) -> date:
    """Return the day of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def pots_of(at: datetime, zone: str, role: Role, artist_id: ArtistId | None, run_id: RunId | None) -> tuple[Pot, ...]:
    """Return all pots that a call counts in."""
    today = day_of(at, zone)
    month = f"{today:%Y-%m}"
    tomorrow = _midnight(today + timedelta(days=1), zone)
    next_month = _midnight((today.replace(day=1) + timedelta(days=32)).replace(day=1), zone)
    pots = [
        Pot(BudgetKind.DAY, f"day/{today}", str(today), tomorrow),
        Pot(BudgetKind.MONTH, f"month/{month}", month, next_month),
        Pot(BudgetKind.ROLE, f"role/{role.value}/{month}", f"{role.value} {month}", next_month),
    ]
    if artist_id is not None:
        pots.append(Pot(BudgetKind.ARTIST, f"artist/{artist_id}/{month}", f"{artist_id} {month}", next_month))
    if run_id is not None:
        pots.append(Pot(BudgetKind.RUN, f"run/{run_id}", run_id, None))
    return tuple(pots)


def does_count_in(pot: Pot, entry: LedgerEntry) -> bool:
    """Return whether a call counts in a pot."""
    month = entry.day[:7]
    keys = {
        BudgetKind.DAY: f"day/{entry.day}",
        BudgetKind.MONTH: f"month/{month}",
        BudgetKind.ROLE: f"role/{entry.role.value}/{month}",
        BudgetKind.ARTIST: f"artist/{entry.artist_id}/{month}",
        BudgetKind.RUN: f"run/{entry.run_id}",
    }
    return keys[pot.kind] == pot.key


def budgets_on(pots: Sequence[Pot], room: RoomSettings, role: Role, artist_slug: str | None) -> tuple[Budget, ...]:
    """Return the limits that the settings put on pots, the shortest period first."""
    limits: dict[BudgetKind, tuple[float | None, str]] = {
        BudgetKind.DAY: (room.day_usd, "room.day_usd"),
        BudgetKind.MONTH: (room.month_usd, "room.month_usd"),
        BudgetKind.ARTIST: (room.artist_month_usd, "room.artist_month_usd"),
        BudgetKind.RUN: (room.run_usd, "room.run_usd"),
    }
    if (own_role := room.roles.get(role.value)) is not None:
        limits[BudgetKind.ROLE] = (own_role.month_usd, f"room.roles.{role.value}.month_usd")
    own_artist = room.artists.get(artist_slug) if artist_slug is not None else None
    if own_artist is not None and own_artist.month_usd is not None:
        limits[BudgetKind.ARTIST] = (own_artist.month_usd, f"room.artists.{artist_slug}.month_usd")
    found = ((pot, *limits.get(pot.kind, (None, ""))) for pot in pots)
    return tuple(Budget(pot, Decimal(str(limit)), key) for pot, limit, key in found if limit is not None)


def broken_by(
    budgets: Sequence[Budget], spent: Mapping[str, Decimal], wanted_usd: Decimal
) -> tuple[Budget, Decimal] | None:
    """Return the first budget that a call would break, with what its pot holds; None when all hold."""
    for budget in budgets:
        held = spent[budget.pot.key]
        if held + wanted_usd > budget.limit_usd:
            return budget, held
    return None


def is_nearly_spent(budget: Budget, spent_usd: Decimal, share: float) -> bool:
    """Return whether that share of a budget is used up; never of one that allows nothing."""
    return 0 < budget.limit_usd * Decimal(str(share)) <= spent_usd


def budget_reached(
    budget: Budget, spent_usd: Decimal, wanted_usd: Decimal, role: Role, zone: str
) -> BudgetReachedError:
    """Return the error that names the budget, its amount, what is spent, and when it begins anew."""
    left_usd = budget.limit_usd - spent_usd
    state = f"has {usd(left_usd)} left" if left_usd > 0 else "is spent"
    return BudgetReachedError(
        f"{described(budget)} {state}: {usd(spent_usd)} spent or reserved, and the next call could cost "
        f"{usd(wanted_usd)}. {resets(budget, zone)}",
        remedy=remedy_of(budget),
        provider="budget",
        operation=role.value,
        stage="budget",
    )


def remedy_of(budget: Budget) -> str:
    """Return what to do when a budget is spent."""
    return f"Wait, raise {budget.setting}, or add a model of your own machine, which costs nothing."


def described(budget: Budget) -> str:
    """Return a budget in words, such as ``"The budget of 2.00 USD for the day 2026-11-21"``."""
    of = {
        BudgetKind.DAY: "for the day",
        BudgetKind.MONTH: "for the month",
        BudgetKind.ARTIST: "for the artist",
        BudgetKind.ROLE: "for the role",
        BudgetKind.RUN: "for the run",
    }
    return f"The budget of {usd(budget.limit_usd)} {of[budget.pot.kind]} {budget.pot.period}"


def resets(budget: Budget, zone: str) -> str:
    """Return in a sentence when a budget begins anew."""
    if budget.pot.resets_at is None:
        return "A run has one budget for all its takes."
    return f"It begins anew at {budget.pot.resets_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}."


def usd(amount: Decimal | float) -> str:
    """Return an amount as people read it: ``"0 USD"``, ``"0.000035 USD"``, ``"0.0042 USD"``, ``"12.30 USD"``."""
    if amount == 0:
        return "0 USD"
    whole, _, cents = f"{amount:.{2 if amount >= 1 else 6}f}".partition(".")
    return f"{whole}.{cents.rstrip('0').ljust(2, '0')} USD"


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
