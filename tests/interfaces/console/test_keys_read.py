"""Keys as they come from a terminal: an escape alone, one that begins another key, letters in pieces, nobody there."""

from __future__ import annotations

import os
import pty
import struct
import threading
import time
from collections.abc import Iterator
from fcntl import ioctl
from termios import TIOCSWINSZ

import pytest
from textual import constants
from textual._xterm_parser import XTermParser
from textual.events import Key, Resize
from textual.message import Message

from noktvrn.interfaces.console.terminal import PromptTerminal


class Keyboard(PromptTerminal):
    """Keys that are written into a pipe, and when each was understood."""

    def __init__(self) -> None:
        self.fileno, self.theirs = os.pipe()
        self.exit_event = threading.Event()
        self._debug = False
        self.heard: list[tuple[str, float]] = []
        self.thread = threading.Thread(target=self.run_input_thread)
        self.thread.start()

    def process_message(self, message: Message) -> None:
        assert isinstance(message, Key)
        self.heard.append((message.key, time.perf_counter()))

    def press(self, *pieces: bytes) -> None:
        for piece in pieces:
            os.write(self.theirs, piece)
            time.sleep(0.02)

    def until(self, number: int) -> list[str]:
        end = time.monotonic() + 60
        while len(self.heard) < number:
            assert time.monotonic() < end, self.heard
            time.sleep(0.002)
        return [key for key, _ in self.heard]

    def leave(self) -> None:
        self.exit_event.set()
        self.thread.join(60)
        assert not self.thread.is_alive()


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    made = Keyboard()
    yield made
    made.exit_event.set()
    os.write(made.theirs, b".")  # or it would still wait for the rest of an escape
    made.leave()
    os.close(made.fileno)
    os.close(made.theirs)


def test_an_escape_alone_is_answered_when_its_time_is_over_and_not_when_it_suits(keyboard, monkeypatch):
    """A busy machine may answer any of them late, but a reader that looks ten times a second answers all of them so."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.02)
    took = [1.0]
    while min(took) >= 0.06:
        assert len(took) < 300, f"the quickest took {min(took)} s"
        began = time.perf_counter()
        os.write(keyboard.theirs, b"\x1b")
        assert keyboard.until(len(took)) == ["escape"] * len(took)
        took.append(keyboard.heard[-1][1] - began)
        assert took[-1] >= 0.02


def test_an_escape_that_begins_another_key_waits_for_the_rest(keyboard, monkeypatch):
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 5.0)
    keyboard.press(b"\x1b", b"[A", b"j")
    assert keyboard.until(2) == ["up", "j"]


def test_letters_that_come_in_pieces_are_whole(keyboard):
    keyboard.press("é".encode()[:1], "é".encode()[1:], b"x")
    assert keyboard.until(2)[1] == "x"
    assert len(keyboard.heard) == 2


def test_it_ends_when_nobody_is_there_and_does_not_work_meanwhile():
    keyboard = Keyboard()
    os.close(keyboard.theirs)
    own_clock = time.pthread_getcpuclockid(keyboard.thread.ident)
    before = time.clock_gettime(own_clock)
    time.sleep(0.25)
    assert time.clock_gettime(own_clock) - before < 0.1
    keyboard.leave()
    os.close(keyboard.fileno)


def test_the_private_parser_of_textual_is_still_what_the_terminal_is_read_with():
    """Breaks when Textual moves or changes its parser: then ``console/terminal.py`` has to follow, and nothing else."""
    parser = XTermParser(False)
    assert [message.key for message in parser.feed("j")] == ["j"]
    assert list(parser.tick()) == []


class Window(PromptTerminal):
    """A window that changes its size, and what was told of it."""

    def __init__(self, descriptor: int) -> None:
        self.fileno = descriptor
        self.told: list[tuple[int, int]] = []

    def send_message(self, message: Message) -> None:
        assert isinstance(message, Resize)
        self.told.append((message.size.width, message.size.height))


def test_a_size_is_told_as_it_is_at_that_moment_and_a_window_that_is_gone_has_none():
    ours, theirs = pty.openpty()
    window = Window(theirs)
    for size in ((72, 20), (120, 40)):
        ioctl(ours, TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    window.tell_size()
    assert window.told == [(120, 40)]
    os.close(ours)
    os.close(theirs)
    window.tell_size()
    assert window.told == [(120, 40)]
