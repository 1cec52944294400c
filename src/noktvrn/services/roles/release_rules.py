"""What may be said about a release: sentence by sentence, against the facts that the label knows.

A text in public makes promises. So a name, a figure, a quotation or a word of success stands only where it stands in
the facts as well; a sentence with any other is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from noktvrn.catalogue.release import DESCRIPTION_MAX_CHARACTERS
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.room.languages import language_name, surely_other

MOST_SENTENCES: Final = 3
SHORTEST: Final = 30
LANGUAGE: Final = "en"

_MARKUP: Final = re.compile(r"</?[a-zA-Z!][^<>]{0,300}>|\*{1,3}|__|`+")
_GAP: Final = re.compile(r"\s+(?=[.,;:!?](?:\s|\Z))")
"""Before a stop, where markup was."""
_END: Final = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\")\s+")
_ENDED: Final = re.compile(r"[.!?][\"')]?\Z")
_QUOTED: Final = re.compile(r'"([^"]*)"')
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_TEMPO: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:bpm|beats\s+(?:per|a)\s+minute)\b", re.IGNORECASE)
_OF_TEMPO: Final = re.compile(r"\b(?:bpm|beats\s+(?:per|a)\s+minute)\b", re.IGNORECASE)
_KEY: Final = re.compile(r"\b([A-G](?:[ -]?(?:sharp|flat)|[#♯b♭])?)[ -](major|minor)\b")
_CLAIM: Final = re.compile(
    r"\b(?:chart(?:s|ed|ing|-topping)?|awards?|awarded|award-winning|grammy\w*|nominat\w+|prizes?|platinum"
    r"|number[ -]one|best-?sell\w+|best|greatest|finest|biggest|most\s+(?:popular|loved|played)|viral|acclaim\w*"
    r"|critics?|reviews?|reviewers?|masterpieces?|legendary|legends?|iconic|icons?|ground-?breaking|unforgettable|renowned|famous"
    r"|celebrated|beloved|stars?|million\w*|billion\w*|streams|streamed|sold|sales|debut\w*|albums?|ep|lp|mixtapes?"
    r"|featur\w+|feat|ft|remix\w*|produced|producers?|recorded|mixed|mastered|tour\w*|concerts?|festivals?|fans?"
    r"|audiences?|listeners|(?:smash|chart|summer|radio|club|instant)\s+hits?|out\s+now|pre-?save|available|everywhere"
    r"|latest|newest|upcoming|forthcoming|long-awaited|comeback|follow-?up|new\s+(?:single|song|release|track|music)"
    r"|first\s+(?:single|song|release|track)|true\s+story|real[ -]life|based\s+on|inspired\s+by|signed|supported\s+by"
    r"|guarantee\w*|free|buy|download|subscribe|listen\s+now)\b",
    re.IGNORECASE,
)
"""Success, praise, people who took part, other releases, offers: what the label cannot support or does not know."""

_ALWAYS_LARGE: Final = frozenset({"i", "i'm", "i've", "i'll", "i'd"})


@dataclass(frozen=True, slots=True)
class ReleaseFactSheet:
    """What a text about a release is held against.

    Attributes:
        title: Title of the song.
        artist: Stage name.
        words: All words that were given, for names and figures.
        bpm: Tempo.
        key: Key, such as ``"F# minor"``.
    """

    title: str
    artist: str
    words: str
    bpm: float
    key: str


def plain_release_text(text: str) -> str:
    """Return a text as one paragraph without markup."""
    return _GAP.sub("", prose(_MARKUP.sub(" ", text)))


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph; a stop within double quotes, as in a title, ends none."""
    found: list[str] = []
    for part in _END.split(text):
        if found and found[-1].count('"') % 2:
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return tuple(found)


def held_sentences(text: str, facts: ReleaseFactSheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences of a text that may stand, as many as fit, and why the others may not.

    Args:
        text: Plain text; see :func:`plain_release_text`.
        facts: What is known.
    """
    kept: list[str] = []
    faults: list[str] = []
    for sentence in sentences_of(text):
        fault = fault_in(sentence, facts)
        if not fault and (len(kept) == MOST_SENTENCES or len(" ".join([*kept, sentence])) > DESCRIPTION_MAX_CHARACTERS):
            fault = "is too much"
        if fault:
            faults.append(fault)
        else:
            kept.append(sentence)
    return tuple(kept), tuple(faults)


def fault_in_whole(kept: tuple[str, ...], facts: ReleaseFactSheet) -> str:
    """Name what is wrong with the sentences that are left, as a clause; empty when nothing is."""
    text = " ".join(kept)
    other = surely_other(text, LANGUAGE)
    faults = (
        (len(text) < SHORTEST, f"has {len(text)} characters left; {SHORTEST} are the least"),
        (not _names(text, facts), "names neither the song nor the artist"),
        (other is not None, f"is in {language_name(other or '')}"),
    )
    return next((clause for broken, clause in faults if broken), "")


def fault_in(sentence: str, facts: ReleaseFactSheet) -> str:
    """Name the first thing that must not stand in a sentence about a release; empty when there is none."""
    return next(_faults_in(sentence, facts), "")


def sentences_without_other_tempo(text: str, bpm: float) -> str:
    """Return a text without the sentences that name another tempo than this one."""
    return " ".join(sentence for sentence in sentences_of(text) if not _says_other_tempo(sentence, bpm))


def _says_other_tempo(text: str, bpm: float) -> bool:
    allowed = {f"{bpm:.0f}", f"{bpm:g}"}
    return any(found[1] not in allowed for found in _TEMPO.finditer(text))


def _faults_in(sentence: str, facts: ReleaseFactSheet) -> Iterator[str]:
    told = _without_names(sentence, facts)
    flaw = flaw_in_words(told)
    if flaw:
        yield flaw
    if not _ENDED.search(sentence):
        yield "does not end"
    if "!" in told or "?" in told:
        yield "calls out or asks"
    known = facts.words.casefold()
    for quoted in _QUOTED.findall(told):
        yield f"quotes {quoted[:60]!r}"
    if told.count('"') % 2:
        yield "opens a quotation and never ends it"
    for claim in _CLAIM.finditer(told):
        if claim[0].casefold() not in known:
            yield f"claims {claim[0]!r}"
    yield from _figures(told, facts)
    known_words = {_bare(word) for word in _WORD.findall(facts.words)}
    for name in _large_words(_KEY.sub(" ", told)):
        if _bare(name) not in known_words:
            yield f"names {name!r}, which is not among the facts"


def _figures(told: str, facts: ReleaseFactSheet) -> Iterator[str]:
    if _says_other_tempo(told, facts.bpm):
        yield f"names another tempo than {facts.bpm:.0f} bpm"
    rest = _TEMPO.sub(" ", told)
    if _OF_TEMPO.search(rest):
        yield "names a tempo in words"
    unknown = [number for number in _NUMBER.findall(rest) if number not in _NUMBER.findall(facts.words)]
    if unknown:
        yield f"names the figure {unknown[0]}"
    for tonic, mode in _KEY.findall(told):
        if spoken_key(f"{tonic} {mode}") != spoken_key(facts.key):
            yield f"names another key than {facts.key}"


def spoken_key(key: str) -> str:
    """Return a key in words: ``"F# minor"`` is ``"F sharp minor"``."""
    spoken = re.sub(r"(?<=\b[A-G])(?:[#♯]|[ -]?sharp)", " sharp", key)
    return re.sub(r"(?<=\b[A-G])(?:[♭b]|[ -]?flat)", " flat", spoken)


def _names(text: str, facts: ReleaseFactSheet) -> bool:
    said = text.casefold()
    return facts.title.casefold() in said or facts.artist.casefold() in said


def _without_names(sentence: str, facts: ReleaseFactSheet) -> str:
    """Return a sentence with "it" for the song and the artist, whose names are what they are."""
    for name in (f'"{facts.title}"', facts.title, facts.artist):
        sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "it", sentence)
    return sentence


def _large_words(told: str) -> Iterator[str]:
    """Return the words that begin with a capital where no sentence does: they are names."""
    for found in _WORD.finditer(told):
        before = told[: found.start()].rstrip(" \"'(")
        is_first = not before or before.endswith(":")
        if found[0][0].isupper() and not is_first and found[0].casefold() not in _ALWAYS_LARGE:
            yield found[0]


def _bare(word: str) -> str:
    return word.casefold().removesuffix("'s")
