"""Tells a program of one's own: each message as one JSON document, sent by POST.

The address is the operator's own setting, so it may be any, private ones included; redirects are not followed. What is
sent is described in docs/reference/notices.md.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx2
from pydantic import SecretStr

from noktvrn.errors import ConfigError
from noktvrn.ports.notices import Notice
from noktvrn.ports.notifier import Message
from noktvrn.providers.notifier.answers import STAGE, http_refusal, no_answer, out_of_reach
from noktvrn.services.as_json import as_json

SCHEMES: Final = ("webhook+https", "webhook+http")

_TIMEOUT_S: Final = 10.0
_HAS_IT_ALREADY: Final = 409


class WebhookNotifier:
    """Implements :class:`noktvrn.ports.notifier.Notifier`.

    Args:
        name: Name of the target.
        url: ``webhook+https://host/path``; a user and a password in it are sent as basic authorisation.
        transport: Carries requests; the network when None.
    """

    def __init__(self, name: str, url: SecretStr, transport: httpx2.BaseTransport | None = None) -> None:
        """See the class."""
        self.name = name
        self._url = url
        self._transport = transport

    def check(self) -> None:
        """Refuse an address that is none of the web."""
        self._address()

    def tell(self, message: Message) -> None:
        """Post the message; what the receiver answers is read only as far as its status."""
        address = self._address()
        headers = {"Idempotency-Key": message.id, "User-Agent": "noktvrn"}
        try:
            with (
                httpx2.Client(timeout=_TIMEOUT_S, transport=self._transport, follow_redirects=False) as client,
                client.stream("POST", address, json=message_record(message), headers=headers) as answer,
            ):
                status = answer.status_code
                if not (answer.is_success or status == _HAS_IT_ALREADY):
                    wait_s = retry_after_s(answer.headers.get("Retry-After"), datetime.now(UTC))
                    raise http_refusal(self.name, status, wait_s)
        except httpx2.TimeoutException as exc:
            raise no_answer(self.name) from exc
        except httpx2.TransportError as exc:
            raise out_of_reach(self.name, type(exc).__name__) from exc

    def _address(self) -> httpx2.URL:
        return _checked(self.name, self._url.get_secret_value().removeprefix("webhook+"))


def message_record(message: Message) -> dict[str, Any]:
    """Return a message as JSON values. These fields are a promise: they are added to, not renamed."""
    return {
        "id": message.id,
        "at": as_json(message.at),
        "form": message.form.value,
        "title": message.title,
        "body": message.body,
        "url": message.url or None,
        "loud": message.loud,
        "count": message.count,
        "repeated": message.repeated,
        "notices": [_notice_record(notice) for notice in message.notices],
    }


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks to wait; None when it says nothing that can be read."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header)
    try:
        return max((parsedate_to_datetime(header) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):  # no date, or one without a zone
        return None


def _notice_record(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "at": as_json(notice.at),
        "kind": notice.kind.value,
        "key": notice.key,
        "run_id": notice.run_id,
        "artist_id": notice.artist_id,
        "payload": as_json(notice.payload),
    }


def _checked(name: str, url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        parsed = httpx2.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        # The text itself is not shown: it may hold a password.
        raise ConfigError(
            f"The address of the target {name!r} cannot be used.",
            remedy=f"Set notify.targets.{name}.url to webhook+https://host/path.",
            stage=STAGE,
        )
    return parsed
