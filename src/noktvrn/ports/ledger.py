"""The ledger: what every call of a language model was reserved, billed and spent for.

A call is entered with its worst case before it is made and settled with what it cost after. Each call counts in several
pots, such as that of its day and that of its run; a budget is a limit on a pot. Pots count whether or not there is a
limit, so that a limit set in the middle of a month knows what was spent before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from noktvrn.ports.language import Fault, Role
from noktvrn.types import ArtistId, RunId


class CallState(StrEnum):
    """How a call stands in the ledger."""

    RESERVED = "reserved"
    """Its worst case is put aside; the call may be under way."""
    SETTLED = "settled"
    """Billed, with what it cost."""
    RELEASED = "released"
    """Not billed; what was put aside is free again."""
    LOST = "lost"
    """It was given up, or whoever made it did not come back. Its worst case counts, because it may be billed."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One call of one model.

    Attributes:
        id: Identifier of the call.
        effort: Identifier of the effort that it belongs to: all calls for one request share it.
        at: When it was entered, UTC.
        day: Day in the zone of the budgets, such as ``"2026-11-21"``.
        role: Role.
        prompt: Name and version of the prompt, such as ``"author/lyrics 3"``.
        prompt_digest: SHA-256 of all that was sent; the text itself is in the provenance.
        artist_id: Artist whom it was for, or None.
        run_id: Run that it was for, or None.
        vendor: Vendor.
        model: Pinned name of the model.
        expires_at: When it counts as lost unless it is settled, UTC.
        reserved_usd: Worst case in US dollars.
        state: How it stands.
        cost_usd: What it cost; None until it is settled.
        is_price_known: False when the cost follows from an assumed price.
        input_tokens: Tokens billed.
        output_tokens: Tokens billed.
        cache_read_tokens: Tokens billed at the price of a cache.
        latency_s: Seconds from request to end.
        fault: Why it brought nothing; None while it is under way or when it answered.
        moved_on_to: Who was asked next because of the fault, ``"embedded"`` at the end of the list; empty otherwise.
    """

    id: str
    effort: str
    at: datetime
    day: str
    role: Role
    prompt: str
    prompt_digest: str
    artist_id: ArtistId | None
    run_id: RunId | None
    vendor: str
    model: str
    expires_at: datetime
    reserved_usd: Decimal
    state: CallState = CallState.RESERVED
    cost_usd: Decimal | None = None
    is_price_known: bool = True
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    latency_s: float = 0.0
    fault: Fault | None = None
    moved_on_to: str = ""


class CostSubject(StrEnum):
    """By what costs are added up."""

    ARTIST = "artist"
    ROLE = "role"
    MODEL = "model"
    DAY = "day"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one subject cost.

    Attributes:
        subject: Its identifier, role, ``vendor:model`` or day; empty for calls outside of any.
        calls: Calls made.
        faults: Calls that brought nothing, lost ones included.
        fallbacks: Calls after which another model or the embedded way was taken.
        unpriced: Calls whose cost follows from an assumed price.
        input_tokens: Tokens billed.
        output_tokens: Tokens billed.
        cost_usd: Spent; lost calls count with their worst case.
        reserved_usd: Put aside for calls under way.
        latency_s: Seconds of all calls together.
    """

    subject: str
    calls: int
    faults: int
    fallbacks: int
    unpriced: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    reserved_usd: Decimal
    latency_s: float


@dataclass(frozen=True, slots=True)
class CallCount:
    """How often a model ended in one way, since the ledger began.

    Attributes:
        role: Role.
        vendor: Vendor.
        model: Model.
        outcome: Value of the fault, ``"lost"`` or ``"answered"``.
        calls: How often.
        fallbacks: After how many of them somebody else was asked.
        cost_usd: What they cost together.
    """

    role: Role
    vendor: str
    model: str
    outcome: str
    calls: int
    fallbacks: int
    cost_usd: Decimal


class LedgerRepository(Protocol):
    """Calls and pots. Amounts are exact to a billionth of a US dollar; finer ones are rounded up."""

    def lock(self) -> None:
        """Make others who call this wait until the unit ends; MUST come before ``spent`` where a decision follows."""
        ...

    def spent(self, pots: Sequence[str]) -> Mapping[str, Decimal]:
        """What is spent and reserved in pots; those that nothing was put into are zero."""
        ...

    def under_way(self) -> list[LedgerEntry]:
        """List the calls whose worst case is put aside at present, oldest first."""
        ...

    def reserve(self, entry: LedgerEntry, pots: Sequence[str]) -> None:
        """Enter a call, and count its worst case in pots."""
        ...

    def settle(self, entry: LedgerEntry, pots: Sequence[str]) -> None:
        """Store how a call ended, and count in its pots what it cost instead of its worst case.

        A call that counts as lost MAY be settled all the same. Settling it again changes nothing.
        """
        ...

    def move_on(self, call_id: str, to: str) -> None:
        """Store who was asked next; a call that is not there is left out."""
        ...

    def find(self, call_id: str) -> LedgerEntry:
        """Raises ``NotFoundError``."""
        ...

    def expire(self, now: datetime) -> int:
        """Make calls lost whose time is over; answer how many."""
        ...

    def calls(
        self, run_id: RunId | None = None, artist_id: ArtistId | None = None, limit: int = 50
    ) -> list[LedgerEntry]:
        """List newest first."""
        ...

    def add_up(self, by: CostSubject, since_day: str = "", until_day: str = "") -> list[CostLine]:
        """Add up by subject, days inclusive; the dearest first, days and runs the latest first."""
        ...

    def count(self) -> list[CallCount]:
        """Count all ended calls by role, model and outcome."""
        ...
