"""The revision of the label's database, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.settings import Settings
from noktvrn.storage.database import shown_url
from noktvrn.storage.migrations import status
from noktvrn.storage.opening import open_label_database


@dataclass(frozen=True, slots=True)
class DatabaseStanding:
    """How the database stands to this program.

    Attributes:
        place: Its address without its password.
        is_current: Whether nothing is to be done.
        words: The same in words, with what to do.
    """

    place: str
    is_current: bool
    words: str


def database_standing(settings: Settings) -> DatabaseStanding:
    """Return the revision of the database as it is at this moment.

    Raises:
        DatabaseUnavailableError: It does not answer.
    """
    engine = open_label_database(settings)
    try:
        found, place = status(engine), shown_url(engine)
    finally:
        engine.dispose()
    if found.is_current:
        return DatabaseStanding(place, True, f"Revision {found.current}, as this program needs.")
    needs = f"Revision {found.current or 'none'}; this program needs {found.expected}."
    remedy = "Start the page anew with the newer program." if found.is_newer else "Upgrade it: noktvrn db upgrade"
    return DatabaseStanding(place, False, f"{needs} {remedy}")
