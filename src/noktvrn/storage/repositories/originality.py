"""Remembered songs: a fingerprint each, and an inverted index from keys to songs."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from noktvrn.ports.originality import ROW_BUDGET, RememberedSong
from noktvrn.review.likeness import Fingerprint, most_shared, rarest_within
from noktvrn.storage.repositories.statements import insert_if_free
from noktvrn.storage.tables import fingerprint_keys, fingerprints
from noktvrn.types import ArtistId, RunId

_COLUMNS: tuple[ColumnElement[Any], ...] = (
    fingerprints.c.id,
    fingerprints.c.run_id,
    fingerprints.c.pass_no,
    fingerprints.c.artist_id,
    fingerprints.c.title,
    fingerprints.c.taken_at,
    fingerprints.c.melody,
    fingerprints.c.harmony,
)


class SqlOriginalityRepository:
    """Implements :class:`noktvrn.ports.originality.OriginalityRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, song: RememberedSong, keys: Sequence[int]) -> None:
        """Store a song with its keys, once."""
        if not insert_if_free(self._connection, fingerprints, song_row(song)) or not keys:
            return
        number = self._connection.scalar(
            select(fingerprints.c.id).where(
                fingerprints.c.run_id == song.run_id, fingerprints.c.pass_no == song.pass_no
            )
        )
        rows = [{"piece": key, "fingerprint_id": number} for key in sorted(set(keys))]
        self._connection.execute(insert(fingerprint_keys), rows)

    def count(self, other_than: RunId) -> int:
        """Count the takes of other runs."""
        # The whole index is counted and the run's own takes are few: a condition on all rows would be slower.
        every = self._connection.scalar(select(func.count()).select_from(fingerprints)) or 0
        own = self._connection.scalar(
            select(func.count()).select_from(fingerprints).where(fingerprints.c.run_id == other_than)
        )
        return every - (own or 0)

    def candidates(self, keys: Sequence[int], other_than: RunId, limit: int) -> list[RememberedSong]:
        """List the takes of other runs that share most keys."""
        piece, song = fingerprint_keys.c.piece, fingerprint_keys.c.fingerprint_id
        counted = self._connection.execute(
            select(piece, func.count()).where(piece.in_(sorted(set(keys)))).group_by(piece)
        )
        holders = {int(key): int(count) for key, count in counted}
        if not holders:
            return []
        wanted = rarest_within(holders, ROW_BUDGET)
        pairs = self._connection.execute(select(piece, song).where(piece.in_(wanted)))
        # The run's own takes may be among them and go out below.
        own = set(self._connection.scalars(select(fingerprints.c.id).where(fingerprints.c.run_id == other_than)))
        numbers = most_shared(((key, number) for key, number in pairs if number not in own), holders, limit)
        found = self._connection.execute(select(*_COLUMNS).where(fingerprints.c.id.in_(numbers)))
        songs = {row.id: _song(row) for row in found}
        return [songs[number] for number in numbers]

    def newest(self, other_than: RunId, limit: int) -> list[RememberedSong]:
        """List the takes of other runs, the last remembered first."""
        listing = select(*_COLUMNS).where(fingerprints.c.run_id != other_than)
        found = self._connection.execute(listing.order_by(fingerprints.c.id.desc()).limit(limit))
        return [_song(row) for row in found]


def song_row(song: RememberedSong) -> dict[str, Any]:
    """Return the values of a song by column."""
    melody = song.fingerprint.melody
    return {
        "run_id": song.run_id,
        "pass_no": song.pass_no,
        "artist_id": song.artist_id,
        "title": song.title,
        "taken_at": song.taken_at,
        "melody": struct.pack(f">{len(melody)}I", *melody),
        "harmony": song.fingerprint.harmony,
    }


def _song(row: Row[Any]) -> RememberedSong:
    melody = struct.unpack(f">{len(row.melody) // 4}I", row.melody)
    return RememberedSong(
        run_id=RunId(row.run_id),
        pass_no=row.pass_no,
        artist_id=ArtistId(row.artist_id),
        title=row.title,
        taken_at=row.taken_at,
        fingerprint=Fingerprint(melody=melody, harmony=bytes(row.harmony)),
    )
