"""All banks, and the way from any words to the bank that suits them best."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache

from noktvrn.studio.words.bank import ThemeBank, bank_names, read_theme
from noktvrn.studio.words.sounds import words_of
from noktvrn.studio.words.sounds_table import WEAK_WORDS


@lru_cache(maxsize=1)
def themes() -> dict[str, ThemeBank]:
    """Return every bank by its label."""
    banks = (read_theme(name) for name in bank_names())
    return {bank.label: bank for bank in banks}


def stem(word: str) -> str:
    """Return a word without the endings that do not change what it is about."""
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def heavy_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning, in order, in lowercase."""
    return [word for word in words_of(text) if word not in WEAK_WORDS and len(word) > 2]


def signs_hit(words: Iterable[str], signs: frozenset[str]) -> int:
    """Return how many of the words are among the signs, endings aside."""
    stems = {stem(sign) for sign in signs}
    return sum(word in signs or stem(word) in stems for word in words)


def bank_for(phrase: str, *, seed: int) -> ThemeBank:
    """Return the bank of a theme: by its label, else by its words, else one drawn by the seed."""
    known = themes()
    if phrase in known:
        return known[phrase]
    words = heavy_words(phrase)
    hits = {label: signs_hit(words, bank.signs | set(heavy_words(label))) for label, bank in known.items()}
    best = max(hits.values())
    if best:
        return known[next(label for label, count in hits.items() if count == best)]
    return known[random.Random(seed).choice(sorted(known))]
