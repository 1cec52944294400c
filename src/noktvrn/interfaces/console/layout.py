"""Where things stand on the screen: bar, list left, page right, activity, keys; and the field above the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from rich.console import Console
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen

from noktvrn.interfaces.console.styles import LIST_NARROW, LIST_WIDE, TALL, WIDE
from noktvrn.interfaces.console.widgets import Band, Field, Page, RowList, is_up

T = TypeVar("T")

_HELD_S: Final = 0.25
"""What moves by itself stands at least this long: what goes sooner was a flash, and nobody could read it."""


class Layout(Screen[None]):
    """The panes of the one screen, still without anything in them.

    Args:
        palette: Knows what the roles of text look like.
    """

    def __init__(self, palette: Console) -> None:
        """See the class."""
        super().__init__()
        self.palette = palette
        # Held here and never looked up: while a screen is taken down its panes go one by one, and what still comes
        # from a timer, a thread or a message then finds no pane in the tree.
        self._bands = {name: Band(palette, id=name) for name in ("bar", "said", "heading", "rule", "footer")}
        self._bands["strip"] = Band(palette, id="strip", least_s=_HELD_S)
        self.filter = Field(placeholder="words; esc clears", id="filter", max_length=100)
        self.list = RowList(palette, id="list")
        self.page = Page(palette, id="page")
        self._left = Vertical(self._bands["heading"], self.filter, self.list, id="left")

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        self.take_room(self.app.size)
        yield self._bands["bar"]
        yield self._bands["said"]
        yield Horizontal(self._left, self.page, id="body")
        yield self._bands["rule"]
        yield self._bands["strip"]
        yield self._bands["footer"]

    @property
    def is_up(self) -> bool:
        """Whether there is anything to show things on; a worker may go on when the screen was taken down."""
        return is_up(self)

    def raise_sheet(self, sheet: Screen[T], answer: Callable[[T | None], None] | None = None) -> None:
        """Let a sheet rise over everything.

        Args:
            sheet: What rises.
            answer: Takes what it was closed with.
        """
        if self.is_up:
            self.app.push_screen(sheet, answer)

    def band(self, name: str) -> Band:
        """Return one of the bands around list and page."""
        return self._bands[name]

    @property
    def strip_rows(self) -> int:
        """Lines of activity that the terminal has room for."""
        return 3 if self.app.size.height >= TALL else 2

    def take_room(self, size: Size) -> None:
        """Give list and strip the room that the terminal has, before anything is drawn in another."""
        self._left.styles.width = LIST_WIDE if size.width >= WIDE else LIST_NARROW
        self.band("strip").styles.height = 3 if size.height >= TALL else 2

    def on_input_submitted(self) -> None:
        """Go from the words to the list."""
        self.list.focus()

    def on_key(self, event: object) -> None:
        """Leave the filter downwards."""
        if self.filter.has_focus and getattr(event, "key", "") == "down":
            self.list.focus()
