"""Whose story an artist's story is: it names nobody else, and it is not another artist's over again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from noktvrn.roster.known_acts import fold_name

_SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s+")
_BREAKS: Final = tuple(',.;:!?)"')
_POSSESSIVE: Final = re.compile(r"['’]s$|['’]$")
_OPENING_WORDS: Final = (
    "a after all although an and as at because before behind between both but by during each even every for from he her"
    " his if in inside into it its last later most near neither no nobody now of on once one only our outside over she"
    " since so some somebody still that the their then there these they this though three to today tonight two under"
    " until we what when where while who with without"
)
_OPENINGS: Final = frozenset(_OPENING_WORDS.split())
"""Words that begin a sentence before a name, and are none."""
_PLACE_WORDS: Final = "across around at from in into near of off on outside over through to towards under"
_PLACING: Final = frozenset(_PLACE_WORDS.split())
"""Words before places: what follows them is where, not who."""
_RUN_WORDS: Final = 3
_MUCH_ALIKE: Final = 0.5


def stranger_in(story: str, facts: Sequence[str]) -> str | None:
    """Return the first full name in a story that is not among what is known of the artist; None when there is none.

    A full name is two or more capitalised words in a row that no word of place goes before.

    Args:
        story: Prose.
        facts: The artist's name, the brief: texts whose names may be told.
    """
    known = {word for fact in facts for word in fold_name(fact).split()}
    for sentence in _SENTENCE.split(story):
        for name in _full_names(sentence):
            if not set(fold_name(name).split()) <= known:
                return name
    return None


def is_told_before(story: str, others: Sequence[str]) -> bool:
    """Return whether a story is another artist's, or nearly: half of its runs of three words stand in that one."""
    runs = _runs_of(story)
    return bool(runs) and any(len(runs & _runs_of(other)) >= _MUCH_ALIKE * len(runs) for other in others)


def _full_names(sentence: str) -> Iterator[str]:
    before, name = "", list[str]()
    for position, token in enumerate(sentence.split()):
        word = _POSSESSIVE.sub("", token.strip("\"'().,;:!?"))
        opens = position == 0 and word.lower() in _OPENINGS
        if word[:1].isupper() and len(word) > 1 and not opens:
            name.append(word)
            if not token.endswith(_BREAKS) and _POSSESSIVE.search(token) is None:
                continue
            word = ""
        if len(name) > 1 and before not in _PLACING:
            yield " ".join(name)
        before, name = (word.lower() if word.lower() != "the" or before not in _PLACING else before), []
    if len(name) > 1 and before not in _PLACING:
        yield " ".join(name)


def _runs_of(story: str) -> set[tuple[str, ...]]:
    words = fold_name(story).split()
    return {tuple(words[start : start + _RUN_WORDS]) for start in range(len(words) - _RUN_WORDS + 1)}
