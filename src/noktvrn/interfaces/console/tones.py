"""Roles of text, and what each looks like in full colour, in sixteen colours and without any.

Lines name roles; which colours they become is decided here alone. Colour is never the only cue: every state has its
sign and word as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from rich.console import Console
from rich.theme import Theme

from noktvrn.interfaces.presenters.standing import Standing


class Colours(StrEnum):
    """How many colours there are."""

    FULL = "full"
    SIXTEEN = "sixteen"
    NONE = "none"


GROUND: Final = "#090e1a"
RAISED: Final = "#121724"
PRESSED: Final = "#1b2130"
LINE: Final = "#2c3242"

_FULL: Final[Mapping[str, str]] = {
    "ink": "#f2f0ea",
    "ink2": "#b2b7c3",
    "ink3": "#8c92a0",
    "strong": "bold #f2f0ea",
    "mark": "italic #8c92a0",
    "mark.wanted": "italic #f2f0ea",
    "needs": "#f4d86e",
    "needs.strong": "bold #f4d86e",
    "run": "#77cce6",
    "done": "#7ad4a5",
    "fail": "#f47b74",
    "line": LINE,
    "track": "#61697b",
    "wave": "#5c6378",
    "played": "#f4d86e",
    "head": "#f2f0ea",
    "wave.below": f"{GROUND} on #2a303f",
    "played.below": f"{GROUND} on #675f3b",
    "head.below": f"{GROUND} on #b2b7c3",
    "limit": "#f47b74",
    "selected": f"on {PRESSED}",
    "bar": f"on {RAISED}",
    "chip": f"#f2f0ea on {PRESSED}",
    "primary": "bold #101524 on #f4d86e",
}
"""The token sheet of the art direction; a reflection is its figure at 40 % on the ground, ink and ground swapped."""

_SIXTEEN: Final[Mapping[str, str]] = {
    "ink": "default",
    "ink2": "default",
    "ink3": "bright_black",
    "strong": "bold default",
    "mark": "italic bright_black",
    "mark.wanted": "italic default",
    "needs": "bright_yellow",
    "needs.strong": "bold bright_yellow",
    "run": "cyan",
    "done": "green",
    "fail": "red",
    "line": "bright_black",
    "track": "bright_black",
    "wave": "bright_black",
    "played": "bright_yellow",
    "head": "default",
    "wave.below": "bright_black",
    "played.below": "yellow",
    "head.below": "bright_black",
    "limit": "red",
    "selected": "reverse",
    "bar": "",
    "chip": "reverse",
    "primary": "bold reverse",
}
"""The terminal's own colours, because its ground may be light or dark."""

_NONE: Final[Mapping[str, str]] = {
    "ink": "",
    "ink2": "",
    "ink3": "dim",
    "strong": "bold",
    "mark": "italic dim",
    "mark.wanted": "italic",
    "needs": "bold",
    "needs.strong": "bold",
    "run": "",
    "done": "",
    "fail": "",
    "line": "dim",
    "track": "dim",
    "wave": "dim",
    "played": "bold",
    "head": "bold",
    "wave.below": "dim",
    "played.below": "dim",
    "head.below": "",
    "limit": "",
    "selected": "reverse",
    "bar": "",
    "chip": "reverse",
    "primary": "bold reverse",
}

_ROLES: Final = {Colours.FULL: _FULL, Colours.SIXTEEN: _SIXTEEN, Colours.NONE: _NONE}

STANDING_ROLES: Final[Mapping[Standing, str]] = {
    Standing.DONE: "done",
    Standing.RUNNING: "run",
    Standing.NEEDS_YOU: "needs",
    Standing.FAILED: "fail",
    Standing.IDLE: "ink3",
}
"""Role of each way to stand."""


def swaps_ground(colours: Colours) -> bool:
    """Return whether a figure can be drawn as its ground, which needs colours of which one knows how they look."""
    return colours is Colours.FULL


def palette(colours: Colours) -> Console:
    """Return a console that knows every role; it is asked for styles and never printed to."""
    return Console(
        theme=Theme(dict(_ROLES[colours]), inherit=False),
        width=200,
        height=60,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def colours_of(environment: Mapping[str, str], wanted: str = "auto") -> Colours:
    """Return how many colours to use.

    Args:
        environment: Variables of the terminal: ``NO_COLOR``, ``TERM``, ``COLORTERM``.
        wanted: ``"auto"``, or one of :class:`Colours`, which wins.
    """
    if wanted != "auto":
        return Colours(wanted)
    term = environment.get("TERM", "").lower()
    if environment.get("NO_COLOR") or term in {"", "dumb", "vt100", "vt102", "vt220", "unknown"}:
        return Colours.NONE
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or "256" in term or "direct" in term:
        return Colours.FULL
    return Colours.SIXTEEN
