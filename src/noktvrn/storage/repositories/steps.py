"""The attempts at the steps of a run."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, select, update
from sqlalchemy.exc import IntegrityError

from noktvrn.errors import NotFoundError, VersionConflictError
from noktvrn.journal.steps import Step, StepOutcome, StepRecord
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free
from noktvrn.storage.tables import steps
from noktvrn.types import RunId

_STEPS = RowMapping(StepRecord, steps)
_OPEN = (StepOutcome.RUNNING.value, StepOutcome.WAITING.value, StepOutcome.LOST.value)
_AFTER_SUCCESS = frozenset({StepOutcome.SUCCEEDED, StepOutcome.CANCELLED})
"""What a success may become: itself again, or cancelled when a person takes it back."""


class SqlStepRecords:
    """The part of :class:`noktvrn.ports.repositories.RunRepository` about attempts."""

    _connection: Connection

    def add_step(self, record: StepRecord) -> None:
        """Store the start of an attempt."""
        if not insert_if_free(self._connection, steps, _STEPS.to_row(record)):
            raise _conflict(record, "was begun before, or the step has succeeded")

    def save_step(self, record: StepRecord) -> None:
        """Store how an attempt stands now; the rules that refuse it are part of the statement, so that none races."""
        change = update(steps).where(_is(record), _may_become(record)).values(**_STEPS.to_row(record))
        try:
            # A success that another attempt had first fails on the unique index; the savepoint keeps the unit usable.
            with self._connection.begin_nested():
                changed = self._connection.execute(change).rowcount
        except IntegrityError as exc:
            raise _conflict(record, f"cannot become {record.outcome.value}") from exc
        if changed == 0:
            self._explain_refusal(record)

    def set_progress(self, run_id: RunId, pass_no: int, step: Step, attempt: int, progress: float, note: str) -> None:
        """Store progress of an attempt while it runs."""
        running = and_(
            steps.c.run_id == run_id,
            steps.c.pass_no == pass_no,
            steps.c.step == step.value,
            steps.c.attempt == attempt,
            steps.c.outcome == StepOutcome.RUNNING.value,
        )
        execute_counted(self._connection, update(steps).where(running).values(progress=progress, note=note))

    def steps(self, run_id: RunId) -> list[StepRecord]:
        """List all attempts in the order in which they began."""
        listing = select(*_STEPS.columns).where(steps.c.run_id == run_id).order_by(steps.c.id)
        return _STEPS.from_rows(self._connection.execute(listing))

    def steps_of(self, wanted: Sequence[RunId], step: Step) -> list[StepRecord]:
        """List the attempts at one step of many runs in one question."""
        place = {run_id: number for number, run_id in enumerate(dict.fromkeys(wanted))}
        chosen = steps.c.run_id.in_(list(place)) & (steps.c.step == step.value)
        listing = select(*_STEPS.columns).where(chosen).order_by(steps.c.id)
        return sorted(_STEPS.from_rows(self._connection.execute(listing)), key=lambda record: place[record.run_id])

    def _explain_refusal(self, record: StepRecord) -> None:
        stored = self._connection.scalar(select(steps.c.outcome).where(_is(record)))
        if stored is None:
            raise NotFoundError(
                f"There is no attempt {record.attempt} at step {record.step.value} of take {record.pass_no} "
                f"of run {record.run_id}.",
                remedy=f"See its steps: noktvrn run show {record.run_id}",
                stage=record.step.value,
            )
        raise _conflict(record, f"is {stored} and cannot become {record.outcome.value}")


def _is(record: StepRecord) -> ColumnElement[bool]:
    return and_(
        steps.c.run_id == record.run_id,
        steps.c.pass_no == record.pass_no,
        steps.c.step == record.step.value,
        steps.c.attempt == record.attempt,
    )


def _may_become(record: StepRecord) -> ColumnElement[bool]:
    if record.outcome is StepOutcome.LOST:
        # Always possible for what is still open, so that no attempt of a dead worker seems to run for ever.
        return steps.c.outcome.in_(_OPEN)
    refused = [StepOutcome.LOST.value]
    if record.outcome not in _AFTER_SUCCESS:
        refused.append(StepOutcome.SUCCEEDED.value)
    return and_(steps.c.outcome.not_in(refused), ~_another_succeeded(record))


def _another_succeeded(record: StepRecord) -> ColumnElement[bool]:
    other = steps.alias("other")
    return (
        select(other.c.id)
        .where(
            other.c.run_id == record.run_id,
            other.c.pass_no == record.pass_no,
            other.c.step == record.step.value,
            other.c.attempt != record.attempt,
            other.c.outcome == StepOutcome.SUCCEEDED.value,
        )
        .exists()
    )


def _conflict(record: StepRecord, what: str) -> VersionConflictError:
    return VersionConflictError(
        f"Attempt {record.attempt} at step {record.step.value} of take {record.pass_no} of run {record.run_id} {what}.",
        remedy=f"Another worker has gone on with it; see: noktvrn run show {record.run_id}",
        stage=record.step.value,
    )
