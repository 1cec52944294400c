"""What a release will say about itself: title, description and credits, as they stand on the shop's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.catalogue.credits import Credit, work_name
from noktvrn.services.views import ReviewView

HEADING: Final = "Release text"
AS_SHOWN: Final = "as shops will show it"
"""Stands beside the heading."""
NOTHING_SAID: Final = "Nothing is said about it; title and credits go out alone."


@dataclass(frozen=True, slots=True)
class ReleaseWords:
    """The text of a release.

    Attributes:
        title: Its title.
        artist: Its artist.
        description: What it says about itself; empty when nothing is said.
        credits: For each maker what it made, and who it is: ``("Composition, mix, master", "embedded 1")``.
    """

    title: str
    artist: str
    description: str
    credits: tuple[tuple[str, str], ...]


def release_words(view: ReviewView) -> ReleaseWords:
    """Return the text of the release that a song under review will become."""
    return ReleaseWords(view.title, view.summary.artist_name, view.description, tuple(credit_lines(view.credits)))


def credit_lines(credits: Sequence[Credit]) -> list[tuple[str, str]]:
    """Return credits by maker: what it made, and who it is."""
    works: dict[str, list[str]] = {}
    for credit in credits:
        works.setdefault(credit.party, []).append(work_name(credit.role))
    return [(_together(list(dict.fromkeys(names))), party) for party, names in works.items()]


def _together(names: Sequence[str]) -> str:
    return ", ".join([names[0], *(name.lower() for name in names[1:])])
