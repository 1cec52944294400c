"""What language models cost: added up, and how the budgets stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from noktvrn.errors import NotFoundError
from noktvrn.ops.budgets import Budget, budgets_on, day_of, is_nearly_spent, pots_of
from noktvrn.ports.language import LanguageModel, Role
from noktvrn.ports.ledger import CallState, CostLine, CostSubject, LedgerEntry
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.ports.room_state import Closure, Standing
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.label import Label
from noktvrn.services.room.closing import model_key
from noktvrn.types import ArtistId, RunId


@dataclass(frozen=True, slots=True)
class NamedCost:
    """What one subject cost, with its name.

    Attributes:
        name: As people know it: an artist's slug, a role, a model, a day, a run.
        line: The figures.
    """

    name: str
    line: CostLine


@dataclass(frozen=True, slots=True)
class BudgetStanding:
    """How far a budget is used up.

    Attributes:
        budget: The budget.
        name: Role, slug of the artist or run that it is for; says nothing for days and months.
        spent_usd: Spent and reserved.
        is_nearly_spent: Whether the share of it is used up at which people are told (``room.warn_at``).
    """

    budget: Budget
    name: str
    spent_usd: Decimal
    is_nearly_spent: bool

    @property
    def share(self) -> float:
        """Share of the limit that is used up; 1 for a limit of nothing."""
        return float(self.spent_usd / self.budget.limit_usd) if self.budget.limit_usd else 1.0


def add_up_costs(label: Label, by: CostSubject, since_day: str = "", until_day: str = "") -> list[NamedCost]:
    """Add up what was spent, by subject; days inclusive."""
    with label.records.read() as unit:
        lines = unit.ledger.add_up(by, since_day, until_day)
        return [NamedCost(_name(unit, by, line.subject), line) for line in lines]


def list_calls(label: Label, run: str | None = None, artist: str | None = None, limit: int = 50) -> list[LedgerEntry]:
    """List single calls, newest first.

    Raises:
        NotFoundError: There is no such run or artist.
    """
    with label.records.read() as unit:
        run_id = unit.runs.find(run).id if run is not None else None
        artist_id = unit.artists.find(artist).id if artist is not None else None
        return unit.ledger.calls(run_id=run_id, artist_id=artist_id, limit=limit)


def last_call_of(label: Label, vendor: str) -> LedgerEntry | None:
    """Return the last call of a vendor that came to its end; None when there was none among the last thousand calls."""
    with label.records.read() as unit:
        calls = unit.ledger.calls(limit=1_000)
    return next((call for call in calls if call.vendor == vendor and call.state is not CallState.RESERVED), None)


def look_at_budgets(label: Label) -> list[BudgetStanding]:
    """List the budgets of today and this month, those of roles and artists that have one, and of today's runs."""
    with label.records.read() as unit:
        budgets = [(budget, role.value) for role in Role for budget in _budgets(label, role)]
        for artist in _artists_with_budgets(label, unit):
            budgets += [(budget, artist.slug) for budget in _budgets(label, Role.AUTHOR, artist)]
        for run_id in _runs_with_costs(label, unit):
            budgets += [(budget, run_id) for budget in _budgets(label, Role.AUTHOR, run_id=run_id)]
        named = {budget.pot.key: (budget, name) for budget, name in budgets}
        spent = unit.ledger.spent(list(named))
    warn_at = label.settings.room.warn_at
    return [
        BudgetStanding(budget, name, spent[key], is_nearly_spent(budget, spent[key], warn_at))
        for key, (budget, name) in named.items()
    ]


def holding_for_nobody(label: Label) -> list[str]:
    """Say of each group of settings for one artist that no artist has its slug, and which one may be meant.

    A budget for a slug that nobody has holds nobody back, so this must not go unsaid.
    """
    wanted = label.settings.room.artists
    if not wanted:
        return []
    with label.records.read() as unit:
        slugs = [artist.slug for artist in unit.artists.select()]
    return [_without_artist(slug, slugs) for slug in wanted if slug not in slugs]


def _without_artist(slug: str, slugs: Sequence[str]) -> str:
    near = get_close_matches(slug, slugs, n=1, cutoff=0.7)
    guess = f" Did you mean {near[0]}?" if near else ""
    return f"room.artists.{slug} holds for nobody: no artist has that slug.{guess}"


def today(label: Label) -> str:
    """Return the present day in the zone of the budgets."""
    return str(day_of(label.clock.now(), label.settings.room.zone))


def look_at_models(label: Label) -> tuple[list[Standing], list[Closure]]:
    """Return what was learned of each model in each role, and who is left alone at present."""
    now = label.clock.now()
    with label.records.read() as unit:
        closures = [closure for closure in unit.room_state.closures() if closure.until > now]
        return unit.room_state.standings(), closures


def reopen(label: Label, vendor: str) -> list[Closure]:
    """Let a vendor's accounts be asked again at once, as after a key was changed or credit added.

    Raises:
        NotFoundError: Nothing of that vendor is closed.
    """
    with label.records.write() as unit:
        named = [each for each in unit.room_state.closures() if vendor in {each.vendor, f"{each.vendor}:{each.model}"}]
        for closure in named:
            unit.room_state.reopen(closure.key)
        unit.commit()
    if not named:
        raise NotFoundError(
            f"Nothing of {vendor!r} is closed.", remedy="See who is left alone: noktvrn room show", stage="room"
        )
    return named


def let_back_in(label: Label, models: Sequence[LanguageModel]) -> list[Closure]:
    """Let models that answered a check, and their accounts, be asked again at once; return what was closed."""
    answered = {key for model in models for key in (model.account, model_key(model))}
    with label.records.write() as unit:
        closures = [closure for closure in unit.room_state.closures() if closure.key in answered]
        for closure in closures:
            unit.room_state.reopen(closure.key)
        unit.commit()
    return closures


def _budgets(label: Label, role: Role, artist: Artist | None = None, run_id: RunId | None = None) -> tuple[Budget, ...]:
    room, artist_id = label.settings.room, artist.id if artist is not None else None
    pots = pots_of(label.clock.now(), room.zone, role, artist_id, run_id)
    return budgets_on(pots, room, role, artist.slug if artist is not None else None)


def _artists_with_budgets(label: Label, unit: UnitOfWork) -> list[Artist]:
    room = label.settings.room
    if room.artist_month_usd is None and not room.artists:
        return []
    artists = unit.artists.select()
    alive = [artist for artist in artists if artist.status is not LifecycleStatus.RETIRED]
    return [artist for artist in alive if room.artist_month_usd is not None or artist.slug in room.artists]


def _runs_with_costs(label: Label, unit: UnitOfWork) -> list[RunId]:
    if label.settings.room.run_usd is None:
        return []
    lines = unit.ledger.add_up(CostSubject.RUN, since_day=today(label))
    return [RunId(line.subject) for line in lines if line.subject][:10]


def _name(unit: UnitOfWork, by: CostSubject, subject: str) -> str:
    if by is not CostSubject.ARTIST or not subject:
        return subject
    try:
        return unit.artists.get(ArtistId(subject)).slug
    except NotFoundError:  # its making failed after models were asked
        return subject
