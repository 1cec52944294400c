"""Which deed is possible where, and why not. A key that does nothing stays where it is, and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from noktvrn.interfaces.console.desk import Pulse, ReleaseSheet, ReviewSheet, RunSheet, Sheet
from noktvrn.interfaces.console.keys import BY_ID
from noktvrn.interfaces.console.player import Heard
from noktvrn.interfaces.console.rows import Row, View
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.interfaces.presenters.words import short_run
from noktvrn.journal.run import DECIDABLE, ENDED, RunState
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.steer_run import RESUMABLE
from noktvrn.services.views import RunSummary

READ_ONLY: Final = "This console only shows; start it without --read-only to change something."
_AT_WORK: Final = frozenset({RunState.QUEUED, RunState.MAKING, RunState.HELD, RunState.FINISHING})


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the operator is.

    Attributes:
        view: Which list is shown.
        row: What is chosen in it.
        sheet: What stands beside it.
        pulse: How the label stands; None before the first look.
        heard: What plays.
        read_only: Whether nothing may be changed.
        reading: Whether the pane beside the list has the cursor.
        log: Whether that pane shows a log.
        follows: Whether that log is followed.
        decided: The run that was decided on here a moment ago, which the pulse need not know yet.
    """

    view: View
    row: Row | None
    sheet: Sheet | None
    pulse: Pulse | None
    heard: Heard
    read_only: bool = False
    reading: bool = False
    log: bool = False
    follows: bool = False
    decided: RunSummary | None = None

    @property
    def summary(self) -> RunSummary | None:
        """The run that is chosen, as it was read last."""
        if isinstance(self.sheet, ReviewSheet | RunSheet) and self.row is not None:
            standing = self.sheet.run.summary
            if standing.run.id == self.row.key:
                return standing
        return self.row.summary if self.row is not None else None

    @property
    def artist(self) -> Artist | None:
        """The artist that is chosen."""
        return self.row.artist if self.row is not None else None

    @property
    def has_sound(self) -> bool:
        """Whether what is shown can be heard."""
        if isinstance(self.sheet, ReviewSheet | RunSheet):
            return bool({"preview", "master"} & self.sheet.run.assets.keys())
        return isinstance(self.sheet, ReleaseSheet) and bool({"preview", "master"} & self.sheet.run.assets.keys())


def why_not(id_: str, at: Situation) -> str:
    """Return why an intent cannot be carried out here; empty when it can."""
    rule = _RULES.get(id_)
    if rule is None:
        return ""
    if at.read_only and id_ in CHANGES:
        return READ_ONLY
    return rule(at)


def _decide(at: Situation) -> str:
    summary = at.summary
    if summary is None:
        return "Choose a song that waits; 1 lists them."
    if summary.run.state not in DECIDABLE:
        _, word = run_standing(summary.run.state, summary.decision)
        return f"{_name(summary)} is {word} and waits for no decision."
    return ""


def _undo(at: Situation) -> str:
    return "" if held_run(at) is not None else "There is no decision that can be undone."


def held_run(at: Situation) -> RunSummary | None:
    """Return the run whose decision would be undone: the chosen one, or else the latest that is held."""
    summary = at.summary
    if summary is not None and summary.run.state is RunState.HELD:
        return summary
    if at.decided is not None:
        return at.decided
    return next(iter(at.pulse.held), None) if at.pulse is not None else None


def _retry(at: Situation) -> str:
    summary = at.summary
    if summary is None:
        return "Choose a run; 3 lists them, 5 those that failed."
    if summary.run.state in _AT_WORK:
        return f"{_name(summary)} is under way; C stops it."
    return f"{_name(summary)} has ended; s starts another." if summary.run.state in ENDED else ""


def _cancel(at: Situation) -> str:
    summary = at.summary
    if summary is None:
        return "Choose a run; 3 lists them."
    ended = summary.run.state in ENDED | {RunState.CANCELLED, RunState.FAILED}
    return f"{_name(summary)} is {run_standing(summary.run.state, summary.decision)[1]} already." if ended else ""


def _pause(at: Situation) -> str:
    if at.artist is not None:
        return _not_retired(at.artist)
    summary = at.summary
    if summary is None:
        return "Choose an artist, or a run that stopped."
    if summary.run.state not in RESUMABLE:
        return f"{_name(summary)} did not stop; only what stopped goes on."
    return ""


def _artist(at: Situation) -> str:
    return "Choose an artist; 2 lists them." if at.artist is None else _not_retired(at.artist)


def _not_retired(artist: Artist) -> str:
    retired = artist.status is LifecycleStatus.RETIRED
    return f"{artist.identity.name} is retired, for good." if retired else ""


def _start(at: Situation) -> str:
    artist = at.artist
    if artist is not None and artist.status is LifecycleStatus.PAUSED:
        return f"{artist.identity.name} rests; p lets it work again."
    return "" if artist is None else _not_retired(artist)


def _play(at: Situation) -> str:
    if not at.heard.player:
        return f"Nothing can be played: {at.heard.why_silent}."
    return "" if at.has_sound else "There is nothing to hear here."


def _compare(at: Situation) -> str:
    if why := _play(at):
        return why
    if not isinstance(at.sheet, ReviewSheet) or at.sheet.beside is None:
        return "The artist has no earlier release to compare with."
    return ""


def _seek(at: Situation) -> str:
    return _play(at) or ("" if at.heard.run_id else "Nothing plays yet; space begins.")


def _log(at: Situation) -> str:
    return "" if at.row is not None and at.row.run_id else "Choose a run; logs are about runs."


def _open(at: Situation) -> str:
    return "" if at.row is not None else "There is nothing to open here."


def _copy(at: Situation) -> str:
    return "" if at.row is not None else "Choose something first."


def _name(summary: RunSummary) -> str:
    return summary.run.title or f"Run {short_run(summary.run.id)}"


_RULES: Final[Mapping[str, Callable[[Situation], str]]] = {
    "approve": _decide,
    "changes": _decide,
    "reject": _decide,
    "undo": _undo,
    "retry": _retry,
    "cancel": _cancel,
    "pause": _pause,
    "autopilot": _artist,
    "retire": _artist,
    "start": _start,
    "new": lambda at: "",
    "play": _play,
    "seek.back": _seek,
    "seek.forward": _seek,
    "compare": _compare,
    "log": _log,
    "open": _open,
    "copy": _copy,
}

CHANGES: Final = frozenset(
    {"approve", "changes", "reject", "undo", "retry", "cancel", "pause", "autopilot", "retire", "start", "new"}
)
"""Intents that change something."""

_FOOTERS: Final[Mapping[View, tuple[str, ...]]] = {
    View.QUEUE: ("approve", "changes", "reject", "play", "compare", "filter", "help"),
    View.ROSTER: ("start", "new", "pause", "autopilot", "retire", "filter", "help"),
    View.RUNS: ("open", "start", "retry", "cancel", "log", "filter", "help"),
    View.RELEASES: ("play", "seek.forward", "log", "copy", "filter", "palette", "help"),
    View.FAILURES: ("retry", "pause", "log", "copy", "filter", "palette", "help"),
    View.HEALTH: ("copy", "filter", "palette", "help"),
}


def footer_of(at: Situation) -> tuple[str, ...]:
    """Return the intents that the footer offers, seven at most."""
    if at.log:
        return ("back", "last", "copy", "palette", "help")
    held = at.summary is not None and at.summary.run.state is RunState.HELD
    if isinstance(at.sheet, ReviewSheet) and at.view is not View.QUEUE:
        return ("back", "approve", "changes", "reject", "play", "compare", "help")
    listed = _FOOTERS[at.view]
    return ("undo", *listed[3:]) if held and at.view is View.QUEUE else listed


def label_of(intent: str, at: Situation) -> str:
    """Return what an intent is called here: a key that lets something rest lets it go on again."""
    rests = at.artist.status is LifecycleStatus.PAUSED if at.artist is not None else at.summary is not None
    if intent == "pause" and rests:
        return "Go on"
    if intent == "play" and at.heard.playing and at.row is not None and at.heard.run_id == at.row.run_id:
        return "Pause"
    if intent == "back" and at.log:
        return "Page"
    if intent == "last" and at.log:
        return "follows" if at.follows else "Follow"
    return BY_ID[intent].label
