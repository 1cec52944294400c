"""Hold an artist's history against the lifecycle rules, and change its status when they say so."""

from __future__ import annotations

from datetime import datetime

from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.roster.artist import Artist
from noktvrn.roster.lifecycle import ArtistHistory, LifecycleSettings, Outcome, PastOutcome, next_status
from noktvrn.services.label import Label
from noktvrn.services.steer_artist import store_status
from noktvrn.types import ArtistId, RunId

ACTOR = "label"

_OUTCOMES = {
    Verdict.APPROVE: Outcome.APPROVED,
    Verdict.REJECT: Outcome.REJECTED,
    Verdict.CHANGES: Outcome.CHANGES,
}
_FAILED_RUNS_READ = 100


def assess_artist(label: Label, unit: UnitOfWork, artist_id: ArtistId, run_id: RunId) -> str:
    """Apply the lifecycle rules within an open unit of work.

    Returns:
        A sentence: what changed and why, or that nothing did.
    """
    artist = unit.artists.get(artist_id)
    now = label.clock.now()
    history = ArtistHistory(_outcomes(unit, artist), _status_since(unit, artist))
    change = next_status(artist.status, history, lifecycle_settings(label), now)
    if change is None:
        return f"{artist.identity.name} stays {artist.status.value}."
    store_status(unit, artist, change, ACTOR, run_id)
    return f"{artist.identity.name} is {change.after.value} now. {change.reason}"


def lifecycle_settings(label: Label) -> LifecycleSettings:
    """Return the lifecycle rules' numbers under the label's settings."""
    chosen = label.settings.lifecycle
    return LifecycleSettings(
        approvals_to_activate=chosen.approvals_to_activate,
        stretch=chosen.stretch,
        unwelcome_to_evolve=chosen.unwelcome_to_evolve,
        approvals_to_settle=chosen.approvals_to_settle,
        losses_to_pause=chosen.losses_to_pause,
        memory_days=chosen.memory_days,
    )


def _outcomes(unit: UnitOfWork, artist: Artist) -> tuple[PastOutcome, ...]:
    judged = [
        PastOutcome(_OUTCOMES[decision.verdict], decision.effective_at)
        for decision in unit.decisions.of_artist(artist.id)
        if decision.state is DecisionState.FINAL
    ]
    failed = unit.runs.select(RunFilter(artist_id=artist.id, states=(RunState.FAILED,)), limit=_FAILED_RUNS_READ)
    return (*judged, *(PastOutcome(Outcome.FAILED, run.updated_at) for run in failed))


def _status_since(unit: UnitOfWork, artist: Artist) -> datetime | None:
    changes = [event for event in unit.artists.events(artist.id) if event.kind == "status"]
    return changes[-1].at if changes else None
