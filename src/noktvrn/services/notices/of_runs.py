"""What happens to runs and artists, put into notices."""

from __future__ import annotations

from datetime import datetime

from noktvrn.journal.run import Run, RunState
from noktvrn.ports.notice_kinds import (
    ArtistCreated,
    Decided,
    DecisionUndone,
    LifecycleChanged,
    NeedsDecision,
    Released,
    RunExpired,
    RunFailed,
)
from noktvrn.ports.repositories import ReleaseRecord, UnitOfWork
from noktvrn.review.decision import Decision
from noktvrn.roster.artist import Artist
from noktvrn.roster.lifecycle import StatusChange
from noktvrn.services.notices.announcing import announce
from noktvrn.types import RunId


def announce_waiting(unit: UnitOfWork, run: Run, findings: str, at: datetime) -> None:
    """A take waits for a person; ``findings`` is what the gate says of it."""
    announce(
        unit,
        NeedsDecision(
            run_id=run.id,
            artist_id=run.artist_id,
            pass_no=run.pass_no,
            title=run.title,
            artist=_artist_name(unit, run),
            findings=findings,
            deadline=run.review_deadline,
        ),
        at,
    )


def announce_decision(unit: UnitOfWork, run: Run, decision: Decision) -> None:
    """A decision was taken."""
    announce(
        unit,
        Decided(
            decision_id=decision.id,
            run_id=run.id,
            artist_id=run.artist_id,
            pass_no=decision.pass_no,
            title=run.title,
            artist=_artist_name(unit, run),
            verdict=decision.verdict.value,
            actor=decision.actor,
            surface=decision.surface,
            reason=decision.reason,
            chips=decision.chips,
            effective_at=decision.effective_at,
        ),
        decision.decided_at,
    )


def announce_undo(unit: UnitOfWork, run: Run, decision: Decision, *, actor: str, surface: str, at: datetime) -> None:
    """A decision was taken back."""
    announce(
        unit,
        DecisionUndone(
            decision_id=decision.id,
            run_id=run.id,
            artist_id=run.artist_id,
            pass_no=decision.pass_no,
            title=run.title,
            artist=_artist_name(unit, run),
            verdict=decision.verdict.value,
            actor=actor,
            surface=surface,
        ),
        at,
    )


def announce_release(unit: UnitOfWork, run: Run, release: ReleaseRecord, at: datetime) -> None:
    """A release was packaged."""
    announce(
        unit,
        Released(
            release_id=release.id,
            run_id=release.run_id,
            artist_id=release.artist_id,
            title=release.title,
            artist=_artist_name(unit, run),
            folder=release.folder,
        ),
        at,
    )


def announce_failure(unit: UnitOfWork, run: Run, at: datetime) -> None:
    """A run came to rest because of an error; one that has none is told of nothing."""
    if run.failure is None:
        return
    announce(
        unit,
        RunFailed(
            run_id=run.id,
            artist_id=run.artist_id,
            pass_no=run.pass_no,
            dispatch_no=run.dispatch_no,
            title=run.title,
            artist=_artist_name(unit, run),
            stage=run.failure.stage,
            code=run.failure.code,
            cause=run.failure.message,
            remedy=run.failure.remedy,
            retryable=run.failure.retryable,
            paused=run.state is RunState.PAUSED,
        ),
        at,
    )


def announce_expiry(unit: UnitOfWork, run: Run, at: datetime) -> None:
    """Nobody decided in time."""
    announce(
        unit,
        RunExpired(
            run_id=run.id,
            artist_id=run.artist_id,
            pass_no=run.pass_no,
            title=run.title,
            artist=_artist_name(unit, run),
            deadline=run.review_deadline or at,
        ),
        at,
    )


def announce_artist(unit: UnitOfWork, artist: Artist, actor: str) -> None:
    """The roster has a new artist."""
    announce(
        unit,
        ArtistCreated(artist.id, artist.identity.name, artist.slug, artist.sound.genre, actor),
        artist.created_at,
    )


def announce_status(
    unit: UnitOfWork, artist: Artist, change: StatusChange, actor: str, run_id: RunId | None = None
) -> None:
    """An artist's status changed; ``artist`` is the record as stored since."""
    announce(
        unit,
        LifecycleChanged(
            artist_id=artist.id,
            version=artist.version,
            artist=artist.identity.name,
            before=change.before.value,
            after=change.after.value,
            reason=change.reason,
            actor=actor,
            run_id=run_id,
        ),
        change.at,
    )


def _artist_name(unit: UnitOfWork, run: Run) -> str:
    return "" if run.artist_id is None else unit.artists.get(run.artist_id).identity.name
