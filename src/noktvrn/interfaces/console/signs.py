"""What a terminal can show: signs for one that knows no Unicode, and nothing that would steer it."""

from __future__ import annotations

import locale
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PLAIN: Final = {
    "✓": "+", "●": "*", "✗": "x", "·": "-", "◗": ")", "▶": ">", "❚": "=", "█": "#", "▁": "_", "▂": "_", "▃": "-",
    "▄": "-", "▅": "=", "▆": "=", "▇": "#", "▔": "-", "─": "-", "━": "=", "╸": "=", "│": "|", "┤": "|", "╵": "|",
    "…": "~", "−": "-", "–": "-", "≤": "<", "≥": ">", "±": "~", "×": "x", "‘": "'", "’": "'", "“": '"', "”": '"',
    "▎": "|", "▏": "|", "▕": "|", "▌": "|", "↑": "^", "↓": "v", "→": ">", "←": "<", "ß": "s", "Ø": "O", "ø": "o",
    "ł": "l", "Ł": "L",
}  # fmt: skip
"""One character for one, so that nothing moves."""

_STEERS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of writing and would put words where they do not stand."""


def knows_unicode(encoding: str | None = None) -> bool:
    """Return whether the locale's encoding can show every sign.

    Args:
        encoding: Name of the encoding; that of the locale when None.
    """
    name = encoding or locale.getencoding()
    try:
        "✓●✗▅─".encode(name)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def printable(text: str) -> str:
    """Return text as one line that steers no terminal: what is not printable becomes a mark."""
    if text.isprintable() and _STEERS.isdisjoint(text):
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in _STEERS:
        return ""
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


class PlainSigns(LineFilter):
    """Draws everything with ASCII, each character as wide as the one it stands for."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return segments whose text any terminal can show."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]


@lru_cache(4_096)
def in_ascii(text: str) -> str:
    """Return text of the same width in ASCII: signs by their likeness, accents dropped, the rest as question marks."""
    return text if text.isascii() else "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    from unicodedata import normalize

    if character.isascii():
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    bare = normalize("NFD", character)[0]
    return bare if bare.isascii() else "?" * cell_len(character)
