"""Releases."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select

from noktvrn.errors import VersionConflictError
from noktvrn.ports.repositories import ReleaseRecord
from noktvrn.storage.repositories.finding import SHOWN_MATCHES, ambiguous, not_found, tidy
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import begins_with, insert_if_free
from noktvrn.storage.tables import releases
from noktvrn.types import ArtistId, RunId

_RELEASES = RowMapping(ReleaseRecord, releases)
_NAMES = (releases.c.id, releases.c.folder, releases.c.run_id)


class SqlReleaseRepository:
    """Implements :class:`noktvrn.ports.repositories.ReleaseRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, release: ReleaseRecord) -> None:
        """Store the release of a run."""
        if not insert_if_free(self._connection, releases, _RELEASES.to_row(release)):
            raise VersionConflictError(
                f"Run {release.run_id} has a release already, or the folder {release.folder} is taken.",
                remedy=f"Look at it: noktvrn release show {release.run_id}",
                stage="release",
            )

    def of_run(self, run_id: RunId) -> ReleaseRecord | None:
        """Return the release of a run, if there is one."""
        found = self._listed(releases.c.run_id == run_id)
        return found[0] if found else None

    def find(self, name: str) -> ReleaseRecord:
        """Return the release of an identifier, a folder or a run, or of a unique prefix of one of them."""
        key = tidy(name)
        found = self._listed(or_(*(column == key for column in _NAMES)))
        if not found and key:
            found = self._listed(or_(*(begins_with(column, key) for column in _NAMES)))
        if not found:
            raise not_found("release", name, list(self._connection.scalars(select(releases.c.folder))))
        if len(found) > 1:
            raise ambiguous("release", name, [release.folder for release in found])
        return found[0]

    def select(self, artist_id: ArtistId | None = None, limit: int = 50) -> list[ReleaseRecord]:
        """List releases, newest first."""
        listing = select(*_RELEASES.columns).order_by(releases.c.packaged_at.desc(), releases.c.id.desc()).limit(limit)
        if artist_id is not None:
            listing = listing.where(releases.c.artist_id == artist_id)
        return _RELEASES.from_rows(self._connection.execute(listing))

    def _listed(self, condition: ColumnElement[bool]) -> list[ReleaseRecord]:
        matches = select(*_RELEASES.columns).where(condition).order_by(releases.c.folder).limit(SHOWN_MATCHES + 1)
        return _RELEASES.from_rows(self._connection.execute(matches))
