"""Waiting for a run: by working on it in this process, or by watching a worker do so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from noktvrn.interfaces.cli.session import Session
    from noktvrn.services.label import Label
    from noktvrn.services.views import RunView

_LOOK_EVERY_S: Final = 0.2
_WORKER_LOOK_EVERY_S: Final = 5.0


def follow(
    session: Session,
    label: Label,
    name: str,
    *,
    work: bool,
    on_look: Callable[[RunView], bool] | None = None,
) -> RunView:
    """Show a run until it rests, and return it as it then stands.

    Args:
        session: The command.
        label: The label, open.
        name: The run.
        work: Whether to work the queue in this process when no worker is alive; else only to watch.
        on_look: Called with each look at the run, such as to decide when it asks; answers whether it changed the run.

    Raises:
        StepCancelledError: The person stopped it; the message says what is kept.
    """
    from noktvrn.interfaces.cli.drawing import Checklist

    works_here = work and not session.worker_alive(label)
    foot = "Ctrl-C stops; what is made is kept." if works_here else "Ctrl-C stops watching."
    with Checklist(session.terminal, foot) as drawing:
        look = _Look(label, name, drawing.show, on_look)
        try:
            if works_here:
                _work(session, look)
            else:
                _watch(session, label, look)
        except KeyboardInterrupt:
            look.interrupted = True
        drawing.show(look.view, last=True)
    if not look.rests:
        _say_stopped(look.view, worked=works_here)
    return look.view


class _Look:
    """The latest look at a run."""

    def __init__(
        self,
        label: Label,
        name: str,
        draw: Callable[[RunView], None],
        on_look: Callable[[RunView], bool] | None,
    ) -> None:
        from noktvrn.services.look import show_run

        self._read: Callable[[], RunView] = lambda: show_run(label, name)
        self._draw = draw
        self._on_look = on_look
        self.interrupted = False
        self.view = self._read()

    @property
    def rests(self) -> bool:
        """Whether nobody has anything to do until a person acts."""
        from noktvrn.journal.run import AT_REST

        return self.view.summary.run.state in AT_REST

    def again(self) -> bool:
        """Look, draw, and answer whether the run rests."""
        self.view = self._read()
        if self._on_look is not None and self._on_look(self.view):
            self.view = self._read()
        self._draw(self.view)
        return self.rests


def _work(session: Session, look: _Look) -> None:
    if not look.again():
        session.run_worker(until=look.again)


def _watch(session: Session, label: Label, look: _Look) -> None:
    warned, asked_at = False, float("-inf")
    while not look.again():
        if not warned and time.monotonic() - asked_at >= _WORKER_LOOK_EVERY_S:
            asked_at = time.monotonic()
            warned = _warn_without_worker(session, label)
        time.sleep(_LOOK_EVERY_S)


def _warn_without_worker(session: Session, label: Label) -> bool:
    if session.worker_alive(label):
        return False
    session.terminal.say("No worker is alive, so this run does not move.")
    session.terminal.next("noktvrn worker   (in another terminal)")
    return True


def _say_stopped(view: RunView, *, worked: bool) -> None:
    from noktvrn.errors import StepCancelledError
    from noktvrn.interfaces.presenters.words import count, sentence, short_run
    from noktvrn.journal.steps import StepOutcome

    name = short_run(view.summary.run.id)
    if not worked:
        raise StepCancelledError(
            "Stopped watching. The run goes on.", remedy=f"noktvrn run watch {name}", stage="watch"
        )
    done = len({record.step for record in view.steps if record.outcome is StepOutcome.SUCCEEDED})
    raise StepCancelledError(
        f"Stopped. {sentence(count(done, 'step is', 'steps are') + f' done and kept in run {name}')}",
        remedy=f"Go on: noktvrn worker   or watch it do so: noktvrn run watch {name}",
        stage="run",
    )
