"""Look at what there is: runs, what is to be judged, artists, releases. Nothing of it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from noktvrn.catalogue.checksums import SUMS_NAME, digest_of
from noktvrn.catalogue.credits import credits_from
from noktvrn.catalogue.verify import Problem, VerificationReport, verify_package
from noktvrn.errors import NotFoundError
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step, StepRecord
from noktvrn.ports.repositories import ReleaseRecord, RunAsset, RunFilter, UnitOfWork
from noktvrn.ports.writer import SongBrief
from noktvrn.roster.artist import Artist
from noktvrn.services.as_json import from_json
from noktvrn.services.label import Label
from noktvrn.services.review_folder import link_artefacts
from noktvrn.services.steps.body import standing_assets, standing_results
from noktvrn.services.steps.describing import described_in
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
        return summaries(unit, unit.runs.select(RunFilter(artist_id=artist_id, states=states), limit=limit))


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
            summary=summaries(unit, [run])[0],
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
    view, assets = _review(label, name)
    stored = {key: (label.assets.open_path(asset.ref), asset.ref.media_type) for key, asset in assets.items()}
    return replace(view, paths=link_artefacts(label, view.summary.run.id, view.title, stored))


def read_review(label: Label, name: str) -> ReviewView:
    """Return what a person needs to decide on a run, without links to its artefacts: pages serve them one by one.

    Raises:
        NotFoundError: No such run, or nothing of it is ready to be judged.
        AssetMissingError: The lyrics are gone from the store.
        AssetCorruptError: The lyrics have changed.
    """
    return _review(label, name)[0]


def _review(label: Label, name: str) -> tuple[ReviewView, dict[str, RunAsset]]:
    with label.records.read() as unit:
        run = unit.runs.find(name)
        standing = standing_results(run, unit.runs.steps(run.id))
        if Step.GATE not in standing:
            raise NotFoundError(
                f"Run {run.id} has nothing to judge yet; it stands at {run.state.value.replace('_', ' ')!r}.",
                remedy=f"Watch it: noktvrn run watch {run.id}",
                stage="review",
            )
        assets = standing_assets(standing, unit.runs.assets(run.id))
        summary = summaries(unit, [run])[0]
        provenance = tuple(unit.runs.provenance(run.id))
    brief = from_json(SongBrief, standing[Step.BRIEF].result["brief"])
    view = ReviewView(
        summary=summary,
        title=run.title,
        concept=brief.concept,
        lyrics=label.assets.open_path(assets["lyrics"].ref).read_text(encoding="utf-8") if "lyrics" in assets else "",
        figures=standing[Step.MEASURE].result["figures"],
        sections=tuple(standing[Step.SONG].result["sections"]),
        findings=findings_of(standing[Step.GATE].result),
        neighbours=neighbours_of(standing[Step.GATE].result),
        paths={},
        decision=summary.decision,
        deadline=run.review_deadline,
        provenance=provenance,
        description=_description(standing),
        credits=credits_from(provenance, {asset.ref.sha256 for asset in assets.values()}),
    )
    return view, assets


def _description(standing: Mapping[Step, StepRecord]) -> str:
    """Return what the release will say about itself; nothing where no tempo was kept to hold it against."""
    bpm = standing[Step.SONG].result.get("bpm")
    return "" if bpm is None else described_in(standing[Step.WRITE].result, float(bpm)) or ""


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
            runs=tuple(summaries(unit, unit.runs.select(RunFilter(artist_id=artist.id), limit=_MANY))),
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


def summaries(unit: UnitOfWork, runs: Iterable[Run]) -> list[RunSummary]:
    """Return runs as a list shows them, in the order given."""
    return unit.overview.lines_of(list(runs))
