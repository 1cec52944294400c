"""Making something in this process: progress while it lasts, and Ctrl-C that stops it within a second."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from noktvrn.ops.signals import on_signals

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session

_DRAW_EVERY_S: Final = 0.1
_LEAST_SHARE_TO_FORETELL: Final = 0.04
_LEAST_TIME_TO_FORETELL_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Making:
    """What a maker is given.

    Attributes:
        progress: To call with the share that is done, 0..1, and what is being done.
        cancelled: To ask whether to stop.
    """

    progress: Callable[[float, str], None]
    cancelled: Callable[[], bool]


@contextmanager
def making(session: Session, stage: str) -> Iterator[Making]:
    """Let makers work in this process, with their compiled kernels kept where the worker keeps them too.

    An error that does not say in which stage it happened is given ``stage``.
    """
    from noktvrn.errors import NoktvrnError
    from noktvrn.interfaces.cli.checks import kernel_folder

    os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_folder(session.settings)))
    with _stopped_by_ctrl_c() as stopped, _drawing(session) as progress:
        try:
            yield Making(progress, stopped.is_set)
        except NoktvrnError as error:
            error.stage = error.stage or stage
            raise


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a question that the maker asks, so that it takes half-written files away itself."""
    stopped = threading.Event()

    def stop() -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    with on_signals(stop, signal.SIGINT):
        yield stopped


@contextmanager
def _drawing(session: Session) -> Iterator[Callable[[float, str], None]]:
    if session.terminal.live:
        with _live_line(session) as draw:
            yield draw
    else:
        yield _changes(session)


@contextmanager
def _live_line(session: Session) -> Iterator[Callable[[float, str], None]]:
    from rich.live import Live
    from rich.text import Text

    from noktvrn.interfaces.cli.drawing import progress_bar
    from noktvrn.interfaces.cli.terminal import QUIET
    from noktvrn.interfaces.presenters.words import elapsed

    began, drawn_at = time.monotonic(), float("-inf")
    with Live(console=session.terminal.err, auto_refresh=False, transient=True) as live:

        def draw(fraction: float, what: str) -> None:
            nonlocal drawn_at
            now = time.monotonic()
            if now - drawn_at >= _DRAW_EVERY_S:
                drawn_at = now
                took = elapsed(now - began) + _left(fraction, now - began)
                live.update(Text.assemble(progress_bar(fraction, 20), f"  {what}  ", (took, QUIET)), refresh=True)

        yield draw


def _left(fraction: float, took_s: float) -> str:
    """Say how long it will still take, once that can be told."""
    from noktvrn.interfaces.presenters.words import elapsed

    if fraction < _LEAST_SHARE_TO_FORETELL or took_s < _LEAST_TIME_TO_FORETELL_S:
        return ""
    return f", about {elapsed(took_s * (1 - fraction) / fraction)} left"


def _changes(session: Session) -> Callable[[float, str], None]:
    said = ""

    def say(fraction: float, what: str) -> None:
        nonlocal said
        if what and what != said:
            said = what
            session.terminal.say(what)

    return say
