"""What a command says about a run when it is through with it, and the exit status that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session
    from noktvrn.journal.run import RunState
    from noktvrn.services.label import Label
    from noktvrn.services.views import RunView


def report_run(session: Session, label: Label, view: RunView) -> int:
    """Print where a run stands, what to do next and, when it failed, why.

    Returns:
        0 when it is released, rejected or under way, 8 when a person has to decide, else that of its failure.
    """
    from noktvrn.interfaces.cli.telling import tell
    from noktvrn.interfaces.errors import told_failure
    from noktvrn.interfaces.presenters.records import run_view_record
    from noktvrn.interfaces.presenters.sentences import next_command, state_sentence
    from noktvrn.journal.run import RunState

    terminal, run = session.terminal, view.summary.run
    terminal.emit(run_view_record(view))
    failed = run.state in {RunState.FAILED, RunState.PAUSED} and run.failure is not None
    if failed and run.failure is not None:
        status = tell(terminal, told_failure(run.failure))
    else:
        terminal.show(state_sentence(view.summary, session.now()))
        status = exit_status(run.state)
    if view.release is not None:
        from noktvrn.services.look import release_folder

        terminal.show(str(release_folder(label, view.release)))
    terminal.next(next_command(view.summary, worker_alive=session.worker_alive(label)))
    return status


def exit_status(state: RunState) -> int:
    """Return the exit status of a command that ends with a run in this state."""
    from noktvrn.interfaces.errors import EXIT_INTERRUPTED, EXIT_WAITING
    from noktvrn.journal.run import RunState

    statuses = {
        RunState.NEEDS_DECISION: EXIT_WAITING,
        RunState.EXPIRED: EXIT_WAITING,
        RunState.FAILED: 1,
        RunState.PAUSED: 1,
        RunState.CANCELLED: EXIT_INTERRUPTED,
    }
    return statuses.get(state, 0)
