"""Which face can set a text, and what is left of the text when none can show all of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from noktvrn.studio.picture.faces import FACES, LAST_RESORTS, face_named, lacking


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and the face that will show it.

    Attributes:
        text: What will be set; empty when nothing of the text can be shown.
        face: Name of the face.
        missing: Characters of the original that no face can show.
    """

    text: str
    face: str
    missing: str


def word(text: str, face: str) -> Wording:
    """Find the face that shows all of ``text``: the wanted one, its stand-ins, then the widest ones.

    Where no face shows all of it, compatibility forms are replaced by plain letters and what is still lacking is left
    out and reported, so that no empty boxes are ever set.

    Raises:
        ParameterError: There is no face of that name.
    """
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    choices = _choices(face)
    for choice in choices:
        if not lacking(choice, clean):
            return Wording(clean, choice, "")
    plain = "".join(_plain(char, choices) for char in clean)
    best = min(choices, key=lambda choice: len(lacking(choice, plain)))
    absent = set(lacking(best, plain))
    kept = " ".join("".join(char for char in plain if char not in absent).split())
    missing = "".join(dict.fromkeys(c for c in clean if lacking(best, c) and not _is_joiner(c)))
    shown = kept if any(char.isalnum() for char in kept) else ""
    return Wording(shown, best, missing)


def _choices(face: str) -> tuple[str, ...]:
    stand_ins = face_named(face).stand_ins
    further = tuple(name for stand_in in stand_ins for name in FACES[stand_in].stand_ins)
    return tuple(dict.fromkeys((face, *stand_ins, *further, *LAST_RESORTS)))


def _plain(char: str, choices: tuple[str, ...]) -> str:
    """Return the compatibility form of a character that no face shows, such as A for a double-struck A."""
    if any(not lacking(choice, char) for choice in choices):
        return char
    return unicodedata.normalize("NFKC", char)


def _is_joiner(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Mn"}


def _greek_capital(char: str) -> str:
    """Drop the accent of a Greek letter, which capitals do not carry; other letters stay as they are."""
    parts = unicodedata.normalize("NFD", char)
    return parts.replace("\u0301", "") if "\u0370" <= parts[0] <= "\u03ff" else char


def in_capitals(text: str) -> str:
    """Return ``text`` in capitals where that changes no letter's identity, else unchanged."""
    capitals = "".join(_greek_capital(char) for char in text).upper()
    return capitals if len(capitals) == len(text) and _plain_letters(capitals) == _plain_letters(text) else text


def _plain_letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if char != "\u0301")
