"""What the release will say about itself."""

from __future__ import annotations

from rich.text import Text

from noktvrn.interfaces.console.lines import facts, section, wrap
from noktvrn.interfaces.presenters.release_words import AS_SHOWN, HEADING, NOTHING_SAID, release_words
from noktvrn.services.views import ReviewView


def release_text_lines(review: ReviewView, width: int) -> list[Text]:
    """Return description and credits as the shop's page will show them; nothing where nothing is said."""
    words = release_words(review)
    if not words.description and not words.credits:
        return []
    described = wrap(words.description, width, "ink2") if words.description else wrap(NOTHING_SAID, width, "ink3")
    lines = [Text(), section(HEADING, AS_SHOWN), *described]
    return [*lines, *facts([(party, made) for made, party in words.credits], width)] if words.credits else lines
