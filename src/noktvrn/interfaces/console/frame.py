"""What stands around the page: bar, heads, footer, trouble; and which page belongs to what was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from rich.text import Text

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.desk import ArtistSheet, CostSheet, Pulse, ReleaseSheet, ReviewSheet, RunSheet, Sheet
from noktvrn.interfaces.console.keys import shown
from noktvrn.interfaces.console.lines import ends, fit, join, say, wrap
from noktvrn.interfaces.console.pages.others import artist_page, check_page, release_page
from noktvrn.interfaces.console.pages.review import Space, review_page
from noktvrn.interfaces.console.pages.run import run_page
from noktvrn.interfaces.console.pages.spending import cost_page
from noktvrn.interfaces.console.player import Heard
from noktvrn.interfaces.console.rows import View
from noktvrn.interfaces.console.widgets import Place
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.presenters.words import clock, count, sentence

VIEW_NAMES: Final[Mapping[View, str]] = {
    View.QUEUE: "Queue",
    View.ROSTER: "Roster",
    View.RUNS: "Runs",
    View.RELEASES: "Releases",
    View.FAILURES: "Failures",
    View.HEALTH: "Health",
}

_EMPTY: Final[Mapping[View, tuple[str, str]]] = {
    View.QUEUE: ("Nothing waits for you.", "s starts a run; when its song is made, it waits here."),
    View.ROSTER: ("No artists yet.", "n creates one from a few words."),
    View.RUNS: ("No runs yet.", "s starts one."),
    View.RELEASES: ("No releases yet.", "Approve a song, and it becomes one."),
    View.FAILURES: ("Nothing failed or paused.", ""),
    View.HEALTH: ("Nothing was examined.", ""),
}


def bar_line(view: View, pulse: Pulse | None, now: datetime, width: int, *, read_only: bool) -> Text:
    """Return the bar: the views, how many songs wait, the time."""
    waiting = pulse.waiting if pulse is not None else 0
    count = say(f"! {waiting:,} need you", "needs.strong") if waiting != 1 else say("! 1 needs you", "needs.strong")
    if not waiting:
        count = say("! 0", "ink3")
    right = join(say("shows only   ", "ink2") if read_only else "", count)
    if width >= 100:
        right = join(right, "   ", say(clock(now, now), "ink2"))
    line = join(say("◗ ", "needs"), say("noktvrn", "strong"))
    for gap, most in (("   ", 6), ("  ", 6), ("  ", 5), (" ", 5)):
        views = _views(view, gap, most)
        if line.cell_len + views.cell_len + right.cell_len + 1 <= width:
            return ends(join(line, views), right, width, gap=1)
    return ends(join(line, "  ", say(VIEW_NAMES[view], "strong")), right, width, gap=1)


def _views(chosen: View, gap: str, most: int) -> Text:
    parts: list[Text | str] = []
    for number, view in enumerate(VIEW_NAMES, start=1):
        if number > most and view is not chosen:
            continue
        parts += [gap, say(f"{number} ", "ink3"), say(VIEW_NAMES[view], "strong" if view is chosen else "ink3")]
    return join(*parts)


def heading_lines(view: View, place: Place, *, focused: bool, width: int) -> list[Text]:
    """Return the head of the list: its name, bold while it has the cursor, and how many there are."""
    number = f"{place.total:,}" if place.total is not None else f"{len(place.rows):,}" + ("" if place.complete else "+")
    if not place.rows and not place.complete:  # nothing is read yet
        number = ""
    head = join(say(VIEW_NAMES[view], "strong" if focused else "ink2"), "  ", say(number, "ink3"))
    above = say(f"{place.top:,} above ", "ink3") if place.top else Text()
    return [ends(head, above, width), Text()]


def empty_lines(view: View, words: str, width: int, moving: int = 0) -> list[Text]:
    """Return what an empty list says, and what to do; ``moving`` is how many runs are under way."""
    if words:
        return [
            *wrap(f"Nothing fits {words!r}.", width - 1, "ink2"),
            Text(),
            *wrap("esc shows all.", width - 1, "ink3"),
        ]
    state, hint = _EMPTY[view]
    if view is View.FAILURES:
        under_way = sentence(f"{count(moving, 'run is', 'runs are')} under way; 3 lists them")
        hint = under_way if moving else "Nothing is under way."
    return [*wrap(state, width - 1), Text(), *wrap(hint, width - 1, "ink3")]


def page_lines(sheet: Sheet, space: Space, heard: Heard, now: datetime) -> list[Text]:
    """Return the page of what was read."""
    if isinstance(sheet, ReviewSheet):
        return review_page(sheet, space, heard, now)
    if isinstance(sheet, RunSheet):
        return run_page(sheet, space.width, now)
    if isinstance(sheet, ArtistSheet):
        return artist_page(sheet, space.width, now)
    if isinstance(sheet, ReleaseSheet):
        return release_page(sheet, space, heard, now)
    if isinstance(sheet, CostSheet):
        return cost_page(sheet.record, space.width, now)
    return check_page(sheet, space.width)


def footer_line(
    intents: Sequence[tuple[str, str]], why_not: Callable[[str], str], keys: Mapping[str, tuple[str, ...]], width: int
) -> Text:
    """Return the keys that can be used here; one that does nothing at the moment is dim and stays."""
    line = Text(no_wrap=True, end="")
    for intent, label in intents[:7]:
        dim = bool(why_not(intent))
        key = say(shown(keys[intent][0]), "ink3" if dim else "strong")
        part = join(key, " ", say(label, "ink3" if dim else "ink2"))
        if line.cell_len + part.cell_len + 2 <= width:
            line = join(line, "  " if line.plain else "", part)
    return line


def trouble_line(error: NoktvrnError, again_s: float, width: int) -> Text:
    """Return why the records cannot be read, what to do, and when it is tried again."""
    shown_error = told(error)
    right = say(f"again in {again_s:.0f} s", "ink3")
    left = join(say("✗ ", "fail"), say(shown_error.message), "  ", say(shown_error.remedy, "ink2"))
    return ends(fit(left, width - right.cell_len - 2), right, width)
