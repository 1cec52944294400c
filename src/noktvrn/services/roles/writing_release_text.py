"""What is said about a release: the room writes it, our rules leave only what the label can support."""

from __future__ import annotations

from typing import Final

from noktvrn.ports.writer import ReleaseText, ReleaseTextRequest
from noktvrn.services.roles.answers import ReleaseTextAnswer
from noktvrn.services.roles.release_rules import (
    LANGUAGE,
    ReleaseFactSheet,
    fault_in_whole,
    held_sentences,
    plain_release_text,
    spoken_key,
)
from noktvrn.services.roles.rounds import KEPT, MENDED, NOT_KEPT, RoundBook
from noktvrn.studio.words.release_text import told_concept

AUTHOR: Final = "author/release_text"


def write_release_text(book: RoundBook, request: ReleaseTextRequest) -> ReleaseText | None:
    """Have the room write what is said about a release.

    Args:
        book: Asks the room and notes each round.
        request: What may be said.

    Returns:
        The text, or None when its answer could not be kept. The first sentence carries the others, so a text whose
        first sentence breaks a rule is not kept at all; of others the sentence is left out.
    """
    values = _values(request)
    answer = book.ask(AUTHOR, values, ReleaseTextAnswer, language=LANGUAGE)
    if answer is None:
        return None
    facts = fact_sheet(request, values)
    text = plain_release_text(answer.description)
    kept, faults = held_sentences(text, facts)
    whole = fault_in_whole(kept, facts) if kept and text.startswith(kept[0]) else (faults or ("is empty",))[0]
    if whole:
        book.note(f"not kept: the text {whole}"[:600])
        book.rate(book.rounds[-1], NOT_KEPT)
        return None
    book.note(f"kept; left out because it {', '.join(faults)}"[:600] if faults else "kept")
    book.rate(book.rounds[-1], MENDED if faults else KEPT)
    return ReleaseText(" ".join(kept), book.made_by(book.rounds[-1]))


def fact_sheet(request: ReleaseTextRequest, values: dict[str, str]) -> ReleaseFactSheet:
    """Return what a text about a release is held against.

    Args:
        request: What may be said.
        values: What the prompt was filled in with.
    """
    said = (text for name, text in values.items() if name != "bpm")
    return ReleaseFactSheet(
        title=request.title,
        artist=request.artist.identity.name,
        words="\n".join(said),
        bpm=request.brief.bpm,
        key=request.brief.key,
    )


def _values(request: ReleaseTextRequest) -> dict[str, str]:
    identity, brief = request.artist.identity, request.brief
    return {
        "genre": brief.genre.replace("_", " "),
        "mood": brief.mood,
        "bpm": f"{brief.bpm:.0f}",
        "key": spoken_key(brief.key),
        "perspective": request.artist.writer.perspective,
        "artist": identity.name,
        "story": identity.story,
        "title": request.title,
        "theme": brief.theme,
        "concept": told_concept(brief.concept),
    }
