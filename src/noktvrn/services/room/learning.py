"""What is learned of a model in a role: how often it answers well, how long that takes, what it costs.

Successes and failures are weights of a Beta distribution. Each call fades those before it, and so does time, so that a
vendor that got better is believed again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from noktvrn.ports.language import ModelRef, Role
from noktvrn.ports.room_state import Standing

MEMORY = 0.985
"""Weight of a call after the next one: about the last 67 calls count."""

HALF_LIFE_S = 14 * 86_400.0
"""Time in which experience loses half its weight."""

NEWEST = 0.1
"""Weight of the latest call in the moving means."""


def learned(
    before: Standing | None,
    role: Role,
    ref: ModelRef,
    *,
    is_good: bool,
    latency_s: float,
    cost_usd: float,
    at: datetime,
) -> Standing:
    """Return a standing after one more call."""
    if before is None:
        before = Standing(role, ref.vendor, ref.model, 0.0, 0.0, latency_s, cost_usd, 1.0, 0.0, 0, at)
    fading = MEMORY * faded(before, at)
    # The first calls count alike; a moving mean would hang on the very first.
    newest = max(NEWEST, 1.0 / (before.calls + 1))
    return replace(
        before,
        good=before.good * fading + is_good,
        bad=before.bad * fading + (not is_good),
        latency_s=before.latency_s + newest * (latency_s - before.latency_s),
        cost_usd=before.cost_usd + newest * (cost_usd - before.cost_usd),
        calls=before.calls + 1,
        updated_at=max(before.updated_at, at),
    )


def rated(before: Standing, rating: float) -> Standing:
    """Return a standing after one of its answers was judged, 0 (useless) to 1 (as good as can be)."""
    weight = before.ratings * MEMORY + 1.0
    held = before.rating if before.ratings else rating
    return replace(before, rating=held + (rating - held) / weight, ratings=weight)


def faded(standing: Standing, at: datetime) -> float:
    """Return the share of a standing's experience that still counts at an instant."""
    age_s = max(0.0, (at - standing.updated_at).total_seconds())
    return float(0.5 ** (age_s / HALF_LIFE_S))
