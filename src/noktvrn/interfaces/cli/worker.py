"""``noktvrn worker``: does what is queued until it is stopped."""

from __future__ import annotations

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "worker", examples=("noktvrn worker", "noktvrn -v worker"))(worker)


def worker(session: Session) -> int:
    """Do what is queued until Ctrl-C or SIGTERM. Several may run; they share the work."""
    from noktvrn.interfaces.errors import EXIT_INTERRUPTED

    terminal = session.terminal
    begun = "Working. Ctrl-C stops; what is under way is kept and goes on with the next worker."
    status = 0
    try:
        session.run_worker(on_ready=lambda: terminal.say(begun))
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    terminal.emit({"stopped": True})
    terminal.say("Stopped. Nothing that was made is lost.")
    return status
