"""A room where nobody is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from noktvrn.ports.language import ModelRef, OrchestrationResult, OrchestrationStatus, Role, RoomRequest

A = TypeVar("A", bound=BaseModel)


def nobody() -> OrchestrationResult[Any]:
    """Return the outcome when there is nobody to ask."""
    return OrchestrationResult(OrchestrationStatus.EMBEDDED, None, None, (), Decimal(0))


class ClosedRoom:
    """A room without models: the embedded way is taken at once. See :class:`noktvrn.ports.language.Room`."""

    def ask(self, request: RoomRequest[A]) -> OrchestrationResult[A]:
        """Answer that nobody is there."""
        return nobody()

    def is_open(self, role: Role) -> bool:
        """Return False."""
        return False

    def rate(self, role: Role, ref: ModelRef, rating: float) -> None:
        """Learn nothing."""
