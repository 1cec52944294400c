"""Finds one record by a name that a person typed: the whole of it, or enough of it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from noktvrn.errors import NotFoundError

SHOWN_MATCHES = 5
"""How many candidates a message names."""

_SHOWN_LETTERS = 60


def tidy(name: str) -> str:
    """Return a name as identifiers and slugs are kept: lowercase, without spaces around it."""
    return name.strip().lower()


def shorten(name: str) -> str:
    """Return what was typed as a sentence about it shows it; strangers send thousands of letters."""
    return name if len(name) <= _SHOWN_LETTERS else name[:_SHOWN_LETTERS] + "…"


def not_found(kind: str, name: str, known: Sequence[str] = ()) -> NotFoundError:
    """Return the error for a name that nothing has, with the nearest that something has.

    Args:
        kind: ``"artist"``, ``"run"`` or ``"release"``.
        name: As typed.
        known: Names to look for near ones in.
    """
    near = get_close_matches(tidy(name), known, n=3, cutoff=0.4)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return NotFoundError(
        f"There is no {kind} {shorten(name)!r}.",
        remedy=f"{guess}See all: noktvrn {kind} list",
        stage=kind,
    )


def ambiguous(kind: str, name: str, matches: Sequence[str]) -> NotFoundError:
    """Return the error for a name that fits several."""
    shown = ", ".join(matches[:SHOWN_MATCHES]) + (", …" if len(matches) > SHOWN_MATCHES else "")
    return NotFoundError(
        f"More than one {kind} fits {shorten(name)!r}: {shown}.",
        remedy="Type more of the name.",
        stage=kind,
    )
