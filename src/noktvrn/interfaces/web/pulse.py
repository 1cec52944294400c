"""Tells open pages what has changed: one look at the records for all of them together.

Server-sent events; a page works without them. A page that misses some (a phone asleep) is told to look again when it
comes back, because each event names a state and never a difference.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool

from noktvrn.errors import NoktvrnError, NotFoundError, TooManyAttemptsError
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.queue import queue_length
from noktvrn.services.views import RunSummary
from noktvrn.types import RunId

logger = logging.getLogger(__name__)

EVERY_S: Final = 1.0
REST_S: Final = 20.0
"""A comment this often keeps proxies from closing a quiet stream."""
MOST_LISTENERS: Final = 200
_WATCHED: Final = 100
"""Runs that are looked at, the newest of each state; no page shows more that move at once."""
_BEHIND: Final = 50
"""Events that a slow listener may lag behind before it is let go; the browser comes back by itself."""

K = TypeVar("K")
V = TypeVar("V")

_MOVING: Final = (RunState.QUEUED, RunState.MAKING, RunState.NEEDS_DECISION, RunState.HELD, RunState.FINISHING)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, so that it is looked at however many others move.

    Attributes:
        run: A run; empty for none.
        artist: Slug of an artist; empty for none.
    """

    run: str = ""
    artist: str = ""


NOTHING: Final = Subject()


@dataclass(frozen=True, slots=True)
class Seen:
    """How one run stood at the last look."""

    state: str
    word: str
    version: int
    step: str
    progress: str


GONE: Final = Seen("", "", 0, "", "")
"""A run that moves no more, and that no page is about."""


@dataclass(frozen=True, slots=True)
class Look:
    """How everything stood that was looked at.

    Attributes:
        waiting: How many songs wait.
        runs: The runs that move, and those that pages are about.
        artists: Version of each artist that a page is about.
    """

    waiting: int
    runs: Mapping[str, Seen]
    artists: Mapping[str, int]


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
        self._listeners: dict[asyncio.Queue[str], Subject] = {}
        self._last: Look | None = None
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

    async def listen(self, subject: Subject = NOTHING, may: Callable[[], bool] = lambda: True) -> AsyncIterator[str]:
        """Yield events in the form of ``text/event-stream`` until the page or the listener goes, or may listen no more.

        How the subject stands is told at once: it may have changed since the page was made.

        Args:
            subject: What the page is about.
            may: Whether the listener still may; asked before anything is told, and may block.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(_BEHIND)
        self._listeners[queue] = subject
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_on())
        try:
            yield "retry: 2000\n\n" + (event("queue", {"waiting": self._last.waiting}) if self._last else "")
            for told in await self._first_words(subject):
                yield told
            while not self._ends.is_set():
                told = await _next_words(queue)
                if not await run_in_threadpool(may):
                    return
                yield told
                if queue not in self._listeners:
                    return
        finally:
            self._listeners.pop(queue, None)

    async def _first_words(self, subject: Subject) -> list[str]:
        if subject == NOTHING:
            return []
        try:
            seen = await run_in_threadpool(look_at, self._label, [subject])
        except NoktvrnError as error:
            logger.warning("the subject of a page could not be looked at: %s", error.message)
            return []
        runs = [run_event(run_id, now) for run_id, now in seen.runs.items()]
        return runs + [artist_event(slug, version) for slug, version in seen.artists.items()]

    async def _look_on(self) -> None:
        while self._listeners:
            try:
                now = await run_in_threadpool(look, self._label, frozenset(self._listeners.values()))
            except NoktvrnError as error:
                logger.warning("the records could not be looked at: %s", error.message)
            else:
                self._tell(changes(self._last, now))
                self._last = now
            await asyncio.sleep(self._every_s)

    def _tell(self, events: Iterable[str]) -> None:
        for told in events:
            for queue in list(self._listeners):
                try:
                    queue.put_nowait(told)
                except asyncio.QueueFull:
                    self._listeners.pop(queue, None)


async def _next_words(queue: asyncio.Queue[str]) -> str:
    """Return all that there is to tell once there is something, or a comment after a while."""
    try:
        told = [await asyncio.wait_for(queue.get(), REST_S)]
    except TimeoutError:
        return ": still here\n\n"
    while not queue.empty():
        told.append(queue.get_nowait())
    return "".join(told)


def changes(before: Look | None, now: Look) -> list[str]:
    """Return an event for each difference between two looks; the first look tells only how many songs wait."""
    events = [] if before and before.waiting == now.waiting else [event("queue", {"waiting": now.waiting})]
    if before is None:
        return events
    events += [run_event(run_id, seen) for run_id, seen in now.runs.items() if before.runs.get(run_id) != seen]
    events += [run_event(gone, GONE) for gone in before.runs.keys() - now.runs.keys()]
    was = before.artists
    return events + [artist_event(slug, new) for slug, new in now.artists.items() if was.get(slug, new) != new]


def look(label: Label, subjects: Collection[Subject] = ()) -> Look:
    """Return how many songs wait, and how each run that moves and each subject of a page stands."""
    with label.records.read() as unit:
        moving = unit.runs.select(RunFilter(states=_MOVING), limit=_WATCHED)
        lines = {str(line.run.id): _seen(unit, line) for line in summaries(unit, moving)}
    about = look_at(label, subjects)
    return Look(queue_length(label), {**about.runs, **lines}, about.artists)


def look_at(label: Label, subjects: Collection[Subject]) -> Look:
    """Return how the subjects of pages stand; nothing about those that are not there."""
    with label.records.read() as unit:
        runs = [run for each in subjects if (run := _found(unit.runs.get, RunId(each.run))) is not None]
        artists = [one for each in subjects if (one := _found(unit.artists.find, each.artist)) is not None]
        seen = {str(line.run.id): _seen(unit, line) for line in summaries(unit, runs)}
    return Look(0, seen, {str(artist.slug): artist.version for artist in artists})


def _found(find: Callable[[K], V], name: K) -> V | None:
    try:
        return find(name) if name else None
    except NotFoundError:
        return None


def _seen(unit: UnitOfWork, line: RunSummary) -> Seen:
    at_work = line.run.state in {RunState.MAKING, RunState.FINISHING}
    progress = [record.progress for record in unit.runs.steps(line.run.id)][-1:] if at_work else [0]
    return Seen(
        state=line.run.state.value,
        word=run_standing(line.run.state, line.decision)[1],
        version=line.run.version,
        step=line.step.value if line.step else "",
        progress=f"{progress}",
    )


def run_event(run_id: str, seen: Seen) -> str:
    """Return how a run stands now as an event."""
    told = {"id": run_id, "state": seen.state, "word": seen.word, "step": seen.step, "version": seen.version}
    return event("run", told)


def artist_event(slug: str, version: int) -> str:
    """Return that an artist is not as it was."""
    return event("artist", {"slug": slug, "version": str(version)})


def event(name: str, value: object) -> str:
    """Return one event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=True)}\n\n"
