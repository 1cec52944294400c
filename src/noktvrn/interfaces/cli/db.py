"""``noktvrn db``: the label's database and its revision."""

from __future__ import annotations

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

app = noun(
    "db",
    "See the revision of the label's database, and bring it up to date.",
    ("noktvrn db status", "noktvrn db upgrade"),
)


@verb(app, "status", examples=("noktvrn db status",))
def status(session: Session) -> int:
    """Show which revision the database has and which one this program needs."""
    from noktvrn.interfaces.cli.database import open_database_as_it_is
    from noktvrn.storage import migrations
    from noktvrn.storage.database import shown_url

    terminal = session.terminal
    with open_database_as_it_is(session.settings) as engine:
        found, place = migrations.status(engine), shown_url(engine)
    terminal.emit(
        {"database": place, "current": found.current, "expected": found.expected, "is_current": found.is_current}
    )
    if found.is_current:
        terminal.show(f"{place} is at revision {found.current}, as this program needs.")
        return 0
    terminal.show(f"{place} is at revision {found.current or 'none'}; this program needs {found.expected}.")
    if found.is_newer:
        terminal.show("Install a noktvrn that is as new as the database.")
    else:
        terminal.next("noktvrn db upgrade")
    return 1


@verb(app, "upgrade", examples=("noktvrn db upgrade",))
def upgrade(session: Session) -> None:
    """Bring the database up to date; stop all workers and back it up before."""
    from noktvrn.interfaces.cli.database import open_database_as_it_is
    from noktvrn.storage import migrations
    from noktvrn.storage.database import shown_url

    terminal = session.terminal
    with open_database_as_it_is(session.settings) as engine:
        before = migrations.upgrade(engine)
        after, place = migrations.status(engine), shown_url(engine)
    terminal.emit({"database": place, "before": before.current, "current": after.current, "changed": before != after})
    if before.is_current:
        terminal.show(f"{place} is at revision {after.current}; nothing was to be done.")
    else:
        terminal.show(f"{place} went from revision {before.current or 'none'} to {after.current}.")
