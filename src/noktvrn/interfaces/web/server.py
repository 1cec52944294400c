"""Listening: on this machine alone unless told otherwise, and never openly to others by accident."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from noktvrn.errors import ConfigError
from noktvrn.interfaces.web.app import create_app
from noktvrn.interfaces.web.pulse import Pulse
from noktvrn.ports.access import PasswordHasher
from noktvrn.services.label import Label
from noktvrn.services.web_address import base_address, is_loopback
from noktvrn.settings import WebSettings

_KEEP_ALIVE_S = 15
_MOST_AT_ONCE = 400
_FAREWELL_S = 5


class PromptHttp(H11Protocol):
    """HTTP/1.1 that lets go of a connection on which the head of a request takes too long, be it the first or a later.

    Attributes:
        head_s: Seconds in which the head of a request must have arrived.
    """

    head_s: float = 20.0

    def connection_made(self, transport: object) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # the base class names a narrower type
        self._waits: asyncio.TimerHandle | None = self.loop.call_later(self.head_s, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Take in what has come; the head of a request that is not whole has its time."""
        super().data_received(data)
        if not self._is_between_requests():
            self._stop_waiting()
        elif self._waits is None:
            self._waits = self.loop.call_later(self.head_s, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        begun: RequestResponseCycle | None = self.cycle
        return begun is None or begun.response_complete

    def _stop_waiting(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _give_up(self) -> None:
        self._waits = None
        if self._is_between_requests() and not self.transport.is_closing():
            self.transport.close()


class PageServer(uvicorn.Server):
    """A server that ends the streams of open pages first, because they would keep it waiting.

    Args:
        app: The page and the API.
        web: The settings.
    """

    def __init__(self, app: FastAPI, web: WebSettings) -> None:
        """See the class."""
        super().__init__(server_config(app, web))
        self._pulse: Pulse = app.state.house.pulse

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of everybody and stop."""
        await self._pulse.stop()
        await super().shutdown(sockets)


def check_binding(web: WebSettings) -> None:
    """Refuse to listen where strangers could read along.

    Raises:
        ConfigError: It would listen beyond this machine without a certificate, or half a certificate is named.
    """
    if (web.tls_certificate is None) != (web.tls_key is None):
        raise ConfigError(
            "A certificate and its key are needed together.",
            remedy="Set both web.tls_certificate and web.tls_key, or neither.",
            stage="web",
        )
    for path in (web.tls_certificate, web.tls_key):
        if path is not None and not path.is_file():
            raise ConfigError(f"There is no file {path}.", remedy="Name the PEM file.", stage="web")
    if not is_loopback(web.host) and web.tls_certificate is None and not web.allow_public:
        raise ConfigError(
            f"Listening on {web.host} would let others read along: no certificate is set.",
            remedy="Set web.tls_certificate and web.tls_key, or say --allow-public when a proxy in front has one.",
            stage="web",
        )


def run_server(label: Label, hasher: PasswordHasher, on_ready: Callable[[str], None] = lambda base: None) -> None:
    """Serve the page and the API until SIGINT or SIGTERM.

    Args:
        label: The label's means.
        hasher: Checks passwords.
        on_ready: Called with the address once it listens.

    Raises:
        ConfigError: The address cannot be listened on, or would be open to strangers.
    """
    web = label.settings.web
    check_binding(web)
    with listening_socket(web) as plug:
        port = int(plug.getsockname()[1])
        base = base_address(web, port)
        parts = urlsplit(base)
        origins = frozenset({f"{parts.scheme}://{parts.netloc}"})
        app = create_app(label, hasher, secure=parts.scheme == "https", origins=origins)
        server = PageServer(app, web)
        on_ready(base)
        with suppress(KeyboardInterrupt):
            # What is loaded by now lives as long as the server: looking through it again costs a request 0.1 s.
            gc.collect()
            gc.freeze()
            server.run(sockets=[plug])


def listening_socket(web: WebSettings) -> socket.socket:
    """Return a socket that listens at the address of the settings; who comes before the server runs waits for it.

    Raises:
        ConfigError: It cannot be.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            web.host, web.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        plug = socket.socket(family, kind, protocol)
        try:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            plug.bind(address)
            plug.listen()
        except OSError:
            plug.close()
            raise
    except OSError as exc:
        raise ConfigError(
            f"{web.host} port {web.port} cannot be listened on: {exc.strerror or exc}.",
            remedy="Choose another with --port, or 0 for a free one.",
            stage="web",
        ) from exc
    return plug


def server_config(app: FastAPI, web: WebSettings) -> uvicorn.Config:
    """Return how the server behaves: no log of addresses, which may hold secrets, and no trust in strangers' headers.

    Args:
        app: What answers.
        web: The settings.
    """
    return uvicorn.Config(
        app,
        http=PromptHttp,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(web.trusted_proxies),
        forwarded_allow_ips=web.trusted_proxies or None,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_FAREWELL_S,
        limit_concurrency=_MOST_AT_ONCE,
        ssl_certfile=_text(web.tls_certificate),
        ssl_keyfile=_text(web.tls_key),
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
