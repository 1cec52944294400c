"""Provenance: what made an asset, as an append-only chain of hashes.

Each link holds the digest of the link before it, so a link that is changed or removed later is found by
:func:`verify_chain`. The digest covers the canonical JSON of the link (sorted keys, no spaces, UTF-8).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from noktvrn.types import Sha256

GENESIS = Sha256("0" * 64)
"""Digest before the first link."""


@dataclass(frozen=True, slots=True)
class ProvenanceLink:
    """What made one asset.

    Attributes:
        sequence: From 1 within the run.
        asset: Name within the run, such as ``"master"`` or ``"stem:bass"``.
        sha256: Digest of the asset.
        role: Role of the provider: ``"music"``, ``"artwork"``...
        provider: Who made it.
        model: Model or engine, with its version.
        prompt: What it was told in words; empty when there were no words.
        parameters: What it was told in values; JSON values only.
        seed: Seed, where the provider takes one.
        licence: Terms under which the result may be used.
        human_edits: What a person changed, in order.
        at: UTC.
        previous: Digest of the link before.
        digest: Digest of this link.
    """

    sequence: int
    asset: str
    sha256: Sha256
    role: str
    provider: str
    model: str
    prompt: str
    parameters: Mapping[str, Any]
    seed: int | None
    licence: str
    at: datetime
    previous: Sha256
    digest: Sha256
    human_edits: tuple[str, ...] = field(default=())


def link_digest(fields: Mapping[str, Any]) -> Sha256:
    """Return the digest of a link's fields, those of the digest itself left out."""
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Sha256(hashlib.sha256(canonical.encode()).hexdigest())


def _fields(link: ProvenanceLink) -> dict[str, Any]:
    return {
        "sequence": link.sequence,
        "asset": link.asset,
        "sha256": link.sha256,
        "role": link.role,
        "provider": link.provider,
        "model": link.model,
        "prompt": link.prompt,
        "parameters": dict(link.parameters),
        "seed": link.seed,
        "licence": link.licence,
        "human_edits": list(link.human_edits),
        "at": link.at.isoformat(),
        "previous": link.previous,
    }


def chain_link(
    previous: ProvenanceLink | None,
    *,
    asset: str,
    sha256: Sha256,
    role: str,
    provider: str,
    model: str,
    prompt: str,
    parameters: Mapping[str, Any],
    seed: int | None,
    licence: str,
    at: datetime,
    human_edits: Sequence[str] = (),
) -> ProvenanceLink:
    """Return the link that follows ``previous`` (None for the first of a run)."""
    unsealed = ProvenanceLink(
        sequence=1 if previous is None else previous.sequence + 1,
        asset=asset,
        sha256=sha256,
        role=role,
        provider=provider,
        model=model,
        prompt=prompt,
        parameters=parameters,
        seed=seed,
        licence=licence,
        at=at,
        human_edits=tuple(human_edits),
        previous=GENESIS if previous is None else previous.digest,
        digest=GENESIS,
    )
    return replace(unsealed, digest=link_digest(_fields(unsealed)))


def verify_chain(links: Sequence[ProvenanceLink]) -> int | None:
    """Return the sequence number of the first link that does not hold, or None when all hold."""
    expected = GENESIS
    for place, link in enumerate(links, start=1):
        sound = link.sequence == place and link.previous == expected and link.digest == link_digest(_fields(link))
        if not sound:
            return place
        expected = link.digest
    return None
