"""What a store or a press page says about a release: what it is, what it began with, what else there is to know.

Every clause repeats a fact that it was given. Nothing is said of success, places, dates or people, and no figures.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.bank import read_parts
from noktvrn.studio.words.markup import expand

LONGEST_CONCEPT: Final = 170
"""Characters beyond which a concept is no longer one picture."""

_ASKED_FOR: Final = " Asked for: "
"""Parts a concept from the operator's words in :mod:`noktvrn.studio.words.planning`."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_COMMON: Final = frozenset(
    ("a", "an", "the", "one", "two", "three", "four", "five", "six", "seven", "someone", "somebody", "nobody",
     "everyone", "everybody", "every", "each", "it", "after", "before", "at", "in", "on", "during", "while", "when",
     "where", "all", "no", "only")
)  # fmt: skip
"""First words of a concept that are written small within a sentence; others may be names."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What may be said.

    Attributes:
        title: Title of the song.
        artist: Stage name.
        genre: Genre as spoken, such as ``"lo-fi"``.
        mood: One word.
        theme: What the song is about, as a phrase.
        other_themes: What the artist writes about besides.
        concept: One or two sentences on the song; may be empty.
        person: ``"first"``, ``"second"`` or ``"third"``.
    """

    title: str
    artist: str
    genre: str
    mood: str
    theme: str
    other_themes: tuple[str, ...]
    concept: str
    person: str


def write_release_text(facts: ReleaseFacts, most_characters: int, rng: random.Random) -> str:
    """Return one to three sentences; the later ones are left out where there is no room for them.

    Args:
        facts: What may be said.
        most_characters: Length of the whole.
        rng: Random numbers.
    """
    other = rng.choice(facts.other_themes) if facts.other_themes else ""
    concept = _first_sentence(told_concept(facts.concept))
    words = {
        "title": facts.title,
        "artist": facts.artist,
        **_verbs_of(facts.artist),
        "genre": facts.genre,
        "mood": facts.mood,
        "a_mood": _with_article(facts.mood),
        "theme": facts.theme,
        "other": other,
        "person": facts.person,
        "concept": _within_sentence(concept),
        "concept_cap": concept[:1].upper() + concept[1:],
    }
    sentences = [_said("openings", words, rng)]
    if concept:
        sentences.append(_said("beginnings", words, rng))
    if rng.random() < 0.6:
        sentences.append(_said("closings", words, rng))
    return _fitted(sentences, most_characters) or f'"{facts.title}" by {facts.artist}.'


def told_concept(concept: str) -> str:
    """Return a concept without the words that an operator asked with, which are nobody else's business."""
    return concept.partition(_ASKED_FOR)[0].strip()


def _said(part: str, words: Mapping[str, str], rng: random.Random) -> str:
    """Return a sentence of a part; one that needs a word that there is none of is not chosen."""
    rows = [row for row in read_parts("_releases")[part] if all(words[name] for name in _slots(row))]
    text = expand(rng.choice(rows), rng)
    return re.sub(r"\{(\w+)\}", lambda slot: words[slot[1]], text)


def _slots(row: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", row)


def _verbs_of(artist: str) -> dict[str, str]:
    """Return the verbs of an artist's sentences; a band with a plural for its name takes plural ones."""
    spoken = artist.lower()
    is_many = spoken.startswith("the ") and spoken.endswith("s") and not spoken.endswith("ss")
    return {
        "has": "have" if is_many else "has",
        "writes": "write" if is_many else "writes",
        "thinks": "think" if is_many else "thinks",
    }


def _first_sentence(concept: str) -> str:
    """Return the first sentence of a concept; empty when it is too long for one picture."""
    first = _SENTENCE.split(concept)[0]
    if not first or len(first) > LONGEST_CONCEPT:
        return ""
    return first if first[-1] in ".!?" else f"{first}."


def _within_sentence(sentence: str) -> str:
    """Return a sentence as it stands after a colon."""
    opening = sentence.partition(" ")[0].lower()
    return sentence[0].lower() + sentence[1:] if opening in _COMMON else sentence


def _with_article(word: str) -> str:
    spoken = word.lower()
    is_vowel = spoken[:1] in "aeiou" and not spoken.startswith(("eu", "uni", "use", "one"))
    return f"{'an' if is_vowel else 'a'} {word}"


def _fitted(sentences: list[str], most_characters: int) -> str:
    """Return as many of the sentences, from the first on, as there is room for."""
    kept: list[str] = []
    for sentence in sentences:
        if len(" ".join([*kept, sentence])) > most_characters:
            break
        kept.append(sentence)
    return " ".join(kept)
