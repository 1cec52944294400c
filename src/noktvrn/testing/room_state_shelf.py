"""What the orchestrator keeps, over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from datetime import datetime

from noktvrn.ports.language import Role
from noktvrn.ports.room_state import Closure, Conversation, Standing, StoredAnswer
from noktvrn.testing.shelves import Shelves, kept
from noktvrn.types import ArtistId


class RoomStateShelf:
    """Standings, closures, answers and conversations."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def standings(self) -> list[Standing]:
        """List all."""
        return [standing for _, standing in sorted(self._shelves.standings.items())]

    def standing(self, role: Role, vendor: str, model: str) -> Standing | None:
        """Find one."""
        return self._shelves.standings.get((role.value, vendor, model))

    def save_standing(self, standing: Standing) -> None:
        """Store one."""
        self._shelves.standings[standing.role.value, standing.vendor, standing.model] = kept(standing)

    def closures(self) -> list[Closure]:
        """List all."""
        return [closure for _, closure in sorted(self._shelves.closures.items())]

    def closure(self, key: str) -> Closure | None:
        """Find one."""
        return self._shelves.closures.get(key)

    def save_closure(self, closure: Closure) -> None:
        """Store one."""
        self._shelves.closures[closure.key] = kept(closure)

    def reopen(self, key: str) -> bool:
        """Forget one."""
        return self._shelves.closures.pop(key, None) is not None

    def answer(self, key: str, since: datetime) -> StoredAnswer | None:
        """Find an answer."""
        found = self._shelves.stored_answers.get(key)
        return found if found is not None and found.at >= since else None

    def keep_answer(self, answer: StoredAnswer, keep: int) -> None:
        """Store an answer and drop the oldest."""
        self._shelves.stored_answers[answer.key] = kept(answer)
        newest = sorted(self._shelves.stored_answers.values(), key=lambda each: (each.at, each.key), reverse=True)
        for old in newest[keep:]:
            if old.at < newest[keep - 1].at:
                del self._shelves.stored_answers[old.key]

    def conversation(self, artist_id: ArtistId, role: Role) -> Conversation | None:
        """Find a conversation."""
        return self._shelves.conversations.get((artist_id, role.value))

    def conversations(self, artist_id: ArtistId) -> list[Conversation]:
        """List those of an artist."""
        return [talk for (owner, _), talk in sorted(self._shelves.conversations.items()) if owner == artist_id]

    def save_conversation(self, conversation: Conversation) -> None:
        """Store a conversation."""
        self._shelves.conversations[conversation.artist_id, conversation.role.value] = kept(conversation)

    def forget_conversation(self, artist_id: ArtistId, role: Role) -> bool:
        """Erase a conversation."""
        return self._shelves.conversations.pop((artist_id, role.value), None) is not None
