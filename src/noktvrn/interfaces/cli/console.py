"""``noktvrn console``: the operator's console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.ops.doctor import Checked


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "console", examples=("noktvrn console", "noktvrn console --read-only"))(console)


def console(
    session: Session,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only show; nothing can be changed.")] = False,
) -> None:
    """Hear, decide and steer in the terminal: 80 x 24 and up, over ssh too. ? lists the keys."""
    import os

    # Read when Textual is imported: how long a lone escape is held back because it may begin another key.
    os.environ.setdefault("ESCDELAY", "50")
    from noktvrn.errors import InvalidInputError
    from noktvrn.interfaces.console.app import run_console
    from noktvrn.interfaces.console.keys import keys_in_use
    from noktvrn.interfaces.logging import log_file

    if not session.terminal.interactive:
        raise InvalidInputError(
            "The console needs a terminal to draw on and a keyboard to listen to.",
            remedy="Every deed of the console is a command too; see them: noktvrn --help",
            stage="console",
        )
    if os.environ.get("TERM", "").lower() in {"dumb", "unknown"}:  # it has no way to place what is drawn
        raise InvalidInputError(
            f"The console cannot draw on a terminal of the kind {os.environ['TERM']}.",
            remedy="Set TERM to what it is (TERM=xterm, TERM=vt100), or use the commands: noktvrn review list",
            stage="console",
        )
    keys_in_use(session.settings.console.keys)
    with session.label() as label:
        run_console(
            label,
            lambda: _examined(session),
            log_file(session.settings.home),
            read_only=read_only,
            colour=session.terminal.color,
        )


def _examined(session: Session) -> list[Checked]:
    from noktvrn.interfaces.cli.checks import checks_of
    from noktvrn.ops.doctor import examine

    return [examine(check) for check in checks_of(session)]
