"""Keys in their turn: none is understood before what the one before it set going is there.

Textual hands each key to whatever has the cursor at the moment. A field that a key has just opened has it a little
later, and a sheet that rises is not even there yet: whoever types on quickly would type into the list below.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Final, TypeAlias

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key, Paste

Typed: TypeAlias = Key | Paste

_LAPS: Final = 2
"""What a field makes of a key (that it was submitted) takes the way of the key once more behind it."""
_PATIENCE_S: Final = 5.0
"""No key waits longer for another one, even if its way cannot be followed."""
_READY_S: Final = 2.0
"""Nor for something that would take it."""
_AGAIN_S: Final = 0.004


class InTurn(App[None]):
    """An application that keeps what is typed until what was typed before has come to its end."""

    def __init__(self, *, ansi_color: bool) -> None:
        """See the class."""
        super().__init__(ansi_color=ansi_color)
        self._typed: deque[Typed] = deque()
        self._turn: Typed | None = None
        self._turn_since = 0.0
        self.keys_with_alt: frozenset[str] = frozenset()

    async def on_event(self, event: Event) -> None:
        """Take what was typed into the row of those that wait; everything else at once."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self._typed.extend(self.parted(event) if isinstance(event, Key) else [event])
            if self._turn is None:
                self._next()
        else:
            await super().on_event(event)

    def parted(self, key: Key) -> list[Key]:
        """Return the keys that were pressed.

        An escape and the key behind it look like one key with alt where the machine was too busy to read the escape
        before the other came. Who has no use for such a key pressed two.
        """
        alone = key.key.removeprefix("alt+")
        if alone == key.key or key.key in self.keys_with_alt:
            return [key]
        return [Key("escape", None), Key(alone, alone if len(alone) == 1 else key.character)]

    def _next(self) -> None:
        self._turn = self._typed.popleft() if self._typed else None
        if self._turn is not None:
            self._turn_since = time.monotonic()
            self.call_next(self._take, self._turn)

    async def _take(self, event: Typed) -> None:
        """Hand on what was typed, and follow it."""
        if not self._is_ready() and not self._too_late():
            self.set_timer(_AGAIN_S, lambda: self._take(event))
            return
        if not self.screen_stack:  # the console was left meanwhile
            return
        target = self.focused or self.screen
        await super().on_event(event)
        self._follow(event, target, target, _LAPS)
        self.set_timer(_PATIENCE_S, lambda: self._over(event))

    def _follow(self, event: Typed, first: DOMNode, node: DOMNode, laps: int) -> None:
        """Go the way that a key goes, from the widget that had it up to here, each time behind everything before."""
        if node is not self:
            after = node.parent if isinstance(node.parent, DOMNode) else self
            if not node.call_later(self._follow, event, first, after, laps):
                self.call_later(self._over, event)
        elif laps > 1:
            self.call_later(self._follow, event, first, first, laps - 1)
        else:
            self.call_later(self._over, event)

    def _over(self, event: Typed) -> None:
        if event is self._turn:
            self._next()

    def _is_ready(self) -> bool:
        """Return whether somebody is there to take a key."""
        stack = self.screen_stack
        return bool(stack) and stack[-1].is_mounted and (self.focused is not None or not stack[-1].focus_chain)

    def _too_late(self) -> bool:
        return time.monotonic() - self._turn_since > _READY_S
