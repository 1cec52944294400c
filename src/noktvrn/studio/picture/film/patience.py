"""Waiting for a long computation without becoming deaf: a wish to stop is heard within a tenth of a second."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import TypeVar

from noktvrn.studio.picture.pace import Pace

Answer = TypeVar("Answer")

_ASK_EVERY_S = 0.1


def patiently(task: Callable[[], Answer], pace: Pace) -> Answer:
    """Run ``task`` in another thread and return its answer; on cancellation it is left to end by itself.

    Raises:
        StepCancelledError: The pace was asked to stop.
    """
    thread = ThreadPoolExecutor(1)
    try:
        answer = thread.submit(task)
        while True:
            pace.at(0.0)
            try:
                return answer.result(timeout=_ASK_EVERY_S)
            except TimeoutError:
                if answer.done():
                    raise
    finally:
        thread.shutdown(wait=False)
