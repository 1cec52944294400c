"""The one screen: list left, page right, activity below. It shows what was read, and hands intents on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from rich.console import Console
from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widgets import Input

from noktvrn.errors import NoktvrnError, StorageError
from noktvrn.interfaces.console.allowed import why_not
from noktvrn.interfaces.console.desk import Desk, ReleaseSheet, ReviewSheet, Sheet
from noktvrn.interfaces.console.forms import Form
from noktvrn.interfaces.console.frame import (
    empty_lines,
)
from noktvrn.interfaces.console.keys import KEYS
from noktvrn.interfaces.console.lines import join, say
from noktvrn.interfaces.console.looking import Seen, Wanted, look, moving_runs, rows_again, rows_with
from noktvrn.interfaces.console.player import Player
from noktvrn.interfaces.console.rows import Row, View
from noktvrn.interfaces.console.run_log import RunLog
from noktvrn.interfaces.console.showing import Showing
from noktvrn.interfaces.console.waiting import READING, TOLD_AFTER_S, Waits
from noktvrn.interfaces.console.widgets import Place
from noktvrn.interfaces.presenters.sentences import state_sentence
from noktvrn.interfaces.presenters.standing import Standing, run_standing

if TYPE_CHECKING:
    from noktvrn.interfaces.console.intents import Intents

T = TypeVar("T")

_FIRST_LOOK_S: Final = 0.5
"""What is begun with is on the screen by then, and nobody has chosen another list yet."""

_SETTLE_S: Final = 0.06
"""The cursor rests this long before a page is read: a held key reads none on its way."""
_SEEN_S: Final = 0.4
"""A song stands on the screen at least this long before it can be decided: a key that repeats decides on one only."""
_HEARD_S: Final = 0.2
_WAITS_S: Final = 0.1
_EVERY_LOOK_S: Final = 1.5
"""Nobody waits for a look that nobody asked for, until it takes as long as this."""


class MainScreen(Showing):
    """List, page, activity.

    Args:
        desk: Reads.
        player: Plays.
        palette: Knows what the roles of text look like.
        keys: Keys of each intent.
        waits: Knows what is waited for.
        read_only: Whether nothing may be changed.
        every_s: Seconds between two looks.
        swaps: Whether ink and ground can be swapped.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(key.keys), f"intend('{key.id}')", key.label, tooltip=key.about, id=key.id) for key in KEYS
    ]

    def __init__(
        self,
        desk: Desk,
        player: Player,
        palette: Console,
        keys: dict[str, tuple[str, ...]],
        waits: Waits,
        *,
        read_only: bool,
        every_s: float,
        swaps: bool = True,
    ) -> None:
        """See the class."""
        super().__init__(desk, player, palette, keys, waits, read_only=read_only, swaps=swaps)
        self._every_s = every_s
        self.intents: Intents | None = None
        self._sheet_key, self._sheet_since = "", 0.0
        self._why_empty: list[Text] = []
        self._loading = False
        self.looks = 0

    def on_mount(self) -> None:
        """Begin with the queue."""
        self.list.focus()
        self.change_view(self.view)
        self.set_interval(min(self._every_s, 0.5), self._tick)
        self.set_interval(_HEARD_S, self._listen)
        self.set_interval(_WAITS_S, self._tell_waits)
        self.set_timer(_FIRST_LOOK_S, self.look_ahead)

    @work(group="ahead")
    async def look_ahead(self) -> None:
        """Read the other lists once before they are asked for: the first reading of each takes longest."""
        for view in (View.RUNS, View.ROSTER, View.RELEASES, View.FAILURES):
            with suppress(NoktvrnError):  # whoever opens the list is told
                await asyncio.to_thread(rows_again, self.desk.feed(view, ""))

    @property
    def _reading(self) -> str:
        return "This machine and home are examined" if self.view is View.HEALTH else READING

    async def _read(self, act: Callable[..., T], *rest: Any, told_after_s: float = TOLD_AFTER_S) -> T:
        """Read in a thread, and go no further when the screen was taken down meanwhile."""
        try:
            with self.waits.waiting(self._reading, told_after_s):
                return await asyncio.to_thread(act, *rest)
        finally:
            if not self.is_up:
                raise asyncio.CancelledError

    def has_seen(self) -> bool:
        """Return whether what stands beside the list belongs to the chosen row and was there to be seen."""
        row = self.place.chosen
        return row is not None and row.key == self._sheet_key and time.monotonic() - self._sheet_since >= _SEEN_S

    def action_intend(self, intent: str) -> None:
        """Carry out what a key means, or say why that cannot be."""
        if why := why_not(intent, self.situation()):
            self.tell(say(why, "ink"))
        elif self.intents is not None:
            self.intents.carry_out(intent)

    def change_view(self, view: View, words: str | None = None, sought: str = "") -> None:
        """Show another list, where one had left it or with the cursor on the row that is sought."""
        self.view, self.judging, self.log_shown = view, view is View.QUEUE, None
        place = self.place
        if words is not None and (sought or words != place.words):
            place = self._places[view] = Place(words=words, sought=sought)
        if place.feed is None or view is View.HEALTH:
            place.feed = self.desk.feed(view, place.words)
        self.filter.value = place.words
        self.filter.set_class(bool(place.words), "-open")
        # What stands on the screen stays until what replaces it is read; nothing is wiped only to be drawn again.
        self.sheet, self._sheet_key, self._page_waits = None, "", True
        if place.rows:
            self.list.open(place)
        self.show_all()
        self.load_rows()

    def narrow(self, words: str) -> None:
        """Narrow the list by words; when all is shown again, the chosen row stays chosen."""
        place = self.place
        if words != place.words:
            sought = place.chosen.key if place.chosen is not None else place.sought
            self._places[self.view] = Place(feed=self.desk.feed(self.view, words), words=words, sought=sought)
            self.load_rows()

    def judge(self, *, judging: bool) -> None:
        """Show runs as songs to decide on, or with their checklist."""
        self.judging = judging
        self._sheet_key = ""
        self.load_sheet()

    def follow_log(self, log: RunLog | None) -> None:
        """Show a log in place of the page, or the page again."""
        self.log_shown, self.follows = log, True
        if log is None:
            self.show_page(from_top=True)
        else:
            self.look_now()

    @work(exclusive=True, group="rows")
    async def load_rows(self) -> None:
        """Read the list: from its top, or anew where one had left it."""
        place, feed, known = self.place, self.place.feed, tuple(self.place.rows)
        if feed is None:
            return
        try:
            if place.sought and not place.words and not known:
                rows, complete = await self._read(rows_with, feed, place.sought)
            else:
                rows, complete = await self._read(rows_again, feed, known, place.complete, self._span_of(place))
            total = await self._read(feed.total)
        except NoktvrnError as error:
            self._in_trouble(error)
            return
        if place is self.place and len(place.rows) == len(known):
            self._why_empty = empty_lines(self.view, place.words, self.list.size.width, len(moving_runs(self.pulse)))
            self._show_rows(place, rows, complete=complete, total=total)
            self.list.refresh()
            self.show_all()
            self.load_sheet()

    def _span_of(self, place: Place) -> tuple[int, int]:
        """Return the numbers of the first row of a list that is seen, and of the first behind the last."""
        return self.list.visible_span if self.list.place is place else (0, 0)

    def _show_rows(self, place: Place, rows: list[Row], *, complete: bool, total: int | None) -> None:
        """Show rows that were read: in the list that stands there, or in place of it."""
        self.list.empty = self._why_empty if not rows else ()
        if self.list.place is place:
            self.list.renew(rows, complete=complete, total=total)
        else:
            place.rows, place.complete, place.total = rows, complete, total
            if place.sought and not place.words:
                place.cursor = next((at for at, row in enumerate(rows) if row.key == place.sought), 0)
            self.list.open(place)

    @work(exclusive=True, group="more")
    async def load_more(self) -> None:
        """Read on behind the last row."""
        place, feed = self.place, self.place.feed
        if feed is None or place.complete or not place.rows:
            return
        last = place.rows[-1]
        try:
            more = await self._read(feed.page, last, 60)
        except NoktvrnError as error:
            self._in_trouble(error)
            return
        if place is self.place and place.rows and place.rows[-1].key == last.key:
            known = {row.key for row in place.rows}
            rows = [*place.rows, *(row for row in more if row.key not in known)]
            self.list.renew(rows, complete=len(more) < 60, total=place.total)
            self.show_heading()

    @work(exclusive=True, group="sheet")
    async def load_sheet(self) -> None:
        """Read what stands beside the chosen row, once the cursor rests."""
        if not self.is_up:
            return
        row = self.place.chosen
        if row is None:
            self.sheet, self._sheet_key, self._page_waits = None, "", False
            self.show_page(from_top=True)
            return
        if row.key == self._sheet_key:
            return
        await asyncio.sleep(_SETTLE_S)
        try:
            sheet: Sheet | None = await self._read(lambda: self.desk.sheet(row, judge=self.judging))
        except NoktvrnError as error:
            if isinstance(error, StorageError) and error.retryable:
                self._in_trouble(error)
                return
            sheet = None
            self.tell_refusal(error)
        self.sheet, self._sheet_key, self._sheet_since = sheet, row.key, time.monotonic()
        self._page_waits = False
        self.show_page(from_top=True)
        self.show_footer()

    def look_now(self) -> None:
        """Look at everything again at once."""
        self._look_again_at = 0.0
        self._tick()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        place, feed = self.place, self.place.feed
        if feed is None:
            return
        row = self.place.chosen
        shown = row if row is not None and row.key == self._sheet_key else None
        wanted = Wanted(
            view=self.view,
            feed=feed,
            rows=tuple(place.rows),
            complete=place.complete,
            span=self._span_of(place),
            chosen=shown,
            judge=self.judging,
            log=self.log_shown,
            moving=moving_runs(self.pulse),
            asked=self._asked(),
        )
        try:
            seen = await self._read(look, self.desk, wanted, told_after_s=_EVERY_LOOK_S)
        except NoktvrnError as error:
            self._in_trouble(error)
            return
        finally:
            self._loading = False
        self._take(seen, place, wanted)

    def _form(self) -> Form | None:
        """Return the form over the screen, if there is one."""
        above = self.app.screen_stack[-1:]
        return above[0] if above and isinstance(above[0], Form) else None

    def _asked(self) -> str | None:
        """Return the run that the form over the screen asks about, if one does."""
        form = self._form()
        return form.asking.subject.run.id if form is not None and form.asking.subject is not None else None

    def _take(self, seen: Seen, place: Place, wanted: Wanted) -> None:
        """Show what was seen, unless the operator went somewhere else meanwhile."""
        self.looks += 1
        self.pulse, self.decided = seen.pulse, None
        if self._notices.all_well():
            self.tell(join(say("✓ ", "done"), say("The records are within reach again.")))
            self.load_sheet()
        self._look_again_at = time.monotonic() + (self._every_s if seen.pulse.moving else 2 * self._every_s)
        if place is self.place and len(wanted.rows) == len(place.rows):
            self._show_rows(place, seen.rows, complete=seen.complete, total=seen.total)
        chosen = self.place.chosen
        same = wanted.chosen is not None and chosen is not None and chosen.key == wanted.chosen.key == self._sheet_key
        if same and seen.sheet is not None and self.judging == wanted.judge:
            self.sheet = seen.sheet
        if seen.asked is not None and (form := self._form()) is not None:
            form.learn(seen.asked, self.now)
        for summary in seen.settled:
            self._announce(summary.run.id, state_sentence(summary, self.now), run_standing(summary.run.state)[0])
        self.show_all()

    def _announce(self, run_id: str, text: str, standing: Standing) -> None:
        """Say that a run has come to rest, unless its row is on the screen and says so itself."""
        if not self.list.shows(run_id):
            role = {Standing.NEEDS_YOU: "needs.strong", Standing.FAILED: "fail", Standing.DONE: "done"}
            self.tell(join(say(f"{standing.symbol} ", role.get(standing, "ink3")), say(text)))

    def _in_trouble(self, error: NoktvrnError) -> None:
        """Say that the records are out of reach; what is shown stays, and it is tried again."""
        self._look_again_at = time.monotonic() + self._notices.trouble(error)
        self._page_waits = False
        self._show_said()

    def _tick(self) -> None:
        if not self.is_up:
            return
        if time.monotonic() >= self._look_again_at and not self._loading:
            self._loading = True
            self._look()
        self._show_bar()
        self._show_said()
        self._show_strip()

    def _tell_waits(self) -> None:
        """Say at once that something is waited for, and at once that it is no more."""
        if self.is_up:
            self._show_said()

    def _listen(self) -> None:
        """Move the head over the waveform while something plays."""
        drawn = isinstance(self.sheet, ReviewSheet | ReleaseSheet) and self.log_shown is None
        if drawn and self.heard.playing:
            self.show_page()

    def on_resize(self, event: Resize) -> None:
        """Take the room that there is."""
        self.take_room(event.size)
        self.call_after_refresh(self.show_all)

    def on_row_list_moved(self) -> None:
        """Another row is chosen: its page follows once the cursor rests."""
        if self.log_shown is not None:
            self.log_shown = None
            self._sheet_key = ""
        if self.view is not View.QUEUE:
            self.judging = False
        self.load_sheet()
        self.show_heading()

    def on_row_list_near_end(self) -> None:
        """More rows are wanted."""
        self.load_more()

    def on_descendant_focus(self) -> None:
        """Show which pane has the cursor."""
        self.show_heading()
        self.show_page()
        self.show_footer()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow while typing."""
        if event.input.id == "filter" and self.filter.has_focus:
            self.narrow(event.value)
