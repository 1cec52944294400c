"""Keeps targets told while something else is at work: a thread that looks, and one for each target that is told.

A target that answers slowly holds up no other and nobody who wants to stop: its thread is left behind, and the message
under way is told again, with the same identifier, by whoever goes on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from noktvrn.errors import NoktvrnError
from noktvrn.services.notices.deliver import Delivery, Target, Told

logger = logging.getLogger(__name__)

FAREWELL_S = 0.5
"""Seconds that threads are given to end."""


class NoticeLoop:
    """Looks for news and tells them until it is stopped.

    Args:
        delivery: Tells.
        targets: Says which targets there are at this moment.
        look_s: Seconds between two looks.
    """

    def __init__(self, delivery: Delivery, targets: Callable[[], Sequence[Target]], look_s: float) -> None:
        """See the class."""
        self._delivery = delivery
        self._targets = targets
        self._look_s = look_s
        self._stop = threading.Event()
        self._under_way: dict[str, threading.Thread] = {}

    def run(self) -> None:
        """Look until :meth:`stop` is called."""
        while not self._stop.is_set():
            _safely(self._delivery.sweep)
            _safely(self._look)
            self._stop.wait(self._look_s)

    def stop(self) -> None:
        """Ask the loop to end."""
        self._stop.set()

    def wait(self) -> None:
        """Give deliveries under way a moment to end."""
        for thread in list(self._under_way.values()):
            thread.join(FAREWELL_S)

    def _look(self) -> None:
        for target in self._targets():
            thread = self._under_way.get(target.name)
            if (thread is not None and thread.is_alive()) or not self._delivery.has_news(target):
                continue
            name = f"notices-{target.name}"
            thread = threading.Thread(target=_safely, args=(self._tell, target), name=name, daemon=True)
            self._under_way[target.name] = thread
            thread.start()

    def _tell(self, target: Target) -> None:
        while not self._stop.is_set():
            if self._delivery.deliver(target) not in {Told.TOLD, Told.GIVEN_UP}:
                return


@contextmanager
def telling(loop: NoticeLoop) -> Iterator[None]:
    """Let a loop run beside a block."""
    thread = threading.Thread(target=loop.run, name="notices", daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.stop()
        thread.join(FAREWELL_S)
        loop.wait()


def deliver_all(delivery: Delivery, targets: Sequence[Target]) -> dict[str, list[Told]]:
    """Tell each target everything that there is to tell at this moment, one after the other.

    Returns:
        What became of each attempt, by the name of the target.

    Raises:
        StorageError: The records cannot be read or written.
    """
    delivery.sweep()
    came: dict[str, list[Told]] = {target.name: [] for target in targets}
    for target in targets:
        while delivery.has_news(target):
            outcome = delivery.deliver(target)
            if outcome is not Told.NOTHING:
                came[target.name].append(outcome)
            if outcome not in {Told.TOLD, Told.GIVEN_UP}:
                break
    return came


def _safely(act: Callable[..., object], *args: object) -> None:
    """The notice loop is an edge, as the worker's is: whatever fails is logged, and the loop goes on."""
    try:
        act(*args)
    except NoktvrnError as exc:
        logger.error("notices: %s (%s)", exc, exc.remedy)  # noqa: TRY400 - foreseen
    except Exception:
        logger.exception("notices: unforeseen failure, going on")
