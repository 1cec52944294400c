"""Notices: what happened, written down once, and how far each target has been told.

A notice is added in the unit of work of the change that it tells of. Nothing is told that did not happen, and nothing
that happened is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from noktvrn.journal.steps import Failure
from noktvrn.ports.notice_kinds import NoticeKind, NoticePayload
from noktvrn.types import ArtistId, RunId


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened; append-only.

    Attributes:
        id: Counts up in the order in which the changes lasted; gaps are normal.
        at: UTC.
        kind: What kind of thing.
        key: What makes it one; unique.
        run_id: The run that it is about, or None.
        artist_id: The artist that it is about, or None.
        payload: Everything that is to say about it.
    """

    id: int
    at: datetime
    kind: NoticeKind
    key: str
    run_id: RunId | None
    artist_id: ArtistId | None
    payload: NoticePayload


class Form(StrEnum):
    """How notices are put into a message."""

    SINGLE = "single"
    """One message for one notice."""
    SUMMARY = "summary"
    """One message for many: there were too many at once, or they are old."""


@dataclass(frozen=True, slots=True)
class TargetState:
    """How far a target has been told; one for each name in the settings.

    Attributes:
        name: The target.
        cursor: Last notice that it was told, or that it does not want.
        since: UTC; when it was first seen. What happened before is not told.
        claimed_by: Who delivers to it now; None while nobody does.
        claimed_until: UTC; after that somebody else may take over.
        planned_to: Last notice of the message under way; kept while it is delivered, so that after a crash the same
            message with the same identifier is sent again. None while no message is under way.
        planned_form: Form of the message under way.
        window_from: UTC; when the present window of the flood limit began.
        window_told: Messages told within it.
        told: Messages told in all.
        told_at: UTC; when the last one was.
        skipped: Messages that it refused for good and that were given up.
        failures: Failures in a row.
        retry_at: UTC; when it is tried again. None while it works.
        failure: Why the last attempt failed; None while it works.
    """

    name: str
    cursor: int
    since: datetime
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    planned_to: int | None = None
    planned_form: Form | None = None
    window_from: datetime | None = None
    window_told: int = 0
    told: int = 0
    told_at: datetime | None = None
    skipped: int = 0
    failures: int = 0
    retry_at: datetime | None = None
    failure: Failure | None = None


class NoticeRepository(Protocol):
    """Notices and the state of targets."""

    def add(self, payload: NoticePayload, at: datetime) -> None:
        """Write down what happened; a key that is there already changes nothing.

        Identifiers MUST be given in the order in which units of work commit, so that whoever has read up to one of
        them misses nothing. A notice MAY get its identifier as late as at the commit.
        """
        ...

    def select(
        self,
        kinds: Sequence[NoticeKind] | None = None,
        run_id: RunId | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> list[Notice]:
        """List newest first; ``before`` pages on."""
        ...

    def after(self, notice_id: int, kinds: Sequence[NoticeKind], limit: int, up_to: int | None = None) -> list[Notice]:
        """List those after one, oldest first, optionally up to another (inclusive)."""
        ...

    def counts_after(
        self, notice_id: int, kinds: Sequence[NoticeKind], up_to: int | None = None
    ) -> dict[NoticeKind, int]:
        """Count those after one by kind, optionally up to another (inclusive); kinds without any are left out."""
        ...

    def between(self, since: datetime, until: datetime, kinds: Sequence[NoticeKind]) -> list[Notice]:
        """List those of ``since <= at < until``, oldest first."""
        ...

    def last_id(self) -> int:
        """Identifier of the latest notice; 0 when there is none."""
        ...

    def forget_before(self, instant: datetime, limit: int = 5_000) -> int:
        """Remove the oldest of those that happened before, and return how many.

        Their identifiers MUST NOT be given again.
        """
        ...

    def targets(self) -> list[TargetState]:
        """The states of all targets ever seen, by name."""
        ...

    def claim(self, name: str, owner: str, now: datetime, until: datetime) -> TargetState | None:
        """Claim a target for delivery, and return its state; None while somebody else delivers to it.

        A target that was never seen begins after the latest notice. Claiming what one has claimed prolongs the claim.
        """
        ...

    def save_target(self, state: TargetState) -> bool:
        """Store a state; answers False and changes nothing when ``state.claimed_by`` does not hold the claim."""
        ...

    def release(self, name: str, owner: str) -> None:
        """Give a claim back; does nothing when it is somebody else's."""
        ...
