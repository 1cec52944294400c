"""What a role is reminded of before it is asked, and what it remembers of what was kept.

When much has gathered the helper puts the older part in short. Its lines are held to rules of our own; where none
stands, or nobody answers, the beginnings of the words do. Roles see all of it between fences: a record, never an
instruction.
"""

from __future__ import annotations

import re
from typing import Final

from noktvrn.ports.language import Role
from noktvrn.services.roles.answers import ShortAnswer
from noktvrn.services.roles.clean_text import flaw_in_words, prose
from noktvrn.services.roles.rounds import KEPT, MENDED, NOT_KEPT, RoundBook
from noktvrn.services.room.conversation import LONGEST_LINE, Shortening, as_reminder

HELPER: Final = "helper/sum-up"
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def recall(book: RoundBook, role: Role) -> str:
    """Return what a role is reminded of; empty where nothing is remembered.

    What belongs to the very piece of work is left out, so that a step that is done twice asks the same.
    """
    memory, artist_id = book.memory, book.artist_id
    if memory is None or artist_id is None:
        return ""
    talk = memory.recall(artist_id, role, book.mark)
    due = memory.due(talk)
    if due is not None:
        memory.shorten(artist_id, role, due, _in_short(book, due) or due.plainly)
        talk = memory.recall(artist_id, role, book.mark)
    return as_reminder(talk)


def remember(book: RoundBook, role: Role, words: str) -> None:
    """Remember words that stand, whoever wrote them."""
    if book.memory is not None and book.artist_id is not None:
        book.memory.remember(book.artist_id, role, book.mark, words)


def _in_short(book: RoundBook, due: Shortening) -> tuple[str, ...]:
    values = {"most": str(LONGEST_LINE), "summary": due.summary, "entries": "\n".join(f"- {one}" for one in due.words)}
    answer = book.ask(HELPER, values, ShortAnswer, language="en")
    if answer is None:
        return ()
    known = set(_NUMBER.findall("\n".join(values.values())))
    lines = [prose(line) for line in answer.lines]
    kept = tuple(line for line in lines if line and _holds(line, known))
    book.note(f"{len(kept)} of {len(lines)} lines kept")
    book.rate(book.rounds[-1], NOT_KEPT if not kept else KEPT if len(kept) == len(lines) else MENDED)
    return kept


def _holds(line: str, numbers: set[str]) -> bool:
    """Whether a line may be remembered: short enough, nothing in it that no text may have, no number of its own."""
    told = line.replace("%", "").replace("/", " ")
    return len(line) <= LONGEST_LINE and not flaw_in_words(told) and set(_NUMBER.findall(line)) <= numbers
