"""An artist's story in three or four sentences."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from noktvrn.studio.words.bank import read_parts
from noktvrn.studio.words.markup import expand


def tell_story(
    *, name: str, genre: str, parts: Sequence[str], themes: Sequence[str], image: str, rng: random.Random
) -> str:
    """Return a story of three or four sentences.

    Args:
        name: Stage name.
        genre: Genre as spoken, such as ``"lo-fi"``.
        parts: Instruments; one or two are named.
        themes: Two themes or more.
        image: A noun of the first theme.
        rng: Random numbers.
    """
    first, second = rng.sample(list(parts), 2) if len(parts) > 1 else (parts[0], parts[0])
    told = [
        _fill("origins", rng, {"name": name, "genre": genre, "part": with_article(first)}),
        _fill("works", rng, {"genre": genre, "part": second, "image": with_article(image)}),
        _fill("subjects", rng, {"theme": themes[0], "other": themes[1]}),
    ]
    if rng.random() < 0.5:
        told.append(_fill("aims", rng, {}))
    return " ".join(told)


def with_article(noun: str) -> str:
    """Return a noun with "a" or "an"; plurals and stuff stay bare."""
    bare = noun.endswith(("s", "hiss", "percussion", "rain", "salt")) and not noun.endswith(("ss", "bass", "compass"))
    stuff = noun.rsplit(maxsplit=1)[-1] in {
        "hiss",
        "percussion",
        "rain",
        "salt",
        "brass",
        "pavement",
        "weather",
        "snow",
        "smoke",
    }
    if bare or stuff:
        return noun
    return f"{'an' if noun[0] in 'aeiou8' else 'a'} {noun}"


def _fill(part: str, rng: random.Random, words: Mapping[str, str]) -> str:
    text = expand(rng.choice(read_parts("_stories")[part]), rng)
    for slot, word in words.items():
        text = text.replace("{" + slot + "_cap}", word[:1].upper() + word[1:]).replace("{" + slot + "}", word)
    return text
