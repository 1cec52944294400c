"""The last screen: this program made a mistake; what it was, where its traceback is, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from noktvrn.interfaces.console.lines import say, wrap
from noktvrn.interfaces.console.styles import CSS
from noktvrn.interfaces.console.tones import Colours
from noktvrn.interfaces.console.widgets import Band
from noktvrn.interfaces.errors import told, unexpected


class CrashScreen(Screen[None]):
    """Shows a mistake until a key is pressed.

    Args:
        mistake: What happened.
        log_path: Log of this program.
        palette: Knows what the roles of text look like.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,space,ctrl+c", "app.exit", "Leave")]

    def __init__(self, mistake: BaseException, log_path: Path, palette: Console) -> None:
        """See the class."""
        super().__init__()
        self._mistake, self._log_path = mistake, log_path
        self._band = Band(palette, id="mistake")

    def compose(self) -> list[Band]:
        """Put it together."""
        return [self._band]

    def on_resize(self) -> None:
        """Say what happened."""
        width = min(max(self.size.width - 10, 20), 90)
        shown = told(unexpected(self._mistake, self._log_path))
        lines = [say("✗ The console has stopped.", "fail"), Text(end="")]
        lines += [*wrap(shown.message, width), Text(end=""), *wrap(shown.remedy, width, "ink2"), Text(end="")]
        lines += wrap("Nothing is lost: runs go on, and decisions that were said to be taken are taken.", width, "ink2")
        self._band.show([*lines, Text(end=""), say("enter leaves", "ink3")])

    @staticmethod
    def tell(mistake: BaseException, log_path: Path, palette: Console, colours: Colours) -> None:
        """Show a mistake on a screen of its own, in an application of its own."""
        app = CrashApp(CrashScreen(mistake, log_path, palette), colours)
        app.run()


class CrashApp(App[None]):
    """An application that can do nothing but show one mistake."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, screen: CrashScreen, colours: Colours) -> None:
        """See the class."""
        super().__init__(ansi_color=colours is not Colours.FULL)
        self._first = screen

    def get_default_screen(self) -> Screen[None]:
        """Return the one screen."""
        return self._first

    def action_exit(self) -> None:
        """Leave."""
        self.exit()
