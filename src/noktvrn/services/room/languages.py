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
from typing import Any

from pydantic import BaseModel

from noktvrn.services.room.language_marks import LETTERS, NAMES, SCRIPTS, SHORT_WORDS

FEWEST_WORDS = 8
"""Shorter texts are believed to be in any language in the same script."""

FEWEST_HITS = 4
"""Short words of another language that it takes to doubt."""

FEWEST_SIGNS = 6
"""Letters of another script that it takes to doubt."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_name(code: str) -> str:
    """Return the English name of a language by its code; the code itself when it is not known."""
    return NAMES.get(_base(code), code)


def surely_other(text: str, wanted: str) -> str | None:
    """Return the code of the language that a text is in when that is surely not the wanted one, or else None.

    Args:
        text: Prose of any length.
        wanted: Code such as ``"en"`` or ``"pt-BR"``; nothing is ever doubted for one that is not known.
    """
    expected = _base(wanted)
    if expected not in NAMES:
        return None
    by_script = _by_script(text)
    foreign = {code for code in by_script if code not in _same_script(expected)}
    total = sum(by_script.values())
    if expected in SCRIPTS:
        return _in_other_script(by_script, expected, total)
    strangers = sum(by_script[code] for code in foreign)
    if strangers >= FEWEST_SIGNS and strangers > total / 2:
        return max(foreign, key=by_script.__getitem__)
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
    """Count letters by the language that their script stands for; Latin letters count as ``"en"``."""
    counted: Counter[str] = Counter()
    for sign in text:
        if sign.isalpha():
            counted[_script_of(sign)] += 1
    return counted


def _script_of(sign: str) -> str:
    point = ord(sign)
    for code, ranges in SCRIPTS.items():
        if any(first <= point <= last for first, last in ranges):
            return code
    return "en"


def _same_script(expected: str) -> frozenset[str]:
    return frozenset({expected} if expected in SCRIPTS else {"en"})


def _in_other_script(by_script: Counter[str], expected: str, total: int) -> str | None:
    own = by_script[expected]
    if expected == "ja":
        # Chinese signs alone are no Japanese; with some kana they are.
        own += by_script["zh"] if by_script["ja"] * 20 >= by_script["zh"] else 0
    if expected == "ko":
        own += min(by_script["zh"], by_script["ko"])
    # Songs in these languages borrow English hooks, so a fifth is enough.
    if total < FEWEST_SIGNS or own * 5 >= total:
        return None
    others = [code for code in by_script if code != expected]
    return max(others, key=by_script.__getitem__)


def _by_short_words(text: str, expected: str) -> str | None:
    words = [_plain(word) for word in _WORD.findall(text)]
    # A chorus that is sung five times says no more than when it is sung once.
    distinct = Counter(words)
    kinds = [word for word, times in distinct.items() for _ in range(min(times, 3))]
    if len(kinds) < FEWEST_WORDS:
        return None
    hits = {code: _hits(kinds, text, code) for code in SHORT_WORDS}
    other = max((code for code in hits if code != expected), key=hits.__getitem__)
    surely = hits[other] >= max(FEWEST_HITS, 2.5 * hits[expected], 0.1 * len(kinds))
    return other if surely and hits[expected] < 0.12 * len(kinds) else None


def _hits(words: list[str], text: str, code: str) -> float:
    letters = sum(text.count(letter) for letter in LETTERS.get(code, ""))
    return sum(word in SHORT_WORDS[code] for word in words) + 0.5 * min(letters, len(words) // 4)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower()).replace("’", "'")
