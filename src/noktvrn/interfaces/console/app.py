"""The application: its colours and signs, its one screen, and what happens when it makes a mistake."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.filter import NoColor
from textual.theme import Theme
from textual.worker import WorkerFailed

from noktvrn.interfaces.console.crash import CrashScreen
from noktvrn.interfaces.console.deeds import Deeds
from noktvrn.interfaces.console.desk import Desk
from noktvrn.interfaces.console.intents import Intents
from noktvrn.interfaces.console.keys import keys_in_use
from noktvrn.interfaces.console.pickers import TooSmall
from noktvrn.interfaces.console.player import PLAYERS, Player, PlayerKind, find_player
from noktvrn.interfaces.console.screen import MainScreen
from noktvrn.interfaces.console.signs import PlainSigns, knows_unicode
from noktvrn.interfaces.console.styles import CSS, LEAST
from noktvrn.interfaces.console.terminal import PromptTerminal
from noktvrn.interfaces.console.tones import GROUND, Colours, colours_of, palette, swaps_ground
from noktvrn.interfaces.console.turns import InTurn
from noktvrn.interfaces.console.waiting import Waits, WatchedRecords
from noktvrn.ops.doctor import Checked
from noktvrn.services.label import Label

_NIGHT = Theme(name="night", primary="#f4d86e", background=GROUND, surface=GROUND, foreground="#f2f0ea", dark=True)
_TERMINAL = "ansi-dark"
"""Textual's own theme of the terminal's colours."""


class ConsoleApp(InTurn):
    """The operator's console.

    Args:
        label: The label's means.
        checks: Examines this machine and home, as the doctor does.
        log_path: Log of this program.
        read_only: Whether nothing may be changed.
        colours: How many colours there are.
        plain_signs: Whether signs are drawn in ASCII.
        player: Plays; None for the one that this machine has.

    Attributes:
        mistake: A mistake of this program that ended it, or None.
    """

    CSS = CSS
    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False
    TITLE = "noktvrn"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit", show=False)]

    def __init__(
        self,
        label: Label,
        checks: Callable[[], Sequence[Checked]],
        log_path: Path,
        *,
        read_only: bool = False,
        colours: Colours = Colours.FULL,
        plain_signs: bool = False,
        player: Player | None = None,
    ) -> None:
        """See the class."""
        chosen, self._waits = label.settings.console, Waits()
        label = replace(label, records=WatchedRecords(label.records, self._waits))
        self._keys = keys_in_use(chosen.keys)
        super().__init__(ansi_color=colours is not Colours.FULL)
        self.keys_with_alt = frozenset(key for keys in self._keys.values() for key in keys if key.startswith("alt+"))
        self.mistake: BaseException | None = None
        self.palette = palette(colours)
        self.player = player or Player(_player_kind(chosen.player), label.work_dir / "console")
        self._desk = Desk(label, checks, log_path)
        self._deeds = Deeds(label, label.settings.review.operator)
        self._read_only, self._every_s, self._swaps = read_only, chosen.refresh_s, swaps_ground(colours)
        self.register_theme(_NIGHT)
        self.theme = "night" if colours is Colours.FULL else _TERMINAL
        if colours is Colours.NONE:
            self._filters.append(NoColor())
        if plain_signs:
            self._filters.append(PlainSigns())

    def get_driver_class(self) -> type[Driver]:
        """Return what reads the terminal."""
        found = super().get_driver_class()
        return PromptTerminal if found is LinuxDriver else found

    def get_default_screen(self) -> MainScreen:
        """Return the one screen."""
        screen = MainScreen(
            self._desk,
            self.player,
            self.palette,
            self._keys,
            self._waits,
            read_only=self._read_only,
            every_s=self._every_s,
            swaps=self._swaps,
        )
        screen.intents = Intents(screen, self._deeds)
        return screen

    def on_mount(self) -> None:
        """Give the keys that were chosen."""
        self.set_keymap({name: ",".join(keys) for name, keys in self._keys.items()})

    def on_resize(self, event: Resize) -> None:
        """Say when there is no room to show anything, until there is."""
        above = self.screen_stack[-1:]
        if not above:  # the console was left meanwhile
            return
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        told = isinstance(above[0], TooSmall)
        if small and not told:
            self.push_screen(TooSmall(self.palette))
        elif told and not small:
            self.pop_screen()

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """End; what plays ends too."""
        self.player.close()
        super().exit(*args, **kwargs)

    def _handle_exception(self, error: Exception) -> None:
        self.mistake = error.error if isinstance(error, WorkerFailed) else error
        self.player.close()
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave the terminal as it was; the mistake is told on a screen of its own, and its traceback is in the log."""
        self._close_messages_no_wait()


def run_console(
    label: Label,
    checks: Callable[[], Sequence[Checked]],
    log_path: Path,
    *,
    read_only: bool = False,
    colour: str = "auto",
) -> None:
    """Run the console until it is left.

    Args:
        label: The label's means.
        checks: Examines this machine and home.
        log_path: Log of this program.
        read_only: Whether nothing may be changed.
        colour: ``"never"`` shows no colours; else the settings and the terminal say which.

    Raises:
        ConfigError: The keys of the settings cannot be used.
        Exception: Whatever mistake of this program ended it, after it was shown on a screen.
    """
    chosen = label.settings.console
    colours = Colours.NONE if colour == "never" else colours_of(os.environ, chosen.colours)
    plain = chosen.signs == "ascii" or (chosen.signs == "auto" and not knows_unicode())
    app = ConsoleApp(label, checks, log_path, read_only=read_only, colours=colours, plain_signs=plain)
    for frozen in ("COLUMNS", "LINES"):  # where a shell exports them they outweigh the terminal, which then never grows
        os.environ.pop(frozen, None)
    # What is loaded by now stays for good. To look through all of it takes longer than a key may, and the more there
    # is, the more waste Python lets lie about before it looks; out of its sight, both stay small.
    gc.freeze()
    try:
        app.run()
    finally:
        app.player.close()
    if app.mistake is not None:
        CrashScreen.tell(app.mistake, log_path, app.palette, colours)
        raise app.mistake


def _player_kind(name: str) -> PlayerKind | None:
    """Return the player that the settings name, or the first that is there."""
    if name == "none":
        return None
    if name == "auto":
        return find_player()
    return next((kind for kind in PLAYERS if kind.program == name), None)
