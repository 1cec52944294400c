"""What the gate asks of title and lyrics: the style that stores print.

Sources: the stores' metadata style guides (title case, no capitals throughout, guests as roles and not in the title,
versions in their own field, no generic names, no artist names in titles).
"""

from __future__ import annotations

import re
from typing import Final

from noktvrn.review.facts import GateLimits, WordFacts
from noktvrn.review.findings import Finding, Severity
from noktvrn.review.verdicts import counted, finding

WRITE: Final = "write"

_GUEST: Final = re.compile(r"\b(feat|ft|featuring|prod)\b\.?", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"\b(original mix|album version|radio edit|official|explicit|exclusive|limited edition|free download)\b"
    r"|\bremaster(ed)?\b",
    re.IGNORECASE,
)
_GENERIC: Final = re.compile(
    r"^(track|song|beat|demo|untitled|instrumental|intro|title|test|unknown|new song|my song)\s*(no\.?\s*)?\d*$"
    r"|^(sleep|study|relaxing|meditation|workout|christmas|party|chill|lo-?fi)\s+(music|hits|songs|beats|sounds|mix)$",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?:|www\.|\.(com|net|org|io)\b|[@#]", re.IGNORECASE)
_ALL_CAPS_FROM_LETTERS: Final = 4
"""Shorter titles may be initials."""


def judge_words(words: WordFacts, limits: GateLimits) -> tuple[Finding, ...]:
    """Return the findings about title and lyrics."""
    return (_title_length(words, limits), _title_style(words), _lyrics(words, limits), _line_length(words, limits))


def title_fault(title: str, artist: str) -> str:
    """Name the first rule of store style that the title breaks, as a clause; empty when it breaks none."""
    letters = [character for character in title if character.isalpha()]
    faults = (
        (title != " ".join(title.split()), "has stray spaces"),
        (not any(character.isalnum() for character in title), "has no letter or number"),
        (len(letters) >= _ALL_CAPS_FROM_LETTERS and title == title.upper() != title.lower(), "is all capitals"),
        (bool(letters) and title == title.lower() != title.upper(), "has no capital"),
        (_GUEST.search(title) is not None, "names a guest, who belongs in the credits"),
        (_VERSION.search(title) is not None, "names a version, which belongs in its own field"),
        (_GENERIC.match(title) is not None, "is generic"),
        (_ADDRESS.search(title) is not None, "holds an address or a tag"),
        (_holds_name(title, artist), "holds the artist's name"),
    )
    return next((fault for broken, fault in faults if broken), "")


def _holds_name(title: str, artist: str) -> bool:
    """A self-titled song is allowed; a name beside other words is not."""
    if not artist.strip() or title.casefold() == artist.casefold():
        return False
    return re.search(rf"\b{re.escape(artist)}\b", title, re.IGNORECASE) is not None


def _title_style(words: WordFacts) -> Finding:
    fault = title_fault(words.title, words.artist)
    return finding(
        "title_style",
        "Title",
        not fault,
        value=f"{words.title} {fault}".strip(),
        limit="store style",
        remedy=f"Write another title; this one {fault}.",
        redo_from=WRITE,
    )


def _title_length(words: WordFacts, limits: GateLimits) -> Finding:
    length = len(words.title)
    return finding(
        "title_length",
        "Title length",
        1 <= length <= limits.title_max_characters,
        value=counted(length, "character"),
        limit=f"1 to {limits.title_max_characters} characters",
        remedy="Write a shorter title." if length else "Write a title.",
        redo_from=WRITE,
    )


def _lyrics(words: WordFacts, limits: GateLimits) -> Finding:
    sung = [line for line in words.lyric_lines if line.strip()]
    if words.instrumental and not sung:
        return finding("lyrics", "Lyrics", True, value="instrumental", limit="none", remedy="", redo_from=WRITE)
    return finding(
        "lyrics",
        "Lyrics",
        len(sung) >= limits.lyric_lines_min,
        value=counted(len(sung), "line"),
        limit=f"≥ {limits.lyric_lines_min} lines",
        remedy="Write at least a verse and a chorus.",
        redo_from=WRITE,
    )


def _line_length(words: WordFacts, limits: GateLimits) -> Finding:
    longest = max((len(line) for line in words.lyric_lines), default=0)
    return finding(
        "lyric_lines",
        "Longest line of lyrics",
        longest <= limits.lyric_line_max_characters,
        value=counted(longest, "character"),
        limit=f"≤ {limits.lyric_line_max_characters} characters",
        remedy="Break the longest line; players cut it off.",
        redo_from=WRITE,
        otherwise=Severity.NOTICE,
    )
