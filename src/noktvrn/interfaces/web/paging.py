"""Cursors: where the next page of a list begins, as opaque text."""

from __future__ import annotations

import base64
import binascii
import json

from noktvrn.errors import InvalidInputError

_LONGEST = 400


def encode_cursor(*parts: str) -> str:
    """Return a cursor that holds these texts."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, count: int) -> list[str]:
    """Return the texts of a cursor.

    Raises:
        InvalidInputError: It is none of ours.
    """
    try:
        padded = cursor[:_LONGEST].encode("ascii") + b"=="
        parts = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise _refusal() from exc
    if not isinstance(parts, list) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise _refusal()
    return parts


def _refusal() -> InvalidInputError:
    return InvalidInputError("The cursor is not one of this list.", remedy="Begin with the first page.", stage="paging")
