"""Tells open pages what has changed: one look at the records for all of them together.

Server-sent events; a page works without them. A page that misses some (a phone asleep) is told to look again when it
comes back, because each event names a state and never a difference.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool

from noktvrn.errors import NoktvrnError, TooManyAttemptsError
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.queue import queue_length

logger = logging.getLogger(__name__)

EVERY_S: Final = 1.0
REST_S: Final = 20.0
"""A comment this often keeps proxies from closing a quiet stream."""
MOST_LISTENERS: Final = 200
_WATCHED: Final = 100
"""Runs that are looked at, the newest of each state; no page shows more that move at once."""
_BEHIND: Final = 50
"""Events that a slow listener may lag behind before it is let go; the browser comes back by itself."""

_MOVING: Final = (RunState.QUEUED, RunState.MAKING, RunState.NEEDS_DECISION, RunState.HELD, RunState.FINISHING)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one run stood at the last look."""

    state: str
    word: str
    version: int
    step: str
    progress: str


class Pulse:
    """Looks at the records while anybody listens, and tells all listeners.

    Args:
        label: The label's means.
        every_s: Seconds between two looks.
    """

    def __init__(self, label: Label, every_s: float = EVERY_S) -> None:
        """See the class."""
        self._label = label
        self._every_s = every_s
        self._listeners: set[asyncio.Queue[str]] = set()
        self._seen: dict[str, Seen] = {}
        self._waiting = -1
        self._task: asyncio.Task[None] | None = None
        self._ends = asyncio.Event()

    @property
    def listeners(self) -> int:
        """How many pages listen."""
        return len(self._listeners)

    async def stop(self) -> None:
        """End all streams."""
        self._ends.set()
        for queue in list(self._listeners):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(": the page is closed\n\n")
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def check_room(self) -> None:
        """Refuse a listener more than there is room for.

        Raises:
            TooManyAttemptsError: Too many pages listen.
        """
        if len(self._listeners) >= MOST_LISTENERS:
            raise TooManyAttemptsError(
                f"{MOST_LISTENERS} pages listen already.",
                remedy="Close some, or load this page by hand.",
                stage="events",
            )

    async def listen(self) -> AsyncIterator[str]:
        """Yield events in the form of ``text/event-stream`` until the page or the listener goes."""
        queue: asyncio.Queue[str] = asyncio.Queue(_BEHIND)
        self._listeners.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_on())
        try:
            yield "retry: 2000\n\n" + (event("queue", {"waiting": self._waiting}) if self._waiting >= 0 else "")
            while not self._ends.is_set():
                try:
                    yield await asyncio.wait_for(queue.get(), REST_S)
                except TimeoutError:
                    yield ": still here\n\n"
                if queue not in self._listeners:
                    return
        finally:
            self._listeners.discard(queue)

    async def _look_on(self) -> None:
        while self._listeners:
            try:
                waiting, seen = await run_in_threadpool(look, self._label)
            except NoktvrnError as error:
                logger.warning("the records could not be looked at: %s", error.message)
            else:
                self._tell(self._changes(waiting, seen))
                self._waiting, self._seen = waiting, seen
            await asyncio.sleep(self._every_s)

    def _changes(self, waiting: int, seen: dict[str, Seen]) -> list[str]:
        first = self._waiting < 0
        events = [] if waiting == self._waiting else [event("queue", {"waiting": waiting})]
        if first:
            return events
        for run_id, now in seen.items():
            if self._seen.get(run_id) != now:
                events.append(event("run", {"id": run_id, "state": now.state, "word": now.word, "step": now.step}))
        events += [
            event("run", {"id": gone, "state": "", "word": "", "step": ""}) for gone in self._seen.keys() - seen.keys()
        ]
        return events

    def _tell(self, events: Iterable[str]) -> None:
        for told in events:
            for queue in list(self._listeners):
                try:
                    queue.put_nowait(told)
                except asyncio.QueueFull:
                    self._listeners.discard(queue)


def look(label: Label) -> tuple[int, dict[str, Seen]]:
    """Return how many songs wait, and how each run that moves stands."""
    with label.records.read() as unit:
        lines = summaries(unit, unit.runs.select(RunFilter(states=_MOVING), limit=_WATCHED))
        at_work = {RunState.MAKING, RunState.FINISHING}
        progress = {
            line.run.id: [record.progress for record in unit.runs.steps(line.run.id)][-1:]
            for line in lines
            if line.run.state in at_work
        }
    seen: dict[str, Seen] = {
        line.run.id: Seen(
            state=line.run.state.value,
            word=run_standing(line.run.state, line.decision)[1],
            version=line.run.version,
            step=line.step.value if line.step else "",
            progress=f"{progress.get(line.run.id, [0])[-1:]}",
        )
        for line in lines
    }
    return queue_length(label), seen


def event(name: str, value: object) -> str:
    """Return one event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=True)}\n\n"
