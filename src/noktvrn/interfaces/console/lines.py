"""Lines of text: made, wrapped, cut, set beside one another. Widths are in cells, so that wide letters count twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from noktvrn.interfaces.console.signs import printable
from noktvrn.interfaces.console.tones import STANDING_ROLES, Colours, palette
from noktvrn.interfaces.presenters.standing import Standing

_WRAPPER: Final = palette(Colours.NONE)


def say(text: str, role: str = "ink") -> Text:
    """Return one line in a role; whatever would steer the terminal is taken out of it."""
    return Text(printable(text), style=role, no_wrap=True, end="")


def join(*parts: Text | str) -> Text:
    """Return parts as one line; plain strings are blanks between them."""
    line = Text(no_wrap=True, end="")
    for part in parts:
        if isinstance(part, str):
            line.append(part)
        else:
            line.append_text(part)
    return line


def sign(standing: Standing) -> Text:
    """Return the sign of a way to stand."""
    return say(standing.symbol, STANDING_ROLES[standing])


def same(one: Text | None, other: Text | None) -> bool:
    """Return whether two lines look the same; Rich's own comparison leaves the style of the whole line out."""
    if one is None or other is None:
        return one is other
    return one.plain == other.plain and one.style == other.style and one.spans == other.spans


def fit(text: Text, width: int) -> Text:
    """Return the line cut to a width, with an ellipsis where something is missing."""
    if text.cell_len <= width:
        return text
    cut = text.copy()
    cut.truncate(max(width, 0), overflow="ellipsis")
    return cut


def fill(text: Text, width: int) -> Text:
    """Return the line at exactly this width."""
    shown = fit(text, width).copy()
    shown.append(" " * (width - shown.cell_len))
    return shown


def ends(left: Text, right: Text, width: int, *, gap: int = 2) -> Text:
    """Return a line with words at both ends; the left one gives way."""
    if not right.plain or right.cell_len + gap >= width:
        return fit(left, width)
    shown = fit(left, width - right.cell_len - gap)
    return join(shown, " " * (width - shown.cell_len - right.cell_len), right)


def wrap(text: str | Text, width: int, role: str = "ink", *, indent: int = 0, most: int | None = None) -> list[Text]:
    """Return text as lines of at most ``width`` cells, words whole where they fit.

    Args:
        text: What to say.
        width: Cells of a line, indent included.
        role: Role of plain text.
        indent: Blanks before each line.
        most: Lines at most; the last one then ends in an ellipsis.
    """
    whole = say(text, role) if isinstance(text, str) else text.copy()
    whole.no_wrap = False
    room = max(width - indent, 4)
    found = [_tidy(line) for line in whole.wrap(_WRAPPER, room, no_wrap=False)] or [Text()]
    if most is not None and len(found) > most:
        last = fit(join(found[most - 1], " …"), room)
        found = [*found[: most - 1], last if last.plain.endswith("…") else join(fit(found[most - 1], room - 1), "…")]
    return [join(" " * indent, line) if indent else line for line in found]


def _tidy(line: Text) -> Text:
    line.rstrip()
    line.no_wrap, line.end = True, ""
    return line


def columns(left: Sequence[Text], right: Sequence[Text], left_width: int, gap: int) -> list[Text]:
    """Return two columns as lines."""
    rows = max(len(left), len(right))
    blank = Text()
    return [
        join(fill(left[row] if row < len(left) else blank, left_width + gap), right[row])
        if row < len(right)
        else (left[row] if row < len(left) else blank)
        for row in range(rows)
    ]


def facts(pairs: Iterable[tuple[str, str]], width: int, *, most: int | None = None) -> list[Text]:
    """Return facts as lines, each heading in its column; long ones are wrapped under themselves."""
    listed = list(pairs)
    heading = max((cell_len(name) for name, _ in listed), default=0) + 2
    lines: list[Text] = []
    for name, value in listed:
        room = max(width - heading, 4)
        first, *more = [fit(say(value), room)] if most == 1 else wrap(value, room, most=most)
        lines.append(join(fill(say(name, "ink3"), heading), first))
        lines += [join(" " * heading, line) for line in more]
    return lines


def strung(pairs: Iterable[tuple[str, str]], width: int, *, headings: bool) -> Text:
    """Return facts on one line, as many as fit; with or without their headings."""
    line = Text(no_wrap=True, end="")
    gap = "   " if headings else "  "
    for name, value in pairs:
        part = join(say(f"{name} ", "ink3"), say(value)) if headings else say(value)
        if line.cell_len + part.cell_len + (len(gap) if line.plain else 0) <= width:
            line = join(line, gap if line.plain else "", part)
    return line


def section(title: str, aside: str = "") -> Text:
    """Return a heading, with a quiet word beside it."""
    return join(say(title, "strong"), "  " if aside else "", say(aside, "ink3"))
