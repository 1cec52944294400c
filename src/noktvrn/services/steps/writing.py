"""Have something written beside the worker's loop: a language model takes its time, and others wait for none of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from noktvrn.errors import StepCancelledError
from noktvrn.services.steps.body import StepScene

Q = TypeVar("Q")
W = TypeVar("W")

LOOK_EVERY_S = 0.4


async def written_aside(scene: StepScene, write: Callable[[Q], W], request: Q) -> W:
    """Call the writer in a thread of its own, and stop waiting when the run is stopped.

    A question that is under way then is still answered and paid for; its answer is kept by the room, so that asking
    again when the run is resumed costs nothing.

    Args:
        scene: The step.
        write: A method of the writer.
        request: What it is given.

    Raises:
        StepCancelledError: The run was stopped.
    """
    writing = asyncio.ensure_future(asyncio.to_thread(write, request))
    while not (await asyncio.wait({writing}, timeout=LOOK_EVERY_S))[0]:
        if await asyncio.to_thread(scene.stopped):
            writing.add_done_callback(_forget)
            raise StepCancelledError(
                f"Run {scene.run.id} was stopped while somebody wrote for it.",
                remedy=f"Go on where it stopped: noktvrn run resume {scene.run.id}",
            )
    return writing.result()


def _forget(writing: asyncio.Future[W]) -> None:
    """Read what became of it, so that an error nobody waits for is no riddle in the log."""
    if not writing.cancelled():
        writing.exception()
