"""Slugs: a name in lowercase ASCII with hyphens, for paths and commands.

Latin letters lose their accents by NFKD; Greek and Cyrillic are written in Latin letters after the usual English
customs (ELOT 743 and BGN/PCGN, shortened). A name of which nothing is left gets a stable slug from its digest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from typing import Final

MAX_SLUG_LENGTH: Final = 48

_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψως",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
            "s",
        ],
        strict=True,
    )
)
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщыэюяєіґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "y",
            "e",
            "yu",
            "ya",
            "ye",
            "i",
            "g",
        ],
        strict=True,
    )
)
_LATIN: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_SILENT: Final = {"ъ": "", "ь": ""}
_SIGNS: Final = {"&": " and ", "+": " plus ", "@": " at ", "'": "", "’": ""}
_TABLE: Final = str.maketrans({**_GREEK, **_CYRILLIC, **_LATIN, **_SILENT, **_SIGNS})


def slug_of(name: str, *, taken: Collection[str] = ()) -> str:
    """Return a slug for a name: ``[a-z0-9]`` and single hyphens, 1 to 48 characters, never empty.

    Args:
        name: Any text.
        taken: Slugs in use; the answer differs from all of them by a number at its end.

    Examples:
        >>> slug_of("Nova Lux"), slug_of("Sigur & Rós"), slug_of("Μαρία Нова")
        ('nova-lux', 'sigur-and-ros', 'maria-nova')
    """
    slug = _fold(name) or "artist-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if slug not in taken:
        return slug
    number = 2
    while (numbered := f"{slug[: MAX_SLUG_LENGTH - len(str(number)) - 1].rstrip('-')}-{number}") in taken:
        number += 1
    return numbered


def _fold(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    letters = re.sub(r"[^a-z0-9]+", "-", bare.translate(_TABLE)).strip("-")
    return letters[:MAX_SLUG_LENGTH].rstrip("-")
