"""The help: what the pane is, and its keys, those that can be used here first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.allowed import Situation, footer_of, why_not
from noktvrn.interfaces.console.frame import VIEW_NAMES
from noktvrn.interfaces.console.keys import BY_ID, KEYS, Key, shown
from noktvrn.interfaces.console.lines import fill, join, say, section, wrap
from noktvrn.interfaces.console.rows import View

_ABOUT: Final[Mapping[View, str]] = {
    View.QUEUE: "Songs that wait for you, the one whose time runs out first in front.",
    View.ROSTER: "All artists by name; at the right how many of their songs wait, or how they stand.",
    View.RUNS: "All runs, the newest first, with their checklist. enter opens a song that can be judged.",
    View.RELEASES: "What was released, the newest first, with its sound and its files.",
    View.FAILURES: "Runs that stand failed or paused: stage, cause, and what to do.",
    View.HEALTH: "What the doctor finds on this machine and in this home.",
}
_KEY: Final = 14


def help_lines(at: Situation, keys: Mapping[str, tuple[str, ...]], width: int) -> list[Text]:
    """Return the help of the pane where the operator is."""
    pane = "the log" if at.log else "the page" if at.reading else "the list"
    lines = [section(VIEW_NAMES[at.view], pane), *wrap(_ABOUT[at.view], width, "ink2")]
    lines += wrap("/ narrows: a state (failed, needs-decision), an artist, a part of a title.", width, "ink3")
    here = footer_of(at)
    lines += [Text(), section("Here")]
    for intent in here:
        lines += _key_lines(BY_ID[intent], keys, width, why_not(intent, at))
    for group in dict.fromkeys(key.group for key in KEYS):
        others = [key for key in KEYS if key.group == group and key.id not in here]
        if others:
            lines += [Text(), section(group)]
            lines += [line for key in others for line in _key_lines(key, keys, width, why_not(key.id, at))]
    return lines


def _key_lines(key: Key, keys: Mapping[str, tuple[str, ...]], width: int, why: str) -> list[Text]:
    named = ", ".join(shown(each) for each in keys[key.id])
    head = fill(say(named, "ink3" if why else "strong"), _KEY)
    first, *more = wrap(key.about, width - _KEY, "ink2")
    lines = [join(head, first), *[join(" " * _KEY, line) for line in more]]
    return lines + [join(" " * _KEY, line) for line in wrap(why, width - _KEY, "ink3")] if why else lines
