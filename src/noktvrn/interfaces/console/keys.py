"""Every key: what it does, under which name it can be given another, and where it is listed.

The reference page and the help are made from this table, so that neither can say anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from noktvrn.errors import ConfigError

SETTING: Final = "console.keys"


@dataclass(frozen=True, slots=True)
class Key:
    """One intent and its keys.

    Attributes:
        id: Name by which the settings give it other keys.
        keys: Keys, as terminals name them.
        label: One or two words, for the footer.
        about: What it does, in a sentence.
        group: Under which heading the help lists it.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    about: str
    group: str

    @property
    def action(self) -> str:
        """Name of the method that carries it out."""
        return self.id.replace(".", "_")


def _key(id_: str, keys: str, label: str, about: str, group: str) -> Key:
    return Key(id_, tuple(keys.split()), label, about, group)


KEYS: Final = (
    _key("approve", "a", "Approve", "Approve the song that is shown; it can be undone while it is held.", "Decide"),
    _key("changes", "c", "Changes", "Ask for changes to the song, with reasons.", "Decide"),
    _key("reject", "x", "Reject", "Reject the song, with reasons that the artist learns from.", "Decide"),
    _key("undo", "u", "Undo", "Take back the decision on this song, or else the latest that is held.", "Decide"),
    _key("play", "space", "Play", "Play the song, or pause it.", "Listen"),
    _key("seek.back", "[", "Back 5 s", "Go back by five seconds.", "Listen"),
    _key("seek.forward", "]", "On 5 s", "Go on by five seconds.", "Listen"),
    _key("compare", "b", "A/B", "Hear the artist's last release in its place, at equal loudness.", "Listen"),
    _key("start", "s", "Start", "Start a run, by the artist that is chosen or by whom the label chooses.", "Steer"),
    _key("retry", "r", "Retry", "Begin a fresh take, at the step that you choose.", "Steer"),
    _key("pause", "p", "Pause", "Let an artist rest or work again; let a run go on that stopped.", "Steer"),
    _key("cancel", "C", "Cancel run", "Stop a run; what it made is kept. Asks first.", "Steer"),
    _key("new", "n", "New artist", "Create an artist from a brief.", "Steer"),
    _key("autopilot", "o", "Autopilot", "Let the label decide on an artist's songs, or no more.", "Steer"),
    _key("retire", "R", "Retire", "End an artist's career for good. Asks first.", "Steer"),
    _key("log", "l", "Log", "Show the log of the run, and follow it.", "Look"),
    _key("copy", "y", "Copy", "Copy the command line that does the same.", "Look"),
    _key("filter", "/", "Filter", "Narrow the list by words.", "Look"),
    _key("open", "enter", "Open", "Go into what is chosen.", "Move"),
    _key("back", "escape", "Back", "Go back one step; never leaves the console.", "Move"),
    _key("pane.next", "tab", "Panes", "Go to the other pane.", "Move"),
    _key("pane.previous", "shift+tab", "Panes", "Go to the other pane.", "Move"),
    _key("down", "j down", "Down", "Go one line down.", "Move"),
    _key("up", "k up", "Up", "Go one line up.", "Move"),
    _key("page.down", "pagedown ctrl+d", "Page down", "Go a page down.", "Move"),
    _key("page.up", "pageup ctrl+u", "Page up", "Go a page up.", "Move"),
    _key("first", "g home", "First", "Go to the first line.", "Move"),
    _key("last", "G end", "Last", "Go to the last line that is loaded.", "Move"),
    _key("view.queue", "1", "Queue", "What waits for you.", "Views"),
    _key("view.roster", "2", "Roster", "All artists.", "Views"),
    _key("view.runs", "3", "Runs", "All runs, the newest first.", "Views"),
    _key("view.releases", "4", "Releases", "All releases, the newest first.", "Views"),
    _key("view.failures", "5", "Failures", "What stands failed or paused.", "Views"),
    _key("view.health", "6", "Health", "What the doctor finds on this machine, and what models cost.", "Views"),
    _key("palette", "ctrl+p", "Commands", "Type what you want to do, or :noun to jump there.", "House"),
    _key("help", "?", "Help", "Show the keys of the pane that you are in.", "House"),
    _key("quit", "q ctrl+c", "Quit", "Leave the console; runs go on without it.", "House"),
)

BY_ID: Final[Mapping[str, Key]] = {key.id: key for key in KEYS}

_NAMED: Final = frozenset(
    ("enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown")
) | frozenset(("up", "down", "left", "right", *(f"f{number}" for number in range(1, 25))))
_SHAPE: Final = re.compile(r"(?:(?:ctrl|alt|shift)\+)*(?P<key>\S+)")
_SHOWN: Final = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "ctrl+p": "^p", "ctrl+c": "^c"}


def keys_in_use(setting: str = "") -> dict[str, tuple[str, ...]]:
    """Return the keys of each intent.

    Args:
        setting: What the settings say: ``"approve=f5 reject=ctrl+x,X"``.

    Raises:
        ConfigError: An intent or key is unknown, or two intents would have the same key.
    """
    chosen = {key.id: key.keys for key in KEYS}
    for pair in setting.split():
        name, equals, keys = pair.partition("=")
        if name not in BY_ID:
            raise _unknown(name)
        wanted = tuple(key for key in keys.split(",") if key)
        if not equals or not wanted:
            raise _mistaken(f"{pair!r} gives {name} no key", f"Write {name}=KEY, such as {name}=f5.")
        for key in wanted:
            _check_key(name, key)
        chosen[name] = wanted
    _check_apart(chosen)
    return chosen


def shown(key: str) -> str:
    """Return a key as a footer prints it."""
    return _SHOWN.get(key, key.replace("ctrl+", "^"))


def _check_key(name: str, key: str) -> None:
    found = _SHAPE.fullmatch(key)
    bare = found["key"] if found else ""
    if len(bare) == 1 and bare.isprintable():
        return
    if bare not in _NAMED:
        near = get_close_matches(bare, sorted(_NAMED), n=1)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise _mistaken(
            f"{name} is given {key!r}, which is no key", f"{guess}Use one character, f1 to f24, ctrl+x, enter, home..."
        )


def _check_apart(chosen: Mapping[str, tuple[str, ...]]) -> None:
    taken: dict[str, str] = {}
    for name, keys in chosen.items():
        for key in keys:
            if key in taken:
                raise _mistaken(
                    f"{taken[key]} and {name} would both have the key {key!r}", f"Give {name} another key: {name}=KEY"
                )
            taken[key] = name


def _unknown(name: str) -> ConfigError:
    near = get_close_matches(name, list(BY_ID), n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return _mistaken(f"there is no {name!r} to give a key", f"{guess}docs/reference/keys.md lists all names.")


def _mistaken(what: str, remedy: str) -> ConfigError:
    return ConfigError(f"The setting {SETTING} cannot be used: {what}.", remedy=remedy, stage="settings")


def reference_page() -> str:
    """Return the page of all keys."""
    lines = [
        "# Keys of the console",
        "",
        "<!-- Written by `make docs` from the table of keys; do not edit. -->",
        "",
        "The same letter means the same in the console and on the page.",
        f"Any of them can have other keys: `{SETTING}` takes pairs, such as `approve=f5 reject=ctrl+x,X`.",
        "A key that does nothing at the moment stays in the footer, dim, and says why when it is pressed.",
    ]
    for group in dict.fromkeys(key.group for key in KEYS):
        lines += ["", f"## {group}", "", "| key | name | what it does |", "|---|---|---|"]
        for key in KEYS:
            if key.group == group:
                named = ", ".join(f"`{each}`" for each in key.keys)
                lines.append(f"| {named} | `{key.id}` | {key.about} |")
    return "\n".join(lines) + "\n"
