"""How an artist may change after a run: only named values, by small steps, within bounds. Pure.

What is not named in the limits is the artist's signature (name, genre, look, register...) and never drifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite
from typing import Any, Final, Protocol

from noktvrn.errors import InvalidInputError
from noktvrn.roster.artist import Artist

TEMPO_GAP_BPM: Final = 2.0
"""Least distance of slowest and fastest tempo, so that songs can still differ."""


class Proposal(Protocol):
    """A change that somebody proposes."""

    @property
    def field(self) -> str:
        """Path of the value, such as ``"sound.dials.brightness"``."""
        ...

    @property
    def after(self) -> float:
        """Value proposed."""
        ...

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        ...


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """How far one value may go.

    Attributes:
        low: Least value.
        high: Greatest value.
        max_step: Greatest change per run.
        max_drift: Greatest distance from the value at creation, where that is known; None is unbounded.
    """

    low: float
    high: float
    max_step: float
    max_drift: float | None = None

    def __post_init__(self) -> None:
        """Refuse limits that hold no value.

        Raises:
            InvalidInputError: ``low`` above ``high``, or a negative step or drift.
        """
        if self.low > self.high or self.max_step < 0 or (self.max_drift is not None and self.max_drift < 0):
            raise InvalidInputError(
                f"{self} holds no value.", remedy="Give low <= high, max_step >= 0, max_drift >= 0."
            )


_DIAL: Final = FieldLimit(0.05, 0.95, 0.08, 0.35)
DEFAULT_FIELDS: Final[Mapping[str, FieldLimit]] = {
    **{f"sound.dials.{name}": _DIAL for name in ("brightness", "density", "swing", "darkness", "complexity", "energy")},
    "sound.tempo_min_bpm": FieldLimit(50.0, 200.0, 4.0, 14.0),
    "sound.tempo_max_bpm": FieldLimit(50.0, 200.0, 4.0, 14.0),
    "voice.breath": FieldLimit(0.0, 0.95, 0.08, 0.3),
    "voice.vibrato_cents": FieldLimit(0.0, 55.0, 5.0, 20.0),
}
"""Values that may drift. All others are signature."""


@dataclass(frozen=True, slots=True)
class EvolutionLimits:
    """Limits of one artist's evolution.

    Attributes:
        fields: Limit of each value that may drift; the rest is signature.
        tempo_bounds_bpm: The genre's slowest and fastest tempo, where known.
        max_changes: Changes that are taken per run; further ones are refused.
    """

    fields: Mapping[str, FieldLimit] = field(default_factory=lambda: DEFAULT_FIELDS)
    tempo_bounds_bpm: tuple[float, float] | None = None
    max_changes: int = 4


class ChangeOutcome(StrEnum):
    """What became of a proposal."""

    APPLIED = "applied"
    CLAMPED = "clamped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AppliedChange:
    """What became of one proposal; kept as the artist's record of change.

    Attributes:
        field: Path of the value.
        before: Value until now; NaN when there is no such value.
        proposed: Value that was asked for.
        after: Value from now on.
        outcome: Whether it was applied, applied in part, or refused.
        reason: The proposer's reason.
        limit: Which limit cut or refused it, in one sentence; empty when applied whole.
    """

    field: str
    before: float
    proposed: float
    after: float
    outcome: ChangeOutcome
    reason: str
    limit: str = ""


def apply_changes(
    artist: Artist, proposals: Iterable[Proposal], limits: EvolutionLimits, *, origin: Artist | None = None
) -> tuple[Artist, tuple[AppliedChange, ...]]:
    """Apply proposals as far as the limits allow.

    Args:
        artist: The artist as it stands.
        proposals: What the writer asks for.
        limits: How far each value may go.
        origin: The artist as it was created; with it ``max_drift`` holds too.

    Returns:
        The artist, changed (version and times are left to whoever stores it), and what became of each proposal in
        order.
    """
    book: list[AppliedChange] = []
    stepped: set[str] = set()
    for proposal in proposals:
        change = _judge(artist, proposal, limits, origin, stepped)
        if change.outcome is not ChangeOutcome.REFUSED:
            artist = _with_value(artist, change.field, change.after)
            stepped.add(change.field)
        book.append(change)
    return artist, tuple(book)


def _judge(
    artist: Artist, proposal: Proposal, limits: EvolutionLimits, origin: Artist | None, stepped: set[str]
) -> AppliedChange:
    limit = limits.fields.get(proposal.field)
    before = float("nan") if limit is None else value_of(artist, proposal.field)

    refusal = _refusal(proposal, limits, stepped)
    low, high = _bounds(artist, proposal.field, limit, limits, origin) if limit else (0.0, 0.0)
    after = before
    if limit is not None and not refusal:
        after = min(max(proposal.after, low, before - limit.max_step), high, before + limit.max_step)
        if low > high or after == before or (after > before) != (proposal.after > before):
            refusal = f"It stands at the edge of what is allowed ({low:g} to {high:g})."
    if refusal or limit is None:
        return AppliedChange(
            proposal.field, before, proposal.after, before, ChangeOutcome.REFUSED, proposal.reason, refusal
        )
    whole = after == proposal.after
    return AppliedChange(
        field=proposal.field,
        before=before,
        proposed=proposal.after,
        after=after,
        outcome=ChangeOutcome.APPLIED if whole else ChangeOutcome.CLAMPED,
        reason=proposal.reason,
        limit="" if whole else f"At most {limit.max_step:g} per run, within {low:g} to {high:g}.",
    )


def _refusal(proposal: Proposal, limits: EvolutionLimits, stepped: set[str]) -> str:
    """Return why a proposal is refused whatever its value, or an empty text."""
    if proposal.field not in limits.fields:
        return "This belongs to the artist's signature and never drifts."
    if not isfinite(proposal.after):
        return "The proposed value is not a number."
    if proposal.field in stepped:
        return "This value has moved already in this run."
    if len(stepped) >= limits.max_changes:
        return f"At most {limits.max_changes} values move per run."
    return ""


def _bounds(
    artist: Artist, name: str, limit: FieldLimit, limits: EvolutionLimits, origin: Artist | None
) -> tuple[float, float]:
    """Return least and greatest value of a field in this artist, narrowed by drift, genre and its neighbour."""
    low, high = limit.low, limit.high
    if origin is not None and limit.max_drift is not None:
        home = value_of(origin, name)
        low, high = max(low, home - limit.max_drift), min(high, home + limit.max_drift)
    if name.startswith("sound.tempo_") and limits.tempo_bounds_bpm is not None:
        low, high = max(low, limits.tempo_bounds_bpm[0]), min(high, limits.tempo_bounds_bpm[1])
    if name == "sound.tempo_min_bpm":
        high = min(high, artist.sound.tempo_max_bpm - TEMPO_GAP_BPM)
    if name == "sound.tempo_max_bpm":
        low = max(low, artist.sound.tempo_min_bpm + TEMPO_GAP_BPM)
    return low, high


def value_of(artist: Artist, path: str) -> float:
    """Return a value of an artist by its path.

    Raises:
        InvalidInputError: There is no such value, or it is not a number.
    """
    value: object = artist
    for name in path.split("."):
        value = getattr(value, name, None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInputError(
            f"{path!r} is not a number of an artist.", remedy="Name a path such as sound.dials.swing."
        )
    return float(value)


def _with_value(artist: Artist, path: str, value: float) -> Artist:
    """Return the artist with one value replaced; the path is one that ``value_of`` knows."""
    rooms = path.split(".")
    owners: list[Any] = [artist]
    for name in rooms[:-1]:
        owners.append(getattr(owners[-1], name))
    built: Any = value
    for owner, name in zip(reversed(owners), reversed(rooms), strict=True):
        built = replace(owner, **{name: built})
    changed: Artist = built
    return changed
