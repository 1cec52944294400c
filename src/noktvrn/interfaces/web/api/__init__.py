"""``/api/v1``: the nouns and verbs of the command line for programs."""

from __future__ import annotations

from noktvrn.interfaces.web.api import access, house, library, money, roster, runs, telling, vendors, writing

ROUTERS = (
    runs.router,
    roster.router,
    house.router,
    access.router,
    library.router,
    money.router,
    telling.router,
    vendors.router,
    writing.router,
)
