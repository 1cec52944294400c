"""Artists and their events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, or_, select, update

from noktvrn.errors import VersionConflictError
from noktvrn.ports.repositories import ArtistEvent
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.roster.slug import slug_of
from noktvrn.storage.repositories.finding import SHOWN_MATCHES, ambiguous, not_found, tidy
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import begins_with, execute_counted, insert_if_free
from noktvrn.storage.tables import artist_events, artists
from noktvrn.types import ArtistId

_ARTISTS = RowMapping(Artist, artists)
_EVENTS = RowMapping(ArtistEvent, artist_events)


class SqlArtistRepository:
    """Implements :class:`noktvrn.ports.repositories.ArtistRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, artist: Artist) -> None:
        """Store a new artist."""
        if not insert_if_free(self._connection, artists, _ARTISTS.to_row(artist)):
            raise VersionConflictError(
                f"The roster has an artist {artist.slug!r} or the identifier {artist.id} already.",
                remedy="Choose another name, or see who is there: noktvrn artist list",
                stage="artist",
            )

    def save(self, artist: Artist) -> Artist:
        """Store a changed artist."""
        saved = replace(artist, version=artist.version + 1)
        unchanged = (artists.c.id == artist.id) & (artists.c.version == artist.version)
        if execute_counted(self._connection, update(artists).where(unchanged).values(**_ARTISTS.to_row(saved))) == 0:
            self.get(artist.id)
            raise VersionConflictError(
                f"Artist {artist.slug} was changed by somebody else meanwhile.",
                remedy=f"Look at it again, then repeat your change: noktvrn artist show {artist.slug}",
                stage="artist",
            )
        return saved

    def get(self, artist_id: ArtistId) -> Artist:
        """Return the artist of an identifier."""
        row = self._connection.execute(select(*_ARTISTS.columns).where(artists.c.id == artist_id)).one_or_none()
        if row is None:
            raise not_found("artist", artist_id)
        return _ARTISTS.from_row(row)

    def find(self, name: str) -> Artist:
        """Return the artist of a slug, an identifier, a unique prefix of either, or the name that is shown."""
        key = tidy(name)
        whole = select(*_ARTISTS.columns).where(or_(artists.c.slug == key, artists.c.id == key))
        found = _ARTISTS.from_rows(self._connection.execute(whole)) or (self._beginning_with(key) if key else [])
        if not found and key:
            named = select(*_ARTISTS.columns).where(artists.c.slug == slug_of(name))
            found = _ARTISTS.from_rows(self._connection.execute(named))
        if not found:
            raise not_found("artist", name, list(self._connection.scalars(select(artists.c.slug))))
        if len(found) > 1:
            raise ambiguous("artist", name, [artist.slug for artist in found])
        return found[0]

    def select(self, statuses: Sequence[LifecycleStatus] | None = None, limit: int | None = None) -> list[Artist]:
        """List artists by slug, which is the name as it is sorted."""
        listing = select(*_ARTISTS.columns).order_by(artists.c.slug).limit(limit)
        if statuses is not None:
            listing = listing.where(artists.c.status.in_([status.value for status in statuses]))
        return _ARTISTS.from_rows(self._connection.execute(listing))

    def add_event(self, event: ArtistEvent) -> None:
        """Append an event."""
        execute_counted(self._connection, artist_events.insert().values(**_EVENTS.to_row(event)))

    def events(self, artist_id: ArtistId) -> list[ArtistEvent]:
        """List the events of an artist in the order in which they were stored."""
        listing = select(*_EVENTS.columns).where(artist_events.c.artist_id == artist_id).order_by(artist_events.c.id)
        return _EVENTS.from_rows(self._connection.execute(listing))

    def _beginning_with(self, key: str) -> list[Artist]:
        fits = or_(begins_with(artists.c.slug, key), begins_with(artists.c.id, key))
        matches = select(*_ARTISTS.columns).where(fits).order_by(artists.c.slug).limit(SHOWN_MATCHES + 1)
        return _ARTISTS.from_rows(self._connection.execute(matches))
