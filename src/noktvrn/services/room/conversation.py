"""What a role said to an artist and what was kept of it, so that the role remembers.

Only words that stand are remembered, each under a mark of the piece of work that it belongs to, so that a step which is
done twice is remembered once. The last ones are kept as they are; those before in short, as lines that are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from noktvrn.ports.language import Role
from noktvrn.ports.room_state import Conversation
from noktvrn.types import ArtistId

LONGEST_WORDS = 700
"""Characters of one thing that is remembered."""

LONGEST_SUMMARY = 2_000
"""Characters of what is remembered in short; its oldest lines go first."""

LONGEST_LINE = 160
"""Characters of a line that is remembered in short."""

LONGEST_TEXT = 3_600
"""Characters of all that a role is reminded of; the oldest lines stay out."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+|\s+")


@dataclass(frozen=True, slots=True)
class Shortening:
    """What is due to be put in short.

    Attributes:
        marks: Of the oldest things that were kept as they are.
        words: These things, oldest first.
        summary: What is in short already.
    """

    marks: tuple[str, ...]
    words: tuple[str, ...]
    summary: str

    @property
    def plainly(self) -> tuple[str, ...]:
        """All of it in short: the beginning of each thing, a line each, the latest as far as there is room."""
        return bounded_lines([*self.summary.split("\n"), *self.words])


def with_words(
    before: Conversation | None, artist_id: ArtistId, role: Role, mark: str, words: str, keep: int, at: datetime
) -> Conversation:
    """Return a conversation with one more thing in it, or with another in its place when the mark is there.

    Args:
        before: The conversation so far.
        artist_id: Artist.
        role: Role.
        mark: Names the piece of work.
        words: What is remembered; cut off after :data:`LONGEST_WORDS`.
        keep: How many things stay as they are.
        at: UTC.
    """
    held = without(before, mark) or Conversation(artist_id, role, "", (), at)
    due = due_for_shortening(held, keep)
    if due is not None:  # nobody was asked for a while who would have put it in short
        held = shortened(held, due, due.plainly, at)
    return replace(held, exchanges=(*held.exchanges, (mark, _plain(words, LONGEST_WORDS))), updated_at=at)


def without(conversation: Conversation | None, mark: str) -> Conversation | None:
    """Return a conversation without what belongs to one piece of work."""
    if conversation is None:
        return None
    return replace(conversation, exchanges=tuple(each for each in conversation.exchanges if each[0] != mark))


def due_for_shortening(conversation: Conversation | None, keep: int) -> Shortening | None:
    """Return what is to be put in short: all but the last few, once there are twice as many; None before."""
    if conversation is None or len(conversation.exchanges) <= 2 * keep:
        return None
    due = conversation.exchanges[: len(conversation.exchanges) - keep]
    return Shortening(tuple(mark for mark, _ in due), tuple(words for _, words in due), conversation.summary)


def shortened(conversation: Conversation, due: Shortening, lines: Sequence[str], at: datetime) -> Conversation:
    """Return a conversation with the lines in place of what was due; unchanged when it was put in short meanwhile."""
    if conversation.summary != due.summary:
        return conversation
    kept = tuple(each for each in conversation.exchanges if each[0] not in due.marks)
    return replace(conversation, summary="\n".join(bounded_lines(lines)), exchanges=kept, updated_at=at)


def as_reminder(conversation: Conversation | None) -> str:
    """Return what a role is reminded of, a line each, oldest first; empty when there is nothing."""
    if conversation is None:
        return ""
    lines = [*filter(None, conversation.summary.split("\n")), *(words for _, words in conversation.exchanges)]
    return "\n".join(_latest([f"- {line}" for line in lines], LONGEST_TEXT))


def bounded_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines cut to their length, the latest of them as far as they fit."""
    plain = [short for line in lines if (short := _plain(line, LONGEST_LINE))]
    return tuple(_latest(plain, LONGEST_SUMMARY))


def _latest(lines: Sequence[str], most: int) -> list[str]:
    kept: list[str] = []
    room = most
    for line in reversed(lines):
        room -= len(line) + 1
        if room < -1:
            break
        kept.append(line)
    return kept[::-1]


def _plain(text: str, most: int) -> str:
    plain = _UNSEEN.sub(" ", text).strip()
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
