"""Reading a brief: what an operator's words say about genre, theme, mood, tempo and pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.genres import style_of
from noktvrn.studio.words.library import heavy_words, signs_hit, themes
from noktvrn.studio.words.moods import MOODS

_NEGATED: Final = re.compile(
    r"\b(?:not|no|never|without|isn't|avoid|less|too)\s+((?:too |so |very |any )?[\w-]+)", re.IGNORECASE
)
_BPM: Final = re.compile(r"\b(\d{2,3})(?:\s*(?:-|–|to)\s*(\d{2,3}))?\s*bpm\b", re.IGNORECASE)
_SLOW: Final = frozenset(("slow", "slower", "calm", "sleepy", "relaxed", "half-time", "downtempo", "ballad", "gentle"))
_FAST: Final = frozenset(("fast", "faster", "uptempo", "upbeat", "energetic", "racing", "quick", "driving", "frantic"))
_REGISTERS: Final = {
    "bass": ("bass voice", "deep male", "very low voice"),
    "baritone": ("baritone", "deep voice", "low male"),
    "tenor": ("tenor", "male vocal", "male voice", "male singer", "boy", "man sings"),
    "alto": ("alto", "contralto", "low female", "deep female"),
    "mezzo": ("mezzo", "female vocal", "female voice", "female singer", "woman", "girl"),
    "soprano": ("soprano", "high female", "angelic", "high voice"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a brief says.

    Attributes:
        genres: Genres it points to, the likeliest first; empty when none.
        themes: Labels of themes it points to, the likeliest first.
        moods: Moods it points to, the likeliest first.
        words: Its words that carry meaning, in order.
        tempo_bpm: Tempo range it names, or None.
        pace: -1 for slow, 1 for fast, 0 when it does not say.
        register: Voice register it names, or None.
    """

    genres: tuple[str, ...]
    themes: tuple[str, ...]
    moods: tuple[str, ...]
    words: tuple[str, ...]
    tempo_bpm: tuple[float, float] | None
    pace: int
    register: str | None


def read_brief(brief: str, genres: Sequence[str] = ()) -> Reading:
    """Read an operator's words.

    Args:
        brief: The words; what follows "not", "no" or "without" counts against.
        genres: Genres to look for.

    Returns:
        What was found; all empty for words that say nothing to the reader.
    """
    kept = _NEGATED.sub(" ", brief)
    words = heavy_words(kept)
    refused = heavy_words(" ".join(match.group(1) for match in _NEGATED.finditer(brief)))
    return Reading(
        genres=_ranked({slug: _genre_hits(slug, kept, words, refused) for slug in genres}),
        themes=_ranked({label: _hits(words, refused, bank.signs) for label, bank in themes().items()}),
        moods=_ranked({word: _hits(words, refused, mood.signs) + 2 * (word in words) for word, mood in MOODS.items()}),
        words=tuple(dict.fromkeys(words)),
        tempo_bpm=_tempo(kept),
        pace=_pace(words),
        register=next(
            (
                name
                for name, said in _REGISTERS.items()
                if any(re.search(rf"\b{one}s?\b", kept.lower()) for one in said)
            ),
            None,
        ),
    )


def _hits(words: Sequence[str], refused: Sequence[str], signs: frozenset[str]) -> float:
    """Count the words that are signs; earlier words weigh a little more, refused ones count against."""
    early = sum(0.1 / (1 + place) for place, word in enumerate(words) if signs_hit((word,), signs))
    return signs_hit(words, signs) + early - 3 * signs_hit(refused, signs)


def _genre_hits(slug: str, text: str, words: Sequence[str], refused: Sequence[str]) -> float:
    spoken = slug.replace("_", " ")
    named = re.search(rf"\b{re.escape(spoken)}\b|\b{re.escape(slug)}\b", text.lower().replace("-", " "))
    plain = style_of(slug).spoken
    written = re.search(rf"\b{re.escape(plain)}\b", text.lower())
    return _hits(words, refused, style_of(slug).signs) + (5 if named or written else 0)


def _ranked(scores: dict[str, float]) -> tuple[str, ...]:
    found = [name for name, score in scores.items() if score > 0]
    return tuple(sorted(found, key=lambda name: (-scores[name], name)))


def _tempo(text: str) -> tuple[float, float] | None:
    match = _BPM.search(text)
    if match is None:
        return None
    low = float(match.group(1))
    high = float(match.group(2) or low)
    return min(low, high), max(low, high)


def _pace(words: Sequence[str]) -> int:
    slow, fast = (any(word in signs for word in words) for signs in (_SLOW, _FAST))
    return int(fast) - int(slow)
