"""Keys, modes and chords.

Pitches are MIDI numbers (60 is middle C), pitch classes 0..11 with C as 0. Roman numerals are written against the
major scale of the tonic in every mode (so minor has ``bIII bVI bVII``); lowercase means a minor third.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from noktvrn.errors import ParameterError

MODES: Final[dict[str, tuple[int, ...]]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
}
_MODE_NAMES: Final = {"maj": "major", "ionian": "major", "": "major", "m": "minor", "min": "minor", "aeolian": "minor"}
_SHARP_NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLAT_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_FLAT_MAJORS: Final = frozenset({1, 3, 5, 8, 10})
_LETTERS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_KEY_PATTERN: Final = re.compile(r"^\s*([A-Ga-g])\s*([#b♯♭]?)\s*[- ]?\s*([A-Za-z]*)\s*$")


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode.

    Attributes:
        tonic: Pitch class 0..11.
        mode: A name of ``MODES``.
    """

    tonic: int
    mode: str

    @property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes of the scale, tonic first."""
        return tuple((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def has_minor_third(self) -> bool:
        """Whether the third above the tonic is minor."""
        return 3 in MODES[self.mode]

    @property
    def name(self) -> str:
        """Key as people write it, such as ``"F# minor"``."""
        relative_major = (
            self.tonic - {"minor": 9, "dorian": 2, "mixolydian": 7, "phrygian": 4, "lydian": 5}.get(self.mode, 0)
        ) % 12
        names = _FLAT_NAMES if relative_major in _FLAT_MAJORS else _SHARP_NAMES
        return f"{names[self.tonic]} {self.mode}"

    def transposed(self, semitones: int) -> Key:
        """Return the key that many semitones higher."""
        return Key((self.tonic + semitones) % 12, self.mode)


def parse_key(text: str) -> Key:
    """Read ``"A minor"``, ``"F# major"``, ``"Bb dorian"``, ``"Am"`` or ``"C"``.

    Raises:
        ParameterError: The text names no key.
    """
    match = _KEY_PATTERN.match(text)
    mode = ""
    if match:
        word = match.group(3)
        mode = "minor" if word == "m" else _MODE_NAMES.get(word.lower(), word.lower())
    if not match or mode not in MODES:
        raise ParameterError(
            f"{text!r} is not a key.",
            remedy=f"Write a tonic C..B with # or b and one of {', '.join(MODES)}, such as 'A minor'.",
            stage="plan",
        )
    shift = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(match.group(2), 0)
    return Key((_LETTERS[match.group(1).upper()] + shift) % 12, mode)


_DEGREES: Final = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_ROMAN_PATTERN: Final = re.compile(r"^([b#]?)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)(.*)$")
_QUALITIES: Final[dict[str, tuple[int, ...]]] = {
    "maj7": (0, 4, 7, 11),
    "maj9": (0, 4, 7, 11, 14),
    "add9": (0, 4, 7, 14),
    "6": (0, 4, 7, 9),
    "69": (0, 4, 7, 9, 14),
    "7": (0, 4, 7, 10),
    "9": (0, 4, 7, 10, 14),
    "11": (0, 4, 7, 10, 14, 17),
    "13": (0, 4, 10, 14, 21),
    "7b9": (0, 4, 7, 10, 13),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "9sus4": (0, 5, 7, 10, 14),
    "dim": (0, 3, 6),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
    "5": (0, 7),
    "": (0, 4, 7),
}


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord in a key.

    Attributes:
        symbol: Roman numeral with extensions.
        root: Pitch class.
        intervals: Semitones above the root, up to two octaves.
        function: ``"T"`` rest, ``"S"`` departure or ``"D"`` tension.
    """

    symbol: str
    root: int
    intervals: tuple[int, ...]
    function: str

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """Pitch classes, root first."""
        return tuple((self.root + interval) % 12 for interval in self.intervals)


def chord_of(symbol: str, key: Key) -> Chord:
    """Return the chord that a roman numeral names in a key.

    Raises:
        ParameterError: The numeral cannot be read.
    """
    match = _ROMAN_PATTERN.match(symbol)
    if not match or match.group(3) not in _QUALITIES:
        raise ParameterError(
            f"{symbol!r} is not a roman numeral that the studio knows.",
            remedy=f"Use I..VII or i..vii, b or # before, and one of {', '.join(_QUALITIES)} after.",
            stage="harmony",
        )
    accidental, numeral, suffix = match.groups()
    step = (_DEGREES[numeral.upper()] + {"b": -1, "#": 1}.get(accidental, 0)) % 12
    intervals = _QUALITIES[suffix]
    if numeral.islower():
        intervals = tuple(3 if i == 4 else 10 if i == 11 else i for i in intervals)
    return Chord(symbol, (key.tonic + step) % 12, intervals, _function(step))


def _function(step: int) -> str:
    return {0: "T", 9: "T", 4: "T", 3: "T", 5: "S", 2: "S", 8: "S", 1: "D", 7: "D", 11: "D", 10: "D", 6: "D"}[step]


def extended(symbol: str, key: Key, level: int) -> str:
    """Add colour to a plain triad numeral: level 0 none, 1 sevenths, 2 ninths; colour stays in the scale."""
    match = _ROMAN_PATTERN.match(symbol)
    if level <= 0 or not match or match.group(3):
        return symbol
    chord = chord_of(symbol, key)
    scale = set(key.scale)
    seventh = next((s for s in (10, 11) if (chord.root + s) % 12 in scale), None)
    minor = match.group(2).islower()
    ninth = (chord.root + 14) % 12 in scale
    if seventh is None:
        return symbol
    if minor:
        return symbol + (("9" if ninth else "7") if level > 1 and seventh == 10 else "7" if seventh == 10 else "")
    plain = "7" if seventh == 10 else "maj7"
    # A dominant seventh on a degree that is no dominant would ask for a resolution that never comes.
    if seventh == 10 and chord.function != "D":
        return symbol + ("add9" if ninth else "")
    return symbol + ({"7": "9", "maj7": "maj9"}[plain] if level > 1 and ninth else plain)


def frequency_hz(pitch: float) -> float:
    """Equal temperament, A4 at 440 Hz."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))
