"""Telling a refusal from an answer, and from a line of a song.

Two measures. Prose that stands where JSON was due has failed anyway; there a loose pattern is enough to say why. A
field of a well-formed answer is only taken for a refusal when it begins as one *and* speaks of requests, policies or
being a machine, since "I'm sorry but I can't help" is also how a chorus may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_LONGEST_REFUSAL: Final = 1_200
"""Characters; what is longer is an answer that happens to begin so."""

_APOLOGY = r"(?:i(?:['’]?m| am)(?: very| so| really)? sorry|sorry|i apologi[sz]e|apologies|unfortunately)"
_CANNOT = r"(?:can(?:['’]?t|not| not)|won['’]?t|will not|(?:am|['’]m) (?:unable|not able) to)"
_DECLINES = r"(?:must|have to|need to) (?:respectfully )?(?:decline|refuse)"
_MAKE = r"(?:create|write|generate|produce|provide)"
_ACT = rf"(?:{_MAKE}|help|assist|comply|fulfil+|continue|do (?:that|this)|answer|discuss|engage)"
_START = r"^[\s\"'*#>-]*"

_LOOSE = re.compile(
    _START
    + rf"(?:{_APOLOGY}[,.!:;]?(?: but)?(?: as an? [^,.]{{1,40}},?)? )?(?:but )?i ?(?:{_CANNOT} {_ACT}\b|{_DECLINES})"
    + rf"|{_START}{_APOLOGY}[,.!;]? (?:but )?(?:i|this|that|your)\b"
    + rf"|{_START}as an? (?:ai|artificial|language|large language)\b"
    + rf"|{_START}(?:(?:es )?tut mir leid|(?:je suis )?désolée?|lo siento|mi dispiace|desculpe|申し訳)",
    re.IGNORECASE,
)
_MACHINE_TALK = re.compile(
    r"\b(?:(?:this|that|your|the) request|(?:content|usage|safety|our|my) polic(?:y|ies)|guidelines"
    r"|as an? (?:ai|artificial intelligence|assistant)|language model|copyrighted (?:lyrics|material|content)"
    r"|with (?:that|this) (?:request|task)|(?:assist|help) (?:you )?with (?:that|this)\s*[.!]?\s*$"
    rf"|{_MAKE} (?:that|this|such) (?:kind|type|content|material))",
    re.IGNORECASE,
)


def is_refusal(prose: str) -> bool:
    """Return whether prose that stands where JSON was due is a refusal."""
    return len(prose) <= _LONGEST_REFUSAL and _LOOSE.search(prose) is not None


def holds_refusal(value: Any) -> bool:
    """Return whether any text within a well-formed answer is, as a whole, a refusal."""
    return any(
        len(text) <= _LONGEST_REFUSAL and _LOOSE.search(text) is not None and _MACHINE_TALK.search(text) is not None
        for text in _texts(value)
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)
