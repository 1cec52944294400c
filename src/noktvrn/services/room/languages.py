"""Is a text written in the language that was asked for?

Scripts tell Japanese, Korean, Chinese, Russian, Arabic and their like; the commonest short words tell the languages in
Latin letters apart. The question is only whether a text is *surely* in another language: songs repeat, hum, drop words
and borrow from other tongues, and a false alarm costs a good answer.

References:
    Grefenstette, "Comparing two language identification schemes", JADT 1995: short words suffice from some fifteen
    words on.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from noktvrn.services.room.language_marks import LETTERS, NAMES, SCRIPTS, SHORT_WORDS

_LAST_LATIN = "\u024f"
"""Last of the blocks of Latin letters."""

FEWEST_WORDS = 8
"""Shorter texts are believed to be in any language in the same script."""

FEWEST_HITS = 4
"""Short words of another language that it takes to doubt."""

FEWEST_SIGNS = 6
"""Letters of another script that it takes to doubt."""

_LATIN = "en"
"""Stands for Latin letters, and all that have no script of their own here."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_name(code: str) -> str:
    """Return the English name of a language by its code; the code itself when it is not known."""
    return NAMES.get(_base(code), code)


def language_code(word: str) -> str | None:
    """Return the code of a language by its English name; None when no such name is known."""
    return next((code for code, name in NAMES.items() if name.lower() == word.strip().lower()), None)


def surely_other(text: str, wanted: str) -> str | None:
    """Return the code of the language that a text is in when that is surely not the wanted one, or else None.

    Args:
        text: Prose of any length.
        wanted: Code such as ``"en"`` or ``"pt-BR"``; nothing is ever doubted for one that is not known.
    """
    expected = _base(wanted)
    if expected not in NAMES:
        return None
    signs = _by_script(text)
    script = expected if expected in SCRIPTS else _LATIN
    other = _other_script(signs, script)
    if other == _LATIN:
        return _nearest(_kinds(text), text)
    if other is not None or script != _LATIN:
        return other
    return _by_short_words(text, expected)


def prose_of(answer: BaseModel) -> str:
    """Return the texts of an answer that people read, a line each; identifiers and single words are left out."""
    return "\n".join(text for text in _leaves(answer.model_dump()) if len(text.split()) > 1 or not text.isascii())


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _leaves(item)


def _base(code: str) -> str:
    return code.strip().lower().replace("_", "-").partition("-")[0]


def _by_script(text: str) -> Counter[str]:
    """Count letters by the language that their script stands for."""
    others = [sign for sign in text if sign > _LAST_LATIN and sign.isalpha()]
    counted = Counter(_script_of(sign) for sign in others)
    counted[_LATIN] += sum(map(str.isalpha, text)) - len(others)
    return counted


def _script_of(sign: str) -> str:
    point = ord(sign)
    for code, ranges in SCRIPTS.items():
        if any(first <= point <= last for first, last in ranges):
            return code
    return _LATIN


def _other_script(signs: Counter[str], script: str) -> str | None:
    """Return the script that a text is in when that is surely another one."""
    own, total = signs[script], signs.total()
    if script == "ja" and signs["ja"] * 20 >= signs["zh"]:
        own += signs["zh"]  # Chinese signs alone are no Japanese; with some kana they are
    if script == "zh" and signs["ja"] * 5 >= signs["zh"]:
        own = 0
    # Songs in these languages borrow English hooks, so a fifth is enough; in Latin letters it takes half.
    needed = total / 2 if script == _LATIN else total / 5
    others = {code: count for code, count in signs.items() if code != script}
    if total < FEWEST_SIGNS or own >= needed or not others:
        return None
    return "ja" if signs["ja"] * 5 >= signs["zh"] > 0 and script != "ja" else max(others, key=others.__getitem__)


def _kinds(text: str) -> list[str]:
    """Return the words of a text, each three times at most: a chorus sung five times says no more than sung once."""
    times = Counter(_plain(word) for word in _WORD.findall(text))
    return [word for word, count in times.items() for _ in range(min(count, 3))]


def _by_short_words(text: str, expected: str) -> str | None:
    words = _kinds(text)
    if len(words) < FEWEST_WORDS:
        return None
    for other in sorted(SHORT_WORDS, key=lambda code: -_hits(words, text, code)):
        if other == expected:
            continue
        theirs = _hits(words, text, other, without=expected)
        ours = _hits(words, text, expected, without=other)
        if theirs >= max(FEWEST_HITS, 2.5 * ours, 0.1 * len(words)) and ours < 0.12 * len(words):
            return other
    return None


def _nearest(words: list[str], text: str) -> str:
    return max(SHORT_WORDS, key=lambda code: _hits(words, text, code))


def _hits(words: list[str], text: str, code: str, without: str | None = None) -> float:
    """Count short words of a language, those that another one has as well left out, and its own letters a little."""
    known = _known(code, without)
    letters = sum(text.count(letter) for letter in LETTERS.get(code, ""))
    return sum(map(known.__contains__, words)) + 0.5 * min(letters, len(words) // 4)


@cache
def _known(code: str, without: str | None) -> frozenset[str]:
    return SHORT_WORDS[code] - (SHORT_WORDS[without] if without is not None else frozenset())


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower()).replace("’", "'")
