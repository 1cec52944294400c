"""The console over a small label, driven as by a person at a keyboard."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.text import Text
from tests.interfaces.console.house import label_at, lay_out
from textual.pilot import Pilot

from noktvrn.interfaces.console.app import ConsoleApp
from noktvrn.interfaces.console.player import Heard, Player
from noktvrn.interfaces.console.screen import MainScreen
from noktvrn.interfaces.console.tones import Colours
from noktvrn.interfaces.console.widgets import Band, Page
from noktvrn.services.label import Label

NARROW, WIDE = (80, 24), (120, 40)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that is filled once; tests take copies."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    lay_out(home)
    return home


@pytest.fixture
def console_home(furnished: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.copytree(furnished, home)
    return home


@pytest.fixture
def label(console_home: Path) -> Iterator[Label]:
    with label_at(console_home) as opened:
        yield opened


@pytest.fixture
def no_player(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A player that writes down what it was asked for, and then sounds until it is ended."""
    return put_player(tmp_path, monkeypatch, "mpv")


def put_player(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, then: str = "exec /bin/sleep 30") -> Path:
    """Put a player of that name in front of all others, and return what it writes to."""
    bin_, said = folder / "bin", folder / "played"
    bin_.mkdir(exist_ok=True)
    program = bin_ / name
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{said}"\n{then}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    return said


class SilentPlayer(Player):
    """Stands where it is told to, and makes no sound."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(None, Path())
        self._heard = heard

    def heard(self) -> Heard:
        return self._heard


@dataclass
class Stage:
    """The console with somebody at the keyboard."""

    pilot: Pilot[None]
    app: ConsoleApp

    @property
    def screen(self) -> MainScreen:
        found = next(screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))
        return found

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, words: str) -> None:
        await self.pilot.press(*("space" if letter == " " else letter for letter in words))

    async def until(self, holds: Callable[[], object], what: str = "", seconds: float = 60.0) -> None:
        """Wait until something holds; the machine may be busy."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"{what or holds} never came:\n{self.text()}"
            await self.pilot.pause(0.02)

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(word in self.text() for word in words), " and ".join(words))

    async def at_rest(self) -> None:
        """Wait until the page of the chosen row is there and could be decided on."""
        await self.until(self._is_at_rest, "the page")

    def _is_at_rest(self) -> bool:
        place = self.screen.place
        return self.screen.has_seen() or (place.complete and not place.rows)

    async def still(self) -> None:
        """Wait until nothing moves any more, and a slow machine has nothing to say about it."""
        before, same = "", 0
        while same < 3:
            await self.pilot.pause(0.05)
            now = self.styled()
            same = same + 1 if now == before and "Keys are kept." not in now else 0
            before = now

    def text(self) -> str:
        """What is on the terminal, as text."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(line.text.rstrip()[:width] for line in lines[:height])

    def styled(self) -> str:
        """What is on the terminal, with a line of marks under each that says which style each cell has."""
        marks: dict[str, str] = {}
        lines = []
        for strip in self.app.screen._compositor.render_strips():
            text, under = "", ""
            for segment in strip:
                style = str(segment.style or "").replace("not ", "!")
                mark = marks.setdefault(style, _MARKS[len(marks) % len(_MARKS)])
                text += segment.text
                under += mark * segment.cell_length
            lines += [text.rstrip(), f"    {_runs(under)}"]
        legend = [f"{mark} = {style or 'plain'}" for style, mark in marks.items()]
        return "\n".join([*lines, "", *legend]) + "\n"

    def band(self, name: str) -> str:
        return "\n".join(line.plain for line in self.screen.query_one(f"#{name}", Band).lines)

    def page(self) -> str:
        return "\n".join(line.plain for line in self.screen.query_one("#page", Page).lines)

    def page_lines(self) -> list[Text]:
        return self.screen.query_one("#page", Page).lines


_MARKS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _runs(marks: str) -> str:
    """Write ``aaab`` as ``a3 b``."""
    found: list[tuple[str, int]] = []
    for mark in marks:
        if found and found[-1][0] == mark:
            found[-1] = (mark, found[-1][1] + 1)
        else:
            found.append((mark, 1))
    return " ".join(mark if times == 1 else f"{mark}{times}" for mark, times in found)


@asynccontextmanager
async def on_stage(label: Label, size: tuple[int, int] = NARROW, **options: object) -> AsyncIterator[Stage]:
    """Run the console until the block ends."""
    log = label.settings.home / "logs" / "noktvrn.jsonl"
    app = ConsoleApp(label, list, log, **options)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        stage = Stage(pilot, app)
        await stage.until(lambda: stage.screen.pulse is not None and stage.screen.place.complete, "the first look")
        await stage.at_rest()
        yield stage
        app.player.close()


def run(scene: Callable[[], Awaitable[None]]) -> None:
    """Play a scene to its end."""
    asyncio.run(_played(scene))


async def _played(scene: Callable[[], Awaitable[None]]) -> None:
    await scene()


FULL, SIXTEEN, NONE = Colours.FULL, Colours.SIXTEEN, Colours.NONE
