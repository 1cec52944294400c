"""What each key does. Reading and changing happen in threads; an intent sets them going and says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.console.allowed import held_run, why_not
from noktvrn.interfaces.console.asking import (
    ask_cancel,
    ask_decision,
    ask_new_artist,
    ask_retire,
    ask_retry,
    ask_start,
)
from noktvrn.interfaces.console.deeds import Deed, Deeds, Done, artist_commands, run_commands
from noktvrn.interfaces.console.desk import CostSheet, ReleaseSheet, ReviewSheet, RunSheet
from noktvrn.interfaces.console.forms import Asking, Form, Typed
from noktvrn.interfaces.console.frame import VIEW_NAMES
from noktvrn.interfaces.console.helping import help_lines
from noktvrn.interfaces.console.keys import KEYS, shown
from noktvrn.interfaces.console.lines import join, say
from noktvrn.interfaces.console.pickers import Help, Option, Picker, narrowed
from noktvrn.interfaces.console.rows import View
from noktvrn.interfaces.console.run_log import RunLog
from noktvrn.review.decision import Verdict
from noktvrn.services.retrying import where_to_retry

if TYPE_CHECKING:
    from noktvrn.interfaces.console.screen import MainScreen
    from noktvrn.services.views import RunSummary

_SEEK_S: Final = 5.0
_DONE_S: Final = 12.0
_NOUNS: Final = {
    "queue": View.QUEUE, "review": View.QUEUE, "roster": View.ROSTER, "artist": View.ROSTER, "artists": View.ROSTER,
    "run": View.RUNS, "runs": View.RUNS, "release": View.RELEASES, "releases": View.RELEASES,
    "failure": View.FAILURES, "failures": View.FAILURES, "health": View.HEALTH, "doctor": View.HEALTH,
}  # fmt: skip


class Intents:
    """Carries out what keys mean, on one screen.

    Args:
        screen: The screen.
        deeds: Changes.
    """

    def __init__(self, screen: MainScreen, deeds: Deeds) -> None:
        """See the class."""
        self._screen, self._deeds = screen, deeds
        self._drafts: dict[str, Typed] = {}
        self._deciding: set[str] = set()
        self._turns = asyncio.Lock()

    def carry_out(self, intent: str) -> None:
        """Do what an intent says; whether it is possible was asked before."""
        if intent.startswith("view."):
            self._screen.change_view(View(intent.removeprefix("view.")))
            self._screen.list.focus()
        else:
            act: Callable[[], None] = getattr(self, f"do_{intent.replace('.', '_')}")
            act()

    def do_down(self) -> None:
        """Go one line down."""
        self._move(1)

    def do_up(self) -> None:
        """Go one line up."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Go a page down."""
        self._move(max(self._pane_height() - 2, 1))

    def do_page_up(self) -> None:
        """Go a page up."""
        self._move(-max(self._pane_height() - 2, 1))

    def do_first(self) -> None:
        """Go to the first line."""
        self._move(-1_000_000)

    def do_last(self) -> None:
        """Go to the last line that is loaded."""
        self._move(1_000_000)

    def _pane_height(self) -> int:
        screen = self._screen
        return screen.page.size.height if screen.page.has_focus else screen.list.size.height

    def _move(self, lines: int) -> None:
        screen = self._screen
        if screen.page.has_focus:
            screen.page.move(lines)
            if screen.log_shown is not None:
                screen.follows = screen.page.at_end
                screen.show_footer()
        else:
            screen.list.move(lines)

    def do_open(self) -> None:
        """Go into what is chosen: a run opens as a song where it can be judged, then the pane takes the cursor."""
        screen = self._screen
        if isinstance(screen.sheet, RunSheet) and screen.sheet.judged and not screen.judging:
            screen.judge(judging=True)
        elif screen.sheet is not None:
            screen.page.focus()

    def do_back(self) -> None:
        """Go back one step: out of the pane, the log, the song, the words; never out of the console."""
        screen = self._screen
        if screen.filter.has_focus or (screen.list.has_focus and screen.place.words and not screen.log_shown):
            screen.filter.value = ""
            screen.filter.remove_class("-open")
            screen.narrow("")
            screen.list.focus()
        elif screen.log_shown is not None:
            screen.follow_log(None)
            screen.list.focus()
        elif screen.page.has_focus:
            screen.list.focus()
        elif screen.judging and screen.view is not View.QUEUE:
            screen.judge(judging=False)

    def do_pane_next(self) -> None:
        """Go to the other pane."""
        screen = self._screen
        (screen.list if screen.page.has_focus else screen.page).focus()

    do_pane_previous = do_pane_next

    def do_filter(self) -> None:
        """Type words that narrow the list."""
        self._screen.filter.add_class("-open")
        self._screen.filter.focus()

    def do_play(self) -> None:
        """Play, or pause."""
        heard, run_id = self._screen.heard, self._song()
        if heard.playing and heard.run_id == run_id:
            self._sound(self._screen.player.pause)
        else:
            again = heard.run_id == run_id
            self._play(heard.position_s if again else 0.0, heard.side if again else "A")

    def do_seek_back(self) -> None:
        """Go back by five seconds."""
        self._seek(-_SEEK_S)

    def do_seek_forward(self) -> None:
        """Go on by five seconds."""
        self._seek(_SEEK_S)

    def do_compare(self) -> None:
        """Hear the last release in the song's place, or the song again."""
        heard, run_id = self._screen.heard, self._song()
        here = heard.run_id == run_id
        self._play(heard.position_s if here else 0.0, "A" if here and heard.side == "B" else "B")

    def _song(self) -> str:
        row = self._screen.place.chosen
        return (row.run_id or "") if row is not None else ""

    def _seek(self, seconds: float) -> None:
        heard = self._screen.heard
        if heard.playing:
            self._play(heard.position_s + seconds, heard.side)
        else:
            self._screen.tell(say("Nothing plays; space begins."))

    def _play(self, at_s: float, side: str) -> None:
        screen, sheet, run_id = self._screen, self._screen.sheet, self._song()
        beside = sheet.beside if isinstance(sheet, ReviewSheet) else None
        source, gain_db = run_id, beside.gain_here_db if beside is not None else 0.0
        if side == "B" and beside is not None:
            source, gain_db = beside.run_id, beside.gain_there_db
        duration_s = sheet.duration_s if isinstance(sheet, ReviewSheet | ReleaseSheet) else 0.0

        def begin() -> None:
            path = screen.desk.sound(source)
            screen.player.play(run_id, path, at_s=at_s, duration_s=duration_s or 3_600.0, gain_db=gain_db, side=side)

        self._sound(begin)

    def _sound(self, act: Callable[[], None]) -> None:
        async def go() -> None:
            try:
                await asyncio.to_thread(act)
            except NoktvrnError as error:
                self._screen.tell_refusal(error)
            self._screen.show_page()

        self._screen.run_worker(go(), exclusive=True, group="sound")

    def do_approve(self) -> None:
        """Approve the song that is shown."""
        summary = self._screen.situation().summary
        if summary is None or self._not_seen():
            return
        self._do(lambda: self._deeds.decide(summary, Verdict.APPROVE), decides=summary)

    def do_reject(self) -> None:
        """Reject the song that is shown, with reasons."""
        self._decide(Verdict.REJECT)

    def do_changes(self) -> None:
        """Ask for changes to the song that is shown."""
        self._decide(Verdict.CHANGES)

    def _decide(self, verdict: Verdict) -> None:
        summary = self._screen.situation().summary
        if summary is not None and not self._not_seen():
            self._ask(ask_decision(self._deeds, summary, verdict))

    def _not_seen(self) -> bool:
        """Refuse to decide on what has only just come under the cursor; a key held down must not empty the queue."""
        row = self._screen.place.chosen
        if row is not None and row.key in self._deciding:
            self._screen.tell(say("One moment: that is being decided already."))
            return True
        if self._screen.has_seen():
            return False
        self._screen.tell(say("Another song is there now. Look at it, then decide."))
        return True

    def do_undo(self) -> None:
        """Take a decision back."""
        run = held_run(self._screen.situation())
        if run is not None:
            self._do(lambda: self._deeds.undo(run))

    def do_retry(self) -> None:
        """Begin a fresh take at a step."""
        screen, summary = self._screen, self._screen.situation().summary
        if summary is not None:
            sheet = screen.sheet
            view = sheet.run if isinstance(sheet, ReviewSheet | RunSheet) else None
            self._ask(ask_retry(self._deeds, summary, where_to_retry(view) if view is not None else None))

    def do_cancel(self) -> None:
        """Stop a run."""
        summary = self._screen.situation().summary
        if summary is not None:
            self._ask(ask_cancel(self._deeds, summary))

    def do_pause(self) -> None:
        """Let an artist rest or work again; let a run go on."""
        at = self._screen.situation()
        artist, summary = at.artist, at.summary
        if artist is not None:
            self._do(lambda: self._deeds.pause(artist))
        elif summary is not None:
            self._do(lambda: self._deeds.resume_run(summary))

    def do_autopilot(self) -> None:
        """Switch the autopilot of an artist over."""
        artist = self._screen.situation().artist
        if artist is not None:
            self._do(lambda: self._deeds.autopilot(artist))

    def do_retire(self) -> None:
        """End an artist's career."""
        artist = self._screen.situation().artist
        if artist is not None:
            self._ask(ask_retire(self._deeds, artist))

    def do_start(self) -> None:
        """Start a run."""
        artist = self._screen.situation().artist
        self._ask(ask_start(self._deeds, artist), self._go_to_run)

    def do_new(self) -> None:
        """Create an artist."""
        genres = tuple(sorted(self._screen.desk.label.abilities.genres))
        self._ask(ask_new_artist(self._deeds, genres), self._go_to_artist)

    def _go_to_run(self, done: Done) -> None:
        self._screen.change_view(View.RUNS, words="")
        self._screen.list.focus()

    def _go_to_artist(self, done: Done) -> None:
        self._screen.change_view(View.ROSTER, words="", sought=done.key)
        self._screen.list.focus()

    def do_log(self) -> None:
        """Show the log of the run, or the page again."""
        screen, run_id = self._screen, self._song()
        if screen.log_shown is not None and screen.log_shown.run_id == run_id:
            screen.follow_log(None)
        else:
            screen.follow_log(RunLog(screen.desk.log_path, run_id))
            screen.page.focus()

    def do_copy(self) -> None:
        """Choose a command line to copy."""
        at = self._screen.situation()
        commands = [("see all", "noktvrn doctor")]
        if at.artist is not None:
            commands = artist_commands(at.artist)
        elif at.row is not None and at.row.release is not None:
            release = at.row.release
            commands = [(verb, f"noktvrn release {verb} {release.id}") for verb in ("show", "verify")]
        elif at.summary is not None:
            commands = run_commands(at.summary)
        elif isinstance(at.sheet, CostSheet):
            commands = [("see all", at.sheet.record.command)]
        options = [Option(command, command, about) for about, command in commands]
        self._pick("Copy a command", "words", lambda words: narrowed(options, words), self._copied)

    def _copied(self, command: str) -> None:
        self._screen.app.copy_to_clipboard(command)
        self._screen.tell(join(say("Copied: ", "ink3"), say(command, "strong")))

    def do_palette(self) -> None:
        """Type what to do, or where to go."""
        self._pick("Commands", "what to do, or :runs failed, :artist nova, :run 7k2m9qxd", self._offers, self._picked)

    def _offers(self, words: str) -> list[Option]:
        if words.startswith(":"):
            return self._jumps(words[1:].strip().lower())
        at, keys = self._screen.situation(), self._screen.keys
        offered = []
        for key in KEYS:
            if key.group == "Move" or key.id in {"palette"}:
                continue
            why = why_not(key.id, at)
            offered.append(Option(key.id, f"{key.label}: {key.about}", shown(keys[key.id][0]), not why))
        return narrowed(offered, words)

    def _jumps(self, words: str) -> list[Option]:
        noun, _, rest = words.partition(" ")
        fitting = [name for name in _NOUNS if name.startswith(noun)]
        exact = [name for name in fitting if name == noun] or fitting
        narrow = f", only {rest!r}" if rest else ""
        seen: dict[View, Option] = {}
        for name in exact:
            view = _NOUNS[name]
            seen.setdefault(view, Option(f":{name} {rest}", f"Go to {VIEW_NAMES[view].lower()}{narrow}", f":{name}"))
        return list(seen.values())

    def _picked(self, value: str) -> None:
        if value.startswith(":"):
            noun, _, rest = value[1:].partition(" ")
            self._screen.change_view(_NOUNS[noun], words=rest.strip())
            self._screen.list.focus()
        else:
            self._screen.action_intend(value)

    def do_help(self) -> None:
        """Show the keys of the pane that one is in."""
        screen = self._screen
        at = screen.situation()
        screen.raise_sheet(Help(screen.palette, lambda width: help_lines(at, screen.keys, width)))

    def do_quit(self) -> None:
        """Leave the console."""
        self._screen.app.exit()

    def _pick(
        self,
        title: str,
        hint: str,
        options: Callable[[str], list[Option]],
        picked: Callable[[str], None],
    ) -> None:
        def answer(value: str | None) -> None:
            if value is not None:
                picked(value)

        self._screen.raise_sheet(Picker(self._screen.palette, title, hint, options), answer)

    def _ask(self, asking: Asking, then: Callable[[Done], None] | None = None) -> None:
        def answer(done: Done | None) -> None:
            if done is not None:
                self._tell(done)
                if then is not None:
                    then(done)
                self._screen.look_now()

        self._screen.raise_sheet(Form(self._screen.palette, asking, self._drafts, self._screen.waits), answer)

    def _do(self, deed: Deed, *, decides: RunSummary | None = None) -> None:
        """Do something in a thread, one thing after the other, and say what came of it."""
        if decides is not None:
            self._deciding.add(decides.run.id)

        async def go() -> None:
            try:
                async with self._turns:
                    done = await asyncio.to_thread(deed)
            except NoktvrnError as error:
                self._screen.tell_refusal(error)
            else:
                self._tell(done)
                self._screen.decided = decides
            finally:
                if decides is not None:
                    self._deciding.discard(decides.run.id)
            self._screen.look_now()

        self._screen.run_worker(go(), group="deed")

    def _tell(self, done: Done) -> None:
        line = join(say("✓ ", "done"), say(done.said))
        self._screen.tell(line, _DONE_S, aside=say(f"= {done.command}", "ink3"))
