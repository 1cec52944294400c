"""Words that songs do without: strong language, unless the artist is marked explicit, and slurs, always.

Short lists, a first net as in :mod:`noktvrn.roster.known_acts`. Slurs are kept as the first 16 hex digits of their
SHA-256, so that nobody has to read them.
"""

from __future__ import annotations

import hashlib
from typing import Final

_STEMS: Final = ("fuck", "motherfuck", "shit", "bullshit", "cunt", "asshole", "bitch", "dickhead", "cocksuck", "wank")
"""A word that begins with one of these is strong language."""

_STRONG: Final = frozenset({"ass", "arse", "arsehole", "bastard", "piss", "pissed", "pussy", "slut", "whore"})

_DIGESTS: Final = """
    044eb98b18769b88 08a841e996781e9e 0ce875d620076b53 120f6e5b4ea32f65 158869a97379229b
    16ea09fc78ca83ca 17a110e533284872 17bde8b4064612e2 1e02eec4f1095143 22fc75e65a0e9d34
    268651b3ece98010 333f7618092958c7 341d56384afc0f47 3b1e0d7c5dd45583 402f7ebd98864afe
    5b3ae48be122f7ed 7122c9a14ba2d20e 82159dd02870c13e 8f5083e3e5c7dc89 98b52c4b6b7d1f48
    9915ba2d822280f2 bd331fb1d24298f5 c1cabb6f6e431f9c c3de533e9b7fe63b cc02032349c833ac
    da0a6b1b9213d48f daec0c235d3135fc e7b98c6aa5b944e0 eef3bd091670c344
"""
_SLURS: Final = frozenset(_DIGESTS.split())
_DIGITS: Final = 16


def is_strong(word: str) -> bool:
    """Whether a word in lowercase is strong language."""
    return word in _STRONG or word.startswith(_STEMS)


def is_slur(word: str) -> bool:
    """Whether a word in lowercase demeans people."""
    return hashlib.sha256(word.encode()).hexdigest()[:_DIGITS] in _SLURS
