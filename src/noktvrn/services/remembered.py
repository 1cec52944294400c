"""What roles remember of an artist, to be read and erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from noktvrn.errors import InvalidInputError
from noktvrn.ports.language import Role
from noktvrn.services.label import Label


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one role remembers.

    Attributes:
        role: The role.
        lines: Oldest first; the older ones are in short.
        updated_at: UTC.
    """

    role: Role
    lines: tuple[str, ...]
    updated_at: datetime


def remembered_of(label: Label, artist: str) -> list[Remembered]:
    """Return what each role remembers of an artist.

    Args:
        label: The label.
        artist: Slug, identifier, or the start of either.

    Raises:
        NotFoundError: There is no such artist.
    """
    with label.records.read() as unit:
        talks = unit.room_state.conversations(unit.artists.find(artist).id)
    return [
        Remembered(
            talk.role,
            (*filter(None, talk.summary.split("\n")), *(words for _, words in talk.exchanges)),
            talk.updated_at,
        )
        for talk in talks
    ]


def forget(label: Label, artist: str, role: str = "") -> list[Role]:
    """Erase what roles remember of an artist; return the roles that remembered anything.

    Args:
        label: The label.
        artist: Slug, identifier, or the start of either.
        role: One role; all when empty.

    Raises:
        NotFoundError: There is no such artist.
        InvalidInputError: There is no such role.
    """
    if role and role not in set(Role):
        raise InvalidInputError(
            f"There is no role {role!r}.", remedy=f"Name one of {', '.join(Role)}.", stage="room forget"
        )
    wanted = [Role(role)] if role else list(Role)
    with label.records.write() as unit:
        artist_id = unit.artists.find(artist).id
        erased = [each for each in wanted if unit.room_state.forget_conversation(artist_id, each)]
        unit.commit()
    return erased
