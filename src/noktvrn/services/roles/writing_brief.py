"""What a song is about: the embedded writer plans the numbers, the room finds the situation."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from noktvrn.ports.language import Role
from noktvrn.ports.writer import BriefRequest, SongBrief
from noktvrn.services.roles.answers import BriefAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.roles.prompt_files import examples_in
from noktvrn.services.roles.remembering import recall, remember
from noktvrn.services.roles.rounds import KEPT, NOT_KEPT, RoundBook
from noktvrn.services.roles.whose_story import is_told_before
from noktvrn.studio.words.wishes import understand

AUTHOR: Final = "author/brief"
SHORTEST: Final = 30
LONGEST: Final = 600


def write_concept(book: RoundBook, request: BriefRequest, planned: SongBrief) -> SongBrief | None:
    """Have the room say what a planned song is about.

    Args:
        book: Asks the room and notes each round.
        request: What to plan from.
        planned: The embedded writer's plan.

    Returns:
        The plan with the room's concept and theme, or None when its answer could not be kept.
    """
    identity = request.artist.identity
    values = {
        "genre": planned.genre.replace("_", " "),
        "mood": planned.mood,
        "key": planned.key,
        "bpm": f"{planned.bpm:.0f}",
        "energy": f"{planned.energy:.2f}",
        "artist": identity.name,
        "story": identity.story,
        "themes": "\n".join(identity.themes),
        "brief": "\n".join((request.brief, *request.notes)),
        "recent": "\n".join(dict.fromkeys(request.recent_themes)),
        "remembered": recall(book, Role.AUTHOR),
    }
    answer = book.ask(AUTHOR, values, BriefAnswer, language="en")
    if answer is None:
        return None
    concept = prose(answer.concept)
    flaw = flaw_in_words(concept)
    if not SHORTEST <= len(concept) <= LONGEST:
        flaw = f"has {len(concept)} characters; {SHORTEST} to {LONGEST} are allowed"
    if is_told_before(concept, examples_in(AUTHOR)):
        flaw = "is the example of the prompt"
    if flaw:
        book.note(f"not kept: the concept {flaw}")
        book.rate(book.rounds[-1], NOT_KEPT)
        return None
    themes = {theme.lower(): theme for theme in identity.themes}
    theme = themes.get(prose(answer.theme).lower(), planned.theme)
    book.note("kept" if theme != planned.theme or answer.theme == theme else f"kept, with the theme {theme!r}")
    book.rate(book.rounds[-1], KEPT)
    return replace(planned, concept=concept, theme=theme, made_by=book.made_by(book.rounds[-1]))


def remember_concept(book: RoundBook, brief: SongBrief) -> None:
    """Remember what a song is about, so that the next one is about something else."""
    remember(book, Role.AUTHOR, f"{brief.theme}: {brief.concept}")


def keeps_concept(request: BriefRequest) -> bool:
    """Whether a take that was asked for is about what the take before was about.

    It is, unless a wish asks for something new: the same song, changed.
    """
    return request.before is not None and bool(request.notes) and not understand(request.notes).renew
