"""Who came to the roster, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload
from noktvrn.types import ArtistId, RunId


@dataclass(frozen=True, slots=True)
class ArtistCreated(NoticePayload):
    """The roster has a new artist.

    Attributes:
        artist_id: The artist.
        artist: Name.
        slug: Slug.
        genre: Genre.
        actor: Who asked for it.
    """

    kind: ClassVar = NoticeKind.ARTIST_CREATED
    artist_id: ArtistId
    artist: str
    slug: str
    genre: str
    actor: str

    def _parts(self) -> tuple[object, ...]:
        return (self.artist_id,)


@dataclass(frozen=True, slots=True)
class LifecycleChanged(NoticePayload):
    """An artist's status changed, by its history or by hand.

    Attributes:
        artist_id: The artist.
        version: Version of the artist's record since the change.
        artist: Name.
        before: Status before.
        after: Status now.
        reason: Why, in one sentence.
        actor: Who: an operator's name, or ``"label"``.
        run_id: The run that it follows from, or None.
    """

    kind: ClassVar = NoticeKind.LIFECYCLE_CHANGED
    artist_id: ArtistId
    version: int
    artist: str
    before: str
    after: str
    reason: str
    actor: str
    run_id: RunId | None = None

    def _parts(self) -> tuple[object, ...]:
        return self.artist_id, self.version
