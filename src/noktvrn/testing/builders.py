"""Valid records; what a test is about is passed by name, the rest is filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from noktvrn.catalogue.provenance import ProvenanceLink, chain_link
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Failure, Step, StepOutcome, StepRecord
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.repositories import (
    ArtistEvent,
    EngineCommand,
    ReflectionRecord,
    ReleaseRecord,
    RunAsset,
)
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.roster.artist import (
    Artist,
    Dials,
    Identity,
    LifecycleStatus,
    Look,
    Oklch,
    Sound,
    Voice,
    WriterSettings,
)
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import ArtistId, ReleaseId, RunId, Seed, Sha256

ARTIST_ID = ArtistId(counted_id(1))
RUN_ID = RunId(counted_id(1001))
RELEASE_ID = ReleaseId(counted_id(2001))
DECISION_ID = counted_id(3001)
DIGEST = Sha256("ab" * 32)

_PALETTE = (
    Oklch(0.16, 0.03, 280.0),
    Oklch(0.45, 0.16, 300.0),
    Oklch(0.55, 0.14, 330.0),
    Oklch(0.78, 0.15, 195.0),
    Oklch(0.96, 0.01, 280.0),
)

_ARTIST = Artist(
    id=ARTIST_ID,
    slug="nova-lux",
    identity=Identity(
        name="Nova Lux",
        story="A night-shift signal operator hums to the antennas. The antennas answer.",
        themes=("night trains", "signals", "leaving"),
        influences=("eighties arpeggios", "nocturnal drives"),
    ),
    sound=Sound(
        genre="synthwave",
        tempo_min_bpm=88.0,
        tempo_max_bpm=112.0,
        keys=("A minor", "F minor"),
        moods=("longing",),
        instruments=("analogue bass", "glass pad"),
        dials=Dials(brightness=0.6, darkness=0.7),
    ),
    voice=Voice(register="alto", timbre=("breathy",), breath=0.4, vibrato_cents=18.0, formant_shift=1.05),
    look=Look(
        style_family="ink_flow",
        palette=_PALETTE,
        display_face="manrope",
        text_face="hanken_grotesk",
        layout="lower_third",
        motif={"density": 0.4, "flow": 0.7},
    ),
    writer=WriterSettings(language="en", perspective="first", rhyme="alternate", imagery=("neon", "rain")),
    autopilot=False,
    status=LifecycleStatus.ACTIVE,
    status_reason="Two songs were approved.",
    seed=Seed(7),
    brief="nocturnal synthwave",
    created_at=NOON,
    updated_at=NOON,
)

_RUN = Run(
    id=RUN_ID,
    artist_id=ARTIST_ID,
    brief="something for a night train",
    seed=Seed(11),
    autopilot=False,
    state=RunState.QUEUED,
    created_at=NOON,
    updated_at=NOON,
)

_STEP = StepRecord(
    run_id=RUN_ID, pass_no=1, step=Step.SONG, attempt=1, outcome=StepOutcome.RUNNING, started_at=NOON, worker="w-1"
)

_DECISION = Decision(
    id=DECISION_ID,
    run_id=RUN_ID,
    pass_no=1,
    verdict=Verdict.APPROVE,
    actor="robin",
    surface="cli",
    reason="the hook carries",
    chips=(),
    artefacts={"master": DIGEST},
    decided_at=NOON,
    effective_at=NOON,
    state=DecisionState.HELD,
)

_RELEASE = ReleaseRecord(
    id=RELEASE_ID,
    run_id=RUN_ID,
    artist_id=ARTIST_ID,
    title="Last Train Signal",
    folder="nova-lux_2026-01-05_00001001",
    packaged_at=NOON,
    sums_sha256=DIGEST,
)

_COMMAND = EngineCommand(
    id=0,
    kind="make",
    run_id=RUN_ID,
    workflow_id=f"{RUN_ID}-make-1",
    arguments={"dispatch_no": 1},
    created_at=NOON,
    due_at=NOON,
)


def build_artist(**changes: Any) -> Artist:
    """Return an active artist; a new ``slug`` alone gives no new ``id``."""
    return replace(_ARTIST, **changes)


def build_run(**changes: Any) -> Run:
    """Return a queued run of :func:`build_artist`'s artist."""
    return replace(_RUN, **changes)


def build_step(**changes: Any) -> StepRecord:
    """Return a first attempt at the song, under way."""
    return replace(_STEP, **changes)


def build_failure(**changes: Any) -> Failure:
    """Return a failure that may pass by itself."""
    failure = Failure(
        code="render",
        message="The song could not be rendered.",
        stage="song",
        remedy="Retry it: noktvrn run retry",
        retryable=True,
    )
    return replace(failure, **changes)


def build_decision(**changes: Any) -> Decision:
    """Return a held approval of the run's first take."""
    return replace(_DECISION, **changes)


def build_release(**changes: Any) -> ReleaseRecord:
    """Return the release of the run."""
    return replace(_RELEASE, **changes)


def build_command(**changes: Any) -> EngineCommand:
    """Return a command to make the run, due at once."""
    return replace(_COMMAND, **changes)


def build_asset_ref(**changes: Any) -> AssetRef:
    """Return the address of a master that no store holds."""
    return replace(AssetRef(sha256=DIGEST, size_bytes=1_000, media_type="audio/flac"), **changes)


def build_run_asset(**changes: Any) -> RunAsset:
    """Return the master of the run's first take."""
    return replace(RunAsset(RUN_ID, 1, Step.SONG, "master", build_asset_ref()), **changes)


def build_event(**changes: Any) -> ArtistEvent:
    """Return the creation of the artist."""
    event = ArtistEvent(
        artist_id=ARTIST_ID, at=NOON, kind="created", actor="robin", reason="A new voice for the night."
    )
    return replace(event, **changes)


def build_reflection(**changes: Any) -> ReflectionRecord:
    """Return what was learned from the run's first take."""
    record = ReflectionRecord(
        run_id=RUN_ID,
        pass_no=1,
        artist_id=ARTIST_ID,
        at=NOON,
        summary="Brighter mixes were liked.",
        applied=[{"dial": "brightness", "before": 0.6, "after": 0.65}],
    )
    return replace(record, **changes)


def build_link(previous: ProvenanceLink | None = None, **changes: Any) -> ProvenanceLink:
    """Return a sealed link of provenance that follows ``previous``."""
    fields: dict[str, Any] = {
        "asset": "master",
        "sha256": DIGEST,
        "role": "music",
        "provider": "embedded",
        "model": "noktvrn-studio 0.1.0",
        "prompt": "",
        "parameters": {"bpm": 92.5, "key": "A minor", "stems": ["bass", "pad"]},
        "seed": 11,
        "licence": "Apache-2.0",
        "at": NOON,
    }
    return chain_link(previous, **(fields | changes))
