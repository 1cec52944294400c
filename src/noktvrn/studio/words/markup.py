"""The notation of the banks: choices in brackets and words that turn with the speaker.

* ``[kettle|heater]`` chooses one freely. ``[1:stay|go]`` and a later ``[1:grey|slow]`` choose the same place, which
  keeps a rhyme together. Choices are not nested.
* Lines are written in the first person, about ``I`` and to ``you``. ``walk_`` is a verb of ``I``, ``keep^`` a verb of
  ``you``, ``you*`` is ``you`` as an object. Verbs in the past need no mark, save ``was_`` and ``were^``.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from math import prod
from typing import Final

_CHOICE: Final = re.compile(r"\[(?:(\d):)?([^\[\]]*)\]")
_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*[_^*]?")
_WE: Final = re.compile(r"\b(we|us|our|ours|ourselves)\b", re.IGNORECASE)

_VERBS: Final = (
    "ask|borrow|call|carry|clock|come|count|dream|find|follow|give|haunt|hold|keep|lead|leave|lend|let|lose|measure|meet"
    "|move|put|race|read|ride|ring|save|say|send|share|show|sing|sleep|stay|swim|take|talk|teach|tell|unplug|wait|wake|walk"
    "|wave|wear|wipe"
)
_ORDER: Final = rf"(?:^|/|,)\s*(?:so |and )?(?:(?:{_VERBS}) )+(?:(?!i |i'm |we )[\w']+ ){{0,6}}?"
_ABOUT_US: Final = re.compile(rf"{_ORDER}(?:me|my|mine|yours?)\b", re.IGNORECASE)
_ABOUT_YOU: Final = re.compile(rf"{_ORDER}yours?\b", re.IGNORECASE)
"""Orders, "hold your breath": whoever hears them is there, and neither "they" nor "he" can take the place of "you"."""
_MARKS: Final = re.compile(r"\d:|[\[\]|_^*]")

_SECOND: Final = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "i'm": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd",
    "you": "they", "you*": "them", "your": "their", "yours": "theirs", "yourself": "themselves",
    "you're": "they're", "you've": "they've", "you'll": "they'll", "you'd": "they'd",
}  # fmt: skip
_THIRD: Final = {
    "i": "she", "me": "her", "my": "her", "mine": "hers", "myself": "herself",
    "i'm": "she's", "i've": "she's", "i'll": "she'll", "i'd": "she'd",
    "you": "he", "you*": "him", "your": "his", "yours": "his", "yourself": "himself",
    "you're": "he's", "you've": "he's", "you'll": "he'll", "you'd": "he'd",
    "we": "they", "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves",
    "we're": "they're", "we've": "they've", "we'll": "they'll", "we'd": "they'd",
}  # fmt: skip
_SWAP: Final = {
    "she": "he", "her": "him", "hers": "his", "herself": "himself", "she's": "he's", "she'll": "he'll", "she'd": "he'd",
    "he": "she", "him": "her", "his": "her", "himself": "herself", "he's": "she's", "he'll": "she'll", "he'd": "she'd",
}  # fmt: skip
_IRREGULAR: Final = {
    "have": "has", "do": "does", "go": "goes", "am": "is", "are": "is", "were": "was", "was": "was",
    "don't": "doesn't", "haven't": "hasn't", "aren't": "isn't", "weren't": "wasn't", "wasn't": "wasn't",
}  # fmt: skip
_PLURAL: Final = {"was": "were", "am": "are", "wasn't": "weren't"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks.

    Attributes:
        person: ``"first"``, ``"second"`` or ``"third"``.
        is_man: Whether the third person is he; then the other is she.
    """

    person: str = "first"
    is_man: bool = False


def expand(template: str, rng: random.Random) -> str:
    """Return a template with every choice taken."""
    tied: dict[str, float] = {}

    def take(match: re.Match[str]) -> str:
        options = match.group(2).split("|")
        place = tied.setdefault(match.group(1), rng.random()) if match.group(1) else rng.random()
        return options[int(place * len(options))]

    return _CHOICE.sub(take, template)


def variant_count(template: str) -> int:
    """Return in how many ways a template can come out."""
    sizes: dict[str, int] = {}
    for number, match in enumerate(_CHOICE.finditer(template)):
        sizes[match.group(1) or f"free{number}"] = match.group(2).count("|") + 1
    return prod(sizes.values())


def suits(template: str, speaker: Speaker) -> bool:
    """Whether a template can be said by a speaker.

    "We" cannot be told to a "you", and an order only to somebody who is there.
    """
    if speaker.person == "first":
        return True
    plain = " ".join(_MARKS.sub(" ", template).split())
    if speaker.person == "third":
        return not _ABOUT_YOU.search(plain)
    return not _WE.search(template) and not _ABOUT_US.search(plain)


def voice(text: str, speaker: Speaker) -> str:
    """Turn a first-person text to the speaker and drop the marks."""

    def turn(match: re.Match[str]) -> str:
        return _turn(match.group(0), speaker)

    return _WORD.sub(turn, text)


def _turn(token: str, speaker: Speaker) -> str:
    mark = token[-1] if token[-1] in "_^" else ""
    word = token.rstrip("_^")
    bare = word.rstrip("*")
    if speaker.person == "first":
        return bare
    if mark:
        return _conjugate(bare, mark, speaker)
    table = _SECOND if speaker.person == "second" else _THIRD
    turned = table.get(word.lower().replace("’", "'"))
    if turned is None:
        return bare
    if speaker.person == "third" and speaker.is_man:
        turned = _swapped(turned, word.lower())
    return turned.capitalize() if word[0].isupper() and word not in {"I", "I'm", "I've", "I'll", "I'd"} else turned


def _swapped(turned: str, source: str) -> str:
    if turned == "her" and source == "my":
        return "his"
    if turned == "his" and source == "yours":
        return "hers"
    return _SWAP.get(turned, turned)


def _conjugate(verb: str, mark: str, speaker: Speaker) -> str:
    if speaker.person == "second":
        return _PLURAL.get(verb, verb) if mark == "_" else verb
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"(s|sh|ch|x|z|o)$", verb):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


def sentence(text: str) -> str:
    """Return a line with its first letter capital and ``i`` never small on its own."""
    return text[:1].upper() + text[1:]
