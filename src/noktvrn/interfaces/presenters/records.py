"""Records as JSON values for programs. These fields are a promise: they are added to, not renamed.

Instants are UTC in ISO 8601 with a ``Z``; units stand in the names; what is unknown is ``null``.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from noktvrn.catalogue.credits import Credit
from noktvrn.interfaces.presenters.words import short_run
from noktvrn.journal.steps import Failure, StepRecord
from noktvrn.ports.repositories import ArtistEvent, ReleaseRecord
from noktvrn.review.decision import Decision
from noktvrn.review.findings import Finding
from noktvrn.roster.artist import Artist
from noktvrn.services.views import ArtistView, ReviewView, RunSummary, RunView

if TYPE_CHECKING:
    from noktvrn.services.explain_run import Explanation

Json: TypeAlias = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """Return an instant as ``"2026-11-21T02:03:04.567Z"``."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def failure_record(failure: Failure | None) -> Json | None:
    """Return why something failed."""
    return None if failure is None else asdict(failure)


def decision_record(decision: Decision | None) -> Json | None:
    """Return a decision."""
    if decision is None:
        return None
    return {
        "id": decision.id,
        "run_id": decision.run_id,
        "pass": decision.pass_no,
        "verdict": decision.verdict.value,
        "actor": decision.actor,
        "surface": decision.surface,
        "reason": decision.reason,
        "chips": list(decision.chips),
        "artefacts": dict(decision.artefacts),
        "decided_at": instant(decision.decided_at),
        "effective_at": instant(decision.effective_at),
        "state": decision.state.value,
        "undone_by": decision.undone_by,
        "undone_at": instant(decision.undone_at),
    }


def finding_record(finding: Finding) -> Json:
    """Return a finding of the gate."""
    return {**asdict(finding), "severity": finding.severity.value}


def run_record(summary: RunSummary) -> Json:
    """Return a run as in a list."""
    run = summary.run
    artist = {"slug": summary.artist_slug, "name": summary.artist_name} if summary.artist_slug else None
    return {
        "id": run.id,
        "short_id": short_run(run.id),
        "state": run.state.value,
        "title": run.title or None,
        "artist": artist,
        "brief": run.brief,
        "seed": run.seed,
        "autopilot": run.autopilot,
        "pass": run.pass_no,
        "step": summary.step.value if summary.step else None,
        "reason": run.reason,
        "failure": failure_record(run.failure),
        "decision": decision_record(summary.decision),
        "review_deadline": instant(run.review_deadline),
        "created_at": instant(run.created_at),
        "updated_at": instant(run.updated_at),
    }


def step_record(step: StepRecord) -> Json:
    """Return one attempt at one step."""
    return {
        "pass": step.pass_no,
        "step": step.step.value,
        "attempt": step.attempt,
        "outcome": step.outcome.value,
        "progress": step.progress,
        "note": step.note,
        "failure": failure_record(step.failure),
        "worker": step.worker,
        "started_at": instant(step.started_at),
        "ended_at": instant(step.ended_at),
        "duration_s": step.duration_s,
    }


def release_record(release: ReleaseRecord, path: Path | None = None) -> Json:
    """Return a release; ``path`` is its folder on disk."""
    return {
        "id": release.id,
        "run_id": release.run_id,
        "artist_id": release.artist_id,
        "title": release.title,
        "folder": release.folder,
        "path": None if path is None else str(path),
        "packaged_at": instant(release.packaged_at),
        "sums_sha256": release.sums_sha256,
    }


def run_view_record(view: RunView) -> Json:
    """Return everything about a run."""
    assets = {
        name: {"sha256": asset.ref.sha256, "size_bytes": asset.ref.size_bytes, "media_type": asset.ref.media_type}
        for name, asset in view.assets.items()
    }
    provenance = [
        {
            "sequence": link.sequence, "asset": link.asset, "sha256": link.sha256, "role": link.role,
            "provider": link.provider, "model": link.model, "seed": link.seed, "licence": link.licence,
            "at": instant(link.at), "digest": link.digest,
        }
        for link in view.provenance
    ]  # fmt: skip
    reflections = [
        {"pass": each.pass_no, "at": instant(each.at), "summary": each.summary, "applied": list(each.applied)}
        for each in view.reflections
    ]
    return {
        **run_record(view.summary),
        "steps": [step_record(step) for step in view.steps],
        "findings": [finding_record(finding) for finding in view.findings],
        "decisions": [decision_record(decision) for decision in view.decisions],
        "assets": assets,
        "provenance": provenance,
        "reflections": reflections,
        "release": release_record(view.release) if view.release else None,
    }


def explanation_record(told: Explanation) -> Json:
    """Return why a run failed and what to do."""
    return {
        "run": told.run.id,
        "failure": asdict(told.failure),
        "cause": told.diagnosis.cause,
        "quotes": list(told.diagnosis.quotes),
        "sureness": told.diagnosis.sureness,
        "command": told.proposal.command,
        "reason": told.proposal.reason,
        "written_by": list(told.written_by),
        "rounds": list(told.rounds),
    }


def credit_record(credit: Credit) -> Json:
    """Return a credit; its role is that of DDEX."""
    return {
        "role": credit.role,
        "resource": credit.resource.value,
        "party": credit.party,
        "provider": credit.provider,
        "ai": credit.ai.value,
        "licence": credit.licence,
        "seed": credit.seed,
    }


def review_record(view: ReviewView) -> Json:
    """Return what a person needs to decide."""
    return {
        **run_record(view.summary),
        "title": view.title,
        "concept": view.concept,
        "description": view.description or None,
        "credits": [credit_record(credit) for credit in view.credits],
        "lyrics": view.lyrics,
        "figures": dict(view.figures),
        "sections": [dict(section) for section in view.sections],
        "findings": [finding_record(finding) for finding in view.findings],
        "neighbours": [asdict(neighbour) for neighbour in view.neighbours],
        "paths": {name: str(path) for name, path in view.paths.items()},
        "decision": decision_record(view.decision),
        "deadline": instant(view.deadline),
    }


def artist_record(artist: Artist) -> Json:
    """Return an artist."""
    return {
        "id": artist.id,
        "slug": artist.slug,
        "name": artist.identity.name,
        "status": artist.status.value,
        "status_reason": artist.status_reason,
        "autopilot": artist.autopilot,
        "brief": artist.brief,
        "seed": artist.seed,
        "identity": asdict(artist.identity),
        "sound": asdict(artist.sound),
        "voice": asdict(artist.voice),
        "look": asdict(artist.look),
        "writer": asdict(artist.writer),
        "created_at": instant(artist.created_at),
        "updated_at": instant(artist.updated_at),
    }


def writer_record(artist: Artist) -> Json:
    """Return how an artist writes."""
    return {"artist": artist.slug, **asdict(artist.writer)}


def event_record(event: ArtistEvent) -> Json:
    """Return a change to an artist."""
    return {
        "at": instant(event.at),
        "kind": event.kind,
        "actor": event.actor,
        "reason": event.reason,
        "run_id": event.run_id,
        "details": dict(event.details),
    }


def artist_view_record(view: ArtistView) -> Json:
    """Return an artist with its history."""
    return {
        **artist_record(view.artist),
        "events": [event_record(event) for event in view.events],
        "runs": [run_record(summary) for summary in view.runs],
        "releases": [release_record(release) for release in view.releases],
    }
