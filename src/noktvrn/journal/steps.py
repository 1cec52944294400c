"""The steps of a run, in order, and the record that each attempt leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from noktvrn.types import RunId


class Step(StrEnum):
    """One step of the loop; the order of definition is the order of work."""

    SELECT_ARTIST = "select_artist"
    BRIEF = "brief"
    WRITE = "write"
    SONG = "song"
    MEASURE = "measure"
    COVER = "cover"
    TEASER = "teaser"
    GATE = "gate"
    SEND_FOR_REVIEW = "send_for_review"
    WAIT_FOR_DECISION = "wait_for_decision"
    FILM = "film"
    CANVAS = "canvas"
    PACKAGE = "package"
    REFLECT = "reflect"
    LIFECYCLE = "lifecycle"

    @property
    def position(self) -> int:
        """Zero-based place in the loop."""
        return ORDER.index(self)


ORDER: tuple[Step, ...] = tuple(Step)

FINISHING: tuple[Step, ...] = ORDER[ORDER.index(Step.FILM) :]
"""Steps after the decision."""

REPEATABLE: tuple[Step, ...] = ORDER[ORDER.index(Step.BRIEF) : ORDER.index(Step.GATE) + 1]
"""Steps at which a fresh pass may begin."""

RESUMABLE: frozenset[Step] = frozenset({Step.FILM})
"""Steps whose maker goes on from what a lost attempt left in its directory."""


class StepOutcome(StrEnum):
    """How an attempt stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The worker died under it; another attempt took over."""
    WAITING = "waiting"
    """Nobody works; a person is asked."""
    EXPIRED = "expired"
    """The time for the person ran out."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step or run failed, in the four parts that every surface shows."""

    code: str
    message: str
    stage: str
    remedy: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One attempt at one step.

    Attributes:
        run_id: The run.
        pass_no: Take of the run, from 1.
        step: The step.
        attempt: From 1 within (run, pass, step).
        outcome: How it stands.
        started_at: UTC.
        ended_at: UTC, or None while it stands.
        worker: Identifier of the worker that did it.
        result: What following steps read; JSON values only.
        failure: Why it failed, when it did.
        progress: 0..1 of the work done.
        note: What is being done right now, or a short sentence about the result.
    """

    run_id: RunId
    pass_no: int
    step: Step
    attempt: int
    outcome: StepOutcome
    started_at: datetime
    ended_at: datetime | None = None
    worker: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    progress: float = 0.0
    note: str = ""

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; None while it stands."""
        return None if self.ended_at is None else (self.ended_at - self.started_at).total_seconds()
