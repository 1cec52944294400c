"""Listening for Telegram: updates come as they happen, from whoever knows the secret."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from noktvrn.errors import ConfigError, DatabaseUnavailableError

if TYPE_CHECKING:
    from aiohttp import web

logger = logging.getLogger(__name__)

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES: Final = 1 << 20


@asynccontextmanager
async def listening(
    url: str, host: str, port: int, secret: str, take: Callable[[Mapping[str, Any]], Awaitable[None]]
) -> AsyncIterator[int]:
    """Listen while the block lasts; yields the port.

    Args:
        url: Public address that Telegram knows; its path is the one that is answered.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        secret: What Telegram sends along.
        take: Takes an update.

    Raises:
        ConfigError: The address cannot be listened on.
    """
    from aiohttp import web

    async def receive(request: web.Request) -> web.Response:
        told = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), secret.encode()):
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        try:
            await take(raw)
        except DatabaseUnavailableError as error:
            logger.warning("an update is to come again: %s", error.message)
            return web.Response(status=503)
        return web.Response()

    app = web.Application(client_max_size=_MOST_BYTES)
    app.router.add_post(urlsplit(url).path or "/", receive)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as exc:
            raise ConfigError(
                f"{host} port {port} cannot be listened on: {exc.strerror or exc}.",
                remedy="Set telegram.webhook_host and telegram.webhook_port to a free one.",
                stage="telegram",
            ) from exc
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
