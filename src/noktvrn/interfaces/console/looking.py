"""One look at everything that is on the screen, done in one thread: the label, the list where one is, the page."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.console.desk import Desk, Pulse, Sheet
from noktvrn.interfaces.console.feeds import PAGE, Feed
from noktvrn.interfaces.console.rows import Row, View, spliced
from noktvrn.interfaces.console.run_log import RunLog
from noktvrn.services.views import RunSummary

_HEAD: Final = 20
_MOST_NEW: Final = 1_000
"""Rows that are read to find the place again where one stood; where more came, one begins at the top."""
_KEPT: Final = 600
"""Rows behind those that are seen which are kept; the others are read again when somebody goes there."""


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
    rows, complete = rows_again(wanted.feed, wanted.rows, wanted.complete, wanted.span)
    return Seen(
        pulse=pulse,
        rows=rows,
        complete=complete,
        total=wanted.feed.total(),
        sheet=_sheet(desk, wanted),
        settled=_settled(desk, pulse, wanted.moving),
        asked=desk.run_named(wanted.asked) if wanted.asked is not None else None,
    )


def rows_with(feed: Feed, sought: str) -> tuple[list[Row], bool]:
    """Read a list from its top down to a row that is sought, and say whether that is all of it."""
    rows, complete = rows_again(feed)
    while not complete and len(rows) < _MOST_NEW and all(row.key != sought for row in rows):
        more = feed.page(rows[-1], PAGE)
        rows, complete = rows + more, len(more) < PAGE
    return rows, complete


def rows_again(
    feed: Feed, known: Sequence[Row] = (), complete: bool = False, span: tuple[int, int] = (0, 0)
) -> tuple[list[Row], bool]:
    """Read again what is seen of a list, and its top, where new things come; what lies between stays as it was.

    Of a list of which nothing is known yet, the first page is read.

    Args:
        feed: Where its rows come from.
        known: What is loaded.
        complete: Whether that is all.
        span: Numbers of the first row that is seen, and of the first behind the last.

    Returns:
        The rows, as many as before and those that came, and whether those are all.
    """
    first, last = span
    rows = list(known)
    if first > _HEAD:
        head, ends = _head(feed, {row.key for row in rows})
        grown = spliced(rows, 0, head, ends=ends)
        complete = complete and grown[-1:] == rows[-1:]
        first, last = first + len(grown) - len(rows), last + len(grown) - len(rows)
        rows = grown
    first = max(min(first, len(rows)), 0) if first > _HEAD else 0
    limit = max(last - first + 1, PAGE)
    fresh = feed.page(rows[first - 1] if first else None, limit)
    ended = len(fresh) < limit
    merged = spliced(rows, first, fresh, ends=ended)
    same_end = bool(merged and rows) and merged[-1].key == rows[-1].key
    whole, most = ended or (complete and same_end), max(last, 0) + _KEPT
    return merged[:most], whole and len(merged) <= most


def _head(feed: Feed, known: Container[str]) -> tuple[list[Row], bool]:
    """Read the top of a list down to where it meets what is known, and say whether it ended before.

    More than one page may have come while nobody looked; then what is known would hang in the air behind a gap.
    """
    head = feed.page(None, _HEAD)
    ended = len(head) < _HEAD
    while not ended and head[-1].key not in known and len(head) < _MOST_NEW:
        more = feed.page(head[-1], PAGE)
        ended = len(more) < PAGE
        head += more
    return head, ended


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
