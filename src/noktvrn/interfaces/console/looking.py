"""One look at everything that is on the screen, done in one thread: the label, the list where one is, the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.console.desk import Desk, Pulse, Sheet
from noktvrn.interfaces.console.feeds import PAGE, Feed
from noktvrn.interfaces.console.rows import Row, View, spliced
from noktvrn.interfaces.console.run_log import RunLog
from noktvrn.services.views import RunSummary

_HEAD = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be looked at.

    Attributes:
        view: Which list.
        feed: Where its rows come from.
        rows: What is loaded.
        complete: Whether that is all.
        span: Numbers of the first row that is seen, and of the first behind the last.
        chosen: The row whose page is shown; None for none.
        judge: Whether runs are shown as songs to decide on.
        log: The log that is followed; None for none.
        moving: Runs that moved at the last look.
        asked: The run that a form asks about; None for none.
    """

    view: View
    feed: Feed
    rows: Sequence[Row]
    complete: bool
    span: tuple[int, int]
    chosen: Row | None
    judge: bool
    log: RunLog | None
    moving: frozenset[str]
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen.

    Attributes:
        pulse: How the label stands.
        rows: The list anew.
        complete: Whether that is all.
        total: How many there are, where that is known.
        sheet: The page anew; None when there is none, or what it is about is gone.
        settled: Runs that moved at the last look and rest now.
        asked: The run that a form asks about, as it stands now.
    """

    pulse: Pulse
    rows: list[Row]
    complete: bool
    total: int | None
    sheet: Sheet | None
    settled: tuple[RunSummary, ...]
    asked: RunSummary | None = None


def look(desk: Desk, wanted: Wanted) -> Seen:
    """Look once.

    Raises:
        StorageError: The records are out of reach.
    """
    if wanted.log is not None:
        wanted.log.read_on()
    pulse = desk.pulse()
    rows, complete = _rows(wanted)
    return Seen(
        pulse=pulse,
        rows=rows,
        complete=complete,
        total=wanted.feed.total(),
        sheet=_sheet(desk, wanted),
        settled=_settled(desk, pulse, wanted.moving),
        asked=desk.run_named(wanted.asked) if wanted.asked is not None else None,
    )


def _rows(wanted: Wanted) -> tuple[list[Row], bool]:
    """Read what is seen, and the top of the list, where new things come."""
    first, last = wanted.span
    rows = list(wanted.rows)
    if first > _HEAD:
        head = wanted.feed.page(None, _HEAD)
        grown = spliced(rows, 0, head, ends=len(head) < _HEAD)
        first, last = first + len(grown) - len(rows), last + len(grown) - len(rows)
        rows = grown
    first = max(min(first, len(rows)), 0) if first > _HEAD else 0
    limit = max(last - first + 1, PAGE)
    fresh = wanted.feed.page(rows[first - 1] if first else None, limit)
    ended = len(fresh) < limit
    merged = spliced(rows, first, fresh, ends=ended)
    same_end = bool(merged and rows) and merged[-1].key == rows[-1].key
    return merged, ended or (wanted.complete and same_end)


def _sheet(desk: Desk, wanted: Wanted) -> Sheet | None:
    if wanted.chosen is None:
        return None
    try:
        return desk.sheet(wanted.chosen, judge=wanted.judge)
    except NotFoundError:
        return None


def _settled(desk: Desk, pulse: Pulse, moving: frozenset[str]) -> tuple[RunSummary, ...]:
    gone = moving - {each.summary.run.id for each in pulse.moving} - {each.run.id for each in pulse.queued}
    found = []
    for run_id in sorted(gone):
        try:
            found.append(desk.run_named(run_id))
        except NotFoundError:
            continue
    return tuple(found)


def moving_runs(pulse: Pulse | None) -> frozenset[str]:
    """Return the runs that somebody works on, or that wait for a worker."""
    if pulse is None:
        return frozenset()
    return frozenset([each.summary.run.id for each in pulse.moving] + [each.run.id for each in pulse.queued])
