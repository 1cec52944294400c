"""What people see in a browser."""

from __future__ import annotations

from noktvrn.interfaces.web.pages import events, health, media, review, sign_in

ROUTERS = (sign_in.router, review.router, media.router, events.router, health.router)
"""All pages, in the order in which their addresses are tried."""
