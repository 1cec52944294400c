"""``metadata.json``: what the release is, what was measured, who made it, and which files belong to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from noktvrn.catalogue.credits import credits_from
from noktvrn.catalogue.disclosure import disclose
from noktvrn.catalogue.identifiers import check_grid, check_isrc, check_upc
from noktvrn.catalogue.origin import AiShare, Resource
from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.catalogue.records import Digest, Record, RecordFile, RelativePath
from noktvrn.catalogue.release import DESCRIPTION_MAX_CHARACTERS, Release
from noktvrn.catalogue.track import Track


class TranslationEntry(Record):
    """A text in another language than English."""

    language: Annotated[str, Field(min_length=2, max_length=35, description="BCP 47, such as de.")]
    text: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_MAX_CHARACTERS)]


class ReleaseEntry(Record):
    """The release and its codes; a code that was not assigned is null.

    The description is English. It is null, or absent in packages of old, when nobody wrote one; so is its translation
    into the artist's language.
    """

    id: str
    run_id: str
    artist_id: str
    artist_slug: str
    artist: str
    title: str
    date: dt.date
    label: str
    upc: str | None
    grid: str | None
    description: Annotated[str, Field(min_length=1, max_length=DESCRIPTION_MAX_CHARACTERS)] | None = None
    translated: TranslationEntry | None = None


class SectionEntry(Record):
    """A part of the form."""

    kind: str
    start_s: Annotated[float, Field(ge=0)]
    end_s: Annotated[float, Field(ge=0)]


class TrackEntry(Record):
    """The recording, with what was measured on the master."""

    title: str
    genre: str
    bpm: Annotated[float, Field(gt=0)]
    key: str
    duration_s: Annotated[float, Field(gt=0)]
    sample_rate_hz: Annotated[int, Field(gt=0)]
    bits_per_sample: Annotated[int, Field(gt=0)]
    loudness_lufs: float
    loudness_range_lu: float
    true_peak_dbtp: float
    sections: tuple[SectionEntry, ...]
    language: str
    explicit: bool
    isrc: str | None


class CreditEntry(Record):
    """A contributor in a role; roles are those of DDEX' ``ContributorRole``."""

    role: str
    resource: Resource
    party: str
    provider: str
    ai: AiShare
    licence: str
    seed: int | None


class DisclosureEntry(Record):
    """How much of each part a machine made; null where the release has no such part."""

    audio: AiShare | None
    lyrics: AiShare | None
    cover: AiShare | None
    video: AiShare | None
    release: AiShare | None
    statement: str


class FileEntry(Record):
    """A work that belongs to the release."""

    path: RelativePath
    sha256: Digest
    size_bytes: Annotated[int, Field(ge=0)]
    media_type: str


class MetadataFile(RecordFile):
    """The whole of ``metadata.json``."""

    format: Literal["noktvrn-metadata/1"] = "noktvrn-metadata/1"
    release: ReleaseEntry
    track: TrackEntry
    credits: tuple[CreditEntry, ...]
    ai_disclosure: DisclosureEntry
    files: tuple[FileEntry, ...]


def describe_release(
    release: Release, track: Track, provenance: Sequence[ProvenanceLink], files: Sequence[FileEntry]
) -> MetadataFile:
    """Put the metadata together; credits and disclosure follow from ``provenance``.

    Raises:
        InvalidInputError: A code of the release or track does not hold.
    """
    for code, check in ((release.upc, check_upc), (release.grid, check_grid), (track.isrc, check_isrc)):
        if code is not None:
            check(code)
    return MetadataFile(
        release=ReleaseEntry.model_validate(release),
        track=TrackEntry.model_validate(track),
        credits=credit_entries(provenance, files),
        ai_disclosure=disclosure_entry(provenance, files),
        files=tuple(files),
    )


def credit_entries(provenance: Sequence[ProvenanceLink], files: Sequence[FileEntry]) -> tuple[CreditEntry, ...]:
    """Return the credits that follow from the provenance of the released files."""
    return tuple(CreditEntry.model_validate(credit) for credit in credits_from(provenance, _digests(files)))


def disclosure_entry(provenance: Sequence[ProvenanceLink], files: Sequence[FileEntry]) -> DisclosureEntry:
    """Return the disclosure that follows from the provenance of the released files."""
    return DisclosureEntry.model_validate(disclose(provenance, _digests(files)))


def _digests(files: Sequence[FileEntry]) -> frozenset[str]:
    return frozenset(entry.sha256 for entry in files)
