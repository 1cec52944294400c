"""What people see in a browser."""

from __future__ import annotations

from noktvrn.interfaces.web.pages import (
    artists,
    costs,
    events,
    footage,
    health,
    house,
    media,
    notices,
    overview,
    people,
    providers,
    releases,
    review,
    runs,
    sign_in,
    telegram,
)

ROUTERS = (
    sign_in.router,
    overview.router,
    review.router,
    runs.router,
    artists.router,
    releases.router,
    house.router,
    people.router,
    footage.router,
    costs.router,
    notices.router,
    providers.router,
    telegram.router,
    media.router,
    events.router,
    health.router,
)
"""All pages, in the order in which their addresses are tried."""
