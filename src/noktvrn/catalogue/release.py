"""A release: what goes out under one name on one day, and the names of its folder and files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from noktvrn.types import ArtistId, ReleaseId, RunId

DESCRIPTION_MAX_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in another language than English.

    Attributes:
        language: Code, such as ``"de"``.
        text: Plain sentences.
    """

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release.

    Attributes:
        id: The release.
        run_id: The run that it came from.
        artist_id: The artist.
        artist_slug: Lowercase ASCII with hyphens.
        artist: Stage name.
        title: Title; for a single that of its track.
        date: Day of the decision that let it out, UTC.
        label: Name of the label.
        upc: Product code; None until one was assigned. It is never made up.
        grid: Global release identifier; None until one was assigned.
        description: What a store or a press page says about it, one to three plain sentences; None when nobody wrote
            any.
        translated: The same in the artist's language, with its code; None where there is none.
    """

    id: ReleaseId
    run_id: RunId
    artist_id: ArtistId
    artist_slug: str
    artist: str
    title: str
    date: date
    label: str = "noktvrn"
    upc: str | None = None
    grid: str | None = None
    description: str | None = None
    translated: Translation | None = None


def folder_name(release: Release) -> str:
    """Return ``<artist-slug>_<YYYY-MM-DD>_<run>``.

    ``<run>`` is the last 8 characters of the run's identifier: it is a ULID, whose first characters are the time of
    creation and thus nearly the same for all runs of a day, whereas the last 16 are random.
    """
    return f"{release.artist_slug}_{release.date.isoformat()}_{release.run_id[-8:]}"


def file_slug(name: str, *, fallback: str) -> str:
    """Return ``name`` as lowercase ASCII with hyphens, at most 60 characters.

    Args:
        name: A title or the name of a part.
        fallback: What to return when nothing of the name is left, as for a title in Greek.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or fallback
