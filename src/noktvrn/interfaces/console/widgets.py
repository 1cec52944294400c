"""What is drawn: bands of lines, a list with a cursor, a page that scrolls. None of them reads anything.

Whatever is shown passes through here, from keys, timers, threads and messages alike. What comes when the screen is
being taken down is dropped: there is no terminal left to draw it on.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from noktvrn.interfaces.console.feeds import Feed
from noktvrn.interfaces.console.lines import ends, fill, join, same, say, sign
from noktvrn.interfaces.console.rows import Row

_NEAR = 20
"""Rows before the end of what is loaded at which more is asked for."""


def drawn(line: Text, width: int, palette: Console, ground: Style) -> Strip:
    """Return a line as the terminal shows it, at exactly this width, upon the ground of its widget."""
    whole = fill(line, width) if width > 0 else Text(end="")
    base = ground + palette.get_style(whole.style) if whole.style else ground
    return Strip(list(Segment.apply_style(whole.render(palette), base)), width)


def is_up(widget: Widget) -> bool:
    """Return whether a widget stands on a screen that is not being taken down."""
    return widget.is_attached and widget.is_running


class Band(Widget):
    """A few lines that do not scroll.

    Args:
        palette: Knows what the roles of text look like.
        id: Name on the screen.
        least_s: How long lines that were seen stand at least, before others take their place.
    """

    def __init__(self, palette: Console, *, id: str, least_s: float = 0.0) -> None:
        """See the class."""
        super().__init__(id=id)
        self._palette, self._least_s = palette, least_s
        self.lines: list[Text] = []
        self._next: list[Text] = []
        self._seen_at: float | None = None
        self._comes = False

    def show(self, lines: Sequence[Text]) -> None:
        """Draw lines in place of those before; what did not change is not drawn again."""
        self._next = list(lines)
        self._change()

    def _change(self) -> None:
        if not is_up(self):
            self.lines = self._next
        elif len(self.lines) != len(self._next) or not all(map(same, self.lines, self._next)):
            left_s = 0.0 if self._seen_at is None else self._seen_at + self._least_s - time.monotonic()
            if left_s <= 0:
                self.lines, self._seen_at = self._next, None
                self.refresh()
            elif not self._comes:
                self._comes = True
                self.set_timer(left_s, self._come)

    def _come(self) -> None:
        self._comes = False
        self._change()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if self._seen_at is None:
            self._seen_at = time.monotonic()
        line = self.lines[y] if y < len(self.lines) else Text(end="")
        return drawn(line, self.size.width, self._palette, self.rich_style)


class Page(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines beside the list; they scroll when there are more than fit.

    Args:
        palette: Knows what the roles of text look like.
        id: Name on the screen.
    """

    def __init__(self, palette: Console, *, id: str) -> None:
        """See the class."""
        super().__init__(id=id)
        self._palette = palette
        self.lines: list[Text] = []

    @property
    def at_end(self) -> bool:
        """Whether the last line is shown."""
        return self.scroll_offset.y >= self.max_scroll_y

    def show(self, lines: Sequence[Text], *, from_top: bool = False, at_end: bool = False) -> None:
        """Draw lines in place of those before, where one had scrolled to; only what changed is drawn again.

        Args:
            lines: What to show.
            from_top: Whether it is another page, which is read from its top.
            at_end: Whether to go to the last line.
        """
        before, self.lines = self.lines, list(lines)
        if not is_up(self):
            return
        if len(before) != len(self.lines) or self.virtual_size.height != len(self.lines):
            self.virtual_size = Size(self.size.width, len(self.lines))
        if from_top:
            self.scroll_to(0, 0, animate=False, force=True, immediate=True)
        if at_end:
            self.scroll_to(0, max(len(self.lines) - self.size.height, 0), animate=False, force=True, immediate=True)
        top = self.scroll_offset.y
        for y in range(self.size.height):
            place = top + y
            old = before[place] if place < len(before) else None
            new = self.lines[place] if place < len(self.lines) else None
            if not same(old, new):
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        place = self.scroll_offset.y + y
        line = self.lines[place] if place < len(self.lines) else Text(end="")
        return drawn(line, self.size.width, self._palette, self.rich_style)

    def move(self, lines: int) -> None:
        """Scroll by some lines."""
        self.scroll_to(0, self.scroll_offset.y + lines, animate=False, force=True, immediate=True)


class Field(Input):
    """A field for words whose cursor does not blink: what moves on this screen means something."""

    cursor_blink = Reactive(False, init=False)


@dataclass
class Place:
    """Where one stands in a list: kept for each view, so that coming back finds it as it was.

    Attributes:
        feed: Where its rows come from; None before the first look.
        words: What it is narrowed by.
        rows: What is loaded.
        complete: Whether that is all.
        total: How many there are, where that is known.
        cursor: Number of the chosen row.
        top: Number of the first row that is shown.
        sought: Key of the row that the cursor goes to once the list is read; empty for the first.
    """

    feed: Feed | None = None
    words: str = ""
    rows: list[Row] = field(default_factory=list)
    complete: bool = False
    total: int | None = None
    cursor: int = 0
    top: int = 0
    sought: str = ""

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a cursor over rows that come in pages; only lines that are seen are drawn.

    Args:
        palette: Knows what the roles of text look like.
        id: Name on the screen.
    """

    class Moved(Message):
        """Another row is chosen, or none."""

    class NearEnd(Message):
        """The cursor comes near the end of what is loaded."""

    def __init__(self, palette: Console, *, id: str) -> None:
        """See the class."""
        super().__init__(id=id)
        self._palette = palette
        self.place = Place()
        self.empty: Sequence[Text] = ()

    @property
    def visible_span(self) -> tuple[int, int]:
        """Numbers of the first row that is seen, and of the first behind the last."""
        top = self.scroll_offset.y
        return top, min(top + max(self.size.height, 1), len(self.place.rows))

    def shows(self, key: str) -> bool:
        """Return whether a row is on the screen."""
        first, last = self.visible_span
        return any(row.key == key for row in self.place.rows[first:last])

    def open(self, place: Place) -> None:
        """Show another list where one had stood in it."""
        top = place.top  # kept here: the other size moves the scroll position, which is remembered as this list's own
        self.place = place
        if not is_up(self):
            return
        self._fit_size()
        self.scroll_to(0, top, animate=False, force=True, immediate=True)
        self._keep_cursor_in_sight()
        self.call_after_refresh(self._keep_cursor_in_sight)
        self.refresh()
        self.post_message(self.Moved())

    def renew(self, rows: Sequence[Row], *, complete: bool, total: int | None) -> None:
        """Take rows that were read anew; the chosen one stays chosen, and stays where it is on the screen."""
        place = self.place
        chosen, offset = place.chosen, place.cursor - self.scroll_offset.y
        unchanged = list(rows) == place.rows
        place.rows, place.complete, place.total = list(rows), complete, total
        if unchanged or not is_up(self):
            return
        found = next((at for at, row in enumerate(place.rows) if chosen is not None and row.key == chosen.key), None)
        place.cursor = found if found is not None else max(0, min(place.cursor, len(place.rows) - 1))
        self._fit_size()
        if found is not None:
            self.scroll_to(0, max(place.cursor - offset, 0), animate=False, force=True, immediate=True)
        self._keep_cursor_in_sight()
        self.refresh()
        if place.chosen != chosen:
            self.post_message(self.Moved())

    def move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        place = self.place
        wanted = max(0, min(place.cursor + rows, len(place.rows) - 1))
        if wanted != place.cursor and is_up(self):
            place.cursor = wanted
            self._keep_cursor_in_sight()
            self.refresh()
            self.post_message(self.Moved())
        if not place.complete and place.cursor >= len(place.rows) - _NEAR:
            self.post_message(self.NearEnd())

    def choose(self, key: str) -> bool:
        """Put the cursor on a row; answer whether it is loaded."""
        found = next((at for at, row in enumerate(self.place.rows) if row.key == key), None)
        if found is not None:
            self.move(found - self.place.cursor)
        return found is not None

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        number = self.scroll_offset.y + y
        if number < len(self.place.rows):
            return drawn(self._row_line(number), self.size.width, self._palette, self.rich_style)
        if not self.place.rows and y < len(self.empty):
            return drawn(self.empty[y], self.size.width, self._palette, self.rich_style)
        return drawn(Text(end=""), self.size.width, self._palette, self.rich_style)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the chosen row anew: it has its ground only while the list has the cursor."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember where one had scrolled to."""
        super().watch_scroll_y(old_value, new_value)
        self.place.top = round(new_value)

    def on_resize(self) -> None:
        """Keep the chosen row in sight, now and when all of the screen has its new room."""
        self._fit_size()
        self._keep_cursor_in_sight()
        self.call_after_refresh(self._keep_cursor_in_sight)

    def _row_line(self, number: int) -> Text:
        row, chosen = self.place.rows[number], number == self.place.cursor
        width = self.size.width
        name = say(row.name, "strong" if chosen else "ink")
        right = join(say(row.note, "ink3"), " ")
        line = ends(join(sign(row.standing), " ", name), right, width, gap=1)
        if chosen and self.has_focus:
            line = fill(line, width)
            line.style = "selected"
        return line

    def _fit_size(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.place.rows))

    def _keep_cursor_in_sight(self) -> None:
        height = max(self.size.height, 1)
        top = self.scroll_offset.y
        if self.place.cursor < top:
            self.scroll_to(0, self.place.cursor, animate=False, force=True, immediate=True)
        elif self.place.cursor >= top + height:
            self.scroll_to(0, self.place.cursor - height + 1, animate=False, force=True, immediate=True)
