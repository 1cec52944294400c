"""The house itself: a worker that fell silent, and the day in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload


@dataclass(frozen=True, slots=True)
class WorkerLost(NoticePayload):
    """A worker gave no sign of life for the length of its lease; others take over its runs.

    Attributes:
        worker: Identifier of the worker.
        host: Name of its machine.
        started_at: UTC; when it started.
        silent_s: Seconds since its last sign of life.
    """

    kind: ClassVar = NoticeKind.WORKER_LOST
    loud: ClassVar = True
    worker: str
    host: str
    started_at: datetime
    silent_s: float

    def _parts(self) -> tuple[object, ...]:
        return self.worker, self.started_at.isoformat()


@dataclass(frozen=True, slots=True)
class Digest(NoticePayload):
    """What happened in a day; made for the targets that ask for it at that moment.

    Attributes:
        since: UTC; first moment of the day.
        until: UTC; its end.
        approved: Songs approved.
        rejected: Songs rejected.
        changes: Songs for which changes were asked.
        undone: Decisions taken back.
        released: Releases packaged.
        failed: Runs that failed or paused.
        expired: Waits for a decision that ran out.
        waiting: Songs that wait for a decision now.
        reasons: Short reasons of rejections and wishes for changes, the most frequent first, each with how often.
        cost_usd: What the day cost in US dollars; None where nothing that costs money is in use.
    """

    kind: ClassVar = NoticeKind.DIGEST
    since: datetime
    until: datetime
    approved: int
    rejected: int
    changes: int
    undone: int
    released: int
    failed: int
    expired: int
    waiting: int
    reasons: tuple[tuple[str, int], ...] = ()
    cost_usd: float | None = None

    @property
    def approval_rate(self) -> float | None:
        """Share of approvals among the day's decisions, 0..1; None when there were none."""
        decided = self.approved + self.rejected + self.changes
        return self.approved / decided if decided else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing waits."""
        counts = (self.approved, self.rejected, self.changes, self.undone, self.released, self.failed, self.expired)
        return not any(counts) and not self.waiting

    def _parts(self) -> tuple[object, ...]:
        return (self.until.isoformat(),)
