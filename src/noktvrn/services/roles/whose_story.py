"""Whose story an artist's story is: it names nobody else, and it is not another artist's over again.

Two capitalised words in a row are a person or a place. What goes before tells them apart ("like", "by" and "with" take
people; "in" and "near" take places), and where it does not ("of", "from", "to") the name itself has to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.roster.known_acts import fold_name
from noktvrn.services.roles.people_names import (
    GIVEN_NAMES,
    KNOWN_PEOPLE,
    LONGEST_KNOWN,
    PLACE_BEGINNINGS,
    PLACE_ENDINGS,
)

_SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s+")
_BREAKS: Final = tuple(',.;:!?)"')
_POSSESSIVE: Final = re.compile(r"['’]s$|['’]$")
_OPENING_WORDS: Final = (
    "a after all although an and as at because before behind between both but by during each even every for from he her"
    " his if in inside into it its last later like most near neither no nobody now of on once one only our outside"
    " over she since so some somebody still that the their then there these they this though three to today tonight two"
    " under until we what when where while who with without"
)
_OPENINGS: Final = frozenset(_OPENING_WORDS.split())
"""Words that begin a sentence before a name, and are none."""
_PLACE_WORDS: Final = (
    "above across along around at behind beside between beyond from in into near of off on outside over past through to"
    " towards under"
)
_PLACING: Final = frozenset(_PLACE_WORDS.split())
"""Words before places; after most of them it is seldom a person."""
_PARTICLES: Final = frozenset(
    ["al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "ten", "ter", "van", "von"]
)
"""Small words within names."""
_TAKER_WORDS: Final = {
    "of": "admirer apprentice biography child cousin daughter death disciple fan favourite friend ghost grandson heir"
    " image letters lines love memory music name niece nephew photo photograph picture poems portrait pupil recordings"
    " records sister son songs spirit student style voice widow words works",
    "from": "advice borrowed inherited learned learnt lessons stole",
    "to": "dedicated listened listening listens married related sang sings spoke writes wrote",
    "under": "apprenticed learned played plays studied trained",
    "by": "books by inspired music played plays produced records songs taught raised written",
    "like": "dressed like looks plays sang singing sings sounds writes",
    "with": "apprenticed plays played sang sings studied worked works",
}
_TAKERS: Final = {word: frozenset(takers.split()) for word, takers in _TAKER_WORDS.items()}
"""Words that make a person of what follows soon after: "daughter of", "learned the saw from", "wrote to"."""
_SOON: Final = 5
_RUN_WORDS: Final = 3
_MUCH_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Name:
    """Capitalised words in a row.

    Attributes:
        text: As written, without a possessive.
        before: The words shortly before in lowercase, articles left out; the nearest one last.
    """

    text: str
    before: tuple[str, ...]

    @property
    def is_taken(self) -> bool:
        """Whether the words before it take a person."""
        if not self.before:
            return False
        *told, nearest = self.before
        return not _TAKERS.get(nearest, frozenset()).isdisjoint(told[-1:] if nearest == "of" else told)


def stranger_in(story: str, facts: Sequence[str]) -> str | None:
    """Return the first person in a story who is not among what is known of the artist; None when there is none.

    A person is a full name in the place of one, or the name of somebody whom everybody knows.

    Args:
        story: Prose.
        facts: The artist's name, the brief: texts whose names may be told.
    """
    known = {word for fact in facts for word in fold_name(fact).split()}
    for sentence in _SENTENCE.split(story):
        for name in _names_in(sentence):
            if _is_person(name) and not set(fold_name(name.text).split()) <= known:
                return name.text
    return None


def is_told_before(story: str, others: Sequence[str]) -> bool:
    """Return whether a story is another artist's, or nearly: half of its runs of three words stand in that one."""
    runs = _runs_of(story)
    return bool(runs) and any(len(runs & _runs_of(other)) >= _MUCH_ALIKE * len(runs) for other in others)


def _is_person(name: _Name) -> bool:
    words = fold_name(name.text).split()
    if not words or _is_place(name, words):
        return False
    if len(words) == 1 or _is_known(words):
        return _is_known(words)
    is_placed = bool(name.before) and name.before[-1] in _PLACING
    return not is_placed or name.is_taken or words[0] in GIVEN_NAMES


def _is_place(name: _Name, words: Sequence[str]) -> bool:
    if len(words) == 1 or words[0] in PLACE_BEGINNINGS:
        return len(words) > 1
    return words[-1] in PLACE_ENDINGS and not (name.is_taken and words[0] in GIVEN_NAMES)


def _is_known(words: Sequence[str]) -> bool:
    runs = (words[start : start + length] for length in range(1, LONGEST_KNOWN + 1) for start in range(len(words)))
    return any(" ".join(run) in KNOWN_PEOPLE for run in runs)


def _names_in(sentence: str) -> Iterator[_Name]:
    before, name, small = tuple[str, ...](), list[str](), list[str]()
    for position, token in enumerate(sentence.split()):
        word = _POSSESSIVE.sub("", token.strip("\"'().,;:!?"))
        ends = token.endswith(_BREAKS) or _POSSESSIVE.search(token) is not None
        if _is_capitalised(word) and not (position == 0 and word.lower() in _OPENINGS):
            name += [*small, word]
            small = []
            if not ends:
                continue
            word = ""
        elif name and word in _PARTICLES and not ends:
            small.append(word)
            continue
        if name:
            yield _Name(" ".join(name), before)
        before, name, small = _followed(before, [*small, word]), [], []
    if name:
        yield _Name(" ".join(name), before)


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1 and word not in {"I'm", "I've", "I'll", "I'd"}


def _followed(before: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """Return the words shortly before what comes next; articles do not count."""
    told = (word.lower() for word in words if word)
    return (*before, *(word for word in told if word not in {"the", "a", "an"}))[-_SOON:]


def _runs_of(story: str) -> set[tuple[str, ...]]:
    words = fold_name(story).split()
    return {tuple(words[start : start + _RUN_WORDS]) for start in range(len(words) - _RUN_WORDS + 1)}
