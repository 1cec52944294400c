"""Stage names: two words, a person, one coined word, or a band."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from typing import Final

from noktvrn.studio.words.bank import read_list
from noktvrn.studio.words.titles import fold_title

_TRIES: Final = 200
_WEIGHTS: Final = {
    "lofi": (5, 4, 2, 1),
    "synthwave": (6, 2, 2, 2),
    "ambient": (4, 4, 3, 1),
    "house": (3, 4, 3, 2),
    "techno": (4, 3, 5, 0),
    "trap": (3, 2, 5, 0),
    "drum_and_bass": (5, 2, 4, 1),
    "indie_pop": (3, 4, 1, 5),
}
"""Weights of the manners of naming per genre: two words, person, coined, band."""


def coin_name(genre: str, family: str, rng: random.Random, *, is_refused: Callable[[str], bool]) -> str:
    """Return a stage name in title case, 2 to 40 characters.

    Args:
        genre: Slug of the genre.
        family: Family of the mood, see :data:`noktvrn.studio.words.moods.FAMILIES`.
        rng: Random numbers.
        is_refused: Answers whether a name may not be used, such as one that is taken.

    Returns:
        A name that is not refused; after many refusals names grow by a second surname.
    """
    manners = (_two_words, _person, _coined, _band)
    for attempt in range(_TRIES):
        name = rng.choices(manners, _WEIGHTS.get(genre, (4, 4, 2, 2)))[0](family, rng)
        if attempt > _TRIES // 2:
            name = (
                f"{rng.choice(_names('first names'))} {rng.choice(_names('surnames'))} {rng.choice(_names('surnames'))}"
            )
        if not is_refused(name):
            return name
    number = 2
    while is_refused(f"{name} {number}"):
        number += 1
    return f"{name} {number}"


def is_taken(name: str, taken: Collection[str]) -> bool:
    """Whether a name equals one of the taken ones, case, signs and a leading "the" aside."""
    folded = {fold_title(other).removeprefix("the ") for other in taken}
    return fold_title(name).removeprefix("the ") in folded


def _two_words(family: str, rng: random.Random) -> str:
    return f"{rng.choice(_names(f'qualities {family}'))} {rng.choice(_names('things'))}"


def _person(_family: str, rng: random.Random) -> str:
    return f"{rng.choice(_names('first names'))} {rng.choice(_names('surnames'))}"


def _coined(_family: str, rng: random.Random) -> str:
    return rng.choice(_names("onsets")) + rng.choice(_names("codas"))


def _band(family: str, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"The {rng.choice(_names('plurals'))}"
    return f"{rng.choice(_names(f'qualities {family}'))} {rng.choice(_names('plurals'))}"


def _names(part: str) -> tuple[str, ...]:
    return read_list("_names", part)
