"""Titles: drawn from a theme's bank, store-safe, unlike all that are taken."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.bank import ThemeBank
from noktvrn.studio.words.markup import Speaker, expand, sentence, suits, variant_count, voice
from noktvrn.studio.words.sounds import words_of

_SMALL: Final = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with")
)
_TRIES: Final = 60

_NAMES: Final = frozenset(
    (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "June", "July", "August",
        "September", "October", "November", "December", "January", "February", "April", "Mill", "Chapel", "Orchard",
    )
)  # fmt: skip
"""Words of titles that keep their capital when sung."""

_STREETS: Final = frozenset(("Hill", "Road", "Street", "Lane"))
"""Words that keep it after one of these."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title.

    Attributes:
        text: As printed, in title case.
        sung: As sung, beginning small: ``"the glass harbour"``.
        kind: See :data:`noktvrn.studio.words.bank.TITLE_KINDS`.
    """

    text: str
    sung: str
    kind: str


def title_case(text: str) -> str:
    """Return a text as stores print titles: each word capital but the small ones inside."""
    words = text.split()
    cased = [
        word.lower()
        if 0 < place < len(words) - 1 and word.lower() in _SMALL and not words[place - 1].endswith(",")
        else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    ]
    return " ".join(cased)


def fold_title(title: str) -> str:
    """Return a title for comparison: its words in lowercase."""
    return " ".join(re.findall(r"[^\W_]+", title.lower().replace("'", "").replace("’", "")))


def write_title(
    bank: ThemeBank, speaker: Speaker, rng: random.Random, *, taken: Collection[str], wanted: Collection[str] = ()
) -> Title:
    """Write a title that is not taken.

    Args:
        bank: The theme.
        speaker: Who sings.
        rng: Random numbers.
        taken: Titles in use, in any case.
        wanted: Words that the title should hold where it can.

    Returns:
        A new title. When the bank has none left, a taken one gets a number, as records have parts.
    """
    used = {fold_title(title) for title in taken}
    usable = [template for template in bank.titles if suits(template.text, speaker)]
    weights = [variant_count(template.text) for template in usable]
    best: Title | None = None
    drawn: list[Title] = []
    for _ in range(_TRIES):
        template = rng.choices(usable, weights)[0]
        title = _titled(template.kind, voice(expand(template.text, rng), speaker))
        drawn.append(title)
        if fold_title(title.text) in used:
            continue
        if not wanted or set(words_of(title.text)) & set(wanted):
            return title
        best = best or title
        if len(drawn) >= _TRIES // 3:
            break
    return best or _numbered(drawn[0], used)


def _titled(kind: str, text: str) -> Title:
    text = title_case(text)
    sung = _sung(text)
    return Title(f"The {text}", f"the {sung}", kind) if kind == "the" else Title(text, sung, kind)


def _sung(text: str) -> str:
    """Return a title in sentence case, with I and days and feasts kept capital."""
    kept = {"I", "I'm", "I'd", "I'll", "I've", "O'Clock"} | _NAMES
    said = text.split()
    words = [
        word if word.strip(",.") in kept or (word in _STREETS and before in _NAMES) else word.lower()
        for before, word in zip(["", *said], said, strict=False)
    ]
    return " ".join(words).replace("O'Clock", "o'clock")


def _numbered(title: Title, used: Collection[str]) -> Title:
    number = 2
    while fold_title(f"{title.text}, Pt. {number}") in used:
        number += 1
    return Title(f"{title.text}, Pt. {number}", title.sung, title.kind)


def hook_line(title: Title, frame: str, speaker: Speaker) -> str:
    """Return the title set into a frame of :mod:`noktvrn.studio.words.banks` (``_hooks.txt``)."""
    framed = voice(frame, speaker).replace("{t}", title.sung).replace("{T}", sentence(title.sung))
    return sentence(framed)
