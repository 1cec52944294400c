"""The console over a large label, in a real terminal: how soon it is there, and how soon each key is answered.

A pseudo-terminal stands where a person would: it counts from the key until the first thing that is drawn because of
it, and until what was asked for stands on the screen.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from statistics import median
from termios import TIOCSWINSZ
from typing import Any

from benchmarks.harness import at_most, report

NAME = "Console"
START_GOAL_MS, KEY_GOAL_MS = 1_500, 100
_PATIENCE_S = 20.0
_QUIET_S = 0.35

_KEYS: tuple[tuple[str, str, str], ...] = (
    ("cursor down in the queue", "j", ""),
    ("page down in the queue", "\x1b[6~", ""),
    ("the roster", "2", "Roster"),
    ("cursor down in the roster", "j", ""),
    ("the runs", "3", "100,000|20,000"),
    ("cursor down in the runs", "j", ""),
    ("the last loaded run, and more behind it", "G", ""),
    ("the releases", "4", "Releases"),
    ("the failures", "5", "Failures"),
    ("the help", "?", "Here"),
    ("closing it", "\x1b", ""),
    ("the palette", "\x10", "Commands"),
    ("closing it again", "\x1b", ""),
    ("the queue", "1", "Queue"),
)


@dataclass
class Seat:
    """A terminal with the console in it."""

    process: subprocess.Popen[bytes]
    descriptor: int

    def read_until(self, wanted: str, seconds: float = _PATIENCE_S) -> tuple[float, float]:
        """Return seconds until the first output and until the wanted words stand in it."""
        began, first, seen = time.perf_counter(), 0.0, ""
        while time.perf_counter() - began < seconds:
            if not select.select([self.descriptor], [], [], 0.05)[0]:
                continue
            seen += os.read(self.descriptor, 65_536).decode("utf-8", "replace")
            first = first or time.perf_counter() - began
            if not wanted or re.search(wanted, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)):
                return first, time.perf_counter() - began
        raise TimeoutError(f"{wanted!r} never came")

    def worked_ms(self) -> float:
        """Return the CPU time of the console up to now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") * 1e3

    def settle(self) -> None:
        """Read until nothing more is drawn for a moment."""
        end = time.perf_counter() + 3.0
        while select.select([self.descriptor], [], [], _QUIET_S)[0] and time.perf_counter() < end:
            os.read(self.descriptor, 65_536)

    def press(self, key: str, wanted: str) -> float:
        """Press a key and return the milliseconds until it is answered."""
        self.settle()
        os.write(self.descriptor, key.encode())
        return self.read_until(wanted)[1] * 1e3


@contextmanager
def seated(home: Path) -> Iterator[Seat]:
    """Start the console in a terminal of 120 x 40."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", "noktvrn", "--home", str(home), "console"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Seat(process, ours)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(10)
        os.close(ours)


def run(quick: bool) -> dict[str, Any]:
    """Measure."""
    artists, runs = (100, 20_000) if quick else (1_000, 100_000)
    starts: list[float] = []
    worked: list[float] = []
    answers: dict[str, list[float]] = {what: [] for what, _, _ in _KEYS}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        seed = ["dev", "seed", "--artists", str(artists), "--runs", str(runs)]
        subprocess.run([sys.executable, "-m", "noktvrn", "--home", str(home), *seed], check=True, capture_output=True)
        for _ in range(2 if quick else 4):
            began = time.perf_counter()
            with seated(home) as seat:
                seat.read_until("Gate")
                starts.append((time.perf_counter() - began) * 1e3)
                worked.append(seat.worked_ms())
                for what, key, wanted in _KEYS:
                    answers[what].append(seat.press(key, wanted))
    return report(
        NAME,
        method=f"{artists:,} artists, {runs:,} runs, a pseudo-terminal of 120 x 40; medians of {len(starts)} sittings.",
        figures=[
            at_most("start, until the first song can be decided on", median(starts), "ms", START_GOAL_MS),
            at_most("the same, CPU", median(worked), "ms", START_GOAL_MS),
            *(at_most(f"key: {what}", median(took), "ms", KEY_GOAL_MS) for what, took in answers.items()),
        ],
    )
