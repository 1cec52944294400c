"""The console in a terminal of its own: a pseudo-terminal whose other end is read all the time, and keys to press."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

from tests.interfaces.console.glass import Glass

PATIENCE_S = 60.0
"""A machine with other work may take this long; what is waited for is looked at all the time."""
_ENDED = "the console ended"


@dataclass
class Seat:
    """Somebody at a terminal.

    Attributes:
        keys: How many keys were pressed.
        waits_s: From each last key until what it was to do stood on the screen.
    """

    process: subprocess.Popen[bytes]
    descriptor: int
    glass: Glass
    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: int = 0
    pressed_at: float = 0.0
    waits_s: list[float] = field(default_factory=list)

    def read_on(self) -> None:
        """Draw what comes, until nobody writes any more."""
        while True:
            try:
                if not select.select([self.descriptor], [], [], 0.5)[0]:
                    if self.process.poll() is not None:
                        return
                    continue
                written = os.read(self.descriptor, 65_536)
            except OSError:
                return
            with self.lock:
                self.glass.feed(written)

    def press(self, *keys: str) -> None:
        """Press keys, each in a write of its own."""
        for key in keys:
            os.write(self.descriptor, key.encode())
            self.keys += 1
            self.pressed_at = self.glass.key_at = time.monotonic()
            self.glass.typing = True

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        with self.lock:
            self.glass.resize(width, height)
            ioctl(self.descriptor, TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def look(self, at: Callable[[Glass], object]) -> object:
        """Look at the screen while nothing is drawn."""
        with self.lock:
            return at(self.glass)

    def until(self, holds: Callable[[Glass], object], what: str) -> None:
        """Wait until something stands on the screen."""
        end = time.monotonic() + PATIENCE_S
        while not self.look(holds):
            assert self.process.poll() is None, _ENDED
            assert time.monotonic() < end, f"{what} never came:\n{self.look(Glass.text)}"
            time.sleep(0.005)
        if self.keys:
            self.waits_s.append(time.monotonic() - self.pressed_at)
        if self.glass.typing:
            self.glass.typing, self.glass.key_at = False, time.monotonic()

    def memory_mb(self) -> float:
        """Return what the console holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def seated(home: Path, size: tuple[int, int], options: Sequence[str] = (), **environment: str) -> Iterator[Seat]:
    """Start the console in a terminal, and end it."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "noktvrn", "--home", str(home), "console", *options],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=_environment(home, environment),
        start_new_session=True,
    )
    os.close(theirs)
    glass = Glass(*size, time.monotonic, answer=lambda said: os.write(ours, said))
    seat = Seat(process, ours, glass)
    reader = threading.Thread(target=seat.read_on, daemon=True)
    reader.start()
    try:
        yield seat
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
        reader.join(10)
        os.close(ours)


def _environment(home: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a person who has a good terminal and no player."""
    named = {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    found = {**os.environ, **named, "NOKTVRN_CONSOLE__PLAYER": "none", **chosen}
    return {name: value for name, value in found.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
