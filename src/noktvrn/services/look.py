"""Look at what there is: runs, the review queue, artists, releases. Nothing of it is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from noktvrn.catalogue.checksums import SUMS_NAME, digest_of
from noktvrn.catalogue.verify import Problem, VerificationReport, verify_package
from noktvrn.errors import NotFoundError
from noktvrn.journal.run import DECIDABLE, Run, RunState
from noktvrn.journal.steps import Step, StepRecord
from noktvrn.ports.repositories import ReleaseRecord, RunFilter, UnitOfWork
from noktvrn.ports.writer import SongBrief
from noktvrn.roster.artist import Artist
from noktvrn.services.as_json import from_json
from noktvrn.services.decide import standing_decision
from noktvrn.services.label import Label
from noktvrn.services.review_folder import link_artefacts
from noktvrn.services.steps.body import standing_assets, standing_results
from noktvrn.services.steps.reviewing import findings_of, neighbours_of
from noktvrn.services.views import ArtistView, ReviewView, RunSummary, RunView

_MANY = 1_000
_RESTORE = "Restore the folder from a back-up, or package the run again into an empty place."


def list_runs(
    label: Label, *, artist: str | None = None, states: tuple[RunState, ...] | None = None, limit: int = 50
) -> list[RunSummary]:
    """List runs, newest first.

    Raises:
        NotFoundError: No such artist.
    """
    with label.records.read() as unit:
        artist_id = None if artist is None else unit.artists.find(artist).id
        return _summaries(unit, unit.runs.select(RunFilter(artist_id=artist_id, states=states), limit=limit))


def review_queue(label: Label, limit: int = 50) -> list[RunSummary]:
    """List what waits for a decision, the longest waiting first; expired waits are last."""
    with label.records.read() as unit:
        waiting = unit.runs.select(RunFilter(states=tuple(DECIDABLE)), limit=limit)
        ordered = sorted(waiting, key=lambda run: (run.state is RunState.EXPIRED, run.updated_at))
        return _summaries(unit, ordered)


def show_run(label: Label, name: str) -> RunView:
    """Return everything about one run.

    Raises:
        NotFoundError: No such run.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        records = unit.runs.steps(run.id)
        standing = standing_results(run, records)
        gate = standing.get(Step.GATE)
        return RunView(
            summary=_summaries(unit, [run])[0],
            steps=tuple(records),
            findings=findings_of(gate.result) if gate else (),
            decisions=tuple(unit.decisions.of_run(run.id)),
            assets=standing_assets(standing, unit.runs.assets(run.id)),
            provenance=tuple(unit.runs.provenance(run.id)),
            reflections=tuple(unit.runs.reflections(run.id)),
            release=unit.releases.of_run(run.id),
        )


def show_review(label: Label, name: str) -> ReviewView:
    """Return what a person needs to decide on a run; its artefacts lie linked under plain names.

    Raises:
        NotFoundError: No such run, or nothing of it is ready to be judged.
        AssetMissingError: An artefact is gone from the store.
        AssetCorruptError: An artefact has changed.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        standing = standing_results(run, unit.runs.steps(run.id))
        if Step.GATE not in standing:
            raise NotFoundError(
                f"Run {run.id} has nothing to judge yet; it is {run.state.value.replace('_', ' ')}.",
                remedy=f"Watch it: noktvrn run watch {run.id}",
                stage="review",
            )
        assets = standing_assets(standing, unit.runs.assets(run.id))
        summary = _summaries(unit, [run])[0]
    brief = from_json(SongBrief, standing[Step.BRIEF].result["brief"])
    stored = {key: (label.assets.open_path(asset.ref), asset.ref.media_type) for key, asset in assets.items()}
    paths = link_artefacts(label, run.id, run.title, stored)
    return ReviewView(
        summary=summary,
        title=run.title,
        concept=brief.concept,
        lyrics=paths["lyrics"].read_text(encoding="utf-8"),
        figures=standing[Step.MEASURE].result["figures"],
        sections=tuple(standing[Step.SONG].result["sections"]),
        findings=findings_of(standing[Step.GATE].result),
        neighbours=neighbours_of(standing[Step.GATE].result),
        paths=paths,
        decision=summary.decision,
        deadline=run.review_deadline,
    )


def list_artists(label: Label, limit: int | None = None) -> list[Artist]:
    """List the roster by name."""
    with label.records.read() as unit:
        return unit.artists.select(limit=limit)


def show_artist(label: Label, name: str) -> ArtistView:
    """Return an artist with its history.

    Raises:
        NotFoundError: No such artist.
    """
    with label.records.read() as unit:
        artist = unit.artists.find(name)
        return ArtistView(
            artist=artist,
            events=tuple(unit.artists.events(artist.id)),
            runs=tuple(_summaries(unit, unit.runs.select(RunFilter(artist_id=artist.id), limit=_MANY))),
            releases=tuple(unit.releases.select(artist.id, limit=_MANY)),
        )


def list_releases(label: Label, artist: str | None = None, limit: int = 50) -> list[ReleaseRecord]:
    """List releases, newest first.

    Raises:
        NotFoundError: No such artist.
    """
    with label.records.read() as unit:
        artist_id = None if artist is None else unit.artists.find(artist).id
        return unit.releases.select(artist_id, limit=limit)


def show_release(label: Label, name: str) -> ReleaseRecord:
    """Return one release.

    Raises:
        NotFoundError: No such release.
    """
    with label.records.read() as unit:
        return unit.releases.find(name)


def release_folder(label: Label, release: ReleaseRecord) -> Path:
    """Return where a release lies on disk."""
    return label.releases_dir / release.folder


def verify_release(label: Label, name: str) -> VerificationReport:
    """Check a release on disk, byte by byte and file by file, against its checksums and the label's records.

    Raises:
        NotFoundError: No such release.
    """
    release = show_release(label, name)
    report = verify_package(release_folder(label, release))
    sums = report.folder / SUMS_NAME
    if sums.is_file() and digest_of(sums)[0] != release.sums_sha256:
        exchanged = Problem(SUMS_NAME, "is not the one that was written when the release was packaged", _RESTORE)
        report = replace(report, problems=(exchanged, *report.problems))
    return report


def last_step(records: Iterable[StepRecord]) -> Step | None:
    """Return the step that is under way or was last."""
    last = None
    for record in records:
        last = record.step
    return last


def _summaries(unit: UnitOfWork, runs: Iterable[Run]) -> list[RunSummary]:
    names: dict[str, Artist] = {}
    found = []
    for run in runs:
        if run.artist_id is not None and run.artist_id not in names:
            names[run.artist_id] = unit.artists.get(run.artist_id)
        artist = names.get(run.artist_id or "")
        found.append(
            RunSummary(
                run=run,
                artist_slug=artist.slug if artist else "",
                artist_name=artist.identity.name if artist else "",
                step=last_step(unit.runs.steps(run.id)),
                decision=standing_decision(unit.decisions.of_run(run.id), run.pass_no),
            )
        )
    return found
