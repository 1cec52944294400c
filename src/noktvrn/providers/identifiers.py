"""Fresh identifiers and seeds from the operating system's randomness."""

from __future__ import annotations

import secrets
import threading
import time

from noktvrn.types import Seed, ulid

_RANDOM_BITS = 80


class FreshIdentifiers:
    """Gives out ULIDs: 48 bits of time in milliseconds, 80 random bits; later ones of this process sort after."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = 0

    def new_id(self) -> str:
        """See :class:`noktvrn.ports.identifiers.Identifiers`."""
        with self._lock:
            self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000)
            return ulid(self._last_ms, secrets.randbits(_RANDOM_BITS))

    def new_seed(self) -> Seed:
        """See :class:`noktvrn.ports.identifiers.Identifiers`."""
        return Seed(secrets.randbits(31))
