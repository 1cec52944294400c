"""``noktvrn worker``: does what is queued until it is stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import Final

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session
from noktvrn.ops.signals import on_signals

_LOOK_EVERY_S: Final = 0.1


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "worker", examples=("noktvrn worker", "noktvrn -v worker"))(worker)


def worker(session: Session) -> int:
    """Do what is queued until Ctrl-C or SIGTERM. Several may run; they share the work."""
    from noktvrn.interfaces.cli.telegram import telegram_beside
    from noktvrn.interfaces.errors import EXIT_INTERRUPTED

    terminal = session.terminal
    begun = "Working. Ctrl-C stops; what is under way is kept and goes on with the next worker."
    status = 0
    try:
        _warm_when_cold(session)
        with telegram_beside(session, "worker"):
            session.run_worker(on_ready=lambda: terminal.say(begun))
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    terminal.emit({"stopped": True})
    terminal.say("Stopped. Nothing that was made is lost.")
    return status


def _warm_when_cold(session: Session) -> None:
    """Compile the studio's kernels before the first run is taken, so that no song waits for the compiler.

    In a process of its own: a worker keeps no studio in memory. A worker with makers of its own has nothing to compile,
    and a compilation that fails is for the first song to tell.
    """
    from noktvrn.interfaces.cli.checks import kernel_folder
    from noktvrn.ops.doctor import Health
    from noktvrn.ops.health_machine import check_kernels

    folder = kernel_folder(session.settings)
    if session.job_command or check_kernels(folder).health is Health.GOOD:
        return
    command = [sys.executable, "-m", "noktvrn", "--home", str(session.settings.home), "studio", "warm", "--json"]
    stopped = threading.Event()
    # As an event, so that neither can come between the child and the lines that end it.
    with on_signals(stopped.set, signal.SIGINT, signal.SIGTERM):
        session.terminal.say("The studio compiles its kernels before its first song, a minute or two; they are kept.")
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while child.poll() is None and not stopped.wait(_LOOK_EVERY_S):
            pass
        child.kill()  # nothing happens to one that has ended
        child.wait()
    if stopped.is_set():
        raise KeyboardInterrupt
