"""Passwords by argon2id."""

from __future__ import annotations

from threading import BoundedSemaphore

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2
"""Each hash takes 64 MiB and half a tenth of a second on purpose; a flood of guesses must not take all of both."""


class Argon2Passwords:
    """Implements :class:`noktvrn.ports.access.PasswordHasher` with the parameters of RFC 9106, low-memory profile."""

    def __init__(self) -> None:
        """See the class."""
        self._argon2 = Argon2()
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._nobody = self._argon2.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return a salted hash."""
        with self._turns:
            return self._argon2.hash(password)

    def verify(self, hashed: str | None, password: str) -> bool:
        """Return whether a password fits; no hash at all takes as long as a wrong password."""
        with self._turns:
            try:
                self._argon2.verify(hashed or self._nobody, password)
            except (VerificationError, InvalidHashError, UnicodeEncodeError):
                return False
            return hashed is not None
