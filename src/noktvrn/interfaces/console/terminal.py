"""The terminal's keys, read so that a lone escape is answered as soon as it can be no other key."""

from __future__ import annotations

import asyncio
import os
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from select import select
from typing import Final

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

_IDLE_S: Final = 0.1
"""How often it is asked whether the console has ended, while no key is pressed."""
_READ_BYTES: Final = 4_096


class PromptTerminal(LinuxDriver):
    """A terminal that looks again right when an escape can no longer begin another key.

    Textual's own looks again after a tenth of a second whatever its delay for escapes is, and that alone is as long
    as a key may take. The size is read when it is told, by the loop: a signal may come while another one is answered,
    and the older size would be told last and stay.
    """

    def start_application_mode(self) -> None:
        """Begin, and hear of every new size."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self.tell_size)

    def tell_size(self) -> None:
        """Tell the size that the terminal has now; one that is gone has none."""
        with suppress(OSError):
            size = Size(*os.get_terminal_size(self.fileno))
            self.send_message(Resize(size, size))

    def run_input_thread(self) -> None:
        """Hand on keys until the console ends."""
        parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace").decode
        wait_s = _IDLE_S
        while not self.exit_event.is_set():
            read = self._read(wait_s)
            if read is not None and not read:  # nobody is at the other end: no reason to ask all the time
                self.exit_event.wait(_IDLE_S)
            for message in _messages(parser, decode(read or b"")):
                self.process_message(message)
            wait_s = constants.ESCAPE_DELAY + 0.001 if read else _IDLE_S

    def _read(self, wait_s: float) -> bytes | None:
        """Return what came; None when nothing did within the time."""
        ready, _, _ = select([self.fileno], [], [], wait_s)
        return os.read(self.fileno, _READ_BYTES) if ready else None


def _messages(parser: XTermParser, text: str) -> Iterator[Message]:
    if text:  # nothing at all would tell the parser that the terminal is gone
        yield from parser.feed(text)
    yield from parser.tick()
