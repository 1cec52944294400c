"""How the label does over time: outcomes night by night, approval by week, time per step, loudness, failures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import median

from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import ORDER, Failure, Step
from noktvrn.ports.overview import OutcomeRow, StepTime
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.review.decision import Verdict
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.views import RunSummary
from noktvrn.types import ulid_time

NIGHTS = 28
WEEKS = 12
RUNS_TIMED = 120
"""Runs whose steps are timed."""
FAILURES_READ = 500
"""Failed runs that are grouped, the newest."""
SHOWN_OF_GROUP = 8
"""Runs of a group that are named; all that were looked at, where somebody asks for one stage and one cause."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Outcome(StrEnum):
    """How a run came out, as a chart shows it."""

    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    FAILED = "failed"
    NEEDS_YOU = "needs you"
    UNDER_WAY = "under way"


@dataclass(frozen=True, slots=True)
class Night:
    """The runs that were started on one day."""

    day: date
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The decisions of one week.

    Attributes:
        begins: Its first day.
        decided: How many decisions.
        approved: How many of them approved.
    """

    begins: date
    decided: int
    approved: int

    @property
    def rate(self) -> float | None:
        """Share that was approved, 0..1; None without decisions."""
        return self.approved / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class StepDuration:
    """How long one step takes.

    Attributes:
        step: The step.
        begins_s: Median of its begin, in seconds from the begin of the run.
        median_s: Median of its length.
        p95_s: Length that 95 of 100 stay under.
        recent_s: Lengths in the last runs, oldest first.
    """

    step: Step
    begins_s: float
    median_s: float
    p95_s: float
    recent_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Loudness:
    """Measured loudness of one song."""

    run_id: str
    at: datetime
    lufs: float


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures of the same stage and cause.

    Attributes:
        fingerprint: Stage, code and the message without its numbers.
        failure: The newest of them.
        count: How many runs.
        runs: The newest of them, the newest first.
        first_at: When the oldest failed.
        last_at: When the newest failed.
    """

    fingerprint: str
    failure: Failure
    count: int
    runs: tuple[RunSummary, ...]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FailureBoard:
    """What failed, and what it can be narrowed to.

    Attributes:
        groups: The largest first.
        stages: All stages at which something stands failed.
        codes: All causes.
        standing: How many runs stand failed or paused, whatever their stage, cause and age.
        read: How many of them were looked at, the newest; groups, stages and causes are those of these.
    """

    groups: tuple[FailureGroup, ...]
    stages: tuple[str, ...]
    codes: tuple[str, ...]
    standing: int
    read: int


def nights(label: Label, count: int = NIGHTS) -> list[Night]:
    """Return the last nights with the outcome of each run, oldest first; days are those of this machine."""
    today = _day(label.clock.now())
    first = today - timedelta(days=count - 1)
    with label.records.read() as unit:
        rows = unit.overview.outcomes(first_id_at(label.clock.now() - timedelta(days=count)))
    by_day: dict[date, list[Outcome]] = defaultdict(list)
    for row in rows:
        by_day[_day(row.at)].append(outcome_of(row))
    days = (first + timedelta(days=place) for place in range(count))
    order = list(Outcome)
    return [Night(day, tuple(sorted(by_day[day], key=order.index))) for day in days]


def outcome_of(row: OutcomeRow) -> Outcome:
    """Return how a run came out."""
    if row.state in {RunState.NEEDS_DECISION, RunState.EXPIRED, RunState.PAUSED}:
        return Outcome.NEEDS_YOU
    if row.state is RunState.FAILED:
        return Outcome.FAILED
    if row.verdict is Verdict.APPROVE:
        return Outcome.APPROVED
    if row.verdict is Verdict.CHANGES:
        return Outcome.CHANGES
    if row.verdict is Verdict.REJECT or row.state in {RunState.REJECTED, RunState.CANCELLED}:
        return Outcome.REJECTED
    return Outcome.UNDER_WAY


def weeks(label: Label, count: int = WEEKS) -> list[Week]:
    """Return the decisions of the last weeks, oldest first; a week begins on Monday."""
    today = _day(label.clock.now())
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=count - 1)
    with label.records.read() as unit:
        rows = unit.overview.verdicts(first_id_at(label.clock.now() - timedelta(weeks=count)))
    decided: dict[date, list[Verdict]] = defaultdict(list)
    for row in rows:
        day = _day(row.at)
        decided[day - timedelta(days=day.weekday())].append(row.verdict)
    begins = [first + timedelta(weeks=place) for place in range(count)]
    return [Week(day, len(decided[day]), decided[day].count(Verdict.APPROVE)) for day in begins]


def step_durations(label: Label, runs: int = RUNS_TIMED) -> list[StepDuration]:
    """Return how long each step of the last runs took, in the order of work; waits for a person are left out."""
    with label.records.read() as unit:
        times = unit.overview.step_times(runs)
    begins = _begins(times)
    by_step: dict[Step, list[StepTime]] = defaultdict(list)
    for time in times:
        if time.step is not Step.WAIT_FOR_DECISION and time.step.position < Step.WAIT_FOR_DECISION.position:
            by_step[time.step].append(time)
    return [_duration(step, by_step[step], begins) for step in ORDER if by_step[step]]


def _begins(times: Iterable[StepTime]) -> dict[str, datetime]:
    begins: dict[str, datetime] = {}
    for time in times:
        begins[time.run_id] = min(begins.get(time.run_id, time.started_at), time.started_at)
    return begins


def _duration(step: Step, times: Sequence[StepTime], begins: Mapping[str, datetime]) -> StepDuration:
    lengths = [(time.ended_at - time.started_at).total_seconds() for time in times]
    starts = [(time.started_at - begins[time.run_id]).total_seconds() for time in times]
    ordered = sorted(lengths)
    p95_s = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return StepDuration(step, median(starts), median(lengths), p95_s, tuple(reversed(lengths)))


def loudness(label: Label, runs: int = RUNS_TIMED) -> list[Loudness]:
    """Return the measured loudness of the last songs, oldest first."""
    with label.records.read() as unit:
        rows = unit.overview.measured(runs)
    known = [row for row in rows if "loudness_lufs" in row.figures]
    return [Loudness(row.run_id, row.at, float(row.figures["loudness_lufs"])) for row in reversed(known)]


def failures(
    label: Label,
    *,
    artist: str | None = None,
    stage: str | None = None,
    code: str | None = None,
    days: int | None = None,
) -> FailureBoard:
    """Group the runs that stand failed or paused.

    Args:
        label: The label's means.
        artist: Only this artist's, by slug or identifier.
        stage: Only of this stage.
        code: Only of this cause.
        days: Only of the last so many days.

    Raises:
        NotFoundError: No such artist.
    """
    since = None if days is None else label.clock.now() - timedelta(days=days)
    with label.records.read() as unit:
        artist_id = None if artist is None else unit.artists.find(artist).id
        states = (RunState.FAILED, RunState.PAUSED)
        wanted = RunFilter(artist_id=artist_id, states=states)
        listed = unit.runs.select(wanted, limit=FAILURES_READ)
        standing = len(listed) if len(listed) < FAILURES_READ else unit.runs.count(wanted)
        groups: dict[str, list[Run]] = defaultdict(list)
        for run in listed:
            if run.failure is not None and _fits(run, stage, code, since):
                groups[fingerprint(run.failure)].append(run)
        shown = FAILURES_READ if stage and code else SHOWN_OF_GROUP
        made = [_group(unit, key, members, shown) for key, members in groups.items()]
    known = [run.failure for run in listed if run.failure is not None]
    return FailureBoard(
        groups=tuple(sorted(made, key=lambda group: (-group.count, group.fingerprint))),
        stages=tuple(sorted({failure.stage for failure in known})),
        codes=tuple(sorted({failure.code for failure in known})),
        standing=standing,
        read=len(listed),
    )


def _fits(run: Run, stage: str | None, code: str | None, since: datetime | None) -> bool:
    failure = run.failure
    return (
        failure is not None
        and stage in {None, failure.stage}
        and code in {None, failure.code}
        and (since is None or run.updated_at >= since)
    )


def _group(unit: UnitOfWork, key: str, members: Sequence[Run], shown: int) -> FailureGroup:
    newest_first = sorted(members, key=lambda run: run.updated_at, reverse=True)
    newest = newest_first[0]
    if newest.failure is None:
        raise ValueError("a run without a failure is in no group")
    return FailureGroup(
        fingerprint=key,
        failure=newest.failure,
        count=len(members),
        runs=tuple(summaries(unit, newest_first[:shown])),
        first_at=newest_first[-1].updated_at,
        last_at=newest.updated_at,
    )


def fingerprint(failure: Failure) -> str:
    """Return what failures of the same cause share: stage, code, and the message without numbers and identifiers."""
    message = re.sub(r"\b[0-9a-hjkmnp-tv-z]{26}\b|'[^']*'|\"[^\"]*\"|-?\d+(\.\d+)?", "…", failure.message)
    return f"{failure.stage} · {failure.code} · {message[:160]}"


def first_id_at(at: datetime) -> str:
    """Return the beginning of the identifiers that are given out at an instant; later ones sort after it."""
    return ulid_time(max((at - _EPOCH) // timedelta(milliseconds=1), 0))


def _day(at: datetime) -> date:
    return at.astimezone().date()
