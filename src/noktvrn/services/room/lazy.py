"""A room that is built when somebody asks for the first time, so that opening a label stays quick."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import BaseModel

from noktvrn.ports.language import ModelRef, OrchestrationResult, Role, RoomRequest

if TYPE_CHECKING:
    from noktvrn.services.room.front import OpenRoom

A = TypeVar("A", bound=BaseModel)


class LazyRoom:
    """See :class:`noktvrn.ports.language.Room`; a context manager that closes the room if it was built.

    Args:
        build: Builds the room.
    """

    def __init__(self, build: Callable[[], OpenRoom]) -> None:
        """See the class."""
        self._build = build
        self._lock = Lock()
        self._room: OpenRoom | None = None

    def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """See :meth:`noktvrn.ports.language.Room.ask`."""
        return self._built().ask(request)

    def is_open(self, role: Role) -> bool:
        """See :meth:`noktvrn.ports.language.Room.is_open`."""
        return self._built().is_open(role)

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """See :meth:`noktvrn.ports.language.Room.rate`."""
        self._built().rate(role, ref, rating)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the room if it was built."""
        with self._lock:
            room, self._room = self._room, None
        if room is not None:
            room.close()

    def _built(self) -> OpenRoom:
        with self._lock:
            if self._room is None:
                self._room = self._build()
            return self._room
