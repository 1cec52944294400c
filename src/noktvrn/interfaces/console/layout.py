"""Where things stand on the screen: bar, list left, page right, activity, keys; and the field above the list."""

from __future__ import annotations

from rich.console import Console
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input

from noktvrn.interfaces.console.styles import LIST_NARROW, LIST_WIDE, TALL, WIDE
from noktvrn.interfaces.console.widgets import Band, Field, Page, RowList


class Layout(Screen[None]):
    """The panes of the one screen, still without anything in them.

    Args:
        palette: Knows what the roles of text look like.
    """

    def __init__(self, palette: Console) -> None:
        """See the class."""
        super().__init__()
        self.palette = palette

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Band(self.palette, id="bar")
        yield Band(self.palette, id="said")
        with Horizontal(id="body"):
            with Vertical(id="left") as left:
                left.styles.width = LIST_WIDE if self.app.size.width >= WIDE else LIST_NARROW
                yield Band(self.palette, id="heading")
                yield Field(placeholder="words; esc clears", id="filter", max_length=100)
                yield RowList(self.palette, id="list")
            yield Page(self.palette, id="page")
        yield Band(self.palette, id="rule")
        strip = Band(self.palette, id="strip")
        strip.styles.height = self.strip_rows
        yield strip
        yield Band(self.palette, id="footer")

    @property
    def list(self) -> RowList:
        """The list."""
        return self.query_one("#list", RowList)

    @property
    def page(self) -> Page:
        """What stands beside it."""
        return self.query_one("#page", Page)

    @property
    def filter(self) -> Input:
        """Where words are typed that narrow the list."""
        return self.query_one("#filter", Input)

    def band(self, name: str) -> Band:
        """Return one of the bands around list and page."""
        return self.query_one(f"#{name}", Band)

    @property
    def strip_rows(self) -> int:
        """Lines of activity that the terminal has room for."""
        return 3 if self.app.size.height >= TALL else 2

    def take_room(self, size: Size) -> None:
        """Give list and strip the room that the terminal has, before anything is drawn in another."""
        self.query_one("#left").styles.width = LIST_WIDE if size.width >= WIDE else LIST_NARROW
        self.band("strip").styles.height = 3 if size.height >= TALL else 2

    def on_input_submitted(self) -> None:
        """Go from the words to the list."""
        self.list.focus()

    def on_key(self, event: object) -> None:
        """Leave the filter downwards."""
        if self.filter.has_focus and getattr(event, "key", "") == "down":
            self.list.focus()
