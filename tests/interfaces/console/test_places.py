"""Where one stands in a list: the row under the cursor stays that row, whatever came and however long one was away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from tests.interfaces.console.conftest import Stage, on_stage

from noktvrn.interfaces.console.looking import rows_again
from noktvrn.interfaces.console.rows import Row, View
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.journal.run import RunState
from noktvrn.ops.doctor import Checked, Diagnosis, Health
from noktvrn.services.label import Label
from noktvrn.testing.builders import build_run
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id
from noktvrn.types import RunId

_CHECKED = Checked("x", "X", Diagnosis(Health.GOOD, "fine"), 0.0)


@dataclass
class _Numbers:
    """A list of numbers, the largest first, as the newest runs are; it counts the rows that are read."""

    largest: int
    read: int = field(default=0)

    def page(self, after: Row | None, limit: int) -> list[Row]:
        begin = self.largest if after is None else int(after.key) - 1
        found = [
            Row(str(number), Standing.DONE, str(number), "", _CHECKED) for number in range(begin, begin - limit, -1)
        ]
        kept = [row for row in found if int(row.key) > 0]
        self.read += len(kept)
        return kept

    def total(self) -> int | None:
        return self.largest


@given(st.integers(1, 400), st.integers(0, 390), st.integers(1, 40), st.integers(0, 300))
def test_what_came_stands_above_without_a_gap_and_what_was_seen_is_still_there(loaded, top, height, came):
    feed = _Numbers(loaded)
    known = feed.page(None, loaded)
    top = min(top, loaded - 1)
    feed.largest += came
    rows, complete = rows_again(feed, known, True, (top, min(top + height, loaded)))
    numbers = [int(row.key) for row in rows]
    assert numbers == list(range(loaded + came, loaded + came - len(numbers), -1))
    assert complete == (numbers[-1] == 1)
    assert len(numbers) <= top + height + came + 600
    assert int(known[top].key) in numbers or top <= 20


def test_of_a_list_that_nobody_saw_yet_one_page_is_read():
    feed = _Numbers(10_000)
    rows, complete = rows_again(feed)
    assert (len(rows), complete, feed.read) == (60, False, 60)
    assert rows_again(_Numbers(3))[1]


def test_a_list_to_which_thousands_came_begins_at_its_top_instead_of_reading_them_all():
    feed = _Numbers(500)
    known = feed.page(None, 500)
    feed.largest, feed.read = 50_000, 0
    rows, complete = rows_again(feed, known, True, (300, 320))
    assert feed.read < 2_000
    assert not complete
    assert [int(row.key) for row in rows] == list(range(50_000, 50_000 - len(rows), -1))


def test_rows_far_behind_what_is_seen_are_not_kept_for_ever():
    feed = _Numbers(5_000)
    rows, complete = rows_again(feed, feed.page(None, 5_000), True, (0, 20))
    assert (len(rows), complete) == (620, False)


def _add_runs(label: Label, first: int, last: int) -> None:
    with label.records.write() as unit:
        for number in range(first, last):
            unit.runs.add(
                build_run(
                    id=RunId(counted_id(number)),
                    artist_id=None,
                    title=f"T{number}",
                    state=RunState.CANCELLED,
                    created_at=NOON,
                    updated_at=NOON,
                )
            )
        unit.commit()


async def _goes_down_to(stage: Stage, number: int) -> None:
    place = stage.screen.place
    while len(place.rows) <= number:
        before = len(place.rows)
        stage.screen.list.move(before)
        await stage.until(lambda before=before: len(place.rows) > before, "more rows")
    stage.screen.list.move(number - place.cursor)


def test_who_comes_back_to_a_long_list_finds_the_cursor_on_its_row(label):
    _add_runs(label, 2_000, 2_240)

    async def scene():
        async with on_stage(label) as stage:
            await stage.press("3")
            await stage.until(lambda: stage.screen.view is View.RUNS and stage.screen.place.rows, "the runs")
            await _goes_down_to(stage, 215)
            chosen = stage.screen.place.chosen.key
            for key in ("3", "2"):
                await stage.press(key)
                _add_runs(label, 2_240 if key == "3" else 2_330, 2_330 if key == "3" else 2_400)
                await stage.press("3")
                total = 2_330 if key == "3" else 2_400
                newest = counted_id(total - 1)
                await stage.until(lambda newest=newest: stage.screen.place.rows[0].key == newest, "what came")
                assert stage.screen.place.chosen.key == chosen
                assert stage.screen.list.shows(chosen)

    asyncio.run(scene())
