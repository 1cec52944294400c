"""Forms: a sheet that rises over the lower part of the screen, so that what it is about stays in sight.

A form does its deed itself. When somebody was first, or something is missing, it says so and stays, with everything
that was typed; when it is closed, what was typed is there again the next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.deeds import Deed, Done
from noktvrn.interfaces.console.fields import Chips, Choice
from noktvrn.interfaces.console.lines import ends, fit, join, say, wrap
from noktvrn.interfaces.console.sheets import Sheet
from noktvrn.interfaces.console.waiting import Waits
from noktvrn.interfaces.console.widgets import Band, Field, is_up
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.presenters.sentences import decided_at_words
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.journal.run import DECIDABLE
from noktvrn.services.views import RunSummary

_MOST_TYPED: Final = 2_000
_TOLD_EVERY_S: Final = 0.1


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


@dataclass(frozen=True, slots=True)
class Words:
    """A field for words: name, heading, and what stands in it while it is empty."""

    name: str
    heading: str
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Picks:
    """A field of short answers; ``words`` names the field that takes what is typed while the cursor is on them."""

    name: str
    heading: str
    options: tuple[str, ...]
    picked: tuple[str, ...] = ()
    single: bool = False
    words: str = ""


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
        subject: The run that is decided on, where that is what it asks; somebody else may be first.
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
    subject: RunSummary | None = None


class Form(Sheet[Done | None]):
    """A form over the lower part of the screen.

    Args:
        palette: Knows what the roles of text look like.
        asking: What it asks.
        drafts: What was typed in forms that were closed; it is kept up to date.
        waits: Knows what is waited for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close, what was typed is kept", id="form.close"),
        Binding("ctrl+y", "copy", "Copy the command", id="form.copy"),
        Binding("tab", "app.focus_next", "Next field"),
        Binding("shift+tab", "app.focus_previous", "Field before"),
    ]

    def __init__(self, palette: Console, asking: Asking, drafts: dict[str, Typed], waits: Waits) -> None:
        """See the class."""
        super().__init__()
        self._palette, self.asking, self._drafts, self._waits = palette, asking, drafts, waits
        self._busy = False
        self._overtaken = ""
        kept = drafts.get(asking.key)
        self._title, self._said = Band(palette, id="form-title"), Band(palette, id="form-said")
        self._headings = {field.name: Band(palette, id=f"heading-{field.name}") for field in asking.fields}
        self._fields = {field.name: self._field(field, kept) for field in asking.fields}
        self._cancel = Choice(palette, "Cancel", primary=False, id="choice-cancel")
        self._does = Choice(palette, asking.verb, primary=True, id="choice-do")

    def compose(self) -> ComposeResult:
        """Put the sheet together."""
        with self.sheet:
            yield self._title
            before: Words | Picks | None = None
            for field in self.asking.fields:
                apart = not (isinstance(before, Words) and isinstance(field, Words))
                before = field
                with Horizontal(classes="field -apart" if apart else "field"):
                    yield self._headings[field.name]
                    yield self._fields[field.name]
            yield self._said
            with Horizontal(id="choices"):
                yield self._cancel
                yield self._does

    def _field(self, field: Words | Picks, kept: Typed | None) -> Input | Chips:
        if isinstance(field, Words):
            value = kept.words.get(field.name, field.value) if kept else field.value
            return Field(
                value,
                placeholder=field.hint,
                max_length=_MOST_TYPED,
                select_on_focus=False,  # or the first letter would take the place of all that was kept
                id=f"field-{field.name}",
            )
        picked = kept.picked.get(field.name, field.picked) if kept else field.picked
        return Chips(self._palette, field.options, picked, single=field.single, id=f"field-{field.name}")

    def on_mount(self) -> None:
        """Draw, and put the cursor where one begins."""
        self.draw()
        first = next(iter(self._fields.values()), None)
        (self._cancel if self.asking.careful or first is None else first).focus()

    def typed(self) -> Typed:
        """Return what stands in the form."""
        words = {name: each.value for name, each in self._fields.items() if isinstance(each, Input)}
        picked = {name: tuple(each.picked) for name, each in self._fields.items() if isinstance(each, Chips)}
        return Typed(words, picked)

    def action_leave(self) -> None:
        """Close without doing anything; what was typed is kept."""
        self._drafts[self.asking.key] = self.typed()
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the command line that does the same, or what was typed where nothing can be done with it here."""
        copied = self._typed_words() if self._overtaken else self.asking.command(self.typed())
        self.app.copy_to_clipboard(copied)
        width = max(self.size.width - 4, 20)
        self._say([Text(end=""), fit(join(say("Copied: ", "ink3"), say(copied, "strong")), width), Text(end="")])

    def _typed_words(self) -> str:
        """Return what was typed and picked, in the order of the fields."""
        typed = self.typed()
        picked = [", ".join(each) for each in typed.picked.values() if each]
        return "; ".join([*picked, *filter(None, map(typed.word, typed.words))])

    def learn(self, run: RunSummary, now: datetime) -> None:
        """Take note of how the run stands that is decided on here: somebody else may have been first.

        What was typed stays; it can be copied. When the decision is taken back meanwhile, all is as before.
        """
        subject = self.asking.subject
        if subject is None or run.run.id != subject.run.id or self._busy:
            return
        words = overtaken_words(subject, run, now)
        if words != self._overtaken:
            self._overtaken = words
            self._cancel.say("Close" if words else "Cancel")
            self._does.say("Copy what was typed" if words else self.asking.verb)
            self.draw()

    def on_input_changed(self) -> None:
        """Keep the command up to date."""
        self.draw()

    def on_chips_changed(self) -> None:
        """Keep the command up to date."""
        self.draw()

    def on_chips_typed(self, message: Chips.Typed) -> None:
        """Take words where words are taken; where nothing takes them, say how one picks."""
        asked = next(each for each in self.asking.fields if self._fields[each.name] is message.chips)
        field = self._fields.get(asked.words) if isinstance(asked, Picks) else None
        if isinstance(field, Input):
            field.focus()
            field.insert(message.words, len(field.value))
        else:
            self._say(
                [Text(end=""), say("Arrows and space pick here; tab moves to the next field.", "ink2"), Text(end="")]
            )

    def on_resize(self) -> None:
        """Wrap anew."""
        self.draw()

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
        if self._overtaken:
            self.action_copy()
        elif not self._busy:
            self._busy = True
            self.run_worker(self._carry_out(), exclusive=True)

    async def _carry_out(self) -> None:
        typed = self.typed()
        self._drafts[self.asking.key] = typed
        self._say([Text(end=""), say("…", "ink3"), Text(end="")])
        try:
            done = await self._done(self.asking.deed(typed))
        except NoktvrnError as error:
            self._refused(error)
        else:
            self._drafts.pop(self.asking.key, None)
            self.dismiss(done)
        finally:
            self._busy = False

    async def _done(self, deed: Deed) -> Done:
        """Do it in a thread, and say meanwhile what it waits for."""
        doing = asyncio.create_task(asyncio.to_thread(deed))
        while not (await asyncio.wait({doing}, timeout=_TOLD_EVERY_S))[0]:
            if (line := self._waits.line()) is not None:
                self._say([Text(end=""), fit(line, max(self.size.width - 4, 20)), Text(end="")])
        return doing.result()

    def _refused(self, error: NoktvrnError) -> None:
        shown, width = told(error), max(self.size.width - 6, 20)
        first, *more = wrap(shown.message, width)
        lines = [join(say("✗ ", "fail"), first), *[join("  ", line) for line in more]]
        lines += wrap(shown.remedy, width, "ink2", indent=2)
        self._say([*lines, say("  What you typed is kept.", "ink3")])

    def _say(self, lines: list[Text]) -> None:
        _fill(self._said, lines)

    def draw(self) -> None:
        """Draw what is asked, and the command that does the same."""
        if not self.is_mounted:
            return
        width = max(self.size.width - 4, 20)
        asking = self.asking
        title = ends(say(asking.title, "strong"), say(asking.aside, "ink2"), width)
        _fill(self._title, [say("▔" * width, "line"), title, *wrap(asking.about, width, "ink2")])
        for field in asking.fields:
            _fill(self._headings[field.name], [say(field.heading, "ink3")])
        command = fit(join(say("= ", "ink3"), say(asking.command(self.typed()), "ink2")), width)
        hint = _hint(asking)
        if self._overtaken:
            command = fit(join(say("! ", "needs.strong"), say(self._overtaken, "strong")), width)
            hint = "what you typed is kept · ctrl+y copies it · esc closes"
        self._say([Text(end=""), command, fit(say(hint, "ink3"), width)])


def _fill(band: Band, lines: list[Text]) -> None:
    """Show lines in a band that is as high as they are many."""
    if is_up(band):
        band.styles.height = len(lines)
        band.show(lines)


def overtaken_words(subject: RunSummary, run: RunSummary, now: datetime) -> str:
    """Return why a run, as it was asked about, waits for a decision no more: who was first, when; empty if it does."""
    if run.run.state in DECIDABLE:
        return "" if run.run.pass_no == subject.run.pass_no else "Another take is there by now."
    if run.decision is None:
        return f"It is {run_standing(run.run.state)[1]} now, and waits for no decision."
    words = decided_at_words(run.decision, now)
    return f"{words[0].upper()}{words[1:]}. It waits for no decision any more."


def _hint(asking: Asking) -> str:
    """Return which keys do what here; in a careful form, enter does only what the button under the cursor says."""
    picks = ["space picks"] if any(isinstance(each, Picks) for each in asking.fields) else []
    enter = "enter presses the button" if asking.careful else "enter does it"
    return " · ".join([*picks, "tab moves", enter, "esc keeps it", "ctrl+y copies"])
