"""How a worker learns that the engine is asked to do something, without looking for it all the time."""

from __future__ import annotations

from typing import Protocol


class Asked(Protocol):
    """Tells one worker, in one thread, that there may be new commands."""

    def wait(self, timeout_s: float) -> bool:
        """MUST return True soon after a command was committed, by whatever process, and False after the time is over.

        A command of before the first call, or between two, counts for the next one. MAY return True for nothing. MAY
        miss one while the database is out of reach, and MUST NOT raise for that: the caller looks by itself now and
        then.
        """
        ...

    def close(self) -> None:
        """MUST let go of the database."""
        ...
