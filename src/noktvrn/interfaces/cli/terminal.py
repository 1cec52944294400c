"""Where words go: what was asked for to stdout, talk to stderr; colour and live redrawing only where they help."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from noktvrn.interfaces.presenters.standing import Standing

Cell: TypeAlias = "str | Text"
"""One field of a table."""

STYLES: Final = {
    "DONE": "green",
    "RUNNING": "cyan",
    "NEEDS_YOU": "bold yellow",
    "FAILED": "red",
    "IDLE": "bright_black",
}
"""Style of each way to stand: the terminal's own sixteen colours, because its ground may be light or dark."""

QUIET: Final = "bright_black"
STRONG: Final = "bold"

_UNBOUND_WIDTH: Final = 10_000
"""Width of output that no terminal cuts off."""


class Terminal:
    """Output of one command.

    Args:
        color: ``"auto"``, ``"always"`` or ``"never"``.
        as_json: Whether stdout carries JSON and stderr nothing but an error object.
        stdout: Where what was asked for goes.
        stderr: Where talk goes.
    """

    def __init__(
        self, *, color: str = "auto", as_json: bool = False, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.color = color
        self.as_json = as_json
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr

    @cached_property
    def out(self) -> Console:
        """Console of stdout."""
        return self._console(self._stdout)

    @cached_property
    def err(self) -> Console:
        """Console of stderr."""
        return self._console(self._stderr)

    @property
    def live(self) -> bool:
        """Whether stderr can be redrawn in place."""
        return self._stderr.isatty() and not self.as_json and os.environ.get("TERM") not in {"dumb", ""}

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return sys.stdin.isatty() and self._stderr.isatty() and not self.as_json

    def show(self, *lines: str | Text) -> None:
        """Print lines of what was asked for."""
        if not self.as_json:
            for line in lines:
                self.out.print(line)

    def say(self, line: str | Text = "", style: str | None = None) -> None:
        """Print a line of talk."""
        if not self.as_json:
            self.err.print(line, style=style)

    def next(self, command: str) -> None:
        """Print what to do next; nothing when there is nothing to do."""
        if command:
            from rich.text import Text

            self.say(Text.assemble(("Next: ", QUIET), command))

    def emit(self, value: Any) -> None:
        """Print a JSON value, when JSON was asked for."""
        if self.as_json:
            self._stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
            self._stdout.flush()

    def emit_error(self, value: Any) -> None:
        """Print a JSON object about an error on one line of stderr."""
        self._stderr.write(json.dumps(value, ensure_ascii=False) + "\n")
        self._stderr.flush()

    def table(self, rows: Iterable[Sequence[Cell]], head: Sequence[str] = ()) -> None:
        """Print rows in columns; on a terminal too narrow for them the last column is cut."""
        if not self.as_json:
            for line in columns(rows, head, width=self.out.width):
                self.out.print(line)

    def _console(self, stream: TextIO) -> Console:
        from rich.console import Console

        terminal = stream.isatty()
        return Console(
            file=stream,
            force_terminal={"always": True, "never": terminal}.get(self.color),
            color_system="auto" if self.color != "never" else None,
            no_color=True if self.color == "never" else False if self.color == "always" else None,
            width=None if terminal else _UNBOUND_WIDTH,
            soft_wrap=False,
            highlight=False,
            markup=False,
            emoji=False,
        )


def marked(standing: Standing, word: str = "") -> Text:
    """Return a symbol with its word, coloured."""
    from rich.text import Text

    return Text(f"{standing.symbol} {word}".rstrip(), style=STYLES[standing.name])


def columns(rows: Iterable[Sequence[Cell]], head: Sequence[str] = (), *, width: int) -> list[Text]:
    """Return rows as lines with aligned columns, two blanks apart, without blanks at their ends.

    Args:
        rows: Cells; each row may be shorter than the others.
        head: Words over the columns; none when there are no rows.
        width: Where lines are cut, with an ellipsis.
    """
    from rich.text import Text

    table = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    if head and table:
        table.insert(0, [Text(word, style=QUIET) for word in head])
    widths = [0] * max(map(len, table), default=0)
    for row in table:
        for place, cell in enumerate(row):
            widths[place] = max(widths[place], cell.cell_len)
    lines = []
    for row in table:
        line = Text(no_wrap=True, overflow="ellipsis")
        for place, cell in enumerate(row):
            line.append_text(cell)
            if place < len(row) - 1:
                line.append(" " * (widths[place] - cell.cell_len + 2))
        line.rstrip()
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    return lines
