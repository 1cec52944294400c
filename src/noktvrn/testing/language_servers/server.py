"""One server for all vendors, each below a path of its own."""

from __future__ import annotations

import gzip
import json
import re
import sys
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from noktvrn.settings import ModelsSettings
from noktvrn.testing.language_servers import errors, replies
from noktvrn.testing.language_servers.replies import Reply, Said
from noktvrn.testing.language_servers.scenes import Scene

ENDPOINT: Final = "endpoint"
"""Name of the endpoint of one's own that the server plays beside the six vendors."""

VAST_BYTES: Final = 50_000_000
_PIECE: Final = 65_536

_BASES: Final = {
    "openai": "/openai/v1",
    "anthropic": "/anthropic",
    "google": "/google",
    "mistral": "/mistral",
    "x-ai": "/x-ai/v1",
    "deepseek": "/deepseek",
    ENDPOINT: "/endpoint/v1",
}

_ANSWERS: Final[Mapping[str, Callable[[str, Said], dict[str, Any]]]] = {
    "anthropic": replies.anthropic_answer,
    "google": replies.google_answer,
    "mistral": replies.mistral_answer,
}
_ERRORS: Final[Mapping[str, Callable[[str, str], dict[Scene, Reply]]]] = {
    "openai": errors.openai_errors,
    "anthropic": errors.anthropic_errors,
    "google": errors.google_errors,
    "mistral": errors.mistral_errors,
    "x-ai": errors.x_ai_errors,
    "deepseek": errors.deepseek_errors,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One request that came.

    Attributes:
        vendor: Which vendor it was for.
        method: ``GET`` or ``POST``.
        path: Its path, with the vendor's own part in front.
        key: The key sent; empty when none.
        body: Its JSON; empty when none.
        scene: How it was answered.
        headers: Its headers, names in small letters.
    """

    vendor: str
    method: str
    path: str
    key: str
    body: Mapping[str, Any]
    scene: Scene
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def model(self) -> str:
        """The model asked for."""
        found = re.search(r"/models/([^:]+):", self.path)
        return found[1] if found else str(self.body.get("model", ""))


class LanguageServer:
    """Plays all vendors on a port of this machine while its context lasts.

    Attributes:
        answer: The fields of a good answer, or a function from a request to them.
        heard: Every request that came, in order.
        models: Names that each vendor lists.
    """

    def __init__(self) -> None:
        """See the class."""
        self.answer: Mapping[str, Any] | Callable[[Heard], Mapping[str, Any]] = {"title": "Slow Water"}
        self.heard: list[Heard] = []
        self.models: dict[str, Sequence[str]] = {}
        self.closing = threading.Event()
        self._scenes: dict[str, list[Scene]] = {}
        self._lock = threading.Lock()
        self._http = _Server(self)

    def __enter__(self) -> Self:
        """Begin to answer."""
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and let go of requests that hang."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def play(self, vendor: str, *scenes: Scene) -> None:
        """Answer a vendor's next requests by these scenes, one each, the last one from then on."""
        with self._lock:
            self._scenes[vendor] = list(scenes)

    def url(self, vendor: str) -> str:
        """Return the address at which a vendor is played."""
        return f"http://127.0.0.1:{self._http.server_port}{_BASES[vendor]}"

    def settings(self, *, key: str = "key-for-tests-0123456789", **more: Any) -> ModelsSettings:
        """Return the section ``models`` with every vendor here, and the endpoint with a model named ``small``."""
        vendors: dict[str, Any] = {
            vendor.replace("-", "_"): {"api_key": key, "base_url": self.url(vendor)}
            for vendor in _BASES
            if vendor != ENDPOINT
        }
        endpoint = {ENDPOINT: {"url": self.url(ENDPOINT), "models": ["small"]}}
        return ModelsSettings.model_validate({**vendors, "compatible": endpoint, **more})

    def next_scene(self, vendor: str) -> Scene:
        """Return the scene of the request that came, and move on."""
        with self._lock:
            scenes = self._scenes.get(vendor) or [Scene.WELL]
            return scenes.pop(0) if len(scenes) > 1 else scenes[0]

    def reply(self, heard: Heard) -> Reply:
        """Return the answer to a request, where the scene has one that comes whole."""
        mistakes = _ERRORS.get(heard.vendor, errors.openai_errors)(heard.model, heard.key)
        if heard.scene in mistakes:
            return mistakes[heard.scene]
        if heard.scene in _BARE:
            return _BARE[heard.scene]
        if heard.method == "GET":
            return self._listed(heard.vendor)
        return Reply(200, self._said(heard))

    def _said(self, heard: Heard) -> dict[str, Any]:
        value = self.answer(heard) if callable(self.answer) else self.answer
        words = replies.said(heard.scene, value, by_tool="tools" in heard.body)
        return _ANSWERS.get(heard.vendor, replies.openai_answer)(heard.model, words or Said(text=json.dumps(value)))

    def _listed(self, vendor: str) -> Reply:
        names = self.models.get(vendor, ("small", "large"))
        if vendor == "google":
            return Reply(
                200,
                {
                    "models": [
                        {"name": f"models/{name}", "supportedGenerationMethods": ["generateContent"]} for name in names
                    ]
                },
            )
        return Reply(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in names]})


_PAGE: Final = b"<!doctype html><html><body><h1>Sign in to continue</h1></body></html>"
_BARE: Final = {
    Scene.HTML: Reply(200, _PAGE, {"content-type": "text/html; charset=utf-8"}),
    Scene.GARBAGE: Reply(200, bytes(range(256)) * 8),
    Scene.PROXY_PAGE: Reply(502, _PAGE, {"content-type": "text/html"}),
    Scene.ERROR_IN_OK: Reply(
        200, {"error": {"message": "You exceeded your current quota.", "code": "insufficient_quota"}}
    ),
    Scene.REDIRECTED: Reply(307, b"", {"location": "/elsewhere"}),
}


@cache
def _vast_and_packed() -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    pieces = [packer.compress(b'{"id": "'), *(packer.compress(b"a" * _PIECE) for _ in range(VAST_BYTES // _PIECE))]
    return b"".join(pieces) + packer.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, owner: LanguageServer) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.owner = owner

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up in the middle are part of the play; anything else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Talk(BaseHTTPRequestHandler):
    """One connection."""

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
        owner = self.server.owner
        heard = self._heard()
        owner.heard.append(heard)
        try:
            _ACTS.get(heard.scene, _Talk._whole)(self, owner.reply(heard))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _heard(self) -> Heard:
        owner = self.server.owner
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        vendor = self.path.split("/")[1]
        key = self.headers.get("authorization", "").removeprefix("Bearer ")
        key = key or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key") or ""
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(raw) if raw else {}
        return Heard(vendor, self.command, self.path, key, body, owner.next_scene(vendor), headers)

    def _head(self, status: int, headers: Mapping[str, str], length: int | None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        if length is None:
            self.send_header("connection", "close")
            self.close_connection = True
        else:
            self.send_header("content-length", str(length))
        self.end_headers()

    def _whole(self, reply: Reply) -> None:
        body = reply.raw()
        self._head(reply.status, reply.headers, len(body))
        self.wfile.write(body)

    def _hang(self, _reply: Reply) -> None:
        self.close_connection = True
        self.server.owner.closing.wait(60)

    def _drop(self, reply: Reply) -> None:
        body = reply.raw()
        self._head(reply.status, reply.headers, len(body) + 1_000)
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _vast(self, reply: Reply) -> None:
        self._head(reply.status, reply.headers, None)
        self.wfile.write(reply.raw().rstrip(b'}]" '))
        for _ in range(VAST_BYTES // _PIECE):
            self.wfile.write(b"a" * _PIECE)

    def _vast_packed(self, _reply: Reply) -> None:
        body = _vast_and_packed()
        self._head(200, {"content-encoding": "gzip"}, len(body))
        self.wfile.write(body)

    def _packed(self, reply: Reply) -> None:
        body = gzip.compress(reply.raw())
        self._head(reply.status, {"content-encoding": "gzip"}, len(body))
        self.wfile.write(body)

    def _drip(self, reply: Reply) -> None:
        self._head(reply.status, reply.headers, None)
        while not self.server.owner.closing.wait(0.05):
            self.wfile.write(b"#")
            self.wfile.flush()


_ACTS: Final = {
    Scene.HANGS: _Talk._hang,
    Scene.DROPPED: _Talk._drop,
    Scene.VAST: _Talk._vast,
    Scene.VAST_PACKED: _Talk._vast_packed,
    Scene.PACKED: _Talk._packed,
    Scene.DRIPS: _Talk._drip,
}
