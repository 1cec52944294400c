"""``/api/v1``: the nouns and verbs of the command line for programs."""

from __future__ import annotations

from noktvrn.interfaces.web.api import house, roster, runs

ROUTERS = (runs.router, roster.router, house.router)
