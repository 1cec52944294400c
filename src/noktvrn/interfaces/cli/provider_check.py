"""Asking vendors from the command line: whether it may cost money, and the exit status for what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noktvrn.errors import InvalidInputError

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.session import Session
    from noktvrn.providers.language.model import VendorModel
    from noktvrn.services.room.checking import Checked

_CREDENTIALS = 4
_FAILED = 6


def may_spend(session: Session, models: Sequence[VendorModel]) -> bool:
    """Return whether trying these models is agreed to; nobody is asked when it is free.

    Raises:
        InvalidInputError: Nobody can be asked.
    """
    import typer

    from noktvrn.app import model_prices
    from noktvrn.interfaces.presenters.words import count
    from noktvrn.services.room.checking import estimated_usd

    cost = estimated_usd(models, model_prices(session.settings), session.now())
    if cost == 0:
        return True
    trying = f"Trying {count(len(models), 'model')} costs"
    amount = f"about ${cost:.4f}" if cost is not None else "an unknown, small amount"
    if not session.terminal.interactive:
        raise InvalidInputError(
            f"{trying} {amount}, and nobody can be asked here.",
            remedy="Add --yes to go on.",
            stage="confirm",
        )
    answer: str = typer.prompt(f"{trying} {amount}. Go on? [y/N]", default="", show_default=False, err=True)
    return answer.strip().lower() in {"y", "yes"}


def exit_status(results: Sequence[Checked]) -> int:
    """Return 0 when all answered, 4 when a key or credit is at fault, else 6, as when a budget forbids the call."""
    from noktvrn.ports.language import Fault

    outcomes = {each.outcome for each in results}
    if outcomes & {Fault.KEY_REFUSED.value, Fault.OUT_OF_CREDIT.value}:
        return _CREDENTIALS
    return 0 if all(each.answered for each in results) else _FAILED
