"""What stands on the terminal, kept as text with its styles: read the difference when it changes on purpose.

``NOKTVRN_SNAPSHOTS=write`` in front of the test command writes them again.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from tests.interfaces.console.conftest import FULL, NARROW, NONE, SIXTEEN, WIDE, Stage, on_stage
from tests.interfaces.console.house import spend

from noktvrn.interfaces.console.tones import Colours

pytestmark = pytest.mark.usefixtures("no_player")

KEPT = Path(__file__).parent / "snapshots"
_WRITES = os.environ.get("NOKTVRN_SNAPSHOTS") == "write"


def _is_kept(name: str, text: str) -> None:
    path = KEPT / f"{name}.txt"
    if _WRITES:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{name} is not kept yet: NOKTVRN_SNAPSHOTS=write"
    assert text == path.read_text(encoding="utf-8"), f"{name} looks different"


@pytest.mark.parametrize("colours", [FULL, SIXTEEN, NONE], ids=lambda colours: str(colours.value))
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_screens_look_as_they_are_kept(label, size, colours: Colours):
    where = f"{size[0]}x{size[1]}"
    spend(label)

    async def scene():
        async with on_stage(label, size, colours=colours) as stage:
            await stage.still()
            _is_kept(f"queue-{where}-{colours.value}", stage.styled())
            if colours is Colours.SIXTEEN:
                return
            await _pages(stage, where, colours)

    async def _pages(stage: Stage, where: str, colours: Colours):
        shown = stage.styled if colours is Colours.NONE else lambda: stage.text() + "\n"
        for key, name in (("2", "roster"), ("3", "runs"), ("5", "failures"), ("6", "health")):
            await stage.press(key)
            await stage.at_rest()
            await stage.still()
            _is_kept(f"{name}-{where}-{colours.value}", shown())
        await stage.press("1")
        await stage.at_rest()
        await stage.press("x", "space", "tab")
        await stage.sees("--chip")
        await stage.still()
        _is_kept(f"reject-{where}-{colours.value}", shown())
        await stage.press("escape", "question_mark")
        await stage.sees("Songs that wait")
        await stage.still()
        _is_kept(f"help-{where}-{colours.value}", shown())
        await stage.press("escape", "ctrl+p")
        await stage.sees("Commands")
        await stage.still()
        _is_kept(f"commands-{where}-{colours.value}", shown())

    asyncio.run(scene())
