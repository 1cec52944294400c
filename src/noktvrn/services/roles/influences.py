"""Finds whom a text names as an influence: "like Nils Frahm and Sade", "in the style of ...", "fans of ...".

No list holds all artists. What follows such words and is written as a name is taken for one: full names always, single
words where they are a known act or stand in one list with somebody who was taken. Places, months and the like stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from noktvrn.roster.known_acts import known_act, without_possessive
from noktvrn.services.roles.people_names import GIVEN_NAMES, PLACE_BEGINNINGS, PLACE_ENDINGS
from noktvrn.services.roles.style_words import STYLE_WORDS

_CUE: Final = re.compile(
    r"\b(?:sounds? (?:a bit |a little |much )?like|sounding like|like|unlike|(?:à|a) la|reminiscent of|influenced by"
    r"|in the (?:style|vein|spirit|manner) of|inspired by|fans? of|covers? of|echoes of|shades of|think of|think"
    r"|feat\.?|ft\.?|featuring|meets|versus|vs\.?"
    r"|(?:influences?|references?|reference artists?|for fans of|similar to|RIYL)\s*:?)\s+",
    re.IGNORECASE,
)
_CAPITAL: Final = r"(?:[^\W\d_a-zß-öø-ÿ]|\d)[\w$!.’'-]*"
_SMALL: Final = r"(?:of the|of|and the|\+ the|& the|the|de la|del|de|da|di|la|van|von|der|y)"
_NAME: Final = re.compile(rf"[\"“'‘@#]?((?:[Tt]he )?{_CAPITAL}(?:\s+(?:{_SMALL}\s+)?{_CAPITAL})*)[\"”'’]?")
_BETWEEN: Final = re.compile(
    r"\s*(?:,\s*(?:and|or|und|y|e|et)?|;|/|\+|&|\band\b|\bor\b|\bmeets\b|\bvs\.?|\bx\b|\bund\b)\s*"
)
_TIMES: Final = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december christmas easter spring summer autumn winter god heaven earth"
)
_STYLES: Final = (
    "pop rock jazz soul house techno trance folk blues metal punk disco funk ambient rap hip-hop trap drill country"
    " reggae dub grime garage indie synthwave lo-fi lofi edm uk us usa eu dj tv fm am bpm lp ep 80s 90s english german"
    " french spanish japanese italian american british northern southern eastern western old new north south"
)
_COMMON: Final = frozenset([*_TIMES.split(), *_STYLES.split()])
"""Words that tell of a time, a style or a language."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named as an influence, as characters of the text.

    Attributes:
        start: First character.
        end: Behind the last one, a possessive left standing.
    """

    start: int
    end: int


def influences_in(text: str) -> list[Named]:
    """Return whom a text names as an influence, in order."""
    found: dict[int, Named] = {}
    for cue in _CUE.finditer(text):
        listed = list(_listed(text, cue.end()))
        taken = [each for each in listed if _is_full_name(text, each) or _is_act(text, each)]
        if taken:
            taken = [each for each in listed if each in taken or not _is_common(_words(text, each))]
        found |= {each.start: each for each in taken}
    return [found[start] for start in sorted(found)]


def name_in_style(words: str) -> str | None:
    """Return the name that stands among words of style, such as "Sabrina Carpenter ballads"; None when none does.

    Two capitalised words in a row are one, unless one of them is a word of style, as in "Coastal Dub". A single word
    is taken for a name only where everybody knows it, which :func:`noktvrn.roster.known_acts.known_act_within` tells.
    """
    if listed := influences_in(words):
        return words[listed[0].start : listed[0].end]
    for found in _NAME.finditer(words):
        written = found.group(1).removeprefix("The ").removeprefix("the ").rstrip(".'’-")
        parts = [part.lower().strip(".'’") for part in written.replace("-", " ").split()]
        is_style = _is_common(parts) or not STYLE_WORDS.isdisjoint(parts)
        if len(written.split()) > 1 and (parts[0] in GIVEN_NAMES or not is_style):
            return written
    return None


def _listed(text: str, place: int) -> Iterator[Named]:
    while (name := _NAME.match(text, place)) is not None:
        written = name.group(1).rstrip(".'’-")
        start, shorter = name.start(1), without_possessive(written)
        yield Named(start, start + (len(shorter) if written.startswith(shorter) else len(written)))
        between = _BETWEEN.match(text, max(name.end(), start + len(written)))
        if between is None or not between.group().strip():
            return
        place = between.end()


def _words(text: str, named: Named) -> list[str]:
    return text[named.start : named.end].split()


def _is_act(text: str, named: Named) -> bool:
    return known_act(text[named.start : named.end]) is not None


def _is_full_name(text: str, named: Named) -> bool:
    words = [word.lower() for word in _words(text, named)]
    if len(words) < 2 or _is_common(words):
        return False
    return words[0] not in PLACE_BEGINNINGS and words[-1] not in PLACE_ENDINGS


def _is_common(words: list[str]) -> bool:
    """Whether any word tells that this is nobody's name."""
    return any(word.lower() in _COMMON for word in words)
