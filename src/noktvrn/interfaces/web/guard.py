"""What holds for every request and answer: bounds on what is read, and headers that keep browsers strict."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_RANGES: Final = 4
"""A player asks for one range; a request for many would have us send the same bytes again and again."""

_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "x-robots-tag": "noindex, nofollow",
}


class TooLargeError(Exception):
    """The body of a request is larger than allowed."""


class TooSlowError(Exception):
    """The body of a request did not arrive in time."""


class HeadAnsweredError(Exception):
    """The head of an answer is sent, and more was not asked for."""


class Guard:
    """Bounds the body of each request, adds strict headers to each answer, and answers HEAD like GET without a body.

    Args:
        app: What answers.
        max_body_bytes: Largest body.
        body_timeout_s: Seconds in which a body must have arrived.
        secure: Whether browsers reach the page by HTTPS.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, body_timeout_s: float, secure: bool) -> None:
        """See the class."""
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._body_timeout_s = body_timeout_s
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(12)
        _limit_ranges(scope)
        started = False

        async def strict_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(message, nonce)
            await send(message)

        head_only = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if head_only else scope
        try:
            self._check_declared(scope)
            await self._app(inner, self._bounded(receive), _head_alone(strict_send) if head_only else strict_send)
        except HeadAnsweredError:
            return
        except TooLargeError:
            if started:
                raise
            await _refuse(strict_send, 413, "too_large", f"The request is larger than {self._max_body_bytes} bytes.")
        except TooSlowError:
            if started:
                raise
            await _refuse(strict_send, 408, "too_slow", f"The request did not arrive in {self._body_timeout_s:g} s.")

    def _check_declared(self, scope: Scope) -> None:
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_body_bytes:
            raise TooLargeError

    def _bounded(self, receive: Receive) -> Receive:
        """Return ``receive`` with a bound on bytes and time until the body is complete; later it may wait."""
        read, complete, clock = 0, False, asyncio.get_running_loop().time
        give_up_at = clock() + self._body_timeout_s

        async def bounded() -> Message:
            nonlocal read, complete
            if complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(give_up_at - clock(), 0.001))
            except TimeoutError:
                raise TooSlowError from None
            read += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if read > self._max_body_bytes:
                raise TooLargeError
            return message

        return bounded

    def _add_headers(self, message: MutableMapping[str, Any], nonce: str) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("content-security-policy", policy(nonce))
        headers.setdefault("cache-control", "no-store")
        if self._secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")


def policy(nonce: str) -> str:
    """Return the content security policy of a page: everything from here, and one style sheet of its own."""
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data:;"
        f" media-src 'self'; style-src 'self' 'nonce-{nonce}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )


def _head_alone(send: Send) -> Send:
    """Return ``send`` that ends the answer after its head: a body, such as a film or a stream, is not even begun."""

    async def head_send(message: Message) -> None:
        await send(message)
        await send({"type": "http.response.body", "body": b""})
        raise HeadAnsweredError

    return head_send


def _limit_ranges(scope: Scope) -> None:
    """Let a request for too many ranges be one for the whole, as RFC 9110 (14.2) allows."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"range" or value.count(b",") < MAX_RANGES]
    scope["headers"] = kept


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    problem = {
        "type": f"about:blank#{code}", "title": message, "status": status, "code": code, "detail": message,
        "stage": "request", "remedy": "Send less, or in one go.", "retryable": False,
    }  # fmt: skip
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
