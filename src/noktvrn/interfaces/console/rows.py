"""Rows of the lists: what stands in one line, and the record behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from noktvrn.interfaces.console.spending import Budgets, CostRecord, LeftAlone
from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.interfaces.presenters.costs import budget_mark, used_words
from noktvrn.interfaces.presenters.health import health_standing
from noktvrn.interfaces.presenters.standing import Standing, artist_standing, run_standing
from noktvrn.interfaces.presenters.words import clock, short_run
from noktvrn.journal.run import RunState
from noktvrn.ops.budgets import usd
from noktvrn.ops.doctor import Checked
from noktvrn.ports.repositories import ReleaseRecord
from noktvrn.roster.artist import Artist
from noktvrn.services.views import RunSummary


class View(StrEnum):
    """What the list shows."""

    QUEUE = "queue"
    ROSTER = "roster"
    RUNS = "runs"
    RELEASES = "releases"
    FAILURES = "failures"
    HEALTH = "health"


Record: TypeAlias = RunSummary | Artist | ReleaseRecord | Checked | CostRecord


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        key: Identifier, by which the cursor finds it again.
        standing: How it stands.
        name: What it is called.
        note: A word about it, at the right.
        record: What it stands for.
        stamp: Differs when anything about it has changed.
    """

    key: str
    standing: Standing
    name: str
    note: str
    record: Record
    stamp: tuple[object, ...] = ()

    @property
    def summary(self) -> RunSummary | None:
        """The run that it stands for, if it does."""
        return self.record if isinstance(self.record, RunSummary) else None

    @property
    def artist(self) -> Artist | None:
        """The artist that it stands for, if it does."""
        return self.record if isinstance(self.record, Artist) else None

    @property
    def release(self) -> ReleaseRecord | None:
        """The release that it stands for, if it does."""
        return self.record if isinstance(self.record, ReleaseRecord) else None

    @property
    def run_id(self) -> str | None:
        """The run that it is about, if there is one."""
        if isinstance(self.record, RunSummary):
            return self.record.run.id
        return self.record.run_id if isinstance(self.record, ReleaseRecord) else None


def queue_row(summary: RunSummary, now: datetime) -> Row:
    """Return a song that waits, with the time that is left to decide."""
    run = summary.run
    left = "expired" if run.state is RunState.EXPIRED else _left(run.review_deadline, now)
    return _run_row(summary, left)


def run_row(summary: RunSummary) -> Row:
    """Return a run with the step that it is at, or the word for how it stands."""
    standing, word = run_standing(summary.run.state, summary.decision)
    busy = standing is Standing.RUNNING and summary.step is not None and summary.run.state is not RunState.HELD
    if summary.run.state is RunState.NEEDS_DECISION:
        word = "waits"
    return _run_row(summary, STEP_NAMES[summary.step].lower() if busy and summary.step else word)


def failure_row(summary: RunSummary) -> Row:
    """Return a run that stands failed or paused, with its stage."""
    failure = summary.run.failure
    return _run_row(summary, failure.stage.replace("_", " ") if failure else "paused")


def _run_row(summary: RunSummary, note: str) -> Row:
    run = summary.run
    standing, _ = run_standing(run.state, summary.decision)
    name = run.title or summary.artist_name or f"Run {short_run(run.id)}"
    return Row(run.id, standing, name, note, summary, (run.version, run.state, summary.step, note))


def artist_row(artist: Artist, waiting: int) -> Row:
    """Return an artist, with how many of its songs wait, or the word for how it stands."""
    standing, word = artist_standing(artist.status)
    if waiting:
        standing, word = Standing.NEEDS_YOU, count_figure(waiting, "song")
    return Row(artist.slug, standing, artist.identity.name, word, artist, (artist.version, word))


def release_row(release: ReleaseRecord, now: datetime) -> Row:
    """Return a release with its day."""
    day, _, _ = clock(release.packaged_at, now).rpartition(" ")
    return Row(release.id, Standing.DONE, release.title, day.partition(" ")[2] or "today", release)


def check_row(checked: Checked) -> Row:
    """Return one check of the doctor."""
    found = checked.diagnosis
    standing = health_standing(found.health)
    word = {Standing.DONE: "", Standing.NEEDS_YOU: "look", Standing.FAILED: "broken"}.get(standing, "")
    return Row(checked.code, standing, checked.title, word, checked, (found.result,))


def cost_row(record: CostRecord) -> Row:
    """Return budgets, accounts that are left alone, or calls, with what stands worst or was spent."""
    if isinstance(record, Budgets):
        worst = max(record.standings, key=lambda each: each.share)
        standing, note = budget_mark(worst)[0], used_words(worst)
    elif isinstance(record, LeftAlone):
        needed = any(closure.needs_person for closure in record.closures)
        standing, note = Standing.NEEDS_YOU if needed else Standing.IDLE, str(len(record.closures))
    else:
        standing, note = Standing.DONE, usd(record.spent_usd)
    return Row(record.title, standing, record.title, note, record, (standing, note))


def count_figure(number: int, one: str) -> str:
    """Return a number with its noun in figures: ``"1 song"``, ``"3 songs"``."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def _left(deadline: datetime | None, now: datetime) -> str:
    """Return how much time is left, as short as a column allows: ``"6 d"``, ``"3 h"``, ``"12 min"``."""
    if deadline is None:
        return ""
    seconds = (deadline - now).total_seconds()
    if seconds <= 0:
        return "time is up"
    if seconds >= 2 * 86_400:
        return f"{int(seconds // 86_400)} d"
    if seconds >= 7_200:
        return f"{int(seconds // 3_600)} h"
    return f"{max(int(seconds // 60), 1)} min"


def spliced(rows: Sequence[Row], start: int, fresh: Sequence[Row], *, ends: bool = False) -> list[Row]:
    """Return a list in which what was read anew replaces what stood in its place.

    Args:
        rows: What was loaded.
        start: Where the reading began.
        fresh: What was read there now; rows that came stand in it, rows that went do not.
        ends: Whether nothing stands behind it.

    Returns:
        The rows before ``start``, the fresh ones, then those that stood behind the last fresh one. A row stands in
        it once, where it was read last. Where the last fresh one is new, the list ends with it: what follows has to
        be read again.
    """
    taken = {row.key for row in fresh}
    before = [row for row in rows[:start] if row.key not in taken]
    places = [place for place, row in enumerate(rows) if fresh and row.key == fresh[-1].key]
    behind = [] if ends or not places else [row for row in rows[max(places[0] + 1, start) :] if row.key not in taken]
    return [*before, *fresh, *behind]
