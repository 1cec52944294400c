"""What holds for every request and answer: bounds on what is read, and headers that keep browsers strict."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, MutableMapping
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


class StrangeNameError(Exception):
    """A request asks for a page of another name."""


class HeadAnsweredError(Exception):
    """The head of an answer is sent, and more was not asked for."""


class Guard:
    """Bounds the body of each request, adds strict headers to each answer, and answers HEAD like GET without a body.

    A request for a host that the page does not go by is refused: a name that somebody else owns and lets lead to this
    machine would let their site read what the page tells this machine only.

    Args:
        app: What answers.
        goes_by: Whether the page is reached under a host, as ``Host`` names it.
        max_body_bytes: Largest body.
        body_timeout_s: Seconds in which a body must have arrived.
        secure: Whether browsers reach the page by HTTPS.
    """

    def __init__(
        self, app: ASGIApp, *, goes_by: Callable[[str], bool], max_body_bytes: int, body_timeout_s: float, secure: bool
    ) -> None:
        """See the class."""
        self._app = app
        self._goes_by = goes_by
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
        started, body = False, _Body(receive, self._max_body_bytes, self._body_timeout_s)

        async def strict_send(message: Message) -> None:
            nonlocal started
            if body.broken is not None and not started:
                raise body.broken  # whoever read the body took its end for a mistake in it
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(message, nonce)
            await send(message)

        head_only = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if head_only else scope
        try:
            self._check_head(scope)
            await self._app(inner, body.receive, _head_alone(strict_send) if head_only else strict_send)
        except HeadAnsweredError:
            return
        except (TooLargeError, TooSlowError, StrangeNameError) as refused:
            if started:
                raise
            body.broken = None
            await self._refuse(strict_send, refused)

    def _check_head(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if not self._goes_by(headers.get("host", "")):
            raise StrangeNameError
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_body_bytes:
            raise TooLargeError

    async def _refuse(self, send: Send, why: Exception) -> None:
        less = "Send less, or in one go."
        if isinstance(why, TooLargeError):
            told = 413, "too_large", f"The request is larger than {self._max_body_bytes} bytes.", less
        elif isinstance(why, TooSlowError):
            told = 408, "too_slow", f"The request did not arrive in {self._body_timeout_s:g} s.", less
        else:
            named = "Use the address that noktvrn serve prints, or set web.public_url to the one that people use."
            told = 421, "strange_name", "The page is not reached under this name.", named
        await _answer(send, *told)

    def _add_headers(self, message: MutableMapping[str, Any], nonce: str) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("content-security-policy", policy(nonce))
        headers.setdefault("cache-control", "no-store")
        if self._secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")


class _Body:
    """The body of a request within its bounds.

    Args:
        receive: Brings what arrives.
        max_bytes: Largest body.
        timeout_s: Seconds in which it must have arrived; once it is complete, waiting takes as long as it takes.

    Attributes:
        broken: The bound that it broke; None while it keeps them.
    """

    def __init__(self, receive: Receive, max_bytes: int, timeout_s: float) -> None:
        """See the class."""
        self._receive = receive
        self._max_bytes = max_bytes
        self._clock = asyncio.get_running_loop().time
        self._give_up_at = self._clock() + timeout_s
        self._read = 0
        self._complete = False
        self.broken: Exception | None = None

    async def receive(self) -> Message:
        """Return what arrives next.

        Raises:
            TooSlowError: The body was not complete in time.
            TooLargeError: It is larger than allowed.
        """
        if self._complete:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(self._give_up_at - self._clock(), 0.001))
        except TimeoutError:
            self.broken = TooSlowError()
            raise self.broken from None
        self._read += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._read > self._max_bytes:
            self.broken = TooLargeError()
            raise self.broken
        return message


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


async def _answer(send: Send, status: int, code: str, message: str, remedy: str) -> None:
    problem = {
        "type": f"about:blank#{code}", "title": message, "status": status, "code": code, "detail": message,
        "stage": "request", "remedy": remedy, "retryable": False,
    }  # fmt: skip
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
