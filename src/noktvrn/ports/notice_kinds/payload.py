"""The kinds, and what every payload has."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from noktvrn.types import ArtistId, RunId


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
