"""A run as a checklist: one row for each step, with what happened in the take that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from noktvrn.interfaces.presenters.standing import Standing, outcome_standing
from noktvrn.interfaces.presenters.words import elapsed
from noktvrn.journal.run import Run
from noktvrn.journal.steps import ORDER, Step, StepOutcome, StepRecord

STEP_NAMES: dict[Step, str] = {
    Step.SELECT_ARTIST: "Artist",
    Step.BRIEF: "Brief",
    Step.WRITE: "Words",
    Step.SONG: "Song",
    Step.MEASURE: "Measuring",
    Step.COVER: "Cover",
    Step.TEASER: "Teaser",
    Step.GATE: "Gate",
    Step.SEND_FOR_REVIEW: "To review",
    Step.WAIT_FOR_DECISION: "Decision",
    Step.FILM: "Film",
    Step.CANVAS: "Canvas",
    Step.PACKAGE: "Package",
    Step.REFLECT: "Reflection",
    Step.LIFECYCLE: "Lifecycle",
}
"""What a step is called on every surface."""


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One step of a run.

    Attributes:
        step: The step.
        standing: How it stands.
        name: What it is called.
        note: What is being done, what came of it, or why it failed.
        progress: 0..1 while it runs and says so, else None.
        time: How long it took or has been running; empty while it has not begun.
    """

    step: Step
    standing: Standing
    name: str
    note: str
    progress: float | None
    time: str


def checklist(run: Run, steps: Iterable[StepRecord], now: datetime) -> list[ChecklistRow]:
    """Return the rows of a run, in the order of work.

    A take begins at ``run.from_step``; steps before it show what an earlier take made of them.
    """
    latest = _latest(run, steps)
    return [_row(step, latest.get(step), now) for step in ORDER]


def current_row(rows: Iterable[ChecklistRow]) -> ChecklistRow | None:
    """Return the row that somebody works on or that failed or asks for a person; None when there is none."""
    wanted = (Standing.RUNNING, Standing.FAILED, Standing.NEEDS_YOU)
    return next((row for row in rows if row.standing in wanted), None)


def _latest(run: Run, steps: Iterable[StepRecord]) -> dict[Step, StepRecord]:
    latest: dict[Step, StepRecord] = {}
    for record in steps:
        stale = record.pass_no < run.pass_no and record.step.position >= run.from_step.position
        before = latest.get(record.step)
        newer = before is None or (record.pass_no, record.attempt) >= (before.pass_no, before.attempt)
        if newer and not stale:
            latest[record.step] = record
    return latest


def _row(step: Step, record: StepRecord | None, now: datetime) -> ChecklistRow:
    if record is None:
        return ChecklistRow(step, Standing.IDLE, STEP_NAMES[step], "", None, "")
    standing, _ = outcome_standing(record.outcome)
    running = record.outcome is StepOutcome.RUNNING
    return ChecklistRow(
        step=step,
        standing=standing,
        name=STEP_NAMES[step],
        note=_note(record),
        progress=record.progress if running and record.progress > 0 else None,
        time=_time(record, now),
    )


def _note(record: StepRecord) -> str:
    _, word = outcome_standing(record.outcome)
    says_itself = record.outcome in {StepOutcome.RUNNING, StepOutcome.SUCCEEDED}
    text = record.failure.message if record.failure is not None and not says_itself else record.note
    parts = [text] if says_itself or text else [word]
    if record.attempt > 1:
        parts.append(f"attempt {record.attempt}")
    return ", ".join(part for part in parts if part)


def _time(record: StepRecord, now: datetime) -> str:
    if record.outcome in {StepOutcome.WAITING, StepOutcome.EXPIRED}:
        return ""
    if record.duration_s is not None:
        return elapsed(record.duration_s)
    return elapsed((now - record.started_at).total_seconds())
