"""A database that others keep busy, and somebody else who decides first: told at once, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.interfaces.console.conftest import WIDE, on_stage
from tests.interfaces.console.house import RAIN, decide_elsewhere
from textual.widgets import Input

from noktvrn.interfaces.console.fields import Choice
from noktvrn.interfaces.console.forms import Form
from noktvrn.interfaces.console.waiting import LOCK, READING, TOLD_AFTER_S, TOLD_FOR_S, Waits, WatchedRecords
from noktvrn.journal.run import RunState
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import undo


@contextmanager
def _locked(home: Path) -> Iterator[sqlite3.Connection]:
    """Let another program write, until its connection is rolled back."""
    with closing(sqlite3.connect(home / "label.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def _state(label, run_id: str) -> RunState:
    with label.records.read() as unit:
        return unit.runs.get(run_id).state


def test_a_wait_is_told_before_a_third_of_a_second_is_over_and_stays_long_enough_to_be_read():
    at = [10.0]
    waits = Waits(lambda: at[0])
    with waits.waiting(READING), waits.waiting(LOCK):
        assert waits.line() is None
        at[0] += TOLD_AFTER_S + 0.01
        assert TOLD_AFTER_S < 0.3
        assert "The database is busy: another program writes; waiting 0 s." in waits.line().plain
        at[0] += 3.0
        assert "waiting 3 s" in waits.line().plain
    assert waits.line() is None
    with waits.waiting(READING):
        at[0] += TOLD_AFTER_S + 0.01
        assert "The records take long to answer" in waits.line().plain
    assert waits.line() is not None
    at[0] += TOLD_FOR_S
    assert waits.line() is None


def test_what_waits_longer_by_itself_is_told_later():
    at = [10.0]
    waits = Waits(lambda: at[0])
    with waits.waiting(READING, 1.5):
        at[0] += 1.0
        assert waits.line() is None
        at[0] += 1.0
        assert waits.line() is not None


def test_a_write_that_waits_for_its_turn_is_known_and_its_unit_is_the_real_one(label, console_home):
    waits = Waits()
    watched = WatchedRecords(label.records, waits)
    entered = threading.Event()

    def write() -> None:
        with watched.write() as unit:
            assert unit.runs.get(RAIN).id == RAIN
            entered.set()

    with _locked(console_home) as other:
        thread = threading.Thread(target=write)
        thread.start()
        while waits.line() is None:
            assert not entered.wait(0.01)
        other.rollback()
    thread.join(30)
    assert entered.is_set()


def test_a_key_that_has_to_wait_for_the_database_says_so_and_goes_on_by_itself(label, console_home):
    async def scene():
        async with on_stage(label) as stage:
            with _locked(console_home) as other:
                await stage.press("a")
                await stage.until(lambda: "The database is busy: another program writes" in stage.band("said"))
                await stage.press("j")
                await stage.until(lambda: stage.screen.place.cursor == 1, "the cursor")
                other.rollback()
            await stage.until(lambda: _state(label, RAIN) is not RunState.NEEDS_DECISION, "the decision")
            await stage.until(lambda: "Midnight Rain: appr" in stage.band("said"))

    asyncio.run(scene())


def test_two_decisions_wait_for_the_database_and_both_are_taken(label, console_home):
    async def scene():
        async with on_stage(label) as stage:
            first, second = (row.key for row in stage.screen.place.rows[:2])
            with _locked(console_home) as other:
                await stage.press("a", "a")
                await stage.press("j")
                await stage.at_rest()
                await stage.press("a")
                await stage.until(lambda: "The database is busy" in stage.band("said"))
                other.rollback()
            for run_id in (first, second):
                await stage.until(lambda run_id=run_id: _state(label, run_id) is RunState.HELD, "both decisions")

    asyncio.run(scene())


def test_a_form_says_what_it_waits_for_and_goes_on_by_itself(label, console_home):
    async def scene():
        async with on_stage(label) as stage:
            await stage.press("x", "tab")
            await stage.type("too slow")
            with _locked(console_home) as other:
                await stage.press("enter")
                await stage.sees("The database is busy: another program writes")
                other.rollback()
            await stage.until(lambda: not isinstance(stage.app.screen, Form), "the end of the form")
            await stage.until(lambda: "Midnight Rain: reject" in stage.band("said"))

    asyncio.run(scene())


def test_a_form_says_who_was_first_and_keeps_what_was_typed(label):
    async def scene():
        async with on_stage(label, WIDE) as stage:
            await stage.press("x", "space", "tab")
            await stage.type("too slow")
            decide_elsewhere(label, RAIN, Verdict.APPROVE)
            await stage.sees(
                "Approved by ana via web at", "It waits for no decision any more", "Close", "Copy what was"
            )
            form = stage.app.screen
            assert isinstance(form, Form)
            assert form.query_one(Input).value == "too slow"
            await stage.type("er")
            await stage.press("ctrl+y")
            await stage.sees("Copied:")
            assert stage.app.clipboard.endswith("; too slower")
            await stage.press("enter")
            assert _state(label, RAIN) is RunState.HELD
            assert isinstance(stage.app.screen, Form)
            undo(label, RAIN, actor="ana", surface="web")
            await stage.until(lambda: form.query_one("#choice-do", Choice)._word == "Reject", "the form as before")
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.screen)

    asyncio.run(scene())
