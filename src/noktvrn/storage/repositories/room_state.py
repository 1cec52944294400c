"""What the orchestrator of language models keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from noktvrn.ports.language import Role
from noktvrn.ports.room_state import Closure, Conversation, Standing, StoredAnswer
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import upsertable
from noktvrn.storage.tables_room import closures, conversations, model_standings, stored_answers
from noktvrn.types import ArtistId

_STANDINGS = RowMapping(Standing, model_standings)
_CLOSURES = RowMapping(Closure, closures)
_ANSWERS = RowMapping(StoredAnswer, stored_answers)
_CONVERSATIONS = RowMapping(Conversation, conversations)


class SqlRoomStateRepository:
    """Implements :class:`noktvrn.ports.room_state.RoomStateRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def standings(self) -> list[Standing]:
        """List all."""
        columns = model_standings.c
        listing = select(*_STANDINGS.columns).order_by(columns.role, columns.vendor, columns.model)
        return _STANDINGS.from_rows(self._connection.execute(listing))

    def standing(self, role: Role, vendor: str, model: str) -> Standing | None:
        """Find one."""
        columns = model_standings.c
        is_it = (columns.role == role.value) & (columns.vendor == vendor) & (columns.model == model)
        row = self._connection.execute(select(*_STANDINGS.columns).where(is_it)).one_or_none()
        return None if row is None else _STANDINGS.from_row(row)

    def save_standing(self, standing: Standing) -> None:
        """Store one."""
        self._save(model_standings, _STANDINGS.to_row(standing))

    def closures(self) -> list[Closure]:
        """List all."""
        return _CLOSURES.from_rows(self._connection.execute(select(*_CLOSURES.columns).order_by(closures.c.key)))

    def closure(self, key: str) -> Closure | None:
        """Find one."""
        row = self._connection.execute(select(*_CLOSURES.columns).where(closures.c.key == key)).one_or_none()
        return None if row is None else _CLOSURES.from_row(row)

    def save_closure(self, closure: Closure) -> None:
        """Store one."""
        self._save(closures, _CLOSURES.to_row(closure))

    def reopen(self, key: str) -> bool:
        """Forget one."""
        return self._connection.execute(delete(closures).where(closures.c.key == key)).rowcount == 1

    def answer(self, key: str, since: datetime) -> StoredAnswer | None:
        """Find an answer."""
        wanted = (stored_answers.c.key == key) & (stored_answers.c.at >= since)
        row = self._connection.execute(select(*_ANSWERS.columns).where(wanted)).one_or_none()
        return None if row is None else _ANSWERS.from_row(row)

    def keep_answer(self, answer: StoredAnswer, keep: int) -> None:
        """Store an answer and drop the oldest."""
        self._save(stored_answers, _ANSWERS.to_row(answer))
        newest = select(stored_answers.c.at, stored_answers.c.key).order_by(
            stored_answers.c.at.desc(), stored_answers.c.key.desc()
        )
        last = self._connection.execute(newest.offset(keep - 1).limit(1)).one_or_none()
        if last is not None:
            self._connection.execute(delete(stored_answers).where(stored_answers.c.at < last.at))

    def conversation(self, artist_id: ArtistId, role: Role) -> Conversation | None:
        """Find a conversation."""
        is_it = (conversations.c.artist_id == artist_id) & (conversations.c.role == role.value)
        row = self._connection.execute(select(*_CONVERSATIONS.columns).where(is_it)).one_or_none()
        return None if row is None else _CONVERSATIONS.from_row(row)

    def conversations(self, artist_id: ArtistId) -> list[Conversation]:
        """List those of an artist."""
        columns = conversations.c
        listing = select(*_CONVERSATIONS.columns).where(columns.artist_id == artist_id).order_by(columns.role)
        return _CONVERSATIONS.from_rows(self._connection.execute(listing))

    def save_conversation(self, conversation: Conversation) -> None:
        """Store a conversation."""
        self._save(conversations, _CONVERSATIONS.to_row(conversation))

    def forget_conversation(self, artist_id: ArtistId, role: Role) -> bool:
        """Erase a conversation."""
        is_it = (conversations.c.artist_id == artist_id) & (conversations.c.role == role.value)
        return self._connection.execute(delete(conversations).where(is_it)).rowcount == 1

    def _save(self, table: Table, row: dict[str, Any]) -> None:
        keys = [column.name for column in table.primary_key]
        changed = {name: value for name, value in row.items() if name not in keys}
        saving = upsertable(self._connection, table).values(**row)
        self._connection.execute(saving.on_conflict_do_update(index_elements=keys, set_=changed))
