"""Package an approved take as a release on disk."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime
from functools import partial

from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.gate_file import record_gate
from noktvrn.catalogue.log import LOG_NAME, LogEntry, append_entry
from noktvrn.catalogue.package import PackageManifest, build_package
from noktvrn.catalogue.release import Release
from noktvrn.catalogue.track import Section, Stanza, Track
from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.analyser import AudioFigures
from noktvrn.ports.music import SongSection
from noktvrn.ports.repositories import ReleaseRecord, UnitOfWork
from noktvrn.ports.writer import LyricSection, SongBrief
from noktvrn.review.decision import Decision, Verdict
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_release
from noktvrn.services.steps.body import StepDone, StepScene
from noktvrn.services.steps.describing import description_of, translation_of
from noktvrn.services.steps.learning import decision_in_effect
from noktvrn.services.steps.reviewing import findings_of
from noktvrn.types import Bpm, DurationS, LoudnessLufs, ReleaseId, SampleRateHz, TruePeakDbtp, ulid

_FILMS = {"film": "video/film_16x9.mp4", "canvas": "video/canvas_9x16.mp4"}
"""Where films that a release may have go in its package."""


async def package(scene: StepScene) -> StepDone:
    """Write the release of an approved take; nothing to do after any other decision.

    Done twice it gives the same package: identifier, date and content follow from the decision.
    """
    with scene.label.records.read() as unit:
        decision = decision_in_effect(unit, scene.run)
        chain = tuple(unit.runs.provenance(scene.run.id))
        existing = unit.releases.of_run(scene.run.id)
    if decision.verdict is not Verdict.APPROVE:
        return StepDone({"release_id": None}, note=f"nothing to package: {decision.verdict.value}")
    if existing is not None:
        return StepDone({"release_id": existing.id, "folder": existing.folder}, note=existing.folder)
    release = _release(scene, decision)
    contents = PackageInput(
        release=release,
        track=_track(scene),
        master=scene.path_of("master"),
        preview=scene.path_of("preview"),
        score=scene.path_of("score"),
        stems={name: scene.path_of(f"stem:{name}") for name in scene.result(Step.SONG, "stems", list[str])},
        cover=scene.path_of("cover"),
        artwork=scene.path_of("artwork"),
        teaser=scene.path_of("teaser"),
        peaks=scene.path_of("peaks"),
        provenance=chain,
        extra={path: scene.path_of(name) for name, path in _FILMS.items() if name in scene.refs},
        gate=record_gate(scene.run.id, decision.pass_no, findings_of(scene.results[Step.GATE]), decision),
    )
    scene.progress(0.1, "copying and checking files")
    manifest = await asyncio.to_thread(build_package, contents, scene.label.releases_dir)
    record = _record(release, manifest, decision.effective_at)
    await asyncio.to_thread(_log, scene.label, record, release)
    return StepDone(
        {"release_id": record.id, "folder": record.folder, "files": len(manifest.digests) + 1},
        note=record.folder,
        effects=partial(_store, record=record, label=scene.label),
    )


def _store(unit: UnitOfWork, run: Run, record: ReleaseRecord, label: Label) -> None:
    if unit.releases.of_run(run.id) is None:
        unit.releases.add(record)
        announce_release(unit, run, record, label.clock.now())


def release_id_for(decision: Decision) -> ReleaseId:
    """Return the identifier of the release that a decision lets out: a ULID of the decision's time and digest.

    It follows from the decision, so that packaging again after a crash gives the same release.
    """
    milliseconds = int(decision.effective_at.timestamp() * 1000)
    digest = int.from_bytes(hashlib.sha256(f"release:{decision.id}".encode()).digest()[:10], "big")
    return ReleaseId(ulid(milliseconds, digest))


def _release(scene: StepScene, decision: Decision) -> Release:
    artist = scene.the_artist()
    return Release(
        id=release_id_for(decision),
        run_id=scene.run.id,
        artist_id=artist.id,
        artist_slug=artist.slug,
        artist=artist.identity.name,
        title=scene.run.title,
        date=decision.effective_at.date(),
        label=scene.label.settings.label.name,
        description=description_of(scene),
        translated=translation_of(scene),
    )


def _track(scene: StepScene) -> Track:
    figures = scene.result(Step.MEASURE, "figures", AudioFigures)
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    return Track(
        title=scene.run.title,
        genre=brief.genre,
        bpm=Bpm(scene.result(Step.SONG, "bpm", float)),
        key=scene.result(Step.SONG, "key", str),
        duration_s=DurationS(figures.duration_s),
        sample_rate_hz=SampleRateHz(figures.sample_rate_hz),
        bits_per_sample=figures.bits_per_sample,
        loudness_lufs=LoudnessLufs(figures.loudness_lufs),
        loudness_range_lu=figures.loudness_range_lu,
        true_peak_dbtp=TruePeakDbtp(figures.true_peak_dbtp),
        sections=tuple(
            Section(section.kind, section.start_s, section.end_s)
            for section in scene.result(Step.SONG, "sections", tuple[SongSection, ...])
        ),
        lyrics=tuple(
            Stanza(section.kind, section.lines)
            for section in scene.result(Step.WRITE, "sections", tuple[LyricSection, ...])
        ),
        language=scene.result(Step.WRITE, "language", str),
        explicit=scene.the_artist().writer.explicit,
    )


def _record(release: Release, manifest: PackageManifest, at: datetime) -> ReleaseRecord:
    return ReleaseRecord(
        id=release.id,
        run_id=release.run_id,
        artist_id=release.artist_id,
        title=release.title,
        folder=manifest.folder.name,
        packaged_at=at,
        sums_sha256=manifest.sums_sha256,
    )


def _log(label: Label, record: ReleaseRecord, release: Release) -> None:
    entry = LogEntry(
        release_id=record.id,
        run_id=record.run_id,
        artist=release.artist,
        title=record.title,
        folder=record.folder,
        packaged_at=record.packaged_at,
        sums_sha256=record.sums_sha256,
    )
    append_entry(label.releases_dir / LOG_NAME, entry)
