"""A real terminal: tmux shows what the console draws and types what a person would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is missing: apt-get install tmux, then run these again")


@dataclass
class Terminal:
    """One window of a tmux server of its own."""

    socket: Path

    def tmux(self, *words: str) -> str:
        assert TMUX is not None
        done = subprocess.run(
            [TMUX, "-S", str(self.socket), "-f", "/dev/null", *words], capture_output=True, text=True, check=False
        )
        return done.stdout

    def open(self, command: str, width: int, height: int) -> None:
        self.tmux("new-session", "-d", "-x", str(width), "-y", str(height), f'{command}; echo "ended with $?"; cat')
        self.tmux("set", "-g", "status", "off")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def resize(self, width: int, height: int) -> None:
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def until(self, holds: Callable[[], object], what: str) -> None:
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, f"{what} never came:\n{self.text()}"
            time.sleep(0.05)

    def sees(self, *words: str) -> None:
        self.until(lambda: all(word in self.text() for word in words), " and ".join(words))

    @property
    def last_line(self) -> str:
        # One look: between two the program may wipe the screen.
        lines = self.text().strip().splitlines()
        return lines[-1] if lines else ""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "tmux")
    yield made
    made.tmux("kill-server")


def _command(home: Path, *options: str, **environment: str) -> str:
    chosen = {"HOME": str(home), "PYTHONPATH": os.environ["PYTHONPATH"], **environment}
    words = [f"{name}='{value}'" for name, value in chosen.items()]
    return " ".join(["env", *words, sys.executable, "-m", "noktvrn", "--home", str(home), "console", *options])


def test_it_starts_decides_survives_sizes_and_ends_well(terminal, console_home):
    terminal.open(_command(console_home, LC_ALL="C.UTF-8", NOKTVRN_CONSOLE__PLAYER="none"), 80, 24)
    terminal.sees("◗ noktvrn", "3 need you", "Midnight Rain", "Hook arrives", "▇")
    terminal.press("j")
    terminal.sees("2 of 3")
    terminal.resize(20, 5)
    terminal.sees("80 x 24", "20 x 5")
    for size in ((33, 9), (200, 50), (72, 20), (15, 4)):
        terminal.resize(*size)
    terminal.resize(120, 40)
    terminal.sees("Lyrics", "2 of 3")
    time.sleep(1.0)  # what came under the cursor less than 0.4 s ago is not decided on
    terminal.press("a")
    terminal.sees("approved", "undo 9:", "2 need you")
    terminal.press("u")
    terminal.sees("Undone", "3 need you")
    terminal.press("q")
    terminal.until(lambda: terminal.last_line == "ended with 0", "the end")


def test_without_unicode_and_colours_it_is_drawn_in_ascii(terminal, console_home):
    terminal.open(_command(console_home, "--read-only", LC_ALL="C", TERM="vt100"), 80, 24)
    terminal.sees(") noktvrn", "shows only", "Midnight Rain", "3 need you")
    assert terminal.text().isascii()
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d)", terminal.tmux("capture-pane", "-p", "-e"))
    terminal.press("C-c")
    terminal.until(lambda: terminal.last_line == "ended with 0", "the end")


def test_it_wants_a_terminal(console_home):
    done = subprocess.run(
        [sys.executable, "-m", "noktvrn", "--home", str(console_home), "console"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr


def test_it_says_at_once_that_a_terminal_cannot_be_drawn_on(terminal, console_home):
    terminal.open(_command(console_home, TERM="dumb"), 80, 24)
    terminal.sees("cannot draw on a terminal of the kind dumb", "TERM=xterm")
    terminal.until(lambda: terminal.last_line == "ended with 2", "the end")


def test_a_mistake_shows_a_screen_and_ends_with_one(terminal, console_home, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys\n"
        "from noktvrn.interfaces.cli.main import main\n"
        "from noktvrn.interfaces.console.desk import Desk\n"
        "Desk.pulse = lambda desk: 1 / 0\n"
        f"sys.exit(main(['--home', {str(console_home)!r}, 'console']))\n"
    )
    terminal.open(f"env HOME={console_home} LC_ALL=C.UTF-8 {sys.executable} {broken}", 80, 24)
    terminal.sees("The console has stopped", "The traceback is in", "enter leaves")
    terminal.press("Enter")
    terminal.until(lambda: terminal.last_line == "ended with 1", "the end")
    terminal.sees("The traceback is in", "noktvrn doctor")
    assert "ZeroDivisionError" in (console_home / "logs" / "noktvrn.jsonl").read_text()
