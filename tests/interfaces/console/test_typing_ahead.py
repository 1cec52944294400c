"""Keys that come quicker than what they set going: each arrives where the one before it leads."""

from __future__ import annotations

import asyncio

from tests.interfaces.console.conftest import Stage, on_stage
from textual.events import Key
from textual.widgets import Input

from noktvrn.interfaces.console.forms import Form
from noktvrn.interfaces.console.pickers import Help, Picker
from noktvrn.interfaces.console.rows import View


def _all_at_once(stage: Stage, *keys: str) -> None:
    for key in keys:
        stage.app.post_message(Key(key, key if len(key) == 1 else None))


def test_words_right_behind_the_key_of_the_filter_stand_in_it(label):
    async def scene():
        async with on_stage(label) as stage:
            _all_at_once(stage, "slash", *"rain", "enter", "tab", "tab", "slash", "end", *"drop")
            await stage.until(lambda: stage.screen.filter.value == "raindrop", "the words")

    asyncio.run(scene())


def test_words_right_behind_the_key_of_the_palette_stand_in_it(label):
    async def scene():
        async with on_stage(label) as stage:
            _all_at_once(stage, "j", "ctrl+p", *"reject")
            await stage.until(
                lambda: isinstance(stage.app.screen, Picker) and stage.app.screen.query_one(Input).value == "reject",
                "the words",
            )
            _all_at_once(stage, "escape", "2", "n", *"night bus", "escape", "n", *" two")
            await stage.until(
                lambda: (
                    isinstance(stage.app.screen, Form)
                    and stage.app.screen.is_mounted
                    and stage.app.screen.typed().word("brief") == "night bus two"
                ),
                "the brief",
            )

    asyncio.run(scene())


def test_a_hundred_keys_at_once_are_a_hundred_keys(label):
    async def scene():
        async with on_stage(label) as stage:
            _all_at_once(stage, "slash", *("abcdefghij" * 9))
            await stage.until(lambda: stage.screen.filter.value == "abcdefghij" * 9, "the words")

    asyncio.run(scene())


def test_an_escape_that_was_read_together_with_the_next_key_is_two_keys(label):
    async def scene():
        async with on_stage(label) as stage:
            await stage.press("question_mark")
            await stage.until(lambda: isinstance(stage.app.screen, Help), "the help")
            _all_at_once(stage, "alt+3")
            await stage.until(lambda: stage.app.screen is stage.screen and stage.screen.view is View.RUNS, "the runs")

    asyncio.run(scene())
