"""What can happen in a label that people are told of: one kind and one payload for each.

A payload holds everything that a message about it says, so that it can be told later without reading anything else.
Its ``key`` says what makes it one: the same key is written down once, however often the change behind it is repeated.
Fields may be added with a default; they are never removed and never change their meaning, because stored payloads and
receivers of webhooks live longer than a version of this program.
"""

from __future__ import annotations

from collections.abc import Mapping

from noktvrn.ports.notice_kinds.decisions import Decided, DecisionUndone, NeedsDecision
from noktvrn.ports.notice_kinds.house import Digest, WorkerLost
from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload
from noktvrn.ports.notice_kinds.providers import BudgetReached, BudgetWarned, ProviderFallback, ProviderOut
from noktvrn.ports.notice_kinds.roster import ArtistCreated, LifecycleChanged
from noktvrn.ports.notice_kinds.runs import Released, RunExpired, RunFailed

__all__ = [
    "PAYLOADS",
    "ArtistCreated",
    "BudgetReached",
    "BudgetWarned",
    "Decided",
    "DecisionUndone",
    "Digest",
    "LifecycleChanged",
    "NeedsDecision",
    "NoticeKind",
    "NoticePayload",
    "ProviderFallback",
    "ProviderOut",
    "Released",
    "RunExpired",
    "RunFailed",
    "WorkerLost",
]

PAYLOADS: Mapping[NoticeKind, type[NoticePayload]] = {
    payload.kind: payload
    for payload in (
        NeedsDecision,
        Decided,
        DecisionUndone,
        Released,
        RunFailed,
        RunExpired,
        ProviderFallback,
        ProviderOut,
        BudgetWarned,
        BudgetReached,
        ArtistCreated,
        LifecycleChanged,
        WorkerLost,
        Digest,
    )
}
"""The payload of each kind, in the order of the reference."""
