"""The repository of remembered songs over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from noktvrn.ports.originality import ROW_BUDGET, RememberedSong
from noktvrn.review.likeness import most_shared, rarest_within
from noktvrn.testing.shelves import Shelves, kept, require
from noktvrn.types import RunId


class OriginalityShelf:
    """Remembered songs."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, song: RememberedSong, keys: Sequence[int]) -> None:
        """Store a song with its keys, once."""
        require(song.run_id in self._shelves.runs, "run", song.run_id)
        require(song.artist_id in self._shelves.artists, "artist", song.artist_id)
        self._shelves.songs.setdefault((song.run_id, song.pass_no), (kept(song), frozenset(keys)))

    def count(self, other_than: RunId) -> int:
        """Count the takes of other runs."""
        return sum(song.run_id != other_than for song, _ in self._shelves.songs.values())

    def candidates(self, keys: Sequence[int], other_than: RunId, limit: int) -> list[RememberedSong]:
        """List the takes of other runs that share most keys."""
        asked = set(keys)
        every = [(key, place) for place, (_, held) in self._shelves.songs.items() for key in asked & held]
        holders = Counter(key for key, _ in every)
        wanted = set(rarest_within(holders, ROW_BUDGET))
        pairs = [(key, place) for key, place in every if key in wanted and place[0] != other_than]
        return [self._shelves.songs[place][0] for place in most_shared(pairs, holders, limit)]

    def newest(self, other_than: RunId, limit: int) -> list[RememberedSong]:
        """List the takes of other runs, the last remembered first."""
        others = [song for song, _ in reversed(self._shelves.songs.values()) if song.run_id != other_than]
        return others[:limit]
