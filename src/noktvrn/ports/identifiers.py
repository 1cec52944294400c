"""Identifiers as a port, so that tests can foresee them."""

from __future__ import annotations

from typing import Protocol

from noktvrn.types import Seed


class Identifiers(Protocol):
    """Gives out identifiers and fresh seeds."""

    def new_id(self) -> str:
        """MUST return a lowercase ULID that was never given out before."""
        ...

    def new_seed(self) -> Seed:
        """MUST return an unpredictable seed below 2**31 (short enough for a person to type again)."""
        ...
