"""The two workflows of a run, engine apart.

*Making* goes from the choice of the artist to the review. *Finishing* begins when a decision takes effect. Between the
two nothing runs: waiting is a state of the run.

Every function here may be carried out again from its beginning after a crash: what is done already is found in the
journal.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import ParamSpec

from noktvrn.errors import NoktvrnError, StorageError
from noktvrn.journal.run import RunState, check_transition
from noktvrn.journal.steps import Step
from noktvrn.pipeline.step_runner import StepRunner, SupersededError, as_failure, checked_run, resting_state
from noktvrn.review.decision import DecisionState
from noktvrn.review.transitions import finalise
from noktvrn.services.assess_artist import assess_artist
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_failure
from noktvrn.types import RunId

logger = logging.getLogger(__name__)

P = ParamSpec("P")

MAKING_GROUPS: tuple[tuple[Step, ...], ...] = (
    (Step.SELECT_ARTIST,),
    (Step.BRIEF,),
    (Step.WRITE,),
    (Step.SONG, Step.COVER),
    (Step.MEASURE, Step.TEASER),
    (Step.GATE,),
    (Step.SEND_FOR_REVIEW,),
)
"""Steps in order; those of one group need nothing of each other and are done side by side."""

FINISHING_GROUPS: tuple[tuple[Step, ...], ...] = (
    (Step.FILM, Step.CANVAS),
    (Step.PACKAGE,),
    (Step.REFLECT,),
    (Step.LIFECYCLE,),
)

HEAVY: frozenset[Step] = frozenset({Step.SONG, Step.COVER, Step.MEASURE, Step.TEASER, Step.FILM, Step.CANVAS})
"""Steps that go through the limited queue."""


FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 60.0
"""How long a workflow waits for a database before it gives up; the worker's sweep finds the run later."""


class Outcome(StrEnum):
    """How a piece of a workflow ended; kept by the engine, so only these words."""

    DONE = "done"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class Conductor:
    """What the engine's workflows call.

    Args:
        label: The label's means.
        steps: Performs steps.
    """

    def __init__(self, label: Label, steps: StepRunner) -> None:
        self._label = label
        self._steps = steps

    async def begin_making(self, run_id: RunId, dispatch_no: int) -> Outcome:
        """Take a queued run into work."""
        return await _unless_superseded(self._take_into_making, run_id, dispatch_no)

    async def begin_finishing(self, run_id: RunId, dispatch_no: int, decision_id: str) -> Outcome:
        """Let a decision take effect: from here on it cannot be undone."""
        return await _unless_superseded(self._take_effect, run_id, dispatch_no, decision_id)

    async def perform(self, run_id: RunId, dispatch_no: int, step: Step, working: RunState) -> Outcome:
        """Do one step; a step that fails for good leaves the run at rest with the reason."""
        try:
            await self._steps.perform(run_id, dispatch_no, step, working)
        except SupersededError:
            return Outcome.SUPERSEDED
        except NoktvrnError as exc:
            return await _unless_superseded(self._fail, run_id, dispatch_no, step, working, exc)
        return Outcome.DONE

    def _take_into_making(self, run_id: RunId, dispatch_no: int) -> Outcome:
        with self._label.records.write() as unit:
            run = unit.runs.get(run_id)
            if run.dispatch_no != dispatch_no or run.state not in {RunState.QUEUED, RunState.MAKING}:
                raise SupersededError
            if run.state is RunState.QUEUED:
                unit.runs.save(replace(run, state=RunState.MAKING, updated_at=self._label.clock.now()))
                unit.commit()
        return Outcome.DONE

    def _take_effect(self, run_id: RunId, dispatch_no: int, decision_id: str) -> Outcome:
        with self._label.records.write() as unit:
            run = unit.runs.get(run_id)
            decision = unit.decisions.get(decision_id)
            if run.dispatch_no != dispatch_no or decision.state is DecisionState.UNDONE:
                raise SupersededError
            if run.state is RunState.HELD:
                unit.decisions.save(finalise(decision, now=self._label.clock.now()))
                unit.runs.save(replace(run, state=RunState.FINISHING, updated_at=self._label.clock.now()))
                unit.commit()
            elif run.state is not RunState.FINISHING:
                raise SupersededError
        return Outcome.DONE

    def _fail(self, run_id: RunId, dispatch_no: int, step: Step, working: RunState, error: NoktvrnError) -> Outcome:
        with self._label.records.write() as unit:
            run = checked_run(unit, run_id, dispatch_no, working)
            resting = resting_state(error)
            check_transition(run, resting)
            failure = as_failure(error, step.value)
            now = self._label.clock.now()
            rests = replace(run, state=resting, failure=failure, reason=failure.message, updated_at=now)
            announce_failure(unit, unit.runs.save(rests), now)
            if run.artist_id is not None and resting is RunState.FAILED:
                assess_artist(self._label, unit, run.artist_id, run.id)
            unit.commit()
        logger.error("run %s is %s in %s: %s", run_id, resting.value, failure.stage, failure.message)
        return Outcome.FAILED


async def _unless_superseded(act: Callable[P, Outcome], *args: P.args, **kwargs: P.kwargs) -> Outcome:
    """Do something that blocks on the database, off the event loop; wait for a database that is out of reach."""
    delay_s = FIRST_DELAY_S
    while True:
        try:
            return await asyncio.to_thread(act, *args, **kwargs)
        except SupersededError:
            return Outcome.SUPERSEDED
        except StorageError as exc:
            if not exc.retryable or delay_s > LONGEST_DELAY_S:
                raise
            logger.warning("%s; trying again in %.1f s", exc, delay_s)
        await asyncio.sleep(delay_s)
        delay_s *= 2


def worst(outcomes: list[Outcome]) -> Outcome:
    """Return how a group ended: failed before superseded before done."""
    for bad in (Outcome.FAILED, Outcome.SUPERSEDED):
        if bad in outcomes:
            return bad
    return Outcome.DONE
