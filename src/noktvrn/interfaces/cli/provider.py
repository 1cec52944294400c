"""``noktvrn provider``: which roles there are, and who fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.roles import Filling

app = noun("provider", "See who writes, composes, measures, paints and films.", ("noktvrn provider list",))


@verb(app, "list", examples=("noktvrn provider list", "noktvrn provider list --json"))
def list_(session: Session) -> None:
    """List each role, the provider that fills it, and whether it can work."""
    from rich.text import Text

    from noktvrn.interfaces.cli.roles import fillings
    from noktvrn.interfaces.cli.terminal import QUIET, marked
    from noktvrn.interfaces.presenters.standing import Standing

    found = fillings()
    session.terminal.emit({"providers": [filling_record(each) for each in found]})
    rows: list[list[str | Text]] = [
        [
            marked(Standing.DONE, "ready") if each.usable else marked(Standing.FAILED, "not usable"),
            each.role,
            each.provider,
            Text(each.about if each.usable else each.reason, style=QUIET),
        ]
        for each in found
    ]
    session.terminal.table(rows, ("", "role", "provider", ""))


def filling_record(filling: Filling) -> dict[str, Any]:
    """Return who fills a role as JSON values."""
    return {
        "role": filling.role,
        "provider": filling.provider,
        "usable": filling.usable,
        "reason": filling.reason,
        "about": filling.about,
    }
