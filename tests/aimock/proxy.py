"""A proxy on this machine in front of aimock that does to its answers what happens to answers on the way."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from noktvrn.testing.language_servers import Scene

from .playing import MARKED_BY_THE_PROXY, scene_of

VAST_BYTES = 50_000_000
_PIECE = b"a" * 65_536
_PAGE = b"<!doctype html><html><body><h1>Sign in to continue</h1></body></html>"
_SHARED = frozenset({"connection", "content-length", "transfer-encoding", "date", "server", "content-type"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What aimock answered.

    Attributes:
        status: Status.
        headers: Headers that are the answer's own.
        kind: Its content type.
        body: Its body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    kind: str
    body: bytes


class Proxy:
    """Stands in front of aimock while its context lasts.

    Args:
        port: The port on which aimock listens.

    Attributes:
        url: Where the proxy is reached.
        passed: Scene and vendor of each request that aimock answered.
    """

    def __init__(self, port: int) -> None:
        self.aimock_port = port
        self.passed: list[tuple[Scene, str]] = []
        self.closing = threading.Event()
        self._http = _Server(self)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: Proxy) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.owner = owner

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, and an aimock that is ended while it waits, are part of the play."""
        if not isinstance(sys.exception(), ConnectionError | http.client.HTTPException):
            super().handle_error(request, client_address)


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        scene, vendor = scene_of(self.path + sent.decode("utf-8", "replace"))
        answer = self._asked(sent)
        self.server.owner.passed.append((scene, vendor))
        _ACTS.get(scene, _Talk._whole)(self, _marked(answer, scene, vendor))

    def _asked(self, sent: bytes) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.server.owner.aimock_port, timeout=60)
        try:
            line.request(self.command, self.path, sent, {n: v for n, v in self.headers.items() if n.lower() != "host"})
            got = line.getresponse()
            own = tuple((name, value) for name, value in got.getheaders() if name.lower() not in _SHARED)
            return Answer(got.status, own, got.headers.get("content-type", "application/json"), got.read())
        finally:
            line.close()

    def _head(self, answer: Answer, length: int | None, *more: tuple[str, str]) -> None:
        self.send_response(answer.status)
        for name, value in (("content-type", answer.kind), *answer.headers, *more):
            self.send_header(name, value)
        if length is None:
            self.send_header("connection", "close")
            self.close_connection = True
        else:
            self.send_header("content-length", str(length))
        self.end_headers()

    def _whole(self, answer: Answer) -> None:
        self._head(answer, len(answer.body))
        self.wfile.write(answer.body)

    def _page(self, answer: Answer) -> None:
        self._whole(Answer(200, (), "text/html; charset=utf-8", _PAGE))

    def _bad_gateway(self, answer: Answer) -> None:
        self._whole(Answer(502, (), "text/html", _PAGE))

    def _elsewhere(self, answer: Answer) -> None:
        self._whole(Answer(307, (("location", "/v1/models"),), answer.kind, b""))

    def _garbage(self, answer: Answer) -> None:
        self._whole(Answer(200, (), answer.kind, bytes(range(256)) * 8))

    def _half(self, answer: Answer) -> None:
        self._head(answer, len(answer.body))
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def _drip(self, answer: Answer) -> None:
        self._head(answer, None)
        for place in range(len(answer.body)):
            if self.server.owner.closing.wait(0.5):
                return
            self.wfile.write(answer.body[place : place + 1])
            self.wfile.flush()

    def _vast(self, answer: Answer) -> None:
        self._head(answer, None)
        self.wfile.write(answer.body.rstrip(b'}]" '))
        for _ in range(VAST_BYTES // len(_PIECE)):
            self.wfile.write(_PIECE)

    def _vast_packed(self, answer: Answer) -> None:
        body = _packed(answer.body.rstrip(b'}]" '))
        self._head(answer, len(body), ("content-encoding", "gzip"))
        self.wfile.write(body)


_ACTS: dict[Scene, Callable[[_Talk, Answer], None]] = {
    Scene.HTML: _Talk._page,
    Scene.DROPPED: _Talk._half,
    Scene.VAST: _Talk._vast,
    Scene.VAST_PACKED: _Talk._vast_packed,
    Scene.DRIPS: _Talk._drip,
    Scene.GARBAGE: _Talk._garbage,
    Scene.PROXY_PAGE: _Talk._bad_gateway,
    Scene.REDIRECTED: _Talk._elsewhere,
}


@cache
def _packed(beginning: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    return b"".join([packer.compress(beginning), *(packer.compress(_PIECE) for _ in range(100)), packer.flush()])


def _marked(answer: Answer, scene: Scene, vendor: str) -> Answer:
    """The answer with the vendor's mark that aimock's format lacks; see ``MARKED_BY_THE_PROXY``."""
    if (scene, vendor) not in MARKED_BY_THE_PROXY:
        return answer
    marked = _MARKS[scene](json.loads(answer.body))
    return Answer(answer.status, answer.headers, answer.kind, json.dumps(marked).encode())


def _refusal(answer: dict[str, Any]) -> dict[str, Any]:
    message = answer["choices"][0]["message"]
    message |= {"refusal": message["content"], "content": None}
    return answer


def _blocked_prompt(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["candidates"]
    return {**answer, "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}


def _quota_of_a_day(answer: dict[str, Any]) -> dict[str, Any]:
    violation = {"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}
    answer["error"]["details"] = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
    ]
    return answer


_MARKS: dict[Scene, Callable[[dict[str, Any]], dict[str, Any]]] = {
    Scene.REFUSAL_MARKED: _refusal,
    Scene.FILTERED_REQUEST: _blocked_prompt,
    Scene.OUT_OF_CREDIT: _quota_of_a_day,
}
