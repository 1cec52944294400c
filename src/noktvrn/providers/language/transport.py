"""The HTTP client under all vendors' packages: bounded answers, one request per call, one client per event loop.

The packages of vendors retry, follow and read without bound by default. What holds here holds for all of them, since
they are all handed this client.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from weakref import WeakKeyDictionary

import httpx2

MAX_ANSWER_BYTES: Final = 2_000_000
"""Largest answer, unpacked. The longest answer of a model that we ask for is some tens of thousands of tokens."""

CONNECT_S: Final = 10.0
LONGEST_CALL_S: Final = 3_600.0
"""The time limit of a call is kept outside, as one for the whole answer; this one only keeps the packages quiet."""

_UNPACKED: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Encodings that are read although none was asked for, with zlib's window bits."""


class AnswerTooLargeError(httpx2.TransportError):
    """The answer is larger than any true one."""


class AnswerPackedError(httpx2.TransportError):
    """The answer is packed in a way that was not asked for, or does not unpack."""


class SecondRequestError(httpx2.TransportError):
    """A vendor's package wanted to ask a second time within one call."""


class Exchange:
    """What one call sent and received.

    Attributes:
        requests: Requests made.
        response: The last response; None when none came.
    """

    def __init__(self) -> None:
        """See the class."""
        self.requests = 0
        self.response: httpx2.Response | None = None

    @property
    def status(self) -> int | None:
        """Status of the last response; None when none came."""
        return None if self.response is None else self.response.status_code

    def body(self) -> bytes:
        """Return what was received whole, else nothing."""
        if self.response is None or not self.response.is_closed:
            return b""
        try:
            return self.response.content
        except httpx2.ResponseNotRead:
            return b""


_current: ContextVar[Exchange | None] = ContextVar("noktvrn_language_exchange", default=None)


@contextmanager
def watched() -> Iterator[Exchange]:
    """Allow one request of this task and record it."""
    exchange = Exchange()
    token = _current.set(exchange)
    try:
        yield exchange
    finally:
        _current.reset(token)


class LoopClients:
    """One HTTP client per event loop: connections belong to the loop that opened them."""

    def __init__(self) -> None:
        """See the class."""
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()

    def client(self) -> httpx2.AsyncClient:
        """Return the client of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = _new_client()
        return self._clients[loop]

    async def close(self) -> None:
        """Close the client of the running loop, and with it its connections."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


def _new_client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(LONGEST_CALL_S, connect=CONNECT_S),
        headers={"Accept-Encoding": "identity"},
        limits=httpx2.Limits(max_connections=200, max_keepalive_connections=20),
        event_hooks={"request": [_count], "response": [_bound]},
        follow_redirects=False,
    )


async def _count(request: httpx2.Request) -> None:
    request.headers["Accept-Encoding"] = "identity"
    exchange = _current.get()
    if exchange is None:
        return
    exchange.requests += 1
    if exchange.requests > 1:
        raise SecondRequestError("a second request within one call", request=request)


async def _bound(response: httpx2.Response) -> None:
    exchange = _current.get()
    if exchange is not None:
        exchange.response = response
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MAX_ANSWER_BYTES:
        raise AnswerTooLargeError(f"an answer of {int(declared):,} bytes", request=response.request)
    encoding = response.headers.pop("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "", *_UNPACKED}:
        raise AnswerPackedError(f"an answer packed as {encoding[:20]!r}", request=response.request)
    response.stream = _BoundedStream(response, _UNPACKED.get(encoding))


class _BoundedStream(httpx2.AsyncByteStream):
    """Unpacks what must be unpacked, and ends with an error where the answer grows beyond all measure."""

    def __init__(self, response: httpx2.Response, window_bits: int | None) -> None:
        self._inner = response.stream
        self._request = response.request
        self._unpacker = None if window_bits is None else zlib.decompressobj(window_bits)
        self._left = MAX_ANSWER_BYTES

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for packed in self._inner:  # type: ignore[union-attr]  # an AsyncClient's streams are asynchronous
            piece = packed if self._unpacker is None else self._unpack(packed)
            self._left -= len(piece)
            if self._left < 0:
                raise AnswerTooLargeError(f"an answer of more than {MAX_ANSWER_BYTES:,} bytes", request=self._request)
            yield piece

    def _unpack(self, packed: bytes) -> bytes:
        try:
            return self._unpacker.decompress(packed, self._left + 1)  # type: ignore[union-attr]  # asked by the caller
        except zlib.error as exc:
            raise AnswerPackedError("an answer that does not unpack", request=self._request) from exc

    async def aclose(self) -> None:
        await self._inner.aclose()  # type: ignore[union-attr]  # as above
