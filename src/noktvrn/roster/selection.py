"""Whose turn it is. Pure; clock and random numbers are passed in.

Fairness: the artist that has waited longest goes first, its waiting time weighted by status. Waiting grows without
bound, so that nobody who can work waits for ever.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from noktvrn.errors import NotFoundError
from noktvrn.roster.artist import Artist, LifecycleStatus

WORKING = frozenset({LifecycleStatus.CANDIDATE, LifecycleStatus.ACTIVE, LifecycleStatus.EVOLVING})
"""Statuses in which an artist makes songs."""


@dataclass(frozen=True, slots=True)
class SelectionCandidate:
    """An artist and when it last worked.

    Attributes:
        artist: The artist.
        last_run_at: Start of its last run (UTC), or None before the first.
    """

    artist: Artist
    last_run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SelectionSettings:
    """How turns are given.

    Attributes:
        candidate_weight: Weight of a candidate's waiting time.
        active_weight: Weight of an active artist's waiting time.
        evolving_weight: Weight of an evolving artist's; above 1 because it learns from each song.
    """

    candidate_weight: float = 1.0
    active_weight: float = 1.0
    evolving_weight: float = 1.25

    def weight(self, status: LifecycleStatus) -> float:
        """Return the weight of a working status."""
        return {
            LifecycleStatus.CANDIDATE: self.candidate_weight,
            LifecycleStatus.ACTIVE: self.active_weight,
            LifecycleStatus.EVOLVING: self.evolving_weight,
        }[status]


@dataclass(frozen=True, slots=True)
class Selection:
    """Who was chosen and why, in one sentence."""

    artist: Artist
    reason: str


def choose_artist(
    candidates: Sequence[SelectionCandidate], settings: SelectionSettings, now: datetime, rng: random.Random
) -> Selection:
    """Choose the artist of the next run.

    Raises:
        NotFoundError: Nobody can work; the remedy says what would help.
    """
    able = sorted((one for one in candidates if one.artist.status in WORKING), key=lambda one: one.artist.id)
    if not able:
        raise _nobody(candidates)
    fresh = [one for one in able if one.last_run_at is None]
    if fresh:
        chosen = rng.choice(fresh)
        return Selection(chosen.artist, f"{chosen.artist.identity.name} has never had a run ({_among(able)}).")
    longest = max(_claim(one, settings, now) for one in able)
    chosen = rng.choice([one for one in able if _claim(one, settings, now) >= longest])
    reason = f"{chosen.artist.identity.name} has waited longest, {_spoken(_waited_h(chosen, now))} ({_among(able)})."
    return Selection(chosen.artist, reason)


def _claim(one: SelectionCandidate, settings: SelectionSettings, now: datetime) -> float:
    return _waited_h(one, now) * settings.weight(one.artist.status)


def _waited_h(one: SelectionCandidate, now: datetime) -> float:
    return 0.0 if one.last_run_at is None else max(0.0, (now - one.last_run_at).total_seconds() / 3600)


def _spoken(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def _among(able: Sequence[SelectionCandidate]) -> str:
    return "the only artist who can work" if len(able) == 1 else f"chosen among {len(able)}"


def _nobody(candidates: Sequence[SelectionCandidate]) -> NotFoundError:
    if not candidates:
        return NotFoundError(
            "The roster is empty.",
            remedy='Create an artist: noktvrn artist create --brief "..."',
            stage="select_artist",
        )
    paused = sorted(one.artist.slug for one in candidates if one.artist.status is LifecycleStatus.PAUSED)
    remedy = (
        f"Resume one: noktvrn artist resume {paused[0]}"
        if paused
        else 'Create a new artist: noktvrn artist create --brief "..."'
    )
    retired = len(candidates) - len(paused)
    message = f"Nobody can work: {len(paused)} paused, {retired} retired."
    return NotFoundError(message, remedy=remedy, stage="select_artist")
