"""What can happen in a label that people are told of: one kind and one payload for each.

A payload holds everything that a message about it says, so that it can be told later without reading anything else.
Its ``key`` says what makes it one: the same key is written down once, however often the change behind it is repeated.
Fields may be added with a default; they are never removed and never change their meaning, because stored payloads and
receivers of webhooks live longer than a version of this program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from noktvrn.types import ArtistId, ReleaseId, RunId


class NoticeKind(StrEnum):
    """What happened."""

    NEEDS_DECISION = "needs_decision"
    DECIDED = "decided"
    DECISION_UNDONE = "decision_undone"
    RELEASED = "released"
    RUN_FAILED = "run_failed"
    RUN_EXPIRED = "run_expired"
    PROVIDER_FALLBACK = "provider_fallback"
    PROVIDER_OUT = "provider_out"
    BUDGET_WARNED = "budget_warned"
    BUDGET_REACHED = "budget_reached"
    ARTIST_CREATED = "artist_created"
    LIFECYCLE_CHANGED = "lifecycle_changed"
    WORKER_LOST = "worker_lost"
    DIGEST = "digest"


class NoticePayload:
    """What every payload has.

    Attributes:
        kind: Which kind it belongs to.
        loud: Whether it calls for a person: it may make a sound. Everything else is told silently.
        run_id: The run that it is about, or None.
        artist_id: The artist that it is about, or None.
    """

    __slots__ = ()
    kind: ClassVar[NoticeKind]
    loud: ClassVar[bool] = False

    @property
    def key(self) -> str:
        """What makes it one; begins with the kind."""
        return ":".join([self.kind.value, *(str(part) for part in self._parts())])

    @property
    def subject(self) -> tuple[RunId | None, ArtistId | None]:
        """The run and the artist that it is about."""
        return getattr(self, "run_id", None), getattr(self, "artist_id", None)

    def _parts(self) -> tuple[object, ...]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class NeedsDecision(NoticePayload):
    """A song waits for a person; told once for each take.

    Attributes:
        run_id: The run.
        artist_id: Its artist.
        pass_no: The take, from 1.
        title: Title of the song.
        artist: Name of the artist.
        findings: What the gate found, in one line.
        deadline: UTC; when the wait ends.
    """

    kind: ClassVar = NoticeKind.NEEDS_DECISION
    loud: ClassVar = True
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    title: str
    artist: str
    findings: str
    deadline: datetime | None

    def _parts(self) -> tuple[object, ...]:
        return self.run_id, self.pass_no


@dataclass(frozen=True, slots=True)
class Decided(NoticePayload):
    """A decision was taken, by a person or by the autopilot.

    Attributes:
        decision_id: The decision.
        run_id: The run.
        artist_id: Its artist.
        pass_no: The take that was judged.
        title: Title of the song.
        artist: Name of the artist.
        verdict: ``"approve"``, ``"reject"`` or ``"changes"``.
        actor: Who: an operator's name or ``"autopilot"``.
        surface: Where: ``"cli"``, ``"web"``, ``"telegram"``, ``"console"``, ``"autopilot"``.
        reason: Why, in the decider's words; may be empty.
        chips: Short reasons.
        effective_at: UTC; until then it can be undone.
    """

    kind: ClassVar = NoticeKind.DECIDED
    decision_id: str
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    title: str
    artist: str
    verdict: str
    actor: str
    surface: str
    reason: str
    chips: tuple[str, ...]
    effective_at: datetime

    def _parts(self) -> tuple[object, ...]:
        return (self.decision_id,)


@dataclass(frozen=True, slots=True)
class DecisionUndone(NoticePayload):
    """A decision was taken back while it was held; the song waits for a decision again.

    Attributes:
        decision_id: The decision.
        run_id: The run.
        artist_id: Its artist.
        pass_no: The take that was judged.
        title: Title of the song.
        artist: Name of the artist.
        verdict: What had been decided.
        actor: Who took it back.
        surface: Where.
    """

    kind: ClassVar = NoticeKind.DECISION_UNDONE
    decision_id: str
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    title: str
    artist: str
    verdict: str
    actor: str
    surface: str

    def _parts(self) -> tuple[object, ...]:
        return (self.decision_id,)


@dataclass(frozen=True, slots=True)
class Released(NoticePayload):
    """A release was packaged: verified and written.

    Attributes:
        release_id: The release.
        run_id: The run.
        artist_id: Its artist.
        title: Title.
        artist: Name of the artist.
        folder: Name of its folder below ``releases/``.
    """

    kind: ClassVar = NoticeKind.RELEASED
    release_id: ReleaseId
    run_id: RunId
    artist_id: ArtistId
    title: str
    artist: str
    folder: str

    def _parts(self) -> tuple[object, ...]:
        return (self.release_id,)


@dataclass(frozen=True, slots=True)
class RunFailed(NoticePayload):
    """A run came to rest because of an error, and a person is needed.

    Attributes:
        run_id: The run.
        artist_id: Its artist; None when none was chosen yet.
        pass_no: The take.
        dispatch_no: Which hand-over to the engine failed; a run that fails again has another.
        title: Title of the song; empty when none was written yet.
        artist: Name of the artist; empty when none was chosen yet.
        stage: Step in which it happened.
        code: Stable slug of the error.
        cause: What happened.
        remedy: What to do.
        retryable: Whether the same can succeed later without a change.
        paused: Whether it only waits, as for credit; otherwise it failed.
    """

    kind: ClassVar = NoticeKind.RUN_FAILED
    loud: ClassVar = True
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    dispatch_no: int
    title: str
    artist: str
    stage: str
    code: str
    cause: str
    remedy: str
    retryable: bool
    paused: bool

    def _parts(self) -> tuple[object, ...]:
        return self.run_id, self.dispatch_no


@dataclass(frozen=True, slots=True)
class RunExpired(NoticePayload):
    """Nobody decided in time; the song can still be decided.

    Attributes:
        run_id: The run.
        artist_id: Its artist.
        pass_no: The take.
        title: Title of the song.
        artist: Name of the artist.
        deadline: UTC; when the wait ended.
    """

    kind: ClassVar = NoticeKind.RUN_EXPIRED
    loud: ClassVar = True
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    title: str
    artist: str
    deadline: datetime

    def _parts(self) -> tuple[object, ...]:
        return self.run_id, self.pass_no, self.deadline.isoformat()


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
    """

    kind: ClassVar = NoticeKind.PROVIDER_FALLBACK
    role: str
    wanted: str
    used: str
    reason: str
    occasion: str
    run_id: RunId | None = None
    artist_id: ArtistId | None = None

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
        period: What it is the budget of, such as ``"2026-11"`` or a run's identifier; told once for each.
        spent_usd: Spent and reserved so far, in US dollars.
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
        return self.budget, self.period


@dataclass(frozen=True, slots=True)
class BudgetReached(NoticePayload):
    """A budget has less left than the next call could cost: no such call is begun.

    Attributes:
        budget: Which budget: ``"month"``, ``"run"``...
        period: What it is the budget of; told once for each.
        spent_usd: Spent and reserved so far, in US dollars.
        limit_usd: The limit, in US dollars.
        remedy: What to do.
        run_id: The run whose budget it is, or None.
        artist_id: The artist whose budget it is, or None.
        next_usd: What the next call could cost, in US dollars; 0 where that was not written down.
        resets: When it begins anew, as a sentence; empty where that was not written down.
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

    def _parts(self) -> tuple[object, ...]:
        return self.budget, self.period


@dataclass(frozen=True, slots=True)
class ArtistCreated(NoticePayload):
    """The roster has a new artist.

    Attributes:
        artist_id: The artist.
        artist: Name.
        slug: Slug.
        genre: Genre.
        actor: Who asked for it.
    """

    kind: ClassVar = NoticeKind.ARTIST_CREATED
    artist_id: ArtistId
    artist: str
    slug: str
    genre: str
    actor: str

    def _parts(self) -> tuple[object, ...]:
        return (self.artist_id,)


@dataclass(frozen=True, slots=True)
class LifecycleChanged(NoticePayload):
    """An artist's status changed, by its history or by hand.

    Attributes:
        artist_id: The artist.
        version: Version of the artist's record since the change.
        artist: Name.
        before: Status before.
        after: Status now.
        reason: Why, in one sentence.
        actor: Who: an operator's name, or ``"label"``.
        run_id: The run that it follows from, or None.
    """

    kind: ClassVar = NoticeKind.LIFECYCLE_CHANGED
    artist_id: ArtistId
    version: int
    artist: str
    before: str
    after: str
    reason: str
    actor: str
    run_id: RunId | None = None

    def _parts(self) -> tuple[object, ...]:
        return self.artist_id, self.version


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
