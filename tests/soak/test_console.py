"""Ten minutes at the console in a real terminal while runs come and go: every key counts, and nothing flickers.

A worker makes songs in a process of its own, others start runs, decide and add to the lists, and somebody types at
random: moves, filters, the palette, help, forms, logs, other sizes. After each burst of keys the screen has to show
what they were to do, all of it: the cursor on the very row, the words whole. What flicker is, :mod:`.glass` says.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles

import pytest
from tests.integration.workshop import Workshop, open_workshop
from tests.interfaces.console.glass import Glass
from tests.interfaces.console.house import lay_out
from tests.interfaces.console.seat import Seat, seated

from noktvrn.errors import NoktvrnError
from noktvrn.journal.run import RunState
from noktvrn.ports.repositories import RunFilter
from noktvrn.review.decision import Verdict
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.services.decide import decide
from noktvrn.services.start_run import start_run
from noktvrn.testing.builders import build_artist, build_run
from noktvrn.types import ArtistId, RunId

MINUTES = float(os.environ.get("CONSOLE_SOAK_MINUTES", "10"))
_SETTINGS = {
    "worker.poll_s": "0.2",
    "worker.retry_delay_s": "0.1",
    "worker.nice": "0",
    "review.hold_s": "5",
    "console.refresh_s": "0.5",
}
_SIZES = ((80, 24), (120, 40), (100, 30), (72, 20), (150, 45))
_WORDS = "abcdefghijklmnoprstuvwxyz"
_ESC, _TAB, _PALETTE = "\x1b", "\t", "\x10"
_CHOSEN = "27,33,48"
"""The ground of the chosen row."""
_DWELL_S = 0.15
"""What was opened is looked at for this long before it is closed: closing at once is no flicker of the console."""
_GROWN_MB = 12.0

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]


class World:
    """Everybody else: a stream of changes, until it is told to end."""

    def __init__(self, shop: Workshop, rng: random.Random) -> None:
        self._shop, self._rng = shop, rng
        self._over = threading.Event()
        self.changes = 0
        self._thread = threading.Thread(target=self._turn, daemon=True)

    def __enter__(self) -> World:
        self._thread.start()
        return self

    def __exit__(self, *rest: object) -> None:
        self._over.set()
        self._thread.join(30)

    def _turn(self) -> None:
        while not self._over.wait(self._rng.uniform(0.2, 0.8)):
            self.changes += 1
            try:
                self._change(self.changes)
            except NoktvrnError:  # the worker was first
                continue

    def _change(self, turn: int) -> None:
        label = self._shop.label
        add_run(self._shop, turn)
        if turn % 4 == 0 and len(self._shop.runs(RunState.QUEUED, RunState.MAKING)) < 3:
            start_run(label, brief=f"song {turn}", artist=None, seed=turn, autopilot=False, actor="ana")
        waiting = [run for run in self._shop.runs(RunState.NEEDS_DECISION) if run.brief.startswith("song")]
        if len(waiting) > 3:
            verdict = self._rng.choice([Verdict.APPROVE, Verdict.REJECT])
            decide(label, waiting[-1].id, verdict=verdict, actor="ana", surface="web", reason="as drawn")


def add_run(shop: Workshop, turn: int) -> None:
    """Let a run come that nobody works on."""
    at = shop.label.clock.now()
    run = build_run(
        id=RunId(shop.label.identifiers.new_id()),
        artist_id=None,
        title=f"T{turn:05d}",
        state=RunState.CANCELLED,
        created_at=at,
        updated_at=at,
    )
    with shop.label.records.write() as unit:
        unit.runs.add(run)
        unit.commit()


@dataclass
class Sitter:
    """Somebody who types at random, and looks whether all of it arrived."""

    shop: Workshop
    seat: Seat
    rng: random.Random
    size: tuple[int, int] = (120, 40)
    drafted: str = ""
    where: str = ""

    def burst(self, keys: list[str]) -> None:
        """Press keys as quickly as a keyboard repeats, or all at once, or as a person types."""
        gap_s = self.rng.choice([0.0, 0.0, 0.03, 0.09])
        for key in keys:
            self.seat.press(key)
            if gap_s:
                time.sleep(self.rng.uniform(0, 2 * gap_s))

    def dwell(self) -> None:
        time.sleep(_DWELL_S + self.rng.uniform(0, 0.3))

    def sees(self, *words: str) -> None:
        self.seat.until(lambda glass: all(word in glass.text() for word in words), " and ".join(words))

    def left(self) -> int:
        """Columns of the list."""
        return 31 if self.size[0] >= 110 else 23

    def chosen(self, glass: Glass) -> str:
        """Name of the row under the cursor, as the list shows it."""
        lines = glass.lines_on(_CHOSEN, 1, self.left())
        return glass.span(lines[0], 3, 12) if len(lines) == 1 else ""

    def opens(self, key: str, name: str) -> None:
        """Go to a list."""
        self.seat.press(key)
        self.seat.until(
            lambda glass: any(line[1:].startswith(f"{name}  ") for line in glass.lines()[2:4]) and self.chosen(glass),
            f"the list {name}",
        )
        self.dwell()

    def names(self, view: str) -> list[str]:
        """All rows of a list in their order, as far as they are shown."""
        with self.shop.label.records.read() as unit:
            if view == "2":
                return [each.identity.name[:9].strip() for each in unit.artists.select()]
            return [run.title[:9].strip() for run in unit.runs.select(RunFilter(), limit=400)]

    def moves(self) -> None:
        """Go down and up a list; the cursor stands on the very row."""
        view, name = self.rng.choice([("2", "Roster"), ("3", "Runs"), ("3", "Runs")])
        self.opens(view, name)
        for _ in range(self.rng.randint(1, 4)):
            here = self.anchor(view)
            number = self.rng.randint(1, 12)
            down = self.rng.random() < 0.6 or here < number
            rows = self.names(view)
            place = rows.index(self.where)
            wanted = rows[place + (number if down else -number)]
            if not wanted.startswith(("T0", "Artist")):
                continue
            self.burst(["j" if down else "k"] * number)
            self.seat.until(lambda glass, wanted=wanted: self.chosen(glass) == wanted, f"{wanted} under the cursor")
            self.dwell()

    def anchor(self, view: str) -> int:
        """Go down until the row has a name of its own; return how many rows stand above it, at least."""
        while True:
            self.where = str(self.seat.look(self.chosen))
            rows = self.names(view)
            if self.where.startswith(("T0", "Artist")) and rows.count(self.where) == 1:
                return rows.index(self.where)
            before = self.where
            self.seat.press("j")
            self.seat.until(lambda glass, before=before: self.chosen(glass) not in {before, ""}, "the next row")

    def filters(self) -> None:
        """Type words above a list; they arrive whole."""
        self.opens(*self.rng.choice([("1", "Queue"), ("2", "Roster"), ("3", "Runs"), ("4", "Releases")]))
        words = self.rng.choice(["T000", "Artist 00", f"{self.word(3, 17)}7"])
        half = len(words) // 2
        self.seat.press("/")
        self.burst(list(words[:half]))
        if self.rng.random() < 0.3:
            self.resizes()
        self.burst(list(words[half:]))
        width = self.left()
        self.seat.until(
            lambda glass: any(glass.span(y, 1, width) == words for y in range(3, 6)), f"{words!r} above the list"
        )
        self.seat.until(
            lambda glass: any(
                "Nothing fits" in shown or (words in shown and words != shown)
                for shown in (glass.span(y, 1, width) for y in range(4, self.size[1]))
            ),
            f"what fits {words!r}",
        )
        self.dwell()
        self.seat.press(_ESC)
        self.seat.until(lambda glass: not any(glass.span(y, 1, width) == words for y in range(3, 6)), "all rows again")
        self.dwell()

    def word(self, least: int, most: int) -> str:
        return "".join(self.rng.choice(_WORDS) for _ in range(self.rng.randint(least, most)))

    def asks_palette(self) -> None:
        """Type in the palette."""
        words = self.word(2, 30)
        self.seat.press(_PALETTE)
        self.burst(list(words))
        self.sees("Commands", words)
        self.dwell()
        self.seat.press(_ESC)
        self.seat.until(lambda glass: words not in glass.text(), "the screen below")
        self.dwell()

    def asks_help(self) -> None:
        """Open the help and scroll in it."""
        self.seat.press("?")
        self.sees("Here")
        self.dwell()
        self.burst(["j"] * 2)
        self.dwell()
        self.seat.press(_ESC)
        self.seat.until(lambda glass: "Here" not in glass.text(), "the screen below")
        self.dwell()

    def writes(self) -> None:
        """Write into a form of several fields, close it, and find it all the next time."""
        self.opens("2", "Roster")
        self.seat.press("n")
        self.sees("New artist", "Brief")
        added = self.word(8, 25) if len(self.drafted) < 20 else ""
        self.burst(list(added) or ["\x7f"] * len(self.drafted))
        self.drafted = self.drafted + added if added else ""
        self.seat.until(lambda glass: self.drafted in glass.text(), "the whole brief")
        self.seat.press(_TAB)
        self.dwell()
        self.seat.press(_ESC)
        self.seat.until(lambda glass: "Brief" not in glass.text(), "the screen below")
        self.dwell()

    def reads_a_log(self) -> None:
        """Open the log of a run, and leave it."""
        self.opens("3", "Runs")
        self.seat.press("l")
        self.seat.until(lambda glass: "Page" in glass.lines()[-1], "the log")
        self.dwell()
        self.seat.press(_ESC)
        self.seat.until(lambda glass: "Page" not in glass.lines()[-1], "the page")
        self.dwell()

    def resizes(self) -> None:
        """Draw the window larger and smaller."""
        for _ in range(self.rng.choice([1, 1, 6])):
            self.size = self.rng.choice(_SIZES)
            self.seat.resize(*self.size)
            time.sleep(0.02)
        width, height = self.size
        self.seat.until(
            lambda glass: (
                "noktvrn" in glass.lines()[0]
                and glass.lines()[height - 1].strip()
                and any(line.startswith("─" * width) for line in glass.lines())
            ),
            "the whole screen",
        )
        time.sleep(0.3)

    def watches(self) -> None:
        """Do nothing for a while."""
        time.sleep(self.rng.uniform(0.5, 3.0))

    def does_something(self) -> None:
        """Do the next thing."""
        acts: list[Callable[[], None]] = [
            self.moves, self.moves, self.filters, self.filters, self.asks_palette, self.asks_help, self.writes,
            self.reads_a_log, self.resizes, self.watches,
        ]  # fmt: skip
        self.rng.choice(acts)()


def _furnish(shop: Workshop) -> None:
    """Lay out lists that are long enough to move in, with rows whose names are all their own."""
    identity = build_artist().identity
    with shop.label.records.write() as unit:
        for number in range(60):
            unit.artists.add(
                build_artist(
                    id=ArtistId(shop.label.identifiers.new_id()),
                    slug=f"artist-{number:02d}",
                    identity=replace(identity, name=f"Artist {number:02d}"),
                    status=LifecycleStatus.RETIRED,
                )
            )
        unit.commit()
    for turn in range(150):
        add_run(shop, turn - 150 + 900)


def test_a_long_sitting_loses_no_key_and_sees_no_flicker(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(9)
    home = tmp_path / "home"
    lay_out(home)
    with open_workshop(home, _SETTINGS) as shop:
        _furnish(shop)
        shop.start_ready_worker(QUICK_WORK_S="1.5")
        with seated(home, (120, 40), NOKTVRN_CONSOLE__REFRESH_S="0.5") as seat, World(shop, rng) as world:
            seat.until(lambda glass: glass.lines()[2].startswith(" Queue  "), "the console")
            sitter = Sitter(shop, seat, rng)
            began, memory = time.monotonic(), [seat.memory_mb()]
            while (passed := time.monotonic() - began) < 60 * MINUTES:
                sitter.does_something()
                if passed > 10 * len(memory):
                    memory.append(seat.memory_mb())
            seat.press("q")
            assert seat.process.wait(30) == 0
            made = len(shop.runs(RunState.RELEASED, RunState.REJECTED, RunState.NEEDS_DECISION))
        flicker, waits_ms = seat.glass.flicker, sorted(1e3 * each for each in seat.waits_s)
        with capfd.disabled():
            print(  # noqa: T201 - the figures of a soak are what it is run for
                f"\n{passed / 60:.1f} min, {seat.keys} keys all accounted for, {world.changes} changes by others, "
                f"{made} songs made or decided, {flicker.frames} frames; flicker: {flicker.blank} blank, "
                f"{flicker.flash} flash, {flicker.loose} loose, {flicker.wipe} wipe; from the last key of a burst to "
                f"what it does: median {median(waits_ms):.0f} ms, p95 {quantiles(waits_ms, n=20)[-1]:.0f} ms; "
                f"memory {' '.join(f'{each:.0f}' for each in memory)} MB",
                *flicker.cases,
                sep="\n",
            )
    settled = memory[min(12, len(memory) // 2)]
    assert (flicker.blank, flicker.flash, flicker.loose, flicker.wipe) == (0, 0, 0, 0)
    assert max(memory) - settled < _GROWN_MB, memory
