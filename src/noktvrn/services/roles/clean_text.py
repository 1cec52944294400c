"""A model's words brought into the form in which words are kept here, and the signs of words that are not wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from noktvrn.roster.known_acts import fold_name, known_act_within
from noktvrn.services.roles.fencing import plain_text
from noktvrn.services.roles.strong_words import is_slur, is_strong

_HEADING: Final = re.compile(
    r"^[\[(]?\s*(verse|pre-?chorus|chorus|bridge|hook|refrain|intro|outro|break|title)\s*\d*\s*([\])]\s*:?|:)\s*$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"^(?:[-*•–]\s+|\d{1,2}[.)]\s+)")
_REPEAT: Final = re.compile(r"\s*[\[(](?:x\s*\d+|\d+\s*x|repeat)[\])]\s*$", re.IGNORECASE)
_QUOTES: Final = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "´": "'", "`": "'", "…": "..."}
_PUNCTUATION: Final = frozenset(" '\",.;:!?-–—()&")
_ADDRESS: Final = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|dev|co|app|ai)\b|@\w", re.IGNORECASE)
_KEY: Final = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|ghp|glpat|xox[a-z])[-_]\w[\w-]{5,}|\bAIza[\w-]{10,}|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{20,}\b",
    re.IGNORECASE,
)
"""What looks like a key of an account: nobody sings or tells it."""
_TALK: Final = re.compile(
    r"\bas an? (?:ai|assistant)\b|\blanguage model\b|\bi(?:'m| am) an ai\b|\bsystem (?:prompt|message)\b"
    r"|\bi(?:'m| am) sorry, but i (?:can(?:'t|not)|am unable)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.]{0,30}\b(?:instruction|prompt)s?\b"
    r"|\bhere (?:is|are) (?:the|your) (?:\w+ )?(?:lyrics?|draft|answer|json)\b|\b(?:json|schema|api key)\b"
    r"|\bi (?:can(?:'t|not)|won't|am unable to) (?:assist|comply|help (?:you )?with (?:that|this|your))\b",
    re.IGNORECASE,
)
"""Words of an assistant about its work, or of somebody who tries to steer one. Nobody sings them."""


def plain_line(text: str) -> str:
    """Return one line of words: no controls, plain quotes, no bullet, number or repeat mark around it."""
    line = " ".join(plain_text(text).split())
    for fancy, plain in _QUOTES.items():
        line = line.replace(fancy, plain)
    line = _REPEAT.sub("", _NUMBERED.sub("", line)).strip()
    wrapped = len(line) > 1 and line[0] == line[-1] == '"' and line.count('"') == 2
    return line[1:-1].strip() if wrapped else line


def sung_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of a stanza as sung: cleaned, without headings and empty lines."""
    parts = (part for line in lines for part in plain_text(line).split("\n"))
    clean = (plain_line(part) for part in parts if not _HEADING.match(part.strip()))
    return tuple(line for line in clean if line)


def prose(text: str) -> str:
    """Return a text as one paragraph of plain prose."""
    return plain_line(plain_text(text).replace("\n", " "))


def odd_signs(text: str) -> str:
    """Return the signs of a text that are neither letters, digits nor punctuation of prose; each once."""
    odd = (
        sign
        for sign in text
        if sign not in _PUNCTUATION and unicodedata.category(sign)[0] not in "LM" and not sign.isdecimal()
    )
    return "".join(dict.fromkeys(odd))


def flaw_in_words(text: str, *, may_be_strong: bool = False) -> str:
    """Name the first thing in a text that must not stand in any, as a clause; empty when there is none.

    Args:
        text: Cleaned words.
        may_be_strong: Whether strong language is allowed.
    """
    signs = odd_signs(text)
    act = known_act_within(text)
    strong = next((word for word in fold_name(text).split() if is_strong(word)), "")
    flaws = (
        (_ADDRESS.search(text) is not None, "holds an address"),
        (_KEY.search(text) is not None, "holds what looks like a key"),
        (bool(signs), f"holds signs that are not words: {signs[:8]}"),
        (_TALK.search(text) is not None, "talks about the work instead of doing it"),
        (act is not None, f"names {act}"),
        (any(is_slur(word) for word in fold_name(text).split()), "demeans people"),
        (bool(strong) and not may_be_strong, "holds strong language"),
    )
    return next((clause for broken, clause in flaws if broken), "")
