"""Say that language models are asked, because they take their time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.terminal import Terminal
    from noktvrn.ports.language import Role
    from noktvrn.services.label import Label


@contextmanager
def asking_models(terminal: Terminal, label: Label, role: Role) -> Iterator[None]:
    """Show that models are being asked while the block runs; nothing where nobody can be asked.

    Args:
        terminal: Where.
        label: Whose room.
        role: The role that is asked first.
    """
    if not label.room.is_open(role):
        yield
    elif terminal.live:
        with terminal.err.status("Asking language models. Ctrl-C stops."):
            yield
    else:
        terminal.say("Asking language models.")
        yield
