"""Addresses of the page that a phone can open."""

from __future__ import annotations

from urllib.parse import urlsplit

from noktvrn.services.web_address import base_address, is_loopback
from noktvrn.settings import Settings


def page_of(settings: Settings, path: str) -> str:
    """Return the address of a page; empty where only this machine could open it, which a phone is not."""
    return opened(f"{base_address(settings.web)}{path}")


def opened(address: str) -> str:
    """Return an address that a phone can open; empty for one that leads to this machine alone."""
    host = urlsplit(address).hostname or ""
    return "" if not host or is_loopback(host) or host in {"0.0.0.0", "::"} else address
