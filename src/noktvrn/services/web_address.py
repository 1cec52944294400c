"""Under which address the page is reached."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from noktvrn.settings import WebSettings


def base_address(web: WebSettings, port: int | None = None) -> str:
    """Return the address that links begin with, without a slash at its end.

    Args:
        web: The settings.
        port: The port in use, where the settings leave it open.
    """
    if web.public_url:
        return web.public_url.rstrip("/")
    host = f"[{web.host}]" if ":" in web.host else web.host
    scheme = "https" if web.tls_certificate else "http"
    return f"{scheme}://{host}:{web.port if port is None else port}"


def linked_address(web: WebSettings) -> str:
    """Return the address that links in messages begin with; empty where nobody knows under which the page is reached.

    Without a public address that is this machine's own, when the page listens on it and on a port that is known.
    """
    known = bool(web.public_url) or (is_loopback(web.host) and web.port != 0)
    return base_address(web) if known else ""


def sign_in_address(base: str, secret: str) -> str:
    """Return the address of a sign-in link."""
    return f"{base}/sign-in/link?{urlencode({'key': secret})}"


def is_own_name(web: WebSettings, host: str) -> bool:
    """Return whether a host is this machine's own name for itself, what the page listens on, or its public address.

    Args:
        web: The settings.
        host: As the header ``Host`` names it: a port may follow.
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_loopback(name) or name in {web.host.lower(), urlsplit(web.public_url).hostname}


def goes_by(web: WebSettings, host: str) -> bool:
    """Return whether a request for a host may be answered.

    A page that listens on this machine alone knows its names. One that listens beyond it may have any; what it tells
    this machine only it must tell to its own names only. A request that names no host does not come from a browser.
    """
    return not host or not is_loopback(web.host) or is_own_name(web, host)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine and nobody else reaches it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
