"""Strangers' words made fit to stand in a prompt: cleaned, shortened, without names of real artists, and fenced.

A model is told that what stands between fences is material and never an instruction. The mark of a fence follows from
the text itself and does not occur in it, so no text can close its own fence.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from noktvrn.roster.known_acts import (
    KNOWN_ACTS,
    MOST_WORDS,
    act_run_together,
    fold_name,
    known_act_within,
    without_possessive,
)
from noktvrn.services.roles.influences import influences_in

LEFT_OUT: Final = "[a real artist, left out]"
_MARK_LENGTH: Final = 12
_MOST_WORDS_IN_NAME: Final = MOST_WORDS + 1
"""With a leading "the"."""
_WORD: Final = re.compile(r"[^\W_](?:[$!]?[^\W_])*(?:['’][^\W_]*)*")
_FIRST_WORDS: Final = frozenset({"the", *(name.partition(" ")[0] for name in KNOWN_ACTS)})
"""Words with which a name of an act can begin."""
_SUSPECT: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories that are not seen or that change how the rest is read: controls, joiners, bidirectional marks."""


@dataclass(frozen=True, slots=True)
class Fenced:
    """A text between fences.

    Attributes:
        text: Fence, text, fence.
        names_left_out: How many names of real artists were taken out.
        characters_left_out: How many characters beyond the cap were cut off.
    """

    text: str
    names_left_out: int
    characters_left_out: int


def plain_text(text: str) -> str:
    """Return a text without what cannot be seen: NFKC, no controls but line breaks, no more than one empty line."""
    kept = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = "".join(sign for sign in kept if sign == "\n" or unicodedata.category(sign) not in _SUSPECT)
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_real_artists(text: str) -> tuple[str, int]:
    """Return a text with the names of real artists left out, and how many there were.

    Left out are famous acts, and whom the text names as an influence, famous or not. A famous name that is also a
    common word, such as "air", stays elsewhere: it cannot be told from the word.
    """
    named = [(each.start, each.end) for each in influences_in(text)]
    named += [span for span in _famous_in(text) if not any(start < span[1] and span[0] < end for start, end in named)]
    pieces: list[str] = []
    copied_to = 0
    for start, end in sorted(named):
        pieces += [text[copied_to:start], LEFT_OUT]
        copied_to = end
    return "".join([*pieces, text[copied_to:]]), len(named)


def _famous_in(text: str) -> Iterator[tuple[int, int]]:
    """List where famous acts are named, as first character and the one behind the last; a possessive stays."""
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        length, written = _name_at(text, words[place : place + _MOST_WORDS_IN_NAME])
        if length:
            yield words[place].start(), words[place].start() + len(written)
        place += length or 1


def _name_at(text: str, words: list[re.Match[str]]) -> tuple[int, str]:
    """Return how many of the words, from the first on, are the name of an act, and the name; 0 when none are."""
    if act_run_together(words[0].group()) is not None:
        return 1, words[0].group()
    if not _begins_name(words[0].group()):
        return 0, ""
    for length in range(len(words), 0, -1):
        phrase = text[words[0].start() : words[length - 1].end()]
        last = words[length - 1].group()
        for written in (phrase, phrase.removesuffix(last) + without_possessive(last)):
            act = known_act_within(written)
            if act is not None and fold_name(act) == fold_name(written):
                return length, written
    return 0, ""


@lru_cache(maxsize=4096)
def _begins_name(word: str) -> bool:
    return fold_name(word) in _FIRST_WORDS or fold_name(without_possessive(word)) in _FIRST_WORDS


def fence(name: str, text: str, most_characters: int) -> Fenced:
    """Put a stranger's text between fences.

    Args:
        name: What it is, in one of our own words.
        text: The stranger's words.
        most_characters: Where it is cut off.
    """
    clean, names = without_real_artists(plain_text(text))
    kept = clean[:most_characters].rstrip()
    mark = _mark_absent_from(kept)
    return Fenced(f"<{name} {mark}>\n{kept}\n</{name} {mark}>", names, len(clean) - len(kept))


def _mark_absent_from(text: str) -> str:
    number = 0
    while True:
        mark = hashlib.sha256(f"{number}:{text}".encode()).hexdigest()[:_MARK_LENGTH]
        if mark not in text:
            return mark
        number += 1
