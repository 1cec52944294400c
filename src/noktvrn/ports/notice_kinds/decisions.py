"""A song waits for a decision, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload
from noktvrn.types import ArtistId, RunId


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
