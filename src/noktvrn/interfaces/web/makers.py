"""Who made what in a take, from its provenance: one row for each maker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noktvrn.catalogue.provenance import ProvenanceLink

_WORDS = {
    "brief": "Brief",
    "lyrics": "Lyrics",
    "master": "Song",
    "cover": "Cover",
    "teaser": "Teaser",
    "peaks": "Measures",
}


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker.

    Attributes:
        works: What it made, as people read it.
        provider: Who.
        model: With which model or engine.
        seed: From which seed; None where it takes none.
        licence: Under which terms the result may be used.
        files: How many files.
    """

    works: str
    provider: str
    model: str
    seed: int | None
    licence: str
    files: int


def makers(links: Sequence[ProvenanceLink]) -> list[Maker]:
    """Return the makers of the latest link of each asset, in the order of work."""
    latest = {link.asset: link for link in links}
    groups: dict[tuple[str, str, int | None], list[ProvenanceLink]] = {}
    for link in latest.values():
        groups.setdefault((link.provider, link.model, link.seed), []).append(link)
    return [_maker(group) for group in groups.values()]


def _maker(group: Sequence[ProvenanceLink]) -> Maker:
    first = group[0]
    named = [_WORDS[link.asset] for link in group if link.asset in _WORDS]
    works = ", ".join([named[0], *(name.lower() for name in named[1:])]) if named else first.role.capitalize()
    return Maker(works, first.provider, first.model, first.seed, first.licence, len(group))
