"""Fingerprints of the whole catalogue, and finding those that may be alike without reading all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from noktvrn.review.likeness import Fingerprint
from noktvrn.types import ArtistId, RunId

ROW_BUDGET = 40_000
"""Entries of the index that one question reads at most; keys that too many songs have go unread."""


@dataclass(frozen=True, slots=True)
class RememberedSong:
    """A take that reached review.

    Attributes:
        run_id: Its run.
        pass_no: Its take.
        artist_id: Its artist.
        title: Its title.
        taken_at: When it was remembered, UTC.
        fingerprint: What is compared.
    """

    run_id: RunId
    pass_no: int
    artist_id: ArtistId
    title: str
    taken_at: datetime
    fingerprint: Fingerprint


class OriginalityRepository(Protocol):
    """Remembered songs and their index."""

    def add(self, song: RememberedSong, keys: Sequence[int]) -> None:
        """Store a song with its keys. Storing the same take again changes nothing.

        Raises ``StorageError`` when its run or its artist is not stored.
        """
        ...

    def count(self, other_than: RunId) -> int:
        """How many takes of other runs are remembered."""
        ...

    def candidates(self, keys: Sequence[int], other_than: RunId, limit: int) -> list[RememberedSong]:
        """Takes of other runs that share keys, those that share most first; rare keys count more."""
        ...

    def newest(self, other_than: RunId, limit: int) -> list[RememberedSong]:
        """Takes of other runs, the last remembered first."""
        ...
