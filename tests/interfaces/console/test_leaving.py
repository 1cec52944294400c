"""The console is left at any moment: while it starts, reads, draws, asks. Nothing is drawn on what is gone."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

import pytest
from tests.interfaces.console.conftest import NARROW, on_stage
from textual.pilot import WaitForScreenTimeout

from noktvrn.interfaces.console.app import ConsoleApp
from noktvrn.interfaces.console.forms import Form
from noktvrn.interfaces.console.lines import say
from noktvrn.interfaces.console.pickers import Help, Picker
from noktvrn.interfaces.console.rows import View
from noktvrn.interfaces.console.screen import MainScreen

TIMES = int(os.environ.get("CONSOLE_LEAVINGS", "40"))
_AT_EACH = 25
"""The first laps of the loop are left at one by one, the later ones with larger and larger gaps."""


def _laps(number: int) -> int:
    """Return after how many laps of the event loop the console is left, at a turn."""
    return number if number < _AT_EACH else round(_AT_EACH * 1.13 ** ((number - _AT_EACH) * 60 / TIMES))


def _everything(screen: MainScreen) -> None:
    """Do on the screen all that a key, a timer, a thread or a message may do."""
    screen.look_now()
    screen.show_all()
    screen.show_page(from_top=True)
    screen.tell(say("said"))
    screen.change_view(View.RUNS)
    screen.change_view(View.QUEUE)
    screen.narrow("rain")
    screen.load_rows()
    screen.load_more()
    screen.load_sheet()
    screen.judge(judging=True)
    screen.list.move(1)
    screen.on_row_list_moved()
    screen.on_descendant_focus()
    for intent in ("help", "palette", "reject", "start", "filter", "log"):
        screen.action_intend(intent)
    screen.look_ahead()


def test_a_screen_that_is_taken_down_at_any_moment_takes_nobody_with_it(label):
    async def scene():
        async with on_stage(label) as stage:
            below = stage.screen
            for number in range(TIMES):
                screen = stage.app.get_default_screen()
                mounted = stage.app.push_screen(screen)
                for lap in range(_laps(number)):
                    if lap % 50 == 10 and screen.is_up:
                        screen.look_now()
                        screen.load_rows()
                        screen.load_sheet()
                    await asyncio.sleep(0)
                while stage.app.screen is not below:
                    removed = stage.app.pop_screen()
                    _draw(screen)
                    await removed
                    _draw(screen)
                await mounted
            await stage.press("j")
            await stage.until(lambda: below.place.cursor == 1, "the cursor")
            assert stage.app.mistake is None

    asyncio.run(scene())


def _draw(screen: MainScreen) -> None:
    """Draw as whatever comes too late does."""
    screen.show_all()
    screen.tell(say("said"))
    screen.on_descendant_focus()


@pytest.mark.parametrize("laps", [0, 1, 3, 8, 20, 60, 250, 1_000])
def test_the_console_is_left_at_any_moment_of_its_start(label, laps):
    async def scene():
        app = ConsoleApp(label, list, label.settings.home / "log")
        with suppress(WaitForScreenTimeout):
            async with app.run_test(size=NARROW):
                for _ in range(laps):
                    await asyncio.sleep(0)
                app.exit()
        assert app.mistake is None
        app.player.close()

    asyncio.run(scene())


def test_what_comes_when_the_console_was_left_is_dropped(label):
    async def scene():
        async with on_stage(label) as stage:
            screen, app = stage.screen, stage.app
        with app._context():  # as timers, threads and messages have it that began before
            _everything(screen)
            await asyncio.sleep(0.1)
        assert app.mistake is None
        assert not screen.is_up
        assert app.screen_stack == []

    asyncio.run(scene())


@pytest.mark.parametrize(("key", "kind"), [("x", Form), ("ctrl+p", Picker), ("question_mark", Help)])
def test_a_sheet_that_is_gone_draws_nothing_and_keeps_what_was_typed(label, key, kind):
    async def scene():
        async with on_stage(label) as stage:
            await stage.press(key)
            await stage.until(lambda: isinstance(stage.app.screen, kind), "the sheet")
            sheet = stage.app.screen
            if isinstance(sheet, Form):
                await stage.press("tab", "a")
            typed = sheet.typed() if isinstance(sheet, Form) else None
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.screen, "the screen")
            sheet.draw()
            if isinstance(sheet, Form):
                sheet.learn(stage.screen.desk.run_named(sheet.asking.subject.run.id), stage.screen.now)
                assert sheet.typed() == typed
                assert typed.word("reason") == "a"

    asyncio.run(scene())
