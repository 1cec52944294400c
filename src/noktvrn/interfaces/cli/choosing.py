"""Turning words of the command line into the program's own, with the nearest known word when there is no such one."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from noktvrn.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

E = TypeVar("E", bound=StrEnum)


def choose(kind: type[E], word: str, *, what: str, among: Iterable[E] | None = None) -> E:
    """Return the member of ``kind`` that ``word`` names; hyphens and capitals do not matter.

    Args:
        kind: The enumeration.
        word: As typed.
        what: What it is, for the message: ``"step"``.
        among: Members that are allowed; all when None.

    Raises:
        InvalidInputError: There is none; the message lists what there is and the nearest.
    """
    allowed = {member.value: member for member in (kind if among is None else among)}
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in allowed:
        return allowed[plain]
    near = get_close_matches(plain, allowed, n=1, cutoff=0.4)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise InvalidInputError(
        f"There is no {what} {word!r}.", remedy=f"{guess}Use one of: {', '.join(allowed)}.", stage=what
    )


def confirm_by_name(interactive: bool, expected: str, question: str, flag: str = "--yes") -> bool:
    """Ask a person to type a name before something that cannot be taken back.

    Args:
        interactive: Whether there is a person to ask.
        expected: What to type.
        question: What to ask.
        flag: The option that answers without asking.

    Returns:
        Whether the name was typed.

    Raises:
        InvalidInputError: Nobody can be asked.
    """
    import typer

    if not interactive:
        raise InvalidInputError(
            "This cannot be taken back and nobody can be asked here.", remedy=f"Add {flag} to go on.", stage="confirm"
        )
    answer: str = typer.prompt(question, default="", show_default=False, err=True)
    return answer.strip() == expected
