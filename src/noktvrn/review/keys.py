"""Whether two names of keys mean keys that share their notes."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = re.compile(r"^([A-G])(#|b|♯|♭)?\s+(major|minor)$")
_PITCH: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHIFT: Final = {None: 0, "#": 1, "♯": 1, "b": -1, "♭": -1}


def keys_agree(declared: str, measured: str) -> bool:
    """Whether both name the same key, an enharmonic spelling of it, or its relative.

    Relatives share all notes, so a measurement of pitch content cannot tell them apart.
    Names that are not keys agree only when they are equal.
    """
    first, second = _major_pitch(declared), _major_pitch(measured)
    if first is None or second is None:
        return declared == measured
    return first == second


def _major_pitch(name: str) -> int | None:
    """Pitch class of the major key with the same notes."""
    match = _KEY.match(name.strip())
    if match is None:
        return None
    letter, accidental, mode = match.groups()
    pitch = _PITCH[letter] + _SHIFT[accidental] + (3 if mode == "minor" else 0)
    return pitch % 12
