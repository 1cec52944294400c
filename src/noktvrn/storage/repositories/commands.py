"""The outbox of the engine."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from noktvrn.errors import NotFoundError
from noktvrn.ports.repositories import EngineCommand
from noktvrn.storage.asking import tell_of_command
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free
from noktvrn.storage.tables import commands

_COMMANDS = RowMapping(EngineCommand, commands)


class SqlCommandRepository:
    """Implements :class:`noktvrn.ports.repositories.CommandRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, command: EngineCommand) -> None:
        """Append a command; the database counts its identifier."""
        values = _COMMANDS.to_row(command)
        del values["id"]
        insert_if_free(self._connection, commands, values)
        tell_of_command(self._connection)

    def pending(self, now: datetime, limit: int = 100) -> list[EngineCommand]:
        """List the commands that are due and were not carried out, in the order in which they were stored."""
        due = commands.c.done_at.is_(None) & (commands.c.due_at <= now)
        listing = select(*_COMMANDS.columns).where(due).order_by(commands.c.id).limit(limit)
        return _COMMANDS.from_rows(self._connection.execute(listing))

    def mark_done(self, command_id: int, now: datetime) -> None:
        """Mark a command as carried out; the first time stands."""
        first = func.coalesce(commands.c.done_at, now)
        if (
            execute_counted(self._connection, update(commands).where(commands.c.id == command_id).values(done_at=first))
            == 0
        ):
            raise NotFoundError(
                f"There is no command {command_id}.",
                remedy="See what the workers do: noktvrn doctor",
                stage="engine",
            )
