"""The digest: what happened in a day, counted from what was written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from noktvrn.journal.run import DECIDABLE
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.notice_kinds import Decided, DecisionUndone, Digest, NoticeKind, NoticePayload
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.services.notices.announcing import announce
from noktvrn.services.notices.rules import OLD, TargetRules
from noktvrn.services.notices.times import last_instant

DAY = timedelta(days=1)
_REASONS = 8
_CALLS_READ = 5_000

_COUNTED = (
    NoticeKind.DECIDED,
    NoticeKind.DECISION_UNDONE,
    NoticeKind.RELEASED,
    NoticeKind.RUN_FAILED,
    NoticeKind.RUN_EXPIRED,
)


def due_digest(rules: TargetRules, since: datetime, now: datetime) -> datetime | None:
    """Return the hour (UTC) whose digest a target is to have by now; None when there is none.

    Args:
        rules: What the target wants.
        since: When the target was first seen; an hour before that is not its own.
        now: UTC.
    """
    if rules.digest_at is None:
        return None
    until = last_instant(rules.digest_at, rules.zone, now)
    return until if until > since and now - until < OLD else None


def announce_digest(unit: UnitOfWork, until: datetime, now: datetime) -> None:
    """Write down the digest of the day before an hour, once for all targets that have it at the same hour."""
    since = until - DAY
    told = [notice.payload for notice in unit.notices.between(since, until, _COUNTED)]
    day = count_day(told, since, until, waiting=_waiting(unit), cost_usd=_cost_usd(unit, since, until))
    announce(unit, day, now)


def count_day(
    told: Sequence[NoticePayload],
    since: datetime,
    until: datetime,
    *,
    waiting: int,
    cost_usd: float | None = None,
) -> Digest:
    """Return the digest of what was written down; a decision that was taken back counts only as that."""
    undone = {payload.decision_id for payload in told if isinstance(payload, DecisionUndone)}
    stood = [payload for payload in told if isinstance(payload, Decided) and payload.decision_id not in undone]
    verdicts = Counter(payload.verdict for payload in stood)
    kinds = Counter(payload.kind for payload in told)
    reasons = Counter(chip for payload in stood if payload.verdict != "approve" for chip in payload.chips)
    return Digest(
        since=since,
        until=until,
        approved=verdicts["approve"],
        rejected=verdicts["reject"],
        changes=verdicts["changes"],
        undone=len(undone),
        released=kinds[NoticeKind.RELEASED],
        failed=kinds[NoticeKind.RUN_FAILED],
        expired=kinds[NoticeKind.RUN_EXPIRED],
        waiting=waiting,
        reasons=tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:_REASONS]),
        cost_usd=cost_usd,
    )


def _waiting(unit: UnitOfWork) -> int:
    counts = unit.overview.state_counts()
    return sum(counts.get(state, 0) for state in DECIDABLE)


def _cost_usd(unit: UnitOfWork, since: datetime, until: datetime) -> float | None:
    """Return what calls of that day cost; None without any, and where they are too many to be read at once."""
    calls = unit.ledger.calls(limit=_CALLS_READ)
    if len(calls) == _CALLS_READ and calls[-1].at > since:
        return None
    costs = [_cost_of(call) for call in calls if since <= call.at < until]
    return float(sum(costs)) if costs else None


def _cost_of(call: LedgerEntry) -> Decimal:
    """Return what a call cost; one that was lost counts with its worst case, because it may be billed."""
    if call.cost_usd is not None:
        return call.cost_usd
    return call.reserved_usd if call.state is CallState.LOST else Decimal(0)
