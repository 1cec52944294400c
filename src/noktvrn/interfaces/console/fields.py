"""What forms are answered with, besides words: short answers to pick from, and buttons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.console import Console
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from noktvrn.interfaces.console.lines import join, say
from noktvrn.interfaces.console.widgets import drawn


class Chips(Widget, can_focus=True):
    """Short answers to pick from with space; arrows move.

    Args:
        palette: Knows what the roles of text look like.
        options: The answers.
        picked: Those that are picked.
        single: Whether one at most is picked.
        id: Name on the screen.
    """

    class Changed(Message):
        """Something else is picked."""

    class Submitted(Message):
        """Enter was pressed: what is picked is the answer."""

    class Typed(Message):
        """Words were typed, which no short answer takes."""

        def __init__(self, chips: Chips, words: str) -> None:
            """See the class."""
            super().__init__()
            self.chips, self.words = chips, words

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "move(1)", "Next"),
        Binding("left", "move(-1)", "Previous"),
        Binding("down", "move_line(1)", "Down"),
        Binding("up", "move_line(-1)", "Up"),
        Binding("space", "pick", "Pick"),
        Binding("enter", "submit", "Do it"),
    ]

    def __init__(
        self,
        palette: Console,
        options: Iterable[str],
        picked: Iterable[str] = (),
        *,
        single: bool = False,
        id: str,
    ) -> None:
        """See the class."""
        super().__init__(id=id)
        self._palette, self._options, self._single = palette, list(options), single
        self.picked = [option for option in self._options if option in set(picked)]
        self._at = self._options.index(self.picked[0]) if single and self.picked else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the answers take."""
        return len(self._rows(width))

    def action_move(self, by: int) -> None:
        """Go to another answer."""
        self._at = (self._at + by) % len(self._options)
        self.refresh()

    def action_move_line(self, by: int) -> None:
        """Go to an answer on the line above or below."""
        rows = self._rows(self.size.width)
        line, column = next((y, row.index(self._at)) for y, row in enumerate(rows) if self._at in row)
        wanted = rows[min(max(line + by, 0), len(rows) - 1)]
        self._at = wanted[min(column, len(wanted) - 1)]
        self.refresh()

    def action_pick(self) -> None:
        """Pick an answer, or let it go."""
        option = self._options[self._at]
        if option in self.picked:
            self.picked = [each for each in self.picked if each != option]
        else:
            kept = [] if self._single else self.picked
            self.picked = [each for each in self._options if each in kept or each == option]
        self.refresh()
        self.post_message(self.Changed())

    def on_key(self, event: Key) -> None:
        """Let no letter be lost: blanks pick, all else is words."""
        if event.is_printable and event.character and not event.character.isspace():
            event.stop()
            self.post_message(self.Typed(self, event.character))

    def on_paste(self, event: Paste) -> None:
        """Hand on what was pasted."""
        event.stop()
        self.post_message(self.Typed(self, " ".join(event.text.split())))

    def action_submit(self) -> None:
        """Answer with what is picked."""
        self.post_message(self.Submitted())

    def render_line(self, y: int) -> Strip:
        """Draw one line of answers."""
        rows = self._rows(self.size.width)
        parts = [self._chip(number) for number in rows[y]] if y < len(rows) else []
        return drawn(join(*parts), self.size.width, self._palette, self.rich_style)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the cursor only while it is here."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def _chip(self, number: int) -> Text:
        option = self._options[number]
        picked = option in self.picked
        mark = say("✓", "done") if picked else say("·", "ink3")
        chip = join(" ", mark, " ", say(option, "strong" if picked else "ink2"), " ")
        if number == self._at and self.has_focus:
            chip.style = "chip"
            chip.stylize("chip")
        return chip

    def _rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for number, option in enumerate(self._options):
            taken = say(option).cell_len + 4
            if used + taken > max(width, 8) and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append(number)
            used += taken
        return rows


class Choice(Widget, can_focus=True):
    """A button of one line; enter or space presses it.

    Args:
        palette: Knows what the roles of text look like.
        word: What it says.
        primary: Whether it is the one that the form is for.
        id: Name on the screen.
    """

    class Pressed(Message):
        """It was pressed."""

        def __init__(self, choice: Choice) -> None:
            """See the class."""
            super().__init__()
            self.choice = choice

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press")]

    def __init__(self, palette: Console, word: str, *, primary: bool, id: str) -> None:
        """See the class."""
        super().__init__(id=id)
        self._palette, self._word, self._primary = palette, word, primary

    def say(self, word: str) -> None:
        """Say something else from now on."""
        self._word = word
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return its width."""
        return say(self._word).cell_len + 4

    def action_press(self) -> None:
        """Press it."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """Press it."""
        self.action_press()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show where one is."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        text = f"[ {self._word} ]" if self.has_focus else f"  {self._word}  "
        role = ("primary" if self._primary else "chip") if self.has_focus else "strong" if self._primary else "ink2"
        return drawn(say(text, role), self.size.width, self._palette, self.rich_style)
