"""How a run, a step or an artist stands: a symbol and a word; colour is only a third cue."""

from __future__ import annotations

from enum import Enum

from noktvrn.journal.run import RunState
from noktvrn.journal.steps import StepOutcome
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.review.findings import Severity
from noktvrn.roster.artist import LifecycleStatus


class Standing(Enum):
    """Five ways to stand, each with its symbol."""

    DONE = "✓"
    RUNNING = "●"
    NEEDS_YOU = "!"
    FAILED = "✗"
    IDLE = "·"

    @property
    def symbol(self) -> str:
        """The sign that stands before the word."""
        return self.value


_RUNS: dict[RunState, tuple[Standing, str]] = {
    RunState.QUEUED: (Standing.IDLE, "queued"),
    RunState.MAKING: (Standing.RUNNING, "making"),
    RunState.NEEDS_DECISION: (Standing.NEEDS_YOU, "needs decision"),
    RunState.EXPIRED: (Standing.NEEDS_YOU, "expired"),
    RunState.HELD: (Standing.RUNNING, "held"),
    RunState.FINISHING: (Standing.RUNNING, "finishing"),
    RunState.RELEASED: (Standing.DONE, "released"),
    RunState.REJECTED: (Standing.IDLE, "rejected"),
    RunState.FAILED: (Standing.FAILED, "failed"),
    RunState.CANCELLED: (Standing.IDLE, "cancelled"),
    RunState.PAUSED: (Standing.NEEDS_YOU, "paused"),
}

_VERDICTS: dict[Verdict, str] = {
    Verdict.APPROVE: "approved",
    Verdict.REJECT: "rejected",
    Verdict.CHANGES: "changes asked",
}

_OUTCOMES: dict[StepOutcome, tuple[Standing, str]] = {
    StepOutcome.RUNNING: (Standing.RUNNING, "running"),
    StepOutcome.SUCCEEDED: (Standing.DONE, "done"),
    StepOutcome.FAILED: (Standing.FAILED, "failed"),
    StepOutcome.CANCELLED: (Standing.IDLE, "cancelled"),
    StepOutcome.LOST: (Standing.IDLE, "worker lost"),
    StepOutcome.WAITING: (Standing.NEEDS_YOU, "waits for you"),
    StepOutcome.EXPIRED: (Standing.NEEDS_YOU, "expired"),
}

_ARTISTS: dict[LifecycleStatus, Standing] = {
    LifecycleStatus.CANDIDATE: Standing.IDLE,
    LifecycleStatus.ACTIVE: Standing.DONE,
    LifecycleStatus.EVOLVING: Standing.RUNNING,
    LifecycleStatus.PAUSED: Standing.NEEDS_YOU,
    LifecycleStatus.RETIRED: Standing.IDLE,
}

_SEVERITIES: dict[Severity, tuple[Standing, str]] = {
    Severity.PASS: (Standing.DONE, "pass"),
    Severity.NOTICE: (Standing.NEEDS_YOU, "look"),
    Severity.BLOCKING: (Standing.FAILED, "blocks"),
}


def run_standing(state: RunState, decision: Decision | None = None) -> tuple[Standing, str]:
    """Return how a run stands and the word for it; a held decision is named ("approved, held")."""
    standing, word = _RUNS[state]
    if state is RunState.HELD and decision is not None and decision.state is not DecisionState.UNDONE:
        word = f"{verdict_word(decision.verdict)}, held"
    return standing, word


def outcome_standing(outcome: StepOutcome) -> tuple[Standing, str]:
    """Return how an attempt at a step stands and the word for it."""
    return _OUTCOMES[outcome]


def artist_standing(status: LifecycleStatus) -> tuple[Standing, str]:
    """Return how an artist stands and the word for it."""
    return _ARTISTS[status], status.value


def severity_standing(severity: Severity) -> tuple[Standing, str]:
    """Return how much a finding weighs and the word for it."""
    return _SEVERITIES[severity]


def verdict_word(verdict: Verdict) -> str:
    """Return a verdict as the past: "approved", "rejected", "changes asked"."""
    return _VERDICTS[verdict]
