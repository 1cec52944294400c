"""``noktvrn config``: every setting, its value and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

app = noun("config", "See the settings.", ("noktvrn config show", "noktvrn config show --changed"))


@verb(app, "show", examples=("noktvrn config show", "noktvrn config show --changed", "noktvrn config show --json"))
def show(
    session: Session,
    changed: Annotated[bool, typer.Option("--changed", help="Only what differs from its default.")] = False,
) -> None:
    """Show each setting, its value, and where it comes from; secrets are hidden."""
    from rich.text import Text

    from noktvrn.interfaces.cli.terminal import QUIET
    from noktvrn.interfaces.presenters.settings import shown_value, value_words
    from noktvrn.settings import documented_settings, load_with_origin

    settings, origin = load_with_origin(session.flags)
    entries = [
        {
            "key": key,
            "value": shown_value(settings, key),
            "origin": _origin_of(key, origin),
            "about": field.description,
        }
        for key, field in documented_settings()
        if not changed or _origin_of(key, origin) != "default"
    ]
    session.terminal.emit({"settings": entries})
    if not entries:
        session.terminal.say("Every setting has its default.")
    session.terminal.table(
        [
            [str(entry["key"]), value_words(entry["value"]), Text(str(entry["origin"]), style=QUIET)]
            for entry in entries
        ],
        ("setting", "value", "from"),
    )
    session.terminal.say(Text(f"Change them in {settings.places.settings_file} or the environment.", style=QUIET))


def _origin_of(key: str, origin: Mapping[str, str]) -> str:
    """Return where a setting comes from; that of a group is where the first of its values does."""
    inside = (where for name, where in origin.items() if name.startswith(f"{key}."))
    return origin.get(key) or next(inside, "default")
