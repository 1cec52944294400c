"""Drawing a run's checklist: redrawn in place on a terminal, one line for each change elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from rich.cells import cell_len
from rich.console import Group
from rich.text import Text

from noktvrn.interfaces.cli.terminal import QUIET, STRONG, STYLES, Terminal
from noktvrn.interfaces.presenters.checklist import STEP_NAMES, ChecklistRow, checklist
from noktvrn.interfaces.presenters.sentences import song_name, state_sentence
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import elapsed, short_run
from noktvrn.journal.run import RunState
from noktvrn.services.views import RunView

if TYPE_CHECKING:
    from rich.live import Live

_NAME_WIDTH: Final = max(map(len, STEP_NAMES.values()))
_TIME_WIDTH: Final = 11
_WIDEST: Final = 100
"""Longer lines are hard to follow from the step to its time."""


class Checklist:
    """Shows a run while it moves.

    Args:
        terminal: Where; nothing is shown when it speaks JSON.
        foot: A line that stays below, such as how to stop.
    """

    def __init__(self, terminal: Terminal, foot: str = "") -> None:
        self._terminal = terminal
        self._foot = foot
        self._live: Live | None = None
        self._seen: dict[str, tuple[Standing, int]] = {}
        self._began = datetime.now(UTC)

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._terminal.live:
            from rich.live import Live

            self._live = Live(console=self._terminal.err, auto_refresh=False, vertical_overflow="crop")
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last drawing on the screen."""
        if self._live is not None:
            self._live.stop()

    def show(self, view: RunView, *, last: bool = False) -> None:
        """Draw the run as it stands now; the last drawing leaves out the foot."""
        now = datetime.now(UTC)
        rows = checklist(view.summary.run, view.steps, now)
        if self._live is not None:
            width = min(self._terminal.err.width, _WIDEST)
            self._live.update(self._drawing(view, rows, now, width, last=last), refresh=True)
        else:
            self._say_changes(view, rows)

    def _drawing(self, view: RunView, rows: list[ChecklistRow], now: datetime, width: int, *, last: bool) -> Group:
        lines = [head_line(view, elapsed((now - self._began).total_seconds()), width), Text()]
        lines += [row_line(row, width) for row in rows]
        if not last:
            held = view.summary.run.state is RunState.HELD
            foot = state_sentence(view.summary, now) if held else self._foot
            lines += [Text(), Text(foot, style=QUIET, no_wrap=True, overflow="ellipsis")]
        return Group(*lines)

    def _say_changes(self, view: RunView, rows: list[ChecklistRow]) -> None:
        take = view.summary.run.pass_no
        for row in rows:
            before, take_before = self._seen.get(row.step, (Standing.IDLE, take))
            changed = row.standing is not before or (take_before != take and row.standing is Standing.RUNNING)
            self._seen[row.step] = (row.standing, take)
            if changed and row.standing is not Standing.IDLE:
                self._terminal.say(plain_line(row))


def head_line(view: RunView, time: str, width: int) -> Text:
    """Return the line over the checklist: the song, its run, the take, the time."""
    run = view.summary.run
    parts = [short_run(run.id)] if view.summary.artist_name else []
    parts += [f"take {run.pass_no}"] if run.pass_no > 1 else []
    right = "  ".join([*parts, time])
    left = Text(song_name(view.summary), style=STRONG)
    left.truncate(max(width - cell_len(right) - 2, 8), overflow="ellipsis")
    return Text.assemble(left, " " * max(width - left.cell_len - cell_len(right), 1), (right, QUIET))


def row_line(row: ChecklistRow, width: int) -> Text:
    """Return one step: symbol, name, note, a bar while its progress is known, time."""
    style = STYLES[row.standing.name]
    idle = row.standing is Standing.IDLE
    bar = progress_bar(row.progress, 12 if width < _WIDEST else 20) if row.progress is not None else Text()
    room = width - 2 - _NAME_WIDTH - 2 - _TIME_WIDTH - (bar.cell_len + 2 if bar else 0)
    note = Text(" ".join(row.note.split()), style=QUIET if idle else "")
    note.truncate(max(room - 1, 4), overflow="ellipsis")
    line = Text.assemble(
        (row.standing.symbol, style), " ", (f"{row.name:<{_NAME_WIDTH}}", QUIET if idle else ""), "  ", note
    )
    line.append(" " * max(room - note.cell_len, 0))
    if bar:
        line.append_text(bar)
        line.append("  ")
    line.append(f"{row.time:>{_TIME_WIDTH}}", style=QUIET)
    line.rstrip()
    return line


def plain_line(row: ChecklistRow) -> Text:
    """Return one step for a log: symbol, name, note, time once it has ended."""
    line = Text.assemble((row.standing.symbol, STYLES[row.standing.name]), f" {row.name:<{_NAME_WIDTH}}")
    note = " ".join(row.note.split())
    time = row.time if row.standing is not Standing.RUNNING else ""
    for part in (note, time):
        if part:
            line.append(f"  {part}")
    line.rstrip()
    return line


def progress_bar(fraction: float, cells: int) -> Text:
    """Return a bar of ``cells`` with its percentage: ``"━━━━━───────  41 %"``."""
    full = round(min(max(fraction, 0.0), 1.0) * cells)
    percent = f" {int(min(max(fraction, 0.0), 1.0) * 100):3d} %"
    return Text.assemble(("━" * full, STYLES["RUNNING"]), ("─" * (cells - full), QUIET), percent)
