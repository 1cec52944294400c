"""Words that a clip is found by, from the names of its file and folders; and which words a mood calls for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from noktvrn.studio.picture.moods import MOODS

MOST_TAGS: Final = 24
"""Tags that one clip keeps."""

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_EMPTY_WORDS = frozenset(
    {
        "and", "avi", "camera", "clip", "clips", "copy", "dji", "dsc", "edit", "export", "final", "footage", "for",
        "from", "full", "gopr", "gopro", "high", "img", "into", "mov", "movie", "mvi", "new", "over", "part", "pexels",
        "pixabay", "raw", "render", "shot", "shots", "stock", "take", "test", "the", "uhd", "untitled", "version",
        "vid", "video", "videos", "with",
    }
)  # fmt: skip

MOOD_SCENES: Final[dict[str, frozenset[str]]] = {
    "sad": frozenset(
        [
            "rain",
            "window",
            "empty",
            "fog",
            "grey",
            "alone",
            "autumn",
            "leaf",
            "night",
            "street",
            "tear",
            "letter",
            "winter",
            "station",
        ]
    ),
    "dark": frozenset(
        [
            "night",
            "shadow",
            "smoke",
            "tunnel",
            "forest",
            "storm",
            "ruin",
            "cave",
            "fire",
            "black",
            "fog",
            "neon",
            "basement",
        ]
    ),
    "happy": frozenset(
        [
            "sun",
            "summer",
            "beach",
            "friend",
            "party",
            "dance",
            "flower",
            "smile",
            "balloon",
            "park",
            "morning",
            "sky",
            "colour",
        ]
    ),
    "calm": frozenset(
        [
            "sea",
            "lake",
            "water",
            "cloud",
            "snow",
            "forest",
            "mountain",
            "field",
            "river",
            "slow",
            "sunset",
            "dawn",
            "leaf",
        ]
    ),
    "fierce": frozenset(
        [
            "fire",
            "crowd",
            "storm",
            "race",
            "car",
            "city",
            "run",
            "fight",
            "sport",
            "spark",
            "wave",
            "lightning",
            "machine",
            "train",
        ]
    ),
    "tender": frozenset(
        ["hand", "couple", "candle", "bed", "home", "letter", "flower", "sunset", "kiss", "face", "baby", "cat", "dog"]
    ),
    "dreamy": frozenset(
        [
            "cloud",
            "neon",
            "light",
            "bokeh",
            "star",
            "underwater",
            "aurora",
            "mirror",
            "night",
            "reflection",
            "smoke",
            "space",
        ]
    ),
}
"""Scenes that suit a mood and those that colour pictures alike."""


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of names, titles or lines: lowercase, singular, each once, without what says nothing."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _NOT_LETTERS.split(unicodedata.normalize("NFKC", text).casefold()):
            if len(word) > 2 and word not in _EMPTY_WORDS:
                found.setdefault(_singular(word))
    return tuple(found)


def tags_of(parts: Iterable[str], given: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the tags of a clip: those that somebody wrote down, then those in its folders' and its own name."""
    return tuple(dict.fromkeys((*words_of(given), *words_of(parts))))[:MOST_TAGS]


def scenes_of_mood(mood: str) -> frozenset[str]:
    """Return the words that suit a mood: its scenes and the moods that are like it; none for an unknown mood."""
    colour = MOODS.get(mood.strip().casefold())
    kin = {word for word, other in MOODS.items() if other is colour}
    return frozenset(kin.union(*(MOOD_SCENES[word] for word in kin if word in MOOD_SCENES)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
