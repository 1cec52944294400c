"""Records as JSON values and back, by their type annotations."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", kind))


def as_json(value: Any) -> Any:
    """Return a dataclass (or a container of them) as JSON values: dicts, lists, strings, numbers, booleans, None."""
    return _adapter(cast("Hashable", type(value))).dump_python(value, mode="json")


def from_json(kind: type[T], values: Any) -> T:
    """Rebuild a record of ``kind`` from JSON values.

    Raises:
        pydantic.ValidationError: The values do not fit.
    """
    result: T = _adapter(cast("Hashable", kind)).validate_python(values, strict=False)
    return result
