"""How a run came to rest: released, failed, or with nobody to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from noktvrn.ports.notice_kinds.payload import NoticeKind, NoticePayload
from noktvrn.types import ArtistId, ReleaseId, RunId


@dataclass(frozen=True, slots=True)
class Released(NoticePayload):
    """A release was packaged: verified and written.

    Attributes:
        release_id: The release.
        run_id: The run.
        artist_id: Its artist.
        title: Title.
        artist: Name of the artist.
        folder: Name of its folder below ``releases/``.
    """

    kind: ClassVar = NoticeKind.RELEASED
    release_id: ReleaseId
    run_id: RunId
    artist_id: ArtistId
    title: str
    artist: str
    folder: str

    def _parts(self) -> tuple[object, ...]:
        return (self.release_id,)


@dataclass(frozen=True, slots=True)
class RunFailed(NoticePayload):
    """A run came to rest because of an error, and a person is needed.

    Attributes:
        run_id: The run.
        artist_id: Its artist; None when none was chosen yet.
        pass_no: The take.
        dispatch_no: Which hand-over to the engine failed; a run that fails again has another.
        title: Title of the song; empty when none was written yet.
        artist: Name of the artist; empty when none was chosen yet.
        stage: Step in which it happened.
        code: Stable slug of the error.
        cause: What happened.
        remedy: What to do.
        retryable: Whether the same can succeed later without a change.
        paused: Whether it only waits, as for credit; otherwise it failed.
    """

    kind: ClassVar = NoticeKind.RUN_FAILED
    loud: ClassVar = True
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    dispatch_no: int
    title: str
    artist: str
    stage: str
    code: str
    cause: str
    remedy: str
    retryable: bool
    paused: bool

    def _parts(self) -> tuple[object, ...]:
        return self.run_id, self.dispatch_no


@dataclass(frozen=True, slots=True)
class RunExpired(NoticePayload):
    """Nobody decided in time; the song can still be decided.

    Attributes:
        run_id: The run.
        artist_id: Its artist.
        pass_no: The take.
        title: Title of the song.
        artist: Name of the artist.
        deadline: UTC; when the wait ended.
    """

    kind: ClassVar = NoticeKind.RUN_EXPIRED
    loud: ClassVar = True
    run_id: RunId
    artist_id: ArtistId | None
    pass_no: int
    title: str
    artist: str
    deadline: datetime

    def _parts(self) -> tuple[object, ...]:
        return self.run_id, self.pass_no, self.deadline.isoformat()
