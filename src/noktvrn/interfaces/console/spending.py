"""What language models cost, as the console reads it: seldom, since adding up can take as long as a key may."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar

from noktvrn.interfaces.presenters.costs import MOST_CALLS, spent_words
from noktvrn.ports.ledger import CostLine, CostSubject, LedgerEntry
from noktvrn.ports.room_state import Closure
from noktvrn.services.costs import (
    BudgetStanding,
    add_up_costs,
    list_calls,
    look_at_budgets,
    look_at_models,
    today,
)
from noktvrn.services.label import Label
from noktvrn.types import RunId

_KEPT_S: Final = 5.0
_MOST_KEPT: Final = 64
_LAST_CALLS: Final = 30

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Budgets:
    """How far each budget is used up."""

    standings: tuple[BudgetStanding, ...]
    title: ClassVar[str] = "Budgets"
    command: ClassVar[str] = "noktvrn cost budgets"


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Accounts and models that are not asked for the time being."""

    closures: tuple[Closure, ...]
    title: ClassVar[str] = "Left alone"
    command: ClassVar[str] = "noktvrn room show"


@dataclass(frozen=True, slots=True)
class Calls:
    """The last calls, the newest first, and what those of this day cost together."""

    entries: tuple[LedgerEntry, ...]
    day: tuple[CostLine, ...]
    title: ClassVar[str] = "Calls"
    command: ClassVar[str] = "noktvrn cost calls"

    @property
    def spent_usd(self) -> Decimal:
        """What this day cost up to now."""
        return sum((line.cost_usd for line in self.day), Decimal(0))


CostRecord: TypeAlias = Budgets | LeftAlone | Calls


class Kept(Generic[Read]):
    """Keeps what was read for a few seconds, so that looks at a page do not read it again each time."""

    def __init__(self, seconds: float = _KEPT_S) -> None:
        """See the class."""
        self._seconds = seconds
        self._found: dict[str, tuple[float, Read]] = {}

    def __len__(self) -> int:
        """How much is kept."""
        return len(self._found)

    def of(self, key: str, read: Callable[[], Read]) -> Read:
        """Return what was read of a key a moment ago, or read it."""
        now = time.monotonic()
        at, found = self._found.get(key, (now, None))
        if found is not None and now - at < self._seconds:
            return found
        if len(self._found) >= _MOST_KEPT:
            self._found.clear()
        fresh = read()
        self._found[key] = (now, fresh)
        return fresh


class Spending:
    """Reads what models cost.

    Args:
        label: The label's means.
    """

    def __init__(self, label: Label) -> None:
        """See the class."""
        self._label = label
        self._words: Kept[str] = Kept()
        self._records: Kept[tuple[CostRecord, ...]] = Kept()

    def of_run(self, run_id: RunId) -> str:
        """Return what a run cost, in words; empty when no model was asked for it."""
        return self._words.of(run_id, lambda: spent_words(list_calls(self._label, run=run_id, limit=MOST_CALLS)))

    def of_artist(self, slug: str) -> str:
        """Return what an artist cost since it was made, in words; empty when no model was asked for it."""
        return self._words.of(slug, lambda: spent_words(list_calls(self._label, artist=slug, limit=MOST_CALLS)))

    def records(self) -> tuple[CostRecord, ...]:
        """Return budgets, who is left alone, and the last calls; what there is nothing of is left out."""
        return self._records.of("", self._read)

    def _read(self) -> tuple[CostRecord, ...]:
        label = self._label
        budgets, (_, closures), entries = (
            look_at_budgets(label),
            look_at_models(label),
            list_calls(label, limit=_LAST_CALLS),
        )
        found: list[CostRecord] = []
        if budgets and entries:  # budgets stand in the settings from the start; who asks no model has no use for them
            found.append(Budgets(tuple(budgets)))
        if closures:
            found.append(LeftAlone(tuple(closures)))
        if entries:
            day = add_up_costs(label, CostSubject.DAY, since_day=today(label))
            found.append(Calls(tuple(entries), tuple(cost.line for cost in day)))
        return tuple(found)

    def again(self, record: CostRecord) -> CostRecord:
        """Return the same as it is now; as it was when there is nothing of it any more."""
        return next((each for each in self.records() if type(each) is type(record)), record)
