"""The screen that soak tests look at: it shows what a terminal would, and sees what flickers."""

from __future__ import annotations

import pytest
from tests.interfaces.console.glass import Glass


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def glass(watch: Watch) -> Glass:
    made = Glass(20, 4, watch)
    made.feed(_frame(2, "hello"))
    watch.at += 5.0
    return made


def _frame(line: int, text: str) -> bytes:
    return f"\x1b[?2026h\x1b[{line};1H{text}\x1b[?2026l".encode()


def test_it_shows_what_is_written_wherever_it_stands():
    glass = Glass(10, 3, Watch())
    glass.feed("\x1b[48;2;27;33;48mab雨\x1b[0m\x1b[2;3Hx\r\nend\x1b[3;2H\x1b[K".encode())
    assert glass.lines() == ["ab雨", "  x", "e"]
    assert glass.span(0, 0, 4) == "ab雨"
    assert glass.lines_on("27,33,48", 0, 4) == [0]
    glass.feed(b"\x1b[2J")
    assert not glass.text().strip()


def test_letters_and_sequences_that_come_in_pieces_are_whole():
    glass, written = Glass(10, 2, Watch()), "\x1b[2;1Hé\x1b]0;title\x07雨".encode()
    for byte in written:
        glass.feed(bytes([byte]))
    assert glass.lines() == ["", "é雨"]


def test_it_says_that_it_knows_synchronized_updates():
    said: list[bytes] = []
    Glass(10, 2, Watch(), said.append).feed(b"\x1b[?2026$p\x1b[?2048$p")
    assert said == [b"\x1b[?2026;2$y", b"\x1b[?2048;0$y"]


def test_content_that_goes_and_comes_again_at_once_is_a_blank(glass, watch):
    glass.feed(_frame(2, "     "))
    watch.at += 0.05
    glass.feed(_frame(2, "hello"))
    assert (glass.flicker.blank, glass.flicker.flash) == (1, 0)


def test_content_that_is_replaced_and_put_back_at_once_is_a_flash(glass, watch):
    glass.feed(_frame(2, "other"))
    watch.at += 0.05
    glass.feed(_frame(2, "hello"))
    assert (glass.flicker.blank, glass.flicker.flash) == (0, 1)


def test_what_comes_and_goes_by_a_key_is_no_flash(glass, watch):
    glass.key_at = watch.at
    glass.feed(_frame(2, "other"))
    watch.at += 0.05
    glass.feed(_frame(2, "hello"))
    assert glass.flicker.cases == []


def test_what_is_erased_and_written_in_one_frame_was_never_gone(glass):
    glass.feed(b"\x1b[?2026h\x1b[2;1H\x1b[K\x1b[2;1Hhello\x1b[?2026l")
    assert glass.flicker.cases == []


def test_content_that_comes_again_later_was_meant_so(glass, watch):
    glass.feed(_frame(2, "     "))
    watch.at += 0.2
    glass.feed(_frame(2, "hello"))
    assert glass.flicker.cases == []


def test_what_is_drawn_outside_a_frame_is_loose_and_an_erased_screen_a_wipe(glass):
    glass.feed(b"\x1b[2;1Hworld\x1b[?2026h\x1b[2J\x1b[?2026l")
    assert (glass.flicker.loose, glass.flicker.wipe) == (1, 1)


def test_nothing_is_counted_right_after_another_size(glass, watch):
    glass.resize(10, 3)
    glass.feed(b"\x1b[2J\x1b[2;1Hworld")
    watch.at += 0.05
    glass.feed(b"\x1b[2;1Hhello")
    assert glass.flicker.cases == []
    assert glass.lines()[1] == "hello"
