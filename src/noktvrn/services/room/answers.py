"""Answers that may be given again to the very same request.

The key covers all that the answer may depend on, and not who is asked: a step that is repeated must not pay again
because the ranking changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from noktvrn.ports.language import RoomRequest
from noktvrn.ports.room_state import StoredAnswer

A = TypeVar("A", bound=BaseModel)

LARGEST_BYTES = 65_536
"""Larger answers are not kept."""


def request_key(request: RoomRequest[Any]) -> str:
    """Return the SHA-256 of a request."""
    parts = [
        request.role.value,
        request.prompt_mark.name,
        request.prompt_mark.version,
        request.instructions,
        request.prompt,
        request.answer.model_json_schema(),
        request.language,
        request.artist_id,
        request.run_id,
        request.seed,
        request.max_output_tokens,
    ]
    return _digest(parts)


def prompt_digest(request: RoomRequest[Any]) -> str:
    """Return the SHA-256 of the texts of a request; stands in the ledger in their place."""
    return _digest([request.instructions, request.prompt])


def restored(request: RoomRequest[A], stored: StoredAnswer) -> A | None:
    """Return a stored answer; None when it does not fit the type any more."""
    try:
        return request.answer.model_validate_json(stored.value)
    except ValidationError:
        return None


def with_each_text(part: Any, change: Callable[[str], str]) -> Any:
    """Return an answer, or a part of one, with all its texts changed."""
    if isinstance(part, str):
        return change(part)
    if isinstance(part, BaseModel):
        fields = {name: with_each_text(value, change) for name, value in part}
        return part.model_copy(update=fields)
    if isinstance(part, (list, tuple)):
        return type(part)(with_each_text(value, change) for value in part)
    if isinstance(part, dict):
        return {with_each_text(name, change): with_each_text(value, change) for name, value in part.items()}
    return part


def as_stored(value: BaseModel) -> str | None:
    """Return the JSON text of an answer; None when it is too large to be kept."""
    text = value.model_dump_json()
    return text if len(text.encode()) <= LARGEST_BYTES else None


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
