"""Between records and rows: fields and columns have the same names; nested values are JSON documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row, Table

from noktvrn.errors import StorageError

RecordT = TypeVar("RecordT")


class RowMapping(Generic[RecordT]):
    """Maps one kind of record to the rows of one table and back.

    Args:
        kind: Dataclass of the record.
        table: Table with a column for each field; it may have more.
    """

    def __init__(self, kind: type[RecordT], table: Table) -> None:
        """See the class."""
        self._adapter = TypeAdapter(kind)
        self._names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # a dataclass by contract
        self.table = table
        self.columns = tuple(table.c[name] for name in self._names)

    def to_row(self, record: RecordT) -> dict[str, Any]:
        """Return the values of a record by column."""
        return {name: plain(getattr(record, name)) for name in self._names}

    def from_row(self, row: Row[Any]) -> RecordT:
        """Return the record of a row of :attr:`columns`.

        Raises:
            StorageError: The row holds what this program cannot read, as after an edit by hand.
        """
        try:
            return self._adapter.validate_python(dict(zip(self._names, row, strict=True)))
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise StorageError(
                f"A row of table {self.table.name} cannot be read: {place} is {first['input']!r}; {first['msg']}.",
                remedy="Put back the last backup of the database, or mend that row.",
                stage="storage",
            ) from exc

    def from_rows(self, rows: Iterable[Row[Any]]) -> list[RecordT]:
        """Return the records of rows, in their order."""
        return [self.from_row(row) for row in rows]


def plain(value: Any) -> Any:
    """Return a value with dataclasses, mappings, tuples and enumerations replaced by what JSON knows."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
