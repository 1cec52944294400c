"""Sheets that rise over the screen: they are drawn once, where they will stay."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from noktvrn.interfaces.console.widgets import is_up

T = TypeVar("T")


class Sheet(ModalScreen[T], Generic[T]):
    """A screen with a sheet that waits out of sight until its lines have their width and it has its height.

    What stands on it is held, never looked up: a drawing may come while it is taken down, piece by piece.
    """

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self.sheet = Vertical(id="sheet")

    def on_mount(self) -> None:
        """Let the first layout give the room, the second one the height; then it is seen."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        if is_up(self):
            self.draw()
        self.call_after_refresh(self._rise)

    def _rise(self) -> None:
        self.sheet.add_class("-up")

    def draw(self) -> None:
        """Draw everything at the width that there is."""
