"""Forms: a sheet that rises over the lower part of the screen, so that what it is about stays in sight.

A form does its deed itself. When somebody was first, or something is missing, it says so and stays, with everything
that was typed; when it is closed, what was typed is there again the next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.deeds import Deed, Done
from noktvrn.interfaces.console.lines import ends, fit, join, say, wrap
from noktvrn.interfaces.console.widgets import Band, Field, drawn
from noktvrn.interfaces.errors import told

_MOST_TYPED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form: words by the name of their field, and what is picked."""

    words: Mapping[str, str]
    picked: Mapping[str, tuple[str, ...]]

    def word(self, name: str) -> str:
        """Return the words of a field, without blanks around."""
        return self.words.get(name, "").strip()

    def one(self, name: str) -> str:
        """Return what is picked where one can be; empty when nothing is."""
        return next(iter(self.picked.get(name, ())), "")


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

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,j", "move(1)", "Next"),
        Binding("left,h,k", "move(-1)", "Previous"),
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


@dataclass(frozen=True, slots=True)
class Words:
    """A field for words: name, heading, and what stands in it while it is empty."""

    name: str
    heading: str
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Picks:
    """A field of short answers."""

    name: str
    heading: str
    options: tuple[str, ...]
    picked: tuple[str, ...] = ()
    single: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form asks, and what it does with the answer.

    Attributes:
        key: Under which what was typed is kept.
        title: What it is about.
        aside: A quiet word beside the title.
        about: What follows from it, in a sentence or two.
        fields: What is asked.
        verb: Word on the button that does it.
        deed: Returns the deed for what was typed; raises when that cannot be.
        command: Returns the command line that does the same.
        careful: Whether the cursor begins on the button that changes nothing.
    """

    key: str
    title: str
    aside: str
    about: str
    fields: tuple[Words | Picks, ...]
    verb: str
    deed: Callable[[Typed], Deed]
    command: Callable[[Typed], str]
    careful: bool = False


class Form(ModalScreen[Done | None]):
    """A form over the lower part of the screen.

    Args:
        palette: Knows what the roles of text look like.
        asking: What it asks.
        drafts: What was typed in forms that were closed; it is kept up to date.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close, what was typed is kept", id="form.close"),
        Binding("ctrl+y", "copy", "Copy the command", id="form.copy"),
        Binding("tab", "app.focus_next", "Next field"),
        Binding("shift+tab", "app.focus_previous", "Field before"),
    ]

    def __init__(self, palette: Console, asking: Asking, drafts: dict[str, Typed]) -> None:
        """See the class."""
        super().__init__()
        self._palette, self.asking, self._drafts = palette, asking, drafts
        self._busy = False

    def compose(self) -> ComposeResult:
        """Put the sheet together."""
        kept = self._drafts.get(self.asking.key)
        with Vertical(id="sheet"):
            yield Band(self._palette, id="form-title")
            for number, field in enumerate(self.asking.fields):
                with Horizontal(classes="field -apart" if not number or isinstance(field, Picks) else "field"):
                    yield Band(self._palette, id=f"heading-{field.name}")
                    yield self._field(field, kept)
            yield Band(self._palette, id="form-said")
            with Horizontal(id="choices"):
                yield Choice(self._palette, "Cancel", primary=False, id="choice-cancel")
                yield Choice(self._palette, self.asking.verb, primary=True, id="choice-do")

    def _field(self, field: Words | Picks, kept: Typed | None) -> Widget:
        if isinstance(field, Words):
            value = kept.words.get(field.name, field.value) if kept else field.value
            return Field(value, placeholder=field.hint, max_length=_MOST_TYPED, id=f"field-{field.name}")
        picked = kept.picked.get(field.name, field.picked) if kept else field.picked
        return Chips(self._palette, field.options, picked, single=field.single, id=f"field-{field.name}")

    def on_mount(self) -> None:
        """Draw, and put the cursor where one begins."""
        self._draw()
        if self.asking.careful or not self.asking.fields:
            self.query_one("#choice-cancel", Choice).focus()
        else:
            self.query_one(f"#field-{self.asking.fields[0].name}").focus()

    def typed(self) -> Typed:
        """Return what stands in the form."""
        words = {each.id.removeprefix("field-"): each.value for each in self.query(Input) if each.id}
        picked = {each.id.removeprefix("field-"): tuple(each.picked) for each in self.query(Chips) if each.id}
        return Typed(words, picked)

    def action_leave(self) -> None:
        """Close without doing anything; what was typed is kept."""
        self._drafts[self.asking.key] = self.typed()
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the command line that does the same."""
        command = self.asking.command(self.typed())
        self.app.copy_to_clipboard(command)
        self._say([join(say("Copied: ", "ink3"), say(command, "strong"))])

    def on_input_changed(self) -> None:
        """Keep the command up to date."""
        self._draw()

    def on_chips_changed(self) -> None:
        """Keep the command up to date."""
        self._draw()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def on_input_submitted(self) -> None:
        """Enter in a field does what the form is for; a careful one asks for its button."""
        if not self.asking.careful:
            self._submit()

    def on_chips_submitted(self) -> None:
        """Enter on short answers does the same."""
        self.on_input_submitted()

    def on_choice_pressed(self, message: Choice.Pressed) -> None:
        """Do it, or close."""
        if message.choice.id == "choice-do":
            self._submit()
        else:
            self.action_leave()

    def _submit(self) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._carry_out(), exclusive=True)

    async def _carry_out(self) -> None:
        typed = self.typed()
        self._drafts[self.asking.key] = typed
        self._say([say("…", "ink3")])
        try:
            done = await asyncio.to_thread(self.asking.deed(typed))
        except NoktvrnError as error:
            self._refused(error)
        else:
            self._drafts.pop(self.asking.key, None)
            self.dismiss(done)
        finally:
            self._busy = False

    def _refused(self, error: NoktvrnError) -> None:
        shown, width = told(error), max(self.size.width - 6, 20)
        first, *more = wrap(shown.message, width)
        lines = [join(say("✗ ", "fail"), first), *[join("  ", line) for line in more]]
        lines += wrap(shown.remedy, width, "ink2", indent=2)
        self._say([*lines, say("  What you typed is kept.", "ink3")])

    def _say(self, lines: list[Text]) -> None:
        self._band("form-said", lines)

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        width = max(self.size.width - 4, 20)
        asking = self.asking
        title = ends(say(asking.title, "strong"), say(asking.aside, "ink2"), width)
        self._band("form-title", [say("▔" * width, "line"), title, *wrap(asking.about, width, "ink2")])
        for field in asking.fields:
            self._band(f"heading-{field.name}", [say(field.heading, "ink3")])
        command = fit(join(say("= ", "ink3"), say(asking.command(self.typed()), "ink2")), width)
        self._say([Text(end=""), command, fit(say(_hint(asking), "ink3"), width)])

    def _band(self, name: str, lines: list[Text]) -> None:
        band = self.query_one(f"#{name}", Band)
        band.styles.height = len(lines)
        band.show(lines)


def _hint(asking: Asking) -> str:
    """Return which keys do what here; in a careful form, enter does only what the button under the cursor says."""
    picks = ["space picks"] if any(isinstance(each, Picks) for each in asking.fields) else []
    enter = "enter presses the button" if asking.careful else "enter does it"
    return " · ".join([*picks, "tab moves", enter, "esc keeps it", "ctrl+y copies the command"])
