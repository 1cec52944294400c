"""How the API answers: JSON with a tag, pages with cursors, and the same answer to a request that is sent twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import timedelta
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from noktvrn.errors import InvalidInputError, InvalidTransitionError, VersionConflictError
from noktvrn.interfaces.web.api.models import Problem
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.paging import decode_cursor, encode_cursor
from noktvrn.ports.access import KeptAnswer
from noktvrn.services.access import Caller

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]

_MEANINGS: Final = {
    400: "A value cannot be used",
    401: "No token, or one that is not good",
    403: "The token lacks a scope",
    404: "There is no such thing",
    405: "Not with this method",
    408: "The request did not arrive in time",
    409: "The state does not allow it, or somebody was first",
    410: "The file is gone or damaged",
    413: "The request is too large",
    422: "The request is not as described, or an idempotency key was used for another request",
    429: "Too many attempts",
    502: "Somebody else's service did not do what was asked of it",
    503: "The records are busy; try again",
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": meaning, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for status, meaning in _MEANINGS.items()
}
"""Answers that any operation may give."""

_LONGEST_KEY = 200
_UNDER_WAY = timedelta(minutes=5)
"""After this long a request that never ended is taken for lost, and its key is free again."""


def tagged(request: Request, body: Mapping[str, Any]) -> Response:
    """Return a body with its tag; nothing but the tag where the caller has it already."""
    text = _text(body)
    tag = tag_of(body)
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(None, 304, headers)
    return Response(text, 200, headers, "application/json")


def tag_of(body: Mapping[str, Any]) -> str:
    """Return the tag of a body."""
    return f'"{hashlib.sha256(_text(body).encode()).hexdigest()[:32]}"'


def check_tag(request: Request, current: Callable[[], Mapping[str, Any]]) -> None:
    """Refuse a change upon a stale reading, where the caller says what it had read.

    Raises:
        VersionConflictError: ``If-Match`` names another state than the present one.
    """
    wanted = request.headers.get("if-match")
    if wanted and wanted != "*" and tag_of(current()) not in _tags(wanted):
        raise VersionConflictError(
            "It has changed since it was read.", remedy="Read it again, then repeat the change.", stage="request"
        )


def once(
    request: Request,
    caller: Caller,
    wish: Mapping[str, Any],
    work: Callable[[], Mapping[str, Any]],
    status: int = 200,
    told_once: Set[str] = frozenset(),
) -> Response:
    """Do something, and answer a request that carries the same key again with the same words.

    Args:
        request: The request.
        caller: Who asks.
        wish: What is asked for.
        work: Does it, and returns what is answered.
        status: HTTP status.
        told_once: Fields of the answer that are secrets: they are never kept, and null when it is given again.

    Raises:
        InvalidInputError: The key is too long, or cannot be printed.
        InvalidTransitionError: The first request is still under way.
    """
    key = request.headers.get("idempotency-key", "")
    if not key:
        return JSONResponse(work(), status)
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise InvalidInputError(
            f"The idempotency key has {len(key)} characters; 1 to {_LONGEST_KEY} that can be printed are taken.",
            remedy="Send a shorter one, such as a UUID.",
            stage="request",
        )
    said = f"{request.method} {request.url.path} {_text(wish)}"
    fingerprint = hashlib.sha256(said.encode()).hexdigest()
    kept = _claim(request, KeptAnswer(caller.owner, key, fingerprint, 0, "", "", house_of(request).label.clock.now()))
    if kept is not None:
        return _again(kept, fingerprint)
    return _first(request, caller, key, work, status, told_once)


def _claim(request: Request, answer: KeptAnswer) -> KeptAnswer | None:
    label = house_of(request).label
    with label.records.write() as unit:
        kept = unit.access.keep_answer(answer)
        if kept is not None and kept.status == 0 and answer.created_at - kept.created_at > _UNDER_WAY:
            unit.access.drop_answer(answer.owner, answer.key)
            kept = unit.access.keep_answer(answer)
        unit.commit()
    return kept


def _again(kept: KeptAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyReusedError(
            "This idempotency key was sent with another request.", remedy="Send a fresh key.", stage="request"
        )
    if kept.status == 0:
        raise InvalidTransitionError(
            "The first request with this key is under way.", remedy="Wait a moment, then ask again.", stage="request"
        )
    return Response(kept.body, kept.status, {"idempotent-replay": "true"}, kept.media_type)


def _first(
    request: Request,
    caller: Caller,
    key: str,
    work: Callable[[], Mapping[str, Any]],
    status: int,
    told_once: Set[str],
) -> Response:
    label = house_of(request).label
    try:
        body = work()
    except BaseException:
        # A refusal is not kept: what stood in the way may be gone when the request comes again.
        with label.records.write() as unit:
            unit.access.drop_answer(caller.owner, key)
            unit.commit()
        raise
    kept = _text({name: None if name in told_once else value for name, value in body.items()})
    done = KeptAnswer(caller.owner, key, "", status, "application/json", kept, label.clock.now())
    with label.records.write() as unit:
        unit.access.complete_answer(done)
        unit.commit()
    return Response(_text(body), status, media_type="application/json")


class KeyReusedError(InvalidInputError):
    """An idempotency key was sent with another request."""


def next_cursor(items: list[Any], limit: int, *parts: Callable[[Any], str]) -> str | None:
    """Return the cursor behind the last shown item; None when there is no further one."""
    return encode_cursor(*(part(items[limit - 1]) for part in parts)) if len(items) > limit else None


def page_of(items: Sequence[T], limit: int, cursor: str | None, name: Callable[[T], str]) -> tuple[list[T], str | None]:
    """Return one page of a list that is read whole, and the cursor of the next.

    Raises:
        InvalidInputError: The cursor names nothing in the list.
    """
    behind, begins = place(cursor), 0
    if behind is not None:
        begins = next((number for number, item in enumerate(items, 1) if name(item) == behind), 0)
        if not begins:
            raise InvalidInputError(
                "What the cursor names is not in this list.", remedy="Begin with the first page.", stage="paging"
            )
    rest = list(items[begins : begins + limit + 1])
    return rest[:limit], next_cursor(rest, limit, name)


def place(cursor: str | None) -> str | None:
    """Return where a page begins that is named by one text."""
    return decode_cursor(cursor, 1)[0] if cursor else None


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
