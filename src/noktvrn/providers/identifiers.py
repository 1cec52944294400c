"""Fresh identifiers and seeds from the operating system's randomness."""

from __future__ import annotations

import secrets
import threading
import time

from noktvrn.types import Seed

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
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
            number = (self._last_ms << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        digits = ""
        for _ in range(26):
            number, rest = divmod(number, 32)
            digits = _CROCKFORD[rest] + digits
        return digits

    def new_seed(self) -> Seed:
        """See :class:`noktvrn.ports.identifiers.Identifiers`."""
        return Seed(secrets.randbits(31))
