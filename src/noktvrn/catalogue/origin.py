"""What a provenance link says about its asset: which resource it belongs to, and whether a machine made it.

A link whose provider is ``"operator"`` is a person's own work, and one of ``"library"`` that of whoever filmed a clip.
Any other provider is a machine; ``human_edits`` make its work a shared one. Analysis and planning leave no mark in a
resource and belong to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from enum import StrEnum
from typing import Final

from noktvrn.catalogue.provenance import ProvenanceLink

OPERATOR: Final = "operator"
"""Provider of what a person made."""

LIBRARY: Final = "library"
"""Provider of clips that people filmed."""


class Resource(StrEnum):
    """A resource of a release, as delivery messages know it."""

    AUDIO = "audio"
    LYRICS = "lyrics"
    COVER = "cover"
    VIDEO = "video"


class AiShare(StrEnum):
    """How much of a thing a machine made; the values of ``ContainsAI`` in DDEX ERN 4.3.2."""

    ALL = "All"
    PARTLY = "Partly"
    NONE = "None"


_RESOURCE_OF_ROLE: Final = {
    "music": Resource.AUDIO,
    "voice": Resource.AUDIO,
    "artwork": Resource.COVER,
    "film": Resource.VIDEO,
    "footage": Resource.VIDEO,
}
_WORDS_IN_RELEASE: Final = frozenset({"lyrics", "words", "song_words", "title"})
"""Assets of the writer that the listener reads; briefs and identities are not among them."""


def resource_of(link: ProvenanceLink) -> Resource | None:
    """Return the resource that the link's asset belongs to; None when it is not part of the release."""
    if link.role == "writer":
        return Resource.LYRICS if link.asset in _WORDS_IN_RELEASE else None
    return _RESOURCE_OF_ROLE.get(link.role)


def share_of(link: ProvenanceLink) -> AiShare:
    """Return how much of the link's asset a machine made."""
    if link.provider in {OPERATOR, LIBRARY}:
        return AiShare.NONE
    return AiShare.PARTLY if link.human_edits else AiShare.ALL


def combine(shares: Iterable[AiShare]) -> AiShare | None:
    """Return the share of a whole from those of its parts; None when there are no parts."""
    different = set(shares)
    if not different:
        return None
    return different.pop() if len(different) == 1 else AiShare.PARTLY


def released_links(links: Sequence[ProvenanceLink], released: Set[str]) -> tuple[ProvenanceLink, ...]:
    """Return the links of what went out, in the order of the chain.

    Earlier takes, previews for the review and the like stay in the chain as history and are left out here.

    Args:
        links: The whole chain of a run.
        released: Digests of the recorded media that were released. Words are written out anew for a release, so of
            those the latest link of each asset counts.
    """
    latest = {link.asset: link for link in links if _went_out(link, released)}
    return tuple(sorted(latest.values(), key=lambda link: link.sequence))


def _went_out(link: ProvenanceLink, released: Set[str]) -> bool:
    resource = resource_of(link)
    return resource is not None and (resource is Resource.LYRICS or link.sha256 in released)
