"""A provider did not deliver, or its money runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload
from noktvrn.types import ArtistId, RunId


@dataclass(frozen=True, slots=True)
class ProviderFallback(NoticePayload):
    """A provider did not deliver and another one did its work.

    Attributes:
        role: What had to be done: ``"writer"``, ``"music"``...
        wanted: Provider that should have done it.
        used: Provider that did it.
        reason: Why the first one did not, in one sentence.
        occasion: What makes it one, such as run, take and step; told once for each.
        run_id: The run that it happened in, or None.
        artist_id: The artist that it happened to, or None.
        remedy: What to do about it; empty where that was not written down.
    """

    kind: ClassVar = NoticeKind.PROVIDER_FALLBACK
    role: str
    wanted: str
    used: str
    reason: str
    occasion: str
    run_id: RunId | None = None
    artist_id: ArtistId | None = None
    remedy: str = ""

    def _parts(self) -> tuple[object, ...]:
        return self.role, self.wanted, self.occasion


@dataclass(frozen=True, slots=True)
class ProviderOut(NoticePayload):
    """A provider cannot be used until a person acts: it is out of credit, or refuses its key.

    Attributes:
        role: What it does.
        provider: Its name.
        code: Stable slug of the error, such as ``"quota_exceeded"`` or ``"authentication_failed"``.
        cause: What happened.
        remedy: What to do.
        occasion: What makes it one, such as the day or the moment since when it is out; told once for each.
    """

    kind: ClassVar = NoticeKind.PROVIDER_OUT
    loud: ClassVar = True
    role: str
    provider: str
    code: str
    cause: str
    remedy: str
    occasion: str

    def _parts(self) -> tuple[object, ...]:
        return self.role, self.provider, self.code, self.occasion


@dataclass(frozen=True, slots=True)
class BudgetWarned(NoticePayload):
    """Most of a budget is spent.

    Attributes:
        budget: Which budget: ``"month"``, ``"run"``...
        period: What it is the budget of, such as ``"2026-11"`` or a run's identifier; told once for each and limit.
        spent_usd: Spent so far, in US dollars; older notices count what was put aside for calls under way, too.
        limit_usd: The limit, in US dollars.
        run_id: The run whose budget it is, or None.
        artist_id: The artist whose budget it is, or None.
    """

    kind: ClassVar = NoticeKind.BUDGET_WARNED
    loud: ClassVar = True
    budget: str
    period: str
    spent_usd: float
    limit_usd: float
    run_id: RunId | None = None
    artist_id: ArtistId | None = None

    def _parts(self) -> tuple[object, ...]:
        return self.budget, self.period, f"{self.limit_usd:g}"


@dataclass(frozen=True, slots=True)
class BudgetReached(NoticePayload):
    """A budget is spent, or has less left than the next call could cost: no such call is begun.

    Attributes:
        budget: Which budget: ``"month"``, ``"run"``...
        period: What it is the budget of; told once for each and limit when it is spent, and once before that when a
            single call is too dear for what is left.
        spent_usd: Spent so far, in US dollars; older notices count what was put aside for calls under way, too.
        limit_usd: The limit, in US dollars.
        remedy: What to do.
        run_id: The run whose budget it is, or None.
        artist_id: The artist whose budget it is, or None.
        next_usd: What the next call could cost, in US dollars; 0 where that was not written down.
        resets: When it begins anew, as a sentence; empty where that was not written down.
        is_spent: Whether most of it is spent; False when much is left and a single call is too dear all the same.
        reserved_usd: Put aside for calls under way, in US dollars.
    """

    kind: ClassVar = NoticeKind.BUDGET_REACHED
    loud: ClassVar = True
    budget: str
    period: str
    spent_usd: float
    limit_usd: float
    remedy: str
    run_id: RunId | None = None
    artist_id: ArtistId | None = None
    next_usd: float = 0.0
    resets: str = ""
    is_spent: bool = True
    reserved_usd: float = 0.0

    def _parts(self) -> tuple[object, ...]:
        return self.budget, self.period, f"{self.limit_usd:g}", "spent" if self.is_spent else "too_dear"
