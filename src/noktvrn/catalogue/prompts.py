"""``prompts_used.json``: the provenance of a run, link by link, so that anybody can check the chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from noktvrn.catalogue.provenance import GENESIS, ProvenanceLink
from noktvrn.catalogue.records import Digest, Record, RecordFile
from noktvrn.types import RunId, Sha256


class LinkEntry(Record):
    """One link: what made one asset."""

    sequence: Annotated[int, Field(ge=1)]
    asset: str
    sha256: Digest
    role: str
    provider: str
    model: str
    prompt: str
    parameters: dict[str, JsonValue]
    seed: int | None
    licence: str
    human_edits: tuple[str, ...]
    at: AwareDatetime
    previous: Digest
    digest: Digest

    def to_link(self) -> ProvenanceLink:
        """Return the link as the catalogue's rules know it."""
        return ProvenanceLink(
            sequence=self.sequence,
            asset=self.asset,
            sha256=Sha256(self.sha256),
            role=self.role,
            provider=self.provider,
            model=self.model,
            prompt=self.prompt,
            parameters=self.parameters,
            seed=self.seed,
            licence=self.licence,
            human_edits=self.human_edits,
            at=self.at,
            previous=Sha256(self.previous),
            digest=Sha256(self.digest),
        )


class PromptsFile(RecordFile):
    """The whole of ``prompts_used.json``; ``head`` is the digest of the last link."""

    format: Literal["noktvrn-prompts/1"] = "noktvrn-prompts/1"
    run_id: str
    head: Digest
    links: tuple[LinkEntry, ...]

    def to_links(self) -> tuple[ProvenanceLink, ...]:
        """Return the chain as the catalogue's rules know it."""
        return tuple(entry.to_link() for entry in self.links)


def record_prompts(run_id: RunId, provenance: Sequence[ProvenanceLink]) -> PromptsFile:
    """Return the file for a chain."""
    return PromptsFile(
        run_id=run_id,
        head=provenance[-1].digest if provenance else GENESIS,
        links=tuple(LinkEntry.model_validate(link) for link in provenance),
    )
