"""Find runs that nobody works on although they are at work, and hand them to the engine again.

A run is stranded when its state says that somebody works, no command about it waits to be carried out, and the engine
does not know its workflow or has ended it: its database was lost or restored from a backup, or the label's database
was out of reach at the very moment at which the workflow wanted to say how it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.services.decide import latest_decision
from noktvrn.services.dispatching import hand_over_again, queue_finishing, workflow_of
from noktvrn.services.label import Label
from noktvrn.services.steer_run import ask_again
from noktvrn.services.steps.body import standing_results

AT_WORK = (RunState.QUEUED, RunState.MAKING, RunState.HELD, RunState.FINISHING)
_LOOKED_AT = 200
_COMMANDS_READ = 10_000
_EVER = timedelta(days=36_500)


def recover_stranded_runs(label: Label, is_at_work: Callable[[str], bool], untouched_s: float) -> list[Run]:
    """Hand over again what is stranded.

    Args:
        label: The label's means.
        is_at_work: Tells whether the engine works, or will work, on a workflow.
        untouched_s: Runs that changed within this time are left alone.

    Returns:
        The runs that were handed over again.
    """
    now = label.clock.now()
    with label.records.read() as unit:
        awaited = _awaited(unit, now)
        suspects = [
            run
            for run in unit.runs.select(RunFilter(states=AT_WORK), limit=_LOOKED_AT)
            if run.updated_at < now - timedelta(seconds=untouched_s) and workflow_of(run) not in awaited
        ]
    stranded = [run for run in suspects if not is_at_work(workflow_of(run))]
    return [found for run in stranded if (found := _recovered(label, run, now)) is not None]


def _awaited(unit: UnitOfWork, now: datetime) -> set[str]:
    """Workflows that a command is still to start, held ones included."""
    return {command.workflow_id for command in unit.commands.pending(now + _EVER, limit=_COMMANDS_READ)}


def _recovered(label: Label, seen: Run, now: datetime) -> Run | None:
    with label.records.write() as unit:
        run = unit.runs.get(seen.id)
        if run.version != seen.version or workflow_of(run) in _awaited(unit, now):
            return None  # somebody was quicker
        decision = latest_decision(unit, run.id)
        if run.state in {RunState.HELD, RunState.FINISHING} and decision is not None:
            stored = queue_finishing(unit, run, decision, now)
        elif Step.SEND_FOR_REVIEW in standing_results(run, unit.runs.steps(run.id)):
            stored = ask_again(label, unit, run, now)
        else:
            stored = hand_over_again(unit, run, now)
        unit.commit()
    return stored
