"""What is said about a release, in the artist's language too: the helper translates, rules and a validator check.

A text in public makes promises, and our rules for what may be promised read English. So a translation has to agree with
the English text in all that can be counted, and stands only when a validator answered and objected to nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from noktvrn.catalogue.release import DESCRIPTION_MAX_CHARACTERS
from noktvrn.ports.writer import ReleaseTextRequest, TranslatedText
from noktvrn.services.roles.answers import ReleaseTextAnswer, ValidationAnswer
from noktvrn.services.roles.clean_text import flaw_in_words
from noktvrn.services.roles.release_rules import LANGUAGE, plain_release_text, sentences_of
from noktvrn.services.roles.rounds import KEPT, NOT_KEPT, TRANSLATOR, RoundBook
from noktvrn.services.room.languages import language_name, surely_other

VALIDATOR: Final = "validator/translation"
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_TEMPO: Final = re.compile(r"(\d+(?:\.\d+)?)\s*bpm\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r'["„“”«»]([^"„“”«»]*)["„“”«»]')


def is_wanted(request: ReleaseTextRequest) -> bool:
    """Whether the artist sings in another language than the stores read."""
    return request.artist.writer.language.lower().partition("-")[0] != LANGUAGE


def translate_release_text(book: RoundBook, request: ReleaseTextRequest, text: str) -> TranslatedText | None:
    """Have the room translate what is said about a release.

    Args:
        book: Asks the room and notes each round.
        request: What the text was written from.
        text: The English text, as it stands.

    Returns:
        The translation, or None when nobody wrote one that could be kept.
    """
    code = request.artist.writer.language
    draft = ReleaseTextAnswer(description=text).model_dump_json()
    answer = book.ask(TRANSLATOR, {"language": language_name(code), "draft": draft}, ReleaseTextAnswer, language=code)
    if answer is None:
        return None
    written_in = book.rounds[-1]
    translation = plain_release_text(answer.description)
    fault = fault_in_translation(translation, text, request) or _objection(book, translation, text, code)
    book.rate(written_in, NOT_KEPT if fault else KEPT)
    if fault:
        book.note(f"not kept: the translation {fault}"[:600])
        return None
    return TranslatedText(code, translation, book.made_by(written_in))


def fault_in_translation(translation: str, text: str, request: ReleaseTextRequest) -> str:
    """Name the first thing in which a translation does not agree with the text, as a clause; empty for nothing."""
    code, names = request.artist.writer.language, (request.title, request.artist.identity.name)
    told = translation
    for name in names:
        told = told.replace(name, "")
    other = surely_other(translation, code)
    flaw = flaw_in_words(told)
    faults = (
        (not translation, "is empty"),
        (len(translation) > DESCRIPTION_MAX_CHARACTERS, f"has {len(translation)} characters"),
        (other is not None, f"is in {language_name(other or '')}"),
        (translation == text, "is the text itself"),
        (len(sentences_of(translation)) != len(sentences_of(text)), "has another number of sentences"),
        (_counted(_NUMBER, translation) != _counted(_NUMBER, text), "names other figures"),
        (_counted(_TEMPO, translation) != _counted(_TEMPO, text), "names a tempo in other words"),
        (any((name in text) != (name in translation) for name in names), "does not keep the names"),
        (any(quote.strip() for quote in _QUOTED.findall(told)), "quotes more than the title"),
        ("!" in told or "?" in told, "calls out or asks"),
        (bool(flaw), flaw),
    )
    return next((clause for broken, clause in faults if broken), "")


def _objection(book: RoundBook, translation: str, text: str, code: str) -> str:
    values = {"language": language_name(code), "original": text, "translation": translation}
    answer = book.ask(VALIDATOR, values, ValidationAnswer)
    if answer is None:
        return "was checked by nobody"
    found = [one for one in answer.objections if one.quote.strip() and one.quote.strip() in translation]
    book.note(f"{len(found)} of {len(answer.objections)} objections quote the translation")
    book.rate(book.rounds[-1], len(found) / len(answer.objections) if answer.objections else KEPT)
    return "says what the text does not" if found else ""


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))
