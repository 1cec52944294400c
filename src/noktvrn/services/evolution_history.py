"""How far an artist has come from its first identity, change by change, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noktvrn.ports.repositories import ArtistEvent
from noktvrn.roster.evolution import DEFAULT_FIELDS

_DIALS = "sound.dials."
DRIFT_LIMIT = DEFAULT_FIELDS[f"{_DIALS}energy"].max_drift or 1.0
"""Distance of a dial from its first value at which evolution stops."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of an artist.

    Attributes:
        at: When.
        kind: ``"created"``, ``"evolved"``, ``"status"`` or ``"autopilot"``.
        actor: Who.
        reason: Why.
        run_id: The run that it follows from, if any.
        changed: What changed, such as ``"brightness 0.38 to 0.40"``.
        distance: Greatest distance of any dial from its first value; None while no dial is known.
    """

    at: datetime
    kind: str
    actor: str
    reason: str
    run_id: str | None
    changed: tuple[str, ...]
    distance: float | None


def evolution_history(events: tuple[ArtistEvent, ...]) -> list[Turn]:
    """Return an artist's changes, oldest first."""
    first: dict[str, float] = {}
    dials: dict[str, float] = {}
    turns = []
    for event in events:
        if event.kind == "created":
            first = _dials_at_birth(event.details)
            dials = dict(first)
        changes = [each for each in event.details.get("changes", ()) if each.get("outcome") != "refused"]
        for change in changes:
            dials[str(change["field"])] = float(change["after"])
        distance = max((abs(dials[name] - value) for name, value in first.items()), default=None)
        words = tuple(_words(change) for change in changes)
        if event.kind == "status":
            words = (f"{event.details.get('before', '')} to {event.details.get('after', '')}",)
        turns.append(Turn(event.at, event.kind, event.actor, event.reason, event.run_id, words, distance))
    return turns


def _dials_at_birth(details: Mapping[str, Any]) -> dict[str, float]:
    dials = details.get("artist", {}).get("sound", {}).get("dials", {})
    return {f"{_DIALS}{name}": float(value) for name, value in dials.items()}


def _words(change: Mapping[str, Any]) -> str:
    name = str(change["field"]).rpartition(".")[2].replace("_", " ")
    return f"{name} {change['before']:.4g} to {change['after']:.4g}"
