"""What the API answers, as OpenAPI describes it. The values are those of the presenters; nothing is said twice."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from noktvrn.catalogue.origin import AiShare, Resource
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.review.findings import Severity
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.types import MAX_SEED

Instant = Annotated[str, Field(description="UTC, ISO 8601", examples=["2026-11-21T02:03:04.567Z"])]


class Answer(BaseModel):
    """Base of all answers: fields may be added, never taken away."""

    model_config = ConfigDict(extra="allow")


class Problem(Answer):
    """What went wrong (RFC 9457), with the stage, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    stage: str | None
    remedy: str
    retryable: bool


class FailureAnswer(Answer):
    """Why a run or a step failed."""

    code: str
    message: str
    stage: str
    remedy: str
    retryable: bool


class DecisionAnswer(Answer):
    """A decision."""

    id: str
    run_id: str
    take: int = Field(alias="pass")
    verdict: Verdict
    actor: str
    surface: str
    reason: str
    chips: list[str]
    artefacts: dict[str, str]
    decided_at: Instant
    effective_at: Instant
    state: DecisionState
    undone_by: str | None
    undone_at: Instant | None


class ArtistName(Answer):
    """Which artist."""

    slug: str
    name: str


class RunAnswer(Answer):
    """A run as in a list."""

    id: str
    short_id: str
    state: RunState
    title: str | None
    artist: ArtistName | None
    brief: str
    seed: int
    autopilot: bool
    take: int = Field(alias="pass")
    step: Step | None
    reason: str
    failure: FailureAnswer | None
    decision: DecisionAnswer | None
    review_deadline: Instant | None
    created_at: Instant
    updated_at: Instant


class StepAnswer(Answer):
    """One attempt at one step."""

    take: int = Field(alias="pass")
    step: Step
    attempt: int
    outcome: StepOutcome
    progress: float
    note: str
    failure: FailureAnswer | None
    worker: str | None
    started_at: Instant
    ended_at: Instant | None
    duration_s: float | None


class FindingAnswer(Answer):
    """A finding of the gate."""

    code: str
    title: str
    severity: Severity
    value: str
    limit: str
    remedy: str
    redo_from: str


class AssetAnswer(Answer):
    """A file that a run made."""

    sha256: str
    size_bytes: int
    media_type: str


class ReleaseAnswer(Answer):
    """A release."""

    id: str
    run_id: str
    artist_id: str
    title: str
    folder: str
    packaged_at: Instant
    sums_sha256: str


class ReleaseWholeAnswer(ReleaseAnswer):
    """A release with what it says about itself; null for one that says nothing."""

    description: str | None


class RunWholeAnswer(RunAnswer):
    """Everything about a run."""

    steps: list[StepAnswer]
    findings: list[FindingAnswer]
    decisions: list[DecisionAnswer]
    assets: dict[str, AssetAnswer]
    provenance: list[dict[str, Any]]
    reflections: list[dict[str, Any]]
    release: ReleaseAnswer | None


class CreditAnswer(Answer):
    """Who did what; roles are those of DDEX."""

    role: str
    resource: Resource
    party: str
    provider: str
    ai: AiShare
    licence: str
    seed: int | None


class ReviewAnswer(RunAnswer):
    """What is needed to decide."""

    concept: str
    description: str | None
    credits: list[CreditAnswer]
    lyrics: str
    figures: dict[str, Any]
    sections: list[dict[str, Any]]
    findings: list[FindingAnswer]
    neighbours: list[dict[str, Any]]
    assets: dict[str, AssetAnswer]
    deadline: Instant | None


class ArtistAnswer(Answer):
    """An artist."""

    id: str
    slug: str
    name: str
    status: LifecycleStatus
    status_reason: str
    autopilot: bool
    brief: str
    seed: int
    identity: dict[str, Any]
    sound: dict[str, Any]
    voice: dict[str, Any]
    look: dict[str, Any]
    writer: dict[str, Any]
    created_at: Instant
    updated_at: Instant


class ArtistWholeAnswer(ArtistAnswer):
    """An artist with its history."""

    events: list[dict[str, Any]]
    runs: list[RunAnswer]
    releases: list[ReleaseAnswer]


class Runs(Answer):
    """A page of runs."""

    runs: list[RunAnswer]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


class Reviews(Answer):
    """A page of the queue."""

    reviews: list[RunAnswer]
    next: str | None


class Artists(Answer):
    """A page of the roster."""

    artists: list[ArtistAnswer]
    next: str | None


class Releases(Answer):
    """A page of releases."""

    releases: list[ReleaseAnswer]
    next: str | None


class FailureGroupAnswer(Answer):
    """Failures of the same stage and cause."""

    fingerprint: str
    failure: FailureAnswer
    count: int
    runs: list[str]
    first_at: Instant
    last_at: Instant


class Failures(Answer):
    """Failed runs by what they share."""

    failures: list[FailureGroupAnswer]
    standing: int
    read: int


class ProblemInFile(Answer):
    """What is wrong with a file of a release."""

    file: str
    what: str
    remedy: str


class Verification(Answer):
    """Whether a release is whole."""

    whole: bool
    files_checked: int
    problems: list[ProblemInFile]


class SettingAnswer(Answer):
    """One setting; secrets are masked."""

    key: str
    value: str
    about: str
    is_default: bool


class Settings(Answer):
    """All settings."""

    settings: list[SettingAnswer]


class AuditAnswer(Answer):
    """One entry of the audit log."""

    id: int
    at: Instant
    actor: str
    surface: str
    action: str
    subject: str
    outcome: str
    address: str


class Audit(Answer):
    """A page of the audit log."""

    entries: list[AuditAnswer]
    next: str | None


class Database(Answer):
    """The revision of the database."""

    database: str
    is_current: bool
    words: str


class Wish(BaseModel):
    """Base of all bodies: unknown fields are refused, so that a slip is not overlooked."""

    model_config = ConfigDict(extra="forbid")


Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]


class DecisionWish(Wish):
    """A decision to take."""

    verdict: Verdict
    reason: str = Field(default="", max_length=2_000)
    chips: list[str] = Field(default_factory=list, max_length=20)
    take: int | None = Field(default=None, ge=1, le=1_000, description="The take that was judged.")


class RunWish(Wish):
    """A run to start."""

    brief: str = Field(default="", max_length=2_000)
    artist: str | None = Field(default=None, max_length=60)
    seed: Seed | None = None
    autopilot: bool | None = None


class RetryWish(Wish):
    """From where a fresh take begins; where it failed when not given."""

    from_step: Step | None = None
    same_seed: bool = False


class ReasonWish(Wish):
    """Why."""

    reason: str = Field(default="", max_length=400)


class ArtistWish(Wish):
    """An artist to create."""

    brief: str = Field(min_length=1, max_length=2_000)
    genre: str | None = Field(default=None, max_length=40)
    name: str | None = Field(default=None, min_length=1, max_length=60)
    seed: Seed | None = None
    autopilot: bool = False


class AutopilotWish(Wish):
    """Whether the label decides by itself."""

    on: bool


class RetirementWish(ReasonWish):
    """Retiring cannot be taken back, so the slug is said again."""

    confirm: str = Field(max_length=60)


Verb = Literal["pause", "resume"]
