"""What the orchestrator of language models knows and keeps between calls and restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from noktvrn.ports.language import Fault, Role
from noktvrn.types import ArtistId


@dataclass(frozen=True, slots=True)
class Standing:
    """What was learned of one model in one role; old experience weighs less.

    Attributes:
        role: Role.
        vendor: Vendor.
        model: Model.
        good: Decayed weight of calls that answered well.
        bad: Decayed weight of calls that did not.
        latency_s: Moving mean of seconds for a call; 0 without experience.
        cost_usd: Moving mean of US dollars for a call; 0 without experience.
        rating: Moving mean of how good its answers were found, 0..1; 1 without ratings.
        ratings: Decayed weight of ratings.
        calls: Calls in all.
        updated_at: When it last changed, UTC.
    """

    role: Role
    vendor: str
    model: str
    good: float
    bad: float
    latency_s: float
    cost_usd: float
    rating: float
    ratings: float
    calls: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Closure:
    """An account, or one model of it, that is not asked for the time being.

    Attributes:
        key: The account, or the account and the model.
        vendor: Vendor.
        model: Model, or empty when all of the account are closed.
        fault: What led to it.
        cause: What happened; never a secret.
        remedy: What to do.
        failures: Failures in a row.
        needs_person: Whether it stays so until somebody acts, as for a key that is refused.
        since: When it failed first, UTC.
        until: When it is tried again, UTC; in the past while it is open to calls.
    """

    key: str
    vendor: str
    model: str
    fault: Fault
    cause: str
    remedy: str
    failures: int
    needs_person: bool
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that may be given again to the very same request.

    Attributes:
        key: SHA-256 of the request.
        vendor: Who answered.
        model: Who answered.
        value: The answer as JSON.
        at: When, UTC.
    """

    key: str
    vendor: str
    model: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a role said to an artist and what stands of it: the last things as they are, those before in short.

    Attributes:
        artist_id: Artist.
        role: Role.
        summary: Earlier things in short, a line each; empty when there are none.
        exchanges: The mark of a piece of work and the words that stand, oldest first.
        updated_at: UTC.
    """

    artist_id: ArtistId
    role: Role
    summary: str
    exchanges: tuple[tuple[str, str], ...]
    updated_at: datetime


class RoomStateRepository(Protocol):
    """Standings, closures, answers and conversations. Saving replaces what has the same key."""

    def standings(self) -> list[Standing]:
        """All, by role, vendor and model."""
        ...

    def standing(self, role: Role, vendor: str, model: str) -> Standing | None:
        """One, or None without experience."""
        ...

    def save_standing(self, standing: Standing) -> None:
        """Store one."""
        ...

    def closures(self) -> list[Closure]:
        """All, by key."""
        ...

    def closure(self, key: str) -> Closure | None:
        """One, or None when nothing failed."""
        ...

    def save_closure(self, closure: Closure) -> None:
        """Store one."""
        ...

    def reopen(self, key: str) -> bool:
        """Forget one; answer whether there was one."""
        ...

    def answer(self, key: str, since: datetime) -> StoredAnswer | None:
        """The answer to a request, if it is not older."""
        ...

    def keep_answer(self, answer: StoredAnswer, keep: int) -> None:
        """Store an answer, and drop the oldest ones beyond ``keep``."""
        ...

    def conversation(self, artist_id: ArtistId, role: Role) -> Conversation | None:
        """The conversation, or None before its first exchange."""
        ...

    def conversations(self, artist_id: ArtistId) -> list[Conversation]:
        """All of an artist, by role."""
        ...

    def save_conversation(self, conversation: Conversation) -> None:
        """Store it."""
        ...

    def forget_conversation(self, artist_id: ArtistId, role: Role) -> bool:
        """Erase one; answer whether there was one."""
        ...
