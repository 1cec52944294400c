"""What the surfaces show: plain records that presenters turn into text, JSON or a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from noktvrn.catalogue.credits import Credit
from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.journal.steps import StepRecord
from noktvrn.ports.overview import RunSummary
from noktvrn.ports.repositories import ArtistEvent, ReflectionRecord, ReleaseRecord, RunAsset
from noktvrn.review.decision import Decision
from noktvrn.review.facts import Neighbour
from noktvrn.review.findings import Finding
from noktvrn.roster.artist import Artist

__all__ = ["ArtistView", "ReviewView", "RunSummary", "RunView"]


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything about one run.

    Attributes:
        summary: As in a list.
        steps: All attempts in all takes, in order of start.
        findings: What the gate found in the present take.
        decisions: All decisions, undone ones included.
        assets: Assets of the present take, by name.
        provenance: What made them, as a chain.
        reflections: What was learned.
        release: The release, if there is one.
    """

    summary: RunSummary
    steps: tuple[StepRecord, ...]
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    assets: Mapping[str, RunAsset]
    provenance: tuple[ProvenanceLink, ...]
    reflections: tuple[ReflectionRecord, ...]
    release: ReleaseRecord | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What a person needs to decide.

    Attributes:
        summary: The run.
        title: Title of the song.
        concept: What it is about.
        lyrics: Lyrics as text.
        figures: Measured figures of the master, such as ``loudness_lufs``.
        sections: The form: kind, start and end in seconds.
        findings: What the gate found; what blocks or wants a look first.
        neighbours: The label's songs that are nearest to this one, the nearest first.
        paths: Name of each artefact, and a link to open it by, named as a player or viewer expects.
        decision: The decision that stands, if any.
        deadline: When the wait ends.
        provenance: What made the artefacts, as a chain.
        description: What the release will say about itself; empty when nobody wrote anything that holds.
        credits: Who is credited, as the release will have it; makers of films join when the films are made.
    """

    summary: RunSummary
    title: str
    concept: str
    lyrics: str
    figures: Mapping[str, Any]
    sections: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]
    neighbours: tuple[Neighbour, ...]
    paths: Mapping[str, Path]
    decision: Decision | None
    deadline: datetime | None
    provenance: tuple[ProvenanceLink, ...]
    description: str
    credits: tuple[Credit, ...]


@dataclass(frozen=True, slots=True)
class ArtistView:
    """An artist with its history."""

    artist: Artist
    events: tuple[ArtistEvent, ...]
    runs: tuple[RunSummary, ...]
    releases: tuple[ReleaseRecord, ...]
