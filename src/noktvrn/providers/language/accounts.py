"""What it takes to reach one account: an address that may be used, a key that can be sent, and a name for both.

Judged when the shelf is built, so that a key with a line break or an address with a password takes its models away,
says which setting to mend, and stops nothing else.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_HOUSE_SUFFIXES: Final = (".local", ".lan", ".internal", ".home.arpa", ".localhost")
"""Names that never lead out of a private network (RFC 6762, RFC 8375 and custom)."""

_UNSENDABLE = re.compile(r"[^\x21-\x7e]")


class UnusableError(ValueError):
    """A key or an address that cannot be used; the message says why, the remedy what to do.

    Stays inside the shelf, which turns it into :class:`noktvrn.ports.language.Missing`.
    """

    def __init__(self, message: str, remedy: str) -> None:
        """See the class."""
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one vendor, or one endpoint.

    Attributes:
        vendor: As in ``vendor:model``.
        title: The vendor's name for people.
        base_url: Address of the API, without a slash at its end.
        key: The key; empty where none is needed.
        key_setting: The setting that holds the key.
        url_setting: The setting that holds the address.
        console: Where a key and credit are had; empty for an endpoint of the operator's own.
        is_local: Whether calls cost no money.
    """

    vendor: str
    title: str
    base_url: str
    key: str = field(repr=False)
    key_setting: str
    url_setting: str
    console: str
    is_local: bool = False

    @property
    def host(self) -> str:
        """Host and, where it is given, port."""
        return urlsplit(self.base_url).netloc

    @property
    def label(self) -> str:
        """Vendor, host and the key's fingerprint; two keys differ, and neither can be told from it."""
        mark = hashlib.sha256(f"language model key {self.key}".encode()).hexdigest()[:8] if self.key else "keyless"
        return f"{self.vendor}@{self.host}#{mark}"


def sendable_key(key: str, setting: str) -> str:
    """Return the key without the blanks and line breaks that copying leaves around it.

    Raises:
        UnusableError: Something inside of it cannot be sent.
    """
    stripped = key.strip()
    if found := _UNSENDABLE.search(stripped):
        what = "a blank or line break" if found[0].isspace() else "a character that cannot be part of a key"
        raise UnusableError(
            f"The key in {setting} holds {what} at position {found.start() + 1} of {len(stripped)}",
            f"Copy the key again, whole and alone, into {setting}",
        )
    return stripped


def usable_address(url: str, setting: str, *, allow_plain_http: bool) -> str:
    """Return the address without blanks around it and slashes at its end.

    Raises:
        UnusableError: It is no http address, holds a name or password, or would send keys unencrypted.
    """
    stripped = url.strip().rstrip("/")
    try:
        parts = urlsplit(stripped)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise UnusableError(f"The address in {setting} is none: {exc}", f"Mend {setting}") from exc
    if parts.scheme not in {"http", "https"} or not host or _UNSENDABLE.search(stripped) or port == 0:
        raise UnusableError(
            f"The address in {setting} is none that begins with http:// or https:// and a host",
            f"Set {setting} to the address of the API, such as http://localhost:11434/v1",
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise UnusableError(
            f"The address in {setting} holds more than scheme, host and path",
            f"Remove name, password, query and fragment from {setting}; the key has a setting of its own",
        )
    if parts.scheme == "http" and not (allow_plain_http or is_private(stripped)):
        raise UnusableError(
            f"The address in {setting} would send key and prompts unencrypted to {host}",
            f"Use https in {setting}, or set models.allow_plain_http if the way there is safe",
        )
    return stripped


def is_private(url: str) -> bool:
    """Return whether an address lies on this machine or in a private network, judged by its name alone."""
    host = urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith(_HOUSE_SUFFIXES)
    return address.is_private or address.is_loopback or address.is_link_local
