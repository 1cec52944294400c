"""Identifiers that count, so that tests can foresee them."""

from __future__ import annotations

from itertools import count

from noktvrn.types import Seed

_TIME_PART = "01jz0testing"


def counted_id(number: int) -> str:
    """Return an identifier of 26 characters; they sort as their numbers do, and end in them."""
    return f"{_TIME_PART}{number:014d}"


class CountingIdentifiers:
    """Implements :class:`noktvrn.ports.identifiers.Identifiers`.

    Args:
        first: Number of the first identifier and of the first seed.
    """

    def __init__(self, first: int = 1) -> None:
        """See the class."""
        self._ids = count(first)
        self._seeds = count(first)

    def new_id(self) -> str:
        """Return the next identifier."""
        return counted_id(next(self._ids))

    def new_seed(self) -> Seed:
        """Return the next seed."""
        return Seed(next(self._seeds))
