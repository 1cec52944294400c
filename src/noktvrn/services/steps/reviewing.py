"""The gate, and sending a take for review."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import Any

from noktvrn.errors import AssetCorruptError, AssetMissingError, QualityGateFailedError
from noktvrn.journal.run import Run, RunState, check_transition
from noktvrn.journal.steps import Failure, Step, StepOutcome, StepRecord
from noktvrn.ports.analyser import AudioFigures
from noktvrn.ports.artwork import CoverFigures
from noktvrn.ports.film import FilmFigures
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.ports.writer import LyricSection, SongBrief
from noktvrn.review.decision import Verdict
from noktvrn.review.facts import (
    AudioFacts,
    CoverFacts,
    GateInput,
    GateLimits,
    Neighbour,
    TeaserFacts,
    WordFacts,
    limits_for,
)
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.gate import blocking, findings_sentence, judge, redo_from
from noktvrn.review.likeness import Fingerprint
from noktvrn.services.as_json import as_json, from_json
from noktvrn.services.decide import AUTOPILOT, record_decision
from noktvrn.services.dispatching import queue_new_pass
from noktvrn.services.label import Label
from noktvrn.services.notices.of_runs import announce_failure, announce_waiting
from noktvrn.services.originality import compare_with_catalogue, read_fingerprint, remember
from noktvrn.services.steps.body import StepDone, StepScene
from noktvrn.services.steps.decoding import undecodable
from noktvrn.services.waiting import begin_waiting

WANTED = ("master", "preview", "score", "lyrics", "peaks", "cover", "artwork", "thumbnail", "teaser", "poster")
FINGERPRINT = "fingerprint"


async def hold_against_gate(scene: StepScene) -> StepDone:
    """Hold everything that was made against the gate; what blocks begins a fresh take, a bounded number of times."""
    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    subject, fingerprint = await asyncio.to_thread(_subject, scene)
    findings = judge(subject, gate_limits(scene.label, brief.genre))
    refused = blocking(findings)
    neighbours = subject.originality.neighbours if subject.originality else ()
    effects: Callable[[UnitOfWork, Run], None] | None = None
    if refused:
        effects = partial(_after_gate, label=scene.label, findings=findings)
    elif fingerprint is not None:
        effects = partial(remember, fingerprint=fingerprint, label=scene.label)
    return StepDone(
        {"findings": as_json(findings), "blocked": bool(refused), "neighbours": as_json(neighbours)},
        note=findings_sentence(findings),
        effects=effects,
    )


def gate_limits(label: Label, genre: str) -> GateLimits:
    """Return what the gate allows for a genre under the label's settings."""
    gate = label.settings.gate
    base = replace(
        GateLimits(),
        loudness_tolerance_lu=gate.loudness_tolerance_lu,
        true_peak_max_dbtp=gate.max_true_peak_dbtp,
        duration_min_s=gate.min_duration_s,
        duration_max_s=gate.max_duration_s,
    )
    return limits_for(genre, base=base)


def _subject(scene: StepScene) -> tuple[GateInput, Fingerprint | None]:
    """Return what the gate looks at, and the fingerprint, which is None where the song cannot be compared."""
    wanted = [*WANTED, *(f"stem:{name}" for name in scene.result(Step.SONG, "stems", list[str]))]
    wanted += [name for name in (FINGERPRINT,) if name in scene.refs]
    missing, corrupt = _inspect(scene, wanted)
    whole = FINGERPRINT in scene.refs and FINGERPRINT not in missing and FINGERPRINT not in corrupt
    fingerprint = read_fingerprint(scene.path_of(FINGERPRINT)) if whole else None
    figures = scene.result(Step.MEASURE, "figures", AudioFigures)
    lyrics = scene.result(Step.WRITE, "sections", tuple[LyricSection, ...])
    subject = GateInput(
        audio=_audio_facts(scene, figures),
        cover=_cover_facts(scene.result(Step.COVER, "figures", CoverFigures)),
        teaser=TeaserFacts(**asdict(scene.result(Step.TEASER, "figures", FilmFigures))),
        words=WordFacts(
            title=scene.result(Step.WRITE, "title", str),
            artist=scene.the_artist().identity.name,
            lyric_lines=tuple(line for section in lyrics for line in section.lines),
        ),
        originality=compare_with_catalogue(scene.label, scene.run, fingerprint) if fingerprint else None,
        missing_assets=missing,
        corrupt_assets=corrupt,
    )
    return subject, fingerprint


def _inspect(scene: StepScene, wanted: list[str]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Open and decode each wanted asset; return the names of those that are missing, and what is wrong with others."""
    missing, corrupt, paths = [], {}, {}
    for name in wanted:
        if name not in scene.refs:
            missing.append(name)
            continue
        try:
            paths[name] = scene.label.assets.open_path(scene.refs[name])
        except AssetMissingError:
            missing.append(name)
        except AssetCorruptError as exc:
            corrupt[name] = exc.message
    scene.progress(0.2, "decoding every file")
    return tuple(missing), corrupt | undecodable(paths, scene.out_dir / "decoded")


def _audio_facts(scene: StepScene, figures: AudioFigures) -> AudioFacts:
    return AudioFacts(
        duration_s=figures.duration_s,
        sample_rate_hz=figures.sample_rate_hz,
        channels=figures.channels,
        bits_per_sample=figures.bits_per_sample,
        loudness_lufs=figures.loudness_lufs,
        true_peak_dbtp=figures.true_peak_dbtp,
        clipped_samples=figures.clipped_samples,
        dc_offset=figures.dc_offset,
        lead_silence_s=figures.lead_silence_s,
        tail_silence_s=figures.tail_silence_s,
        longest_silence_s=figures.longest_silence_s,
        stereo_correlation=figures.stereo_correlation,
        declared_bpm=scene.result(Step.SONG, "bpm", float),
        bpm=figures.bpm,
        bpm_confidence=figures.bpm_confidence,
        declared_key=scene.result(Step.SONG, "key", str),
        key=figures.key,
        key_confidence=figures.key_confidence,
        hook_start_s=scene.result(Step.SONG, "hook_start_s", float),
        stems=len(scene.result(Step.SONG, "stems", list[str])),
    )


def _cover_facts(figures: CoverFigures) -> CoverFacts:
    values = asdict(figures)
    del values["difference_hash"]
    return CoverFacts(**values)


def _after_gate(unit: UnitOfWork, run: Run, label: Label, findings: tuple[Finding, ...]) -> None:
    """Begin a fresh take with a new seed, or give up and say why."""
    names = ", ".join(finding.title.lower() for finding in blocking(findings))
    takes = _refused_takes(unit.runs.steps(run.id))
    step = Step(redo_from(findings) or Step.SONG.value)
    now = label.clock.now()
    if takes < label.settings.gate.max_takes:
        queue_new_pass(unit, replace(run, seed_pass_no=None), step, f"The gate refused take {takes}: {names}.", now)
        return
    first = blocking(findings)[0]
    failure = Failure(
        code=QualityGateFailedError.code,
        message=f"The gate refused {takes} takes; of the last one: {names} ({first.value}, allowed {first.limit}).",
        stage=Step.GATE.value,
        remedy=f"{first.remedy} Then: noktvrn run retry {run.id} --from {step.value}",
        retryable=False,
    )
    check_transition(run, RunState.FAILED)
    failed = replace(run, state=RunState.FAILED, failure=failure, reason=failure.message, updated_at=now)
    announce_failure(unit, unit.runs.save(failed), now)


def _refused_takes(records: list[StepRecord]) -> int:
    """Count the takes that the gate refused since the last one that passed, the present one included."""
    judged = [r for r in records if r.step is Step.GATE and r.outcome is StepOutcome.SUCCEEDED]
    count = 0
    for record in sorted(judged, key=lambda r: r.pass_no, reverse=True):
        if not record.result.get("blocked"):
            break
        count += 1
    return count


async def send_for_review(scene: StepScene) -> StepDone:
    """Ask a person to decide, or let the autopilot do so."""
    findings = scene.result(Step.GATE, "findings", tuple[Finding, ...])
    refused = [finding for finding in findings if finding.severity is Severity.BLOCKING]
    if refused:
        raise QualityGateFailedError(
            f"The take is refused by the gate: {refused[0].title.lower()} is {refused[0].value}.",
            remedy=f"Make a fresh take: noktvrn run retry {scene.run.id} --from {refused[0].redo_from}",
            stage=Step.GATE.value,
        )
    autopilot = scene.run.autopilot
    note = "autopilot decides" if autopilot else "asked for a decision"
    return StepDone(
        {"autopilot": autopilot},
        note=note,
        effects=partial(_ask, label=scene.label, autopilot=autopilot, findings=findings_sentence(findings)),
    )


def _ask(unit: UnitOfWork, run: Run, label: Label, autopilot: bool, findings: str) -> None:
    now = label.clock.now()
    check_transition(run, RunState.NEEDS_DECISION)
    waiting = unit.runs.save(
        replace(
            run,
            state=RunState.NEEDS_DECISION,
            review_deadline=now + timedelta(seconds=label.settings.review.wait_s),
            reason="Waits for a decision.",
            updated_at=now,
        )
    )
    begin_waiting(unit, waiting, now)
    if not autopilot:
        announce_waiting(unit, waiting, findings, now)
        return
    record_decision(
        label,
        unit,
        waiting,
        verdict=Verdict.APPROVE,
        actor=AUTOPILOT,
        surface=AUTOPILOT,
        reason="The gate passed and the artist is on autopilot.",
        chips=(),
        now=now,
    )


def findings_of(result: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Rebuild the findings from the result of the gate's step."""
    return from_json(tuple[Finding, ...], result.get("findings", []))


def neighbours_of(result: Mapping[str, Any]) -> tuple[Neighbour, ...]:
    """Rebuild the nearest songs from the result of the gate's step."""
    return from_json(tuple[Neighbour, ...], result.get("neighbours", []))
