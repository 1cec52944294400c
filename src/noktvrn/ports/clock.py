"""Time as a port, so that rules about time can be tested without waiting."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """MUST return the present instant as a timezone-aware UTC datetime."""
        ...
