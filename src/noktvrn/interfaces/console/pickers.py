"""Lists that are picked from over the screen: commands, jumps, what can be copied; and the help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input

from noktvrn.interfaces.console.feeds import fits
from noktvrn.interfaces.console.lines import ends, fill, join, say
from noktvrn.interfaces.console.sheets import Sheet
from noktvrn.interfaces.console.styles import WANTED
from noktvrn.interfaces.console.widgets import Band, Field, Page

_SHOWN: Final = 12
_LEAST: Final = 6


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick.

    Attributes:
        value: What is answered.
        name: What it is called.
        aside: A quiet word at the right: a key, or why it is not possible.
        possible: Whether it can be done.
    """

    value: str
    name: str
    aside: str = ""
    possible: bool = True


class Picker(Sheet[str | None]):
    """Type to narrow, arrows to move, enter to pick.

    Args:
        palette: Knows what the roles of text look like.
        title: What is picked.
        hint: What stands in the field while it is empty.
        options: Returns what there is for the words that were typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("down,ctrl+n,tab", "move(1)", "Down", priority=True),
        Binding("up,shift+tab", "move(-1)", "Up", priority=True),
    ]

    def __init__(self, palette: Console, title: str, hint: str, options: Callable[[str], Sequence[Option]]) -> None:
        """See the class."""
        super().__init__()
        self._title, self._options = title, options
        self._heading = Band(palette, id="picker-title")
        self._words = Field(placeholder=hint, max_length=200, id="picker-words")
        self._listed = Band(palette, id="picker-list")
        self._found: list[Option] = []
        self._at, self._high = 0, _LEAST

    def compose(self) -> ComposeResult:
        """Put it together."""
        with self.sheet:
            yield self._heading
            yield self._words
            yield self._listed

    def on_mount(self) -> None:
        """Begin in the field."""
        self._heading.show([say(self._title, "strong")])
        self._words.focus()
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow what is listed."""
        self._narrow(event.value)

    def on_input_submitted(self) -> None:
        """Pick what is chosen."""
        if self._found:
            self.dismiss(self._found[self._at].value)

    def action_move(self, by: int) -> None:
        """Choose another one."""
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self.draw()

    def action_leave(self) -> None:
        """Close without picking."""
        self.dismiss(None)

    def _narrow(self, words: str) -> None:
        self._found = list(self._options(words))
        self._at = 0
        self.draw()

    def draw(self) -> None:
        """Draw what is listed."""
        band = self._listed
        width = max(band.size.width, 40)
        top = max(0, min(self._at - _SHOWN // 2, len(self._found) - _SHOWN))
        lines = [self._line(number, width) for number in range(top, min(top + _SHOWN, len(self._found)))]
        self._high = max(self._high, len(lines))  # it never shrinks: the field would move under what is typed
        band.styles.height = self._high + 1
        band.show([Text(end=""), *(lines or [say("Nothing fits these words.", "ink3")])])

    def _line(self, number: int, width: int) -> Text:
        option = self._found[number]
        name = say(option.name, "ink" if option.possible else "ink3")
        line = ends(join(" ", name), join(say(option.aside, "ink3"), " "), width)
        if number == self._at:
            line = fill(line, width)
            line.style = "selected"
        return line

    def on_resize(self) -> None:
        """Draw at the new width."""
        self.draw()


def narrowed(options: Sequence[Option], words: str) -> list[Option]:
    """Return those that fit the words: what is possible first, then what begins with them."""
    found = [option for option in options if fits(words, option.name, option.value.replace(".", " "))]
    begin = words.casefold().strip()
    return sorted(found, key=lambda option: (not option.possible, not option.name.casefold().startswith(begin)))


class Help(Sheet[None]):
    """Lines to read, over the screen.

    Args:
        palette: Knows what the roles of text look like.
        lines: Returns what to show for a width.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "leave", "Close"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("pagedown,space", "scroll(10)", "Page down"),
        Binding("pageup", "scroll(-10)", "Page up"),
    ]

    def __init__(self, palette: Console, lines: Callable[[int], Sequence[Text]]) -> None:
        """See the class."""
        super().__init__()
        self._page, self._lines = Page(palette, id="help-page"), lines

    def compose(self) -> ComposeResult:
        """Put it together."""
        with self.sheet:
            yield self._page

    def on_mount(self) -> None:
        """Begin at the top."""
        self._page.focus()

    def on_resize(self) -> None:
        """Draw at the new width."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw the lines."""
        self._page.show(self._lines(max(self._page.size.width, 30)))

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self._page.move(lines)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class TooSmall(ModalScreen[None]):
    """Says which size is needed; it goes by itself when there is room again.

    Args:
        palette: Knows what the roles of text look like.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,ctrl+c", "app.quit", "Quit")]

    def __init__(self, palette: Console) -> None:
        """See the class."""
        super().__init__()
        self._band = Band(palette, id="too-small")

    def compose(self) -> ComposeResult:
        """Put it together."""
        yield self._band

    def on_resize(self, event: Resize) -> None:
        """Say the present size."""
        wide, high = WANTED
        size = event.size
        said = ["The console needs", f"{wide} x {high}; this is", f"{size.width} x {size.height}."]
        above = [Text(end="")] * max((size.height - len(said)) // 2, 0)
        centred = [join(" " * max((size.width - len(line)) // 2, 0), say(line)) for line in said]
        self._band.show([*above, *centred])
