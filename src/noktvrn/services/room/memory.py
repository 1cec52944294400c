"""The memory of artists' roles over the label's records: it survives restarts, and can be read and erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from noktvrn.ports.clock import Clock
from noktvrn.ports.language import Role
from noktvrn.ports.repositories import Records
from noktvrn.ports.room_state import Conversation
from noktvrn.services.room.conversation import Shortening, due_for_shortening, shortened, with_words, without
from noktvrn.types import ArtistId


class Memory:
    """What roles remember of each artist; blocking, safe to call from any thread.

    Args:
        records: Where it is kept.
        clock: Time.
        keep: How many things stay as they are; twice as many before they are put in short.
        redact: Masks secrets.
    """

    def __init__(self, records: Records, clock: Clock, keep: int, redact: Callable[[str], str] = str) -> None:
        """See the class."""
        self._records = records
        self._clock = clock
        self._keep = keep
        self._redact = redact

    def recall(self, artist_id: ArtistId, role: Role, besides: str = "") -> Conversation | None:
        """Return what a role remembers of an artist, without what belongs to one piece of work."""
        with self._records.read() as unit:
            return without(unit.room_state.conversation(artist_id, role), besides)

    def due(self, conversation: Conversation | None) -> Shortening | None:
        """Return what is to be put in short before the role is asked again; None when nothing is."""
        return due_for_shortening(conversation, self._keep)

    def remember(self, artist_id: ArtistId, role: Role, mark: str, words: str) -> None:
        """Remember words that stand, once for each piece of work: later ones under the same mark take their place."""
        said, at = self._redact(words), self._clock.now()
        with self._records.write() as unit:
            before = unit.room_state.conversation(artist_id, role)
            unit.room_state.save_conversation(with_words(before, artist_id, role, mark, said, self._keep, at))
            unit.commit()

    def shorten(self, artist_id: ArtistId, role: Role, due: Shortening, lines: Sequence[str]) -> None:
        """Put lines in place of what was due."""
        with self._records.write() as unit:
            before = unit.room_state.conversation(artist_id, role)
            if before is not None:
                told = [self._redact(line) for line in lines]
                unit.room_state.save_conversation(shortened(before, due, told, self._clock.now()))
                unit.commit()
