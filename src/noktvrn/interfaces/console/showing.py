"""What the one screen shows, and from what: everything on it is drawn from what was read, and nothing is read here."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.allowed import Situation, footer_of, label_of, why_not
from noktvrn.interfaces.console.desk import Desk, Pulse, Sheet
from noktvrn.interfaces.console.frame import bar_line, footer_line, heading_lines, page_lines
from noktvrn.interfaces.console.layout import Layout
from noktvrn.interfaces.console.lines import join, say
from noktvrn.interfaces.console.notices import SAID_S, Notices
from noktvrn.interfaces.console.pages.review import Space
from noktvrn.interfaces.console.player import Heard, Player
from noktvrn.interfaces.console.rows import View
from noktvrn.interfaces.console.run_log import RunLog, log_page
from noktvrn.interfaces.console.strip import strip_lines
from noktvrn.interfaces.console.waiting import Waits
from noktvrn.interfaces.console.widgets import Place
from noktvrn.interfaces.errors import told

if TYPE_CHECKING:
    from noktvrn.services.views import RunSummary


class Showing(Layout):
    """List, page, activity, drawn from what was read.

    Args:
        desk: Reads.
        player: Plays.
        palette: Knows what the roles of text look like.
        keys: Keys of each intent.
        waits: Knows what is waited for.
        read_only: Whether nothing may be changed.
        swaps: Whether ink and ground can be swapped.
    """

    def __init__(
        self,
        desk: Desk,
        player: Player,
        palette: Console,
        keys: dict[str, tuple[str, ...]],
        waits: Waits,
        *,
        read_only: bool,
        swaps: bool = True,
    ) -> None:
        """See the class."""
        super().__init__(palette)
        self.desk, self.player, self.keys, self.waits = desk, player, keys, waits
        self.read_only, self._swaps = read_only, swaps
        self.view = View.QUEUE
        self.judging = False
        self.log_shown: RunLog | None = None
        self.follows = True
        self.sheet: Sheet | None = None
        self.pulse: Pulse | None = None
        self.decided: RunSummary | None = None
        self._places: dict[View, Place] = {view: Place() for view in View}
        self._notices = Notices()
        self._look_again_at = 0.0
        self._page_waits = False

    @property
    def place(self) -> Place:
        """Where one stands in the present list."""
        return self._places[self.view]

    @property
    def heard(self) -> Heard:
        """What plays."""
        return self.player.heard()

    @property
    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.desk.now()

    def situation(self) -> Situation:
        """Return where the operator is."""
        return Situation(
            view=self.view,
            row=self.place.chosen,
            sheet=self.sheet,
            pulse=self.pulse,
            heard=self.heard,
            read_only=self.read_only,
            reading=self.page.has_focus,
            log=self.log_shown is not None,
            follows=self.follows,
            decided=self.decided,
        )

    def tell(self, line: Text, seconds: float = SAID_S, *, aside: Text | None = None) -> None:
        """Say something above the page for a while, with something quiet at the right that does not give way."""
        self._notices.say(line, aside, seconds)
        self._show_said()

    def tell_refusal(self, error: NoktvrnError) -> None:
        """Say why something was refused, and what to do."""
        shown = told(error)
        self.tell(join(say("✗ ", "fail"), say(shown.message), "  ", say(shown.remedy, "ink2")), 2 * SAID_S)

    def show_all(self) -> None:
        """Draw everything from what is known; what has not changed is not drawn again."""
        self._show_bar()
        self._show_said()
        self.show_heading()
        self.show_page()
        self._show_strip()
        self.show_footer()

    def show_page(self, *, from_top: bool = False) -> None:
        """Draw what stands beside the list."""
        space = Space(self.page.size.width, self.page.size.height, self._swaps)
        if space.width < 10:
            return
        if self.log_shown is not None:
            row = self.place.chosen
            lines = log_page(self.log_shown, row.name if row else "", space.width)
            self.page.show(lines, from_top=not self.page.lines, at_end=self.follows)
        elif self.sheet is not None or not self._page_waits:
            lines = page_lines(self.sheet, space, self.heard, self.now) if self.sheet is not None else []
            self.page.show(lines, from_top=from_top)

    def show_heading(self) -> None:
        """Draw the head of the list."""
        lines = heading_lines(self.view, self.place, focused=not self.page.has_focus, width=self.list.size.width)
        self.band("heading").show(lines)

    def show_footer(self) -> None:
        """Draw the keys that can be used here."""
        at = self.situation()
        offered = [(intent, label_of(intent, at)) for intent in footer_of(at)]
        line = footer_line(offered, lambda intent: why_not(intent, at), self.keys, self.size.width - 2)
        self.band("footer").show([line])

    def _show_bar(self) -> None:
        line = bar_line(self.view, self.pulse, self.now, self.size.width - 2, read_only=self.read_only)
        self.band("bar").show([line])

    def _show_said(self) -> None:
        width = self.size.width - 2
        line = self._notices.shown(width, self._look_again_at - time.monotonic(), self.waits.line())
        self.band("said").show([line])

    def _show_strip(self) -> None:
        band = self.band("strip")
        width = max(self.size.width - 2, 0)
        self.band("rule").show([say("─" * self.size.width, "line")])
        if self.pulse is not None:
            band.show(strip_lines(self.pulse, width, self.strip_rows, self.now))
