"""Text as Telegram shows it: HTML of a few tags, every value escaped, lengths counted as Telegram counts them.

Telegram counts a text in UTF-16 code units after its tags are taken out. Names and titles come from writers and
listeners, so anything may stand in them: control signs are dropped, and what runs from right to left is set apart, so
that it cannot turn the rest of a line around.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

CAPTION_LIMIT: Final = 1_024
TEXT_LIMIT: Final = 4_096
ANSWER_LIMIT: Final = 200
BUTTON_LIMIT: Final = 60
"""Longer words on a button are cut by every client."""

_ISOLATE, _POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Parts of words and of pictures that are put together."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line.

    Attributes:
        text: What is read; plain.
        tag: ``"b"``, ``"i"``, ``"code"``, ``"blockquote expandable"``, or empty.
        link: Address that it leads to, or empty.
    """

    text: str
    tag: str = ""
    link: str = ""


Line: TypeAlias = "str | Span | Sequence[str | Span]"
"""One line: plain text is escaped like everything else."""


def bold(text: str) -> Span:
    """Return text in bold."""
    return Span(text, "b")


def italic(text: str) -> Span:
    """Return text in italics."""
    return Span(text, "i")


def code(text: str) -> Span:
    """Return text that is copied by a tap."""
    return Span(text, "code")


def folded(text: str) -> Span:
    """Return a longer text of which three lines are shown until it is tapped; a line of its own."""
    return Span(text, "blockquote expandable")


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)


def plain(text: str) -> str:
    """Return a text on one line, without signs that cannot be seen or that change the direction of what follows."""
    kept = []
    for sign in text:
        if sign in "\n\r\t":
            kept.append(" ")
        elif unicodedata.category(sign) not in _DROPPED or sign in _JOINERS:
            kept.append(sign)
    return " ".join("".join(kept).split())


def clipped(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` units, cut with an ellipsis."""
    if units(text) <= limit:
        return text
    room, kept = limit - 1, []
    for sign in text:
        room -= units(sign)
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…" if limit > 0 else ""


def name(text: str, limit: int = 120) -> str:
    """Return a name or title as it may stand in a line: plain, cut, and set apart when it runs from right to left."""
    shown = clipped(plain(text), limit)
    if any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in shown):
        return f"{_ISOLATE}{shown}{_POP}"
    return shown


def length_of(lines: Iterable[Line]) -> int:
    """Return how long lines are as Telegram counts them."""
    pieces = [[line] if isinstance(line, str | Span) else line for line in lines]
    return sum(units(_span(piece).text) for line in pieces for piece in line) + max(len(pieces) - 1, 0)


def rendered(lines: Iterable[Line], limit: int = TEXT_LIMIT) -> str:
    """Return lines as HTML of at most ``limit`` units; what does not fit is cut, never its tags."""
    room, parts = limit, []
    for number, line in enumerate(lines):
        spans = [line] if isinstance(line, str | Span) else list(line)
        length = sum(units(_span(span).text) for span in spans) + bool(number)
        if length > room:
            parts.append(_cut(spans, room - bool(number), bool(number)))
            break
        room -= length
        parts.append(("\n" if number else "") + "".join(_html(_span(span)) for span in spans))
    return "".join(parts)


def _cut(spans: Sequence[str | Span], room: int, follows: bool) -> str:
    """Return as much of a line as fits, if that is worth a line."""
    if room < 2:
        return ""
    written = []
    for each in spans:
        span = _span(each)
        if units(span.text) >= room:
            written.append(_html(Span(clipped(span.text + " ", room), span.tag, span.link)))
            break
        written.append(_html(span))
        room -= units(span.text)
    return ("\n" if follows else "") + "".join(written)


def _span(piece: str | Span) -> Span:
    return piece if isinstance(piece, Span) else Span(piece)


def _html(span: Span) -> str:
    text = html.escape(_whole(span.text), quote=False)
    if not text.strip():
        return text
    if span.tag:
        text = f"<{span.tag}>{text}</{span.tag.partition(' ')[0]}>"
    return f'<a href="{html.escape(_whole(span.link))}">{text}</a>' if span.link else text


def _whole(text: str) -> str:
    """Return a text that can be sent: halves of a pair of surrogates cannot, nor can the sign of no value."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
