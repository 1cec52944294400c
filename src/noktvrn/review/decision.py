"""A decision: who said what about which artefacts, and when it takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from noktvrn.types import RunId, Sha256


class Verdict(StrEnum):
    """What was decided."""

    APPROVE = "approve"
    REJECT = "reject"
    CHANGES = "changes"


class DecisionState(StrEnum):
    """Where a decision stands."""

    HELD = "held"
    """Can still be undone."""
    FINAL = "final"
    """Its effects have begun."""
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about one take of a run.

    Attributes:
        id: Lowercase ULID.
        run_id: The run.
        pass_no: The take that was judged.
        verdict: What.
        actor: Who: an operator's name, or ``"autopilot"``.
        surface: Where: ``"cli"``, ``"web"``, ``"console"``, ``"telegram"`` or ``"autopilot"``.
        reason: Why, in the decider's words.
        chips: Short reasons picked from ``REASON_CHIPS``.
        artefacts: Name of each artefact that was judged, and its digest.
        decided_at: UTC.
        effective_at: UTC; until then it can be undone.
        state: Where it stands.
        undone_by: Who undid it.
        undone_at: When.
    """

    id: str
    run_id: RunId
    pass_no: int
    verdict: Verdict
    actor: str
    surface: str
    reason: str
    chips: tuple[str, ...]
    artefacts: Mapping[str, Sha256]
    decided_at: datetime
    effective_at: datetime
    state: DecisionState
    undone_by: str | None = None
    undone_at: datetime | None = None


REASON_CHIPS: Mapping[str, str] = {
    "hook too late": "song",
    "voice unclear": "song",
    "too close to the last": "song",
    "mix is muddy": "song",
    "too slow": "song",
    "too fast": "song",
    "too dark": "song",
    "too bright": "song",
    "too long": "song",
    "too short": "song",
    "lyrics weak": "write",
    "title weak": "write",
    "cover weak": "cover",
    "teaser weak": "teaser",
}
"""Short reasons that every surface offers, and the step that a change begins at."""
