"""Telling an error on the command line: lines for people, one JSON object for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from noktvrn.interfaces.cli.terminal import Terminal
    from noktvrn.interfaces.errors import Told


def tell(terminal: Terminal, told: Told, redact: Callable[[str], str] | None = None) -> int:
    """Print an error on stderr and return its exit status."""
    from rich.text import Text

    if redact is not None:
        told = told.redacted(redact)
    if terminal.as_json:
        terminal.emit_error(told.record())
        return told.exit_code
    first, *rest = told.lines()
    terminal.say(Text.assemble(("✗ ", "red"), first))
    for line in rest:
        terminal.say(f"  {line}")
    return told.exit_code
