"""The genres that the studio knows, one data module each."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.studio.genres.profile import GenreProfile, SectionShape

GENRES: Final = ("ambient", "drum_and_bass", "house", "indie_pop", "lofi", "synthwave", "techno", "trap")


def genre_profile(slug: str) -> GenreProfile:
    """Return the profile of a genre.

    Raises:
        ParameterError: There is no such genre; the remedy names those there are.
    """
    if slug not in GENRES:
        raise ParameterError(
            f"{slug!r} is not a genre of the studio.", remedy=f"Choose one of {', '.join(GENRES)}.", stage="plan"
        )
    profile: GenreProfile = import_module(f"noktvrn.studio.genres.{slug}").PROFILE
    return profile


__all__ = ["GENRES", "GenreProfile", "SectionShape", "genre_profile"]
