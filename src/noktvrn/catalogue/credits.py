"""Credits: who contributed what, read from the provenance. Roles carry the names of DDEX' ``ContributorRole``."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

from noktvrn.catalogue.origin import OPERATOR, AiShare, Resource, combine, released_links, resource_of, share_of
from noktvrn.catalogue.provenance import ProvenanceLink

_ROLES: Final[dict[tuple[str, Resource], tuple[str, ...]]] = {
    ("writer", Resource.LYRICS): ("Lyricist",),
    ("music", Resource.AUDIO): ("Composer", "Musician", "StudioProducer", "MixingEngineer", "MasteringEngineer"),
    ("voice", Resource.AUDIO): ("Vocalist",),
    ("artwork", Resource.COVER): ("GraphicArtist",),
    ("film", Resource.VIDEO): ("VideoDirector",),
    ("footage", Resource.VIDEO): ("VideoProducer",),
}
_NAMES: Final = {
    "Lyricist": "Lyrics",
    "Composer": "Composition",
    "Musician": "Instruments",
    "StudioProducer": "Production",
    "MixingEngineer": "Mix",
    "MasteringEngineer": "Master",
    "Vocalist": "Voice",
    "GraphicArtist": "Cover",
    "VideoDirector": "Film",
    "VideoProducer": "Footage",
}


@dataclass(frozen=True, slots=True)
class Credit:
    """One contributor in one role.

    Attributes:
        role: As DDEX names it, such as ``"Composer"``.
        resource: What was contributed to.
        party: Who: the model with its version, or the operator.
        provider: Through whom.
        ai: How much of it a machine did.
        licence: Terms of use.
        seed: Seed, where it takes one.
    """

    role: str
    resource: Resource
    party: str
    provider: str
    ai: AiShare
    licence: str
    seed: int | None


def work_name(role: str) -> str:
    """Return what a role made, as a listener reads it ("Composer" gives "Composition")."""
    return _NAMES[role]


def credits_from(links: Sequence[ProvenanceLink], released: Set[str]) -> tuple[Credit, ...]:
    """Return the credits of a release, one per role and maker, in the order in which the makers first appear.

    Args:
        links: The whole chain of the run.
        released: Digests of the media that were released.
    """
    groups: dict[_Maker, list[ProvenanceLink]] = {}
    out = released_links(links, released)
    for link in out:
        resource = resource_of(link)
        if resource is not None:
            maker = _Maker(link.role, resource, link.provider, link.model, link.licence)
            groups.setdefault(maker, []).append(link)
    found = [
        _credit(ddex, maker, made) for maker, made in groups.items() for ddex in _ROLES[maker.role, maker.resource]
    ]
    return tuple(found) + _editors(out)


class _Maker(NamedTuple):
    role: str
    resource: Resource
    provider: str
    model: str
    licence: str


def _credit(ddex_role: str, maker: _Maker, made: Sequence[ProvenanceLink]) -> Credit:
    return Credit(
        role=ddex_role,
        resource=maker.resource,
        party=OPERATOR if maker.provider == OPERATOR else maker.model,
        provider=maker.provider,
        ai=combine(share_of(link) for link in made) or AiShare.ALL,
        licence=maker.licence,
        seed=made[0].seed,
    )


def _editors(links: Sequence[ProvenanceLink]) -> tuple[Credit, ...]:
    """A person who changed a machine's work shares its role."""
    edited = {(link.role, resource): link for link in links if link.human_edits and (resource := resource_of(link))}
    return tuple(
        Credit(ddex, resource, OPERATOR, OPERATOR, AiShare.NONE, link.licence, None)
        for (role, resource), link in edited.items()
        for ddex in _ROLES[role, resource]
    )
