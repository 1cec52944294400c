"""The blocking face of the room: any thread may ask; one thread of its own runs the event loop.

Clients of vendors belong to an event loop and keep connections open, so the loop lives as long as the room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from threading import Lock, Thread
from types import TracebackType
from typing import Self, TypeVar

from pydantic import BaseModel

from noktvrn.ports.language import ModelRef, OrchestrationResult, Role, RoomRequest
from noktvrn.services.room.closed import nobody
from noktvrn.services.room.orchestrator import Orchestrator

A = TypeVar("A", bound=BaseModel)


async def _nothing() -> None:
    pass


class OpenRoom:
    """See :class:`noktvrn.ports.language.Room`; a context manager that ends its thread.

    Args:
        core: Asks the models.
        close_models: Closes the connections of all models; awaited in the loop that they were opened in.
    """

    def __init__(self, core: Orchestrator, close_models: Callable[[], Awaitable[None]] = _nothing) -> None:
        """See the class."""
        self._core = core
        self._close_models = close_models
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """See :meth:`noktvrn.ports.language.Room.ask`. A caller that is interrupted cancels its request."""
        if not self._core.has_models:
            return nobody()
        future = asyncio.run_coroutine_threadsafe(self._core.ask(request), self._started())
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def is_open(self, role: Role) -> bool:
        """See :meth:`noktvrn.ports.language.Room.is_open`."""
        return self._core.is_open(role)

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """See :meth:`noktvrn.ports.language.Room.rate`."""
        self._core.rate(role, ref, rating)

    def close(self) -> None:
        """Cancel what is under way, finish the bookkeeping, close all connections, end the thread."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            self._core.close()
            return
        asyncio.run_coroutine_threadsafe(self._wind_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    async def _wind_up(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await asyncio.to_thread(self._core.close)
        await self._close_models()
        loop = asyncio.get_running_loop()
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # A daemon: whoever forgets to close the room must not keep the process from ending.
                self._thread = Thread(target=self._loop.run_forever, name="noktvrn-room", daemon=True)
                self._thread.start()
            return self._loop
