"""What the API says of itself in OpenAPI: for each operation the headers it heeds and the answers it can give.

FastAPI knows bodies, parameters and scopes. What holds for many operations alike is added here, by rule, so that a
description says neither more nor less than the operation does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.web.api.speaking import tagged

PATH: Final = "/api/v1/openapi.json"

_FILES = re.compile(r"/(assets|files)/")
_REPEATABLE = re.compile(r"/(verify|password|telegram/check)$")
"""POSTs that may be sent again without harm, and take no key for that."""
_GUARDED = re.compile(r"^/api/v1/(runs|reviews|artists)/\{|^/api/v1/room/memory/")
_OUTSIDE = re.compile(r"/(providers|telegram|notices)\b|/explain$|^/api/v1/artists$")
"""Operations that ask somebody else's service."""

_HEADERS: Final = {
    "If-None-Match": "The tag that you have; 304 when nothing has changed.",
    "Range": "Part of the file, such as `bytes=0-65535`.",
    "Idempotency-Key": "1 to 200 characters; the same request with the same key is carried out once.",
    "If-Match": "The tag of what was read; 409 when it has changed since.",
}


def describe(app: FastAPI) -> None:
    """Serve the description of an application's API, with a tag like every other answer."""
    generated = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generated()
            for path, method, operation in _operations(document):
                _complete(path, method, operation)
            app.openapi_schema = document
        return app.openapi_schema

    def show(request: Request) -> Response:
        """Describe every operation."""
        return tagged(request, complete())

    app.openapi = complete  # type: ignore[method-assign]
    app.add_api_route(PATH, show, methods=["GET"], include_in_schema=False)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in document["paths"].items():
        for method, operation in verbs.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    headers = _heeded(path, method)
    if "If-None-Match" in headers:
        operation["responses"]["304"] = {"description": "Unchanged since the tag that was sent"}
    named = operation.get("parameters", [])
    can_be = _can_answer(path, method, has_names=bool(named), has_body="requestBody" in operation)
    operation["parameters"] = [*named, *map(_parameter, headers)]
    operation["responses"] = {
        status: answer for status, answer in operation["responses"].items() if can_be(int(status))
    }


def _heeded(path: str, method: str) -> list[str]:
    if method == "get":
        return ["If-None-Match", *(["Range"] if _FILES.search(path) else [])]
    headers = [] if _REPEATABLE.search(path) else ["Idempotency-Key"]
    return [*headers, *(["If-Match"] if _GUARDED.search(path) and not path.endswith("/explain") else [])]


def _can_answer(path: str, method: str, *, has_names: bool, has_body: bool) -> Callable[[int], bool]:
    changes = method == "post"
    never = {405}
    if not (has_names or changes):
        never |= {400, 404, 422}
    if not (changes or _OUTSIDE.search(path)):
        never |= {409}
    if not has_body:
        never |= {408, 413}
    if not (_FILES.search(path) or path.endswith("/verify")):
        never |= {410}
    if not _OUTSIDE.search(path):
        never |= {502}
    return lambda status: status not in never


def _parameter(header: str) -> dict[str, Any]:
    return {
        "name": header,
        "in": "header",
        "required": False,
        "description": _HEADERS[header],
        "schema": {"type": "string", "maxLength": 200},
    }
