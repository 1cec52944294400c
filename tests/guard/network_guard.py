"""No test may reach the network: only this machine's own addresses and Unix sockets are let through.

An audit hook sees every connect, datagram and name lookup of a process, whichever library makes it. `tests/conftest.py`
puts this directory on PYTHONPATH, so that Python loads `sitecustomize.py` and with it this guard in every child too.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_WITH_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_WITH_NAME = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class NetworkReachedError(RuntimeError):
    """A test reached for the network. Not an OSError, so that no code can take it for a vendor that is down."""


def is_this_machine(host: object) -> bool:
    """Return whether a host, as sockets name them, lies on this machine. Unix sockets and netlink have no host name."""
    if not isinstance(host, str):
        return True
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_address(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: raise when a socket is pointed beyond this machine or a foreign name is looked up.

    Raises:
        NetworkReachedError: Naming what was reached for.
    """
    if event in _WITH_ADDRESS:
        address = arguments[1]
        if isinstance(address, tuple) and address and not is_this_machine(address[0]):
            raise NetworkReachedError(f"A test reached for the network: {event} {address!r}")
    elif event in _WITH_NAME:
        name = arguments[0]
        if not (is_this_machine(name) or _is_address(name)):
            raise NetworkReachedError(f"A test reached for the network: {event} {name!r}")


def install() -> None:
    """Set the hook once in this process."""
    if not getattr(sys, "_noktvrn_network_guard", False):
        sys._noktvrn_network_guard = True  # type: ignore[attr-defined]
        sys.addaudithook(refuse_network)
