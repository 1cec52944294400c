"""The ledger over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from noktvrn.errors import StorageError
from noktvrn.ports.ledger import CallCount, CallState, CostLine, CostSubject, LedgerEntry
from noktvrn.testing.shelves import Shelves, kept, not_found
from noktvrn.types import ArtistId, RunId

_NOTHING = Decimal(0)
_SUBJECT_OF: Mapping[CostSubject, Callable[[LedgerEntry], str]] = {
    CostSubject.ARTIST: lambda entry: entry.artist_id or "",
    CostSubject.ROLE: lambda entry: entry.role.value,
    CostSubject.MODEL: lambda entry: f"{entry.vendor}:{entry.model}",
    CostSubject.DAY: lambda entry: entry.day,
    CostSubject.RUN: lambda entry: entry.run_id or "",
}


class LedgerShelf:
    """Calls and pots."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def lock(self) -> None:
        """A unit that writes is the only one already."""

    def spent(self, pots: Sequence[str]) -> Mapping[str, Decimal]:
        """Return what is in pots."""
        return {pot: self._shelves.pots.get(pot, _NOTHING) for pot in pots}

    def under_way(self) -> list[LedgerEntry]:
        """List the calls whose worst case is put aside."""
        found = (entry for entry in self._shelves.calls.values() if entry.state is CallState.RESERVED)
        return sorted(found, key=lambda entry: entry.id)

    def reserve(self, entry: LedgerEntry, pots: Sequence[str]) -> None:
        """Enter a call and count its worst case."""
        if entry.id in self._shelves.calls:
            raise StorageError(f"The call {entry.id} is there.", remedy="Give it a new identifier.", stage="ledger")
        self._shelves.calls[entry.id] = kept(entry)
        self._put(pots, entry.reserved_usd)

    def settle(self, entry: LedgerEntry, pots: Sequence[str]) -> None:
        """Store how a call ended and correct its pots."""
        before = self._shelves.calls.get(entry.id)
        if before is not None and before.state in {CallState.RESERVED, CallState.LOST}:
            self._shelves.calls[entry.id] = kept(entry)
            self._put(pots, (entry.cost_usd or _NOTHING) - entry.reserved_usd)

    def move_on(self, call_id: str, to: str) -> None:
        """Store who was asked next."""
        if call_id in self._shelves.calls:
            self._shelves.calls[call_id] = replace(self._shelves.calls[call_id], moved_on_to=to)

    def find(self, call_id: str) -> LedgerEntry:
        """Find a call."""
        if call_id not in self._shelves.calls:
            raise not_found("call", call_id)
        return self._shelves.calls[call_id]

    def expire(self, now: datetime) -> int:
        """Make calls lost whose time is over."""
        over = [e for e in self._shelves.calls.values() if e.state is CallState.RESERVED and e.expires_at < now]
        for entry in over:
            self._shelves.calls[entry.id] = replace(entry, state=CallState.LOST, cost_usd=entry.reserved_usd)
        return len(over)

    def calls(
        self, run_id: RunId | None = None, artist_id: ArtistId | None = None, limit: int = 50
    ) -> list[LedgerEntry]:
        """List newest first."""
        wanted = [
            entry
            for entry in self._shelves.calls.values()
            if run_id in {None, entry.run_id} and artist_id in {None, entry.artist_id}
        ]
        return sorted(wanted, key=lambda entry: entry.id, reverse=True)[:limit]

    def add_up(self, by: CostSubject, since_day: str = "", until_day: str = "") -> list[CostLine]:
        """Add up by subject."""
        entries: dict[str, list[LedgerEntry]] = {}
        for entry in self._shelves.calls.values():
            if since_day <= entry.day and (not until_day or entry.day <= until_day):
                entries.setdefault(_SUBJECT_OF[by](entry), []).append(entry)
        lines = [_line(subject, group) for subject, group in sorted(entries.items())]
        if by in {CostSubject.DAY, CostSubject.RUN}:
            return lines[::-1]
        return sorted(lines, key=lambda line: -line.cost_usd)

    def count(self) -> list[CallCount]:
        """Count all ended calls."""
        groups: dict[tuple[str, str, str, str], list[LedgerEntry]] = {}
        for entry in self._shelves.calls.values():
            if entry.state is not CallState.RESERVED:
                groups.setdefault((entry.role.value, entry.vendor, entry.model, _outcome(entry)), []).append(entry)
        return [
            CallCount(group[0].role, vendor, model, outcome, len(group), _fallbacks(group), _cost(group))
            for (_, vendor, model, outcome), group in sorted(groups.items())
        ]

    def _put(self, pots: Sequence[str], amount_usd: Decimal) -> None:
        for pot in pots:
            self._shelves.pots[pot] = self._shelves.pots.get(pot, _NOTHING) + amount_usd


def _line(subject: str, entries: Sequence[LedgerEntry]) -> CostLine:
    return CostLine(
        subject=subject,
        calls=len(entries),
        faults=sum(_outcome(entry) != "answered" for entry in entries if entry.state is not CallState.RESERVED),
        fallbacks=_fallbacks(entries),
        unpriced=sum(not entry.is_price_known for entry in entries),
        input_tokens=sum(entry.input_tokens for entry in entries),
        output_tokens=sum(entry.output_tokens for entry in entries),
        cost_usd=_cost(entries),
        reserved_usd=sum((e.reserved_usd for e in entries if e.state is CallState.RESERVED), start=_NOTHING),
        latency_s=sum(entry.latency_s for entry in entries),
    )


def _cost(entries: Iterable[LedgerEntry]) -> Decimal:
    return sum((entry.cost_usd or _NOTHING for entry in entries), start=_NOTHING)


def _outcome(entry: LedgerEntry) -> str:
    if entry.state is CallState.LOST:
        return "lost"
    return entry.fault.value if entry.fault else "answered"


def _fallbacks(entries: Iterable[LedgerEntry]) -> int:
    return sum(entry.moved_on_to != "" for entry in entries)
