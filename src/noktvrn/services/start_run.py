"""Start one trip round the loop."""

from __future__ import annotations

from noktvrn.errors import InvalidInputError, InvalidTransitionError, NotFoundError
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.dispatching import queue_first_pass
from noktvrn.services.label import Label
from noktvrn.services.secret_words import refuse_secrets
from noktvrn.types import MAX_SEED, RunId, Seed

MAX_BRIEF = 2_000
WORKING = (LifecycleStatus.CANDIDATE, LifecycleStatus.ACTIVE, LifecycleStatus.EVOLVING)


def start_run(
    label: Label, *, brief: str, artist: str | None, seed: int | None, autopilot: bool | None, actor: str
) -> Run:
    """Queue a run.

    Args:
        label: The label's means.
        brief: What to make, in words; empty leaves it to the artist.
        artist: Slug, identifier or prefix; None lets the label choose.
        seed: Seed of the song; None draws a fresh one.
        autopilot: Whether the label decides by itself; None follows the artist's setting.
        actor: Who asks.

    Raises:
        NotFoundError: No such artist, or nobody can work.
        InvalidTransitionError: The artist is paused or retired.
        InvalidInputError: Seed or brief out of range.
    """
    check_seed(seed)
    check_brief(brief)
    refuse_secrets(label.settings, "The brief", brief)
    now = label.clock.now()
    with label.records.write() as unit:
        chosen = None if artist is None else unit.artists.find(artist)
        if chosen is not None:
            _check_can_work(chosen)
        elif not unit.artists.select(statuses=WORKING, limit=1):
            raise NotFoundError(
                "There is no artist who can work.",
                remedy='Create one: noktvrn artist create --brief "..."   or let one work again: noktvrn artist resume',
                stage="select_artist",
            )
        run = Run(
            id=RunId(label.identifiers.new_id()),
            artist_id=None if chosen is None else chosen.id,
            brief=brief.strip(),
            seed=label.identifiers.new_seed() if seed is None else Seed(seed),
            autopilot=bool(autopilot) if autopilot is not None else bool(chosen and chosen.autopilot),
            state=RunState.QUEUED,
            created_at=now,
            updated_at=now,
            from_step=Step.SELECT_ARTIST,
            reason=f"Started by {actor}.",
        )
        unit.runs.add(run)
        stored = queue_first_pass(unit, run, now)
        unit.commit()
    return stored


def check_seed(seed: int | None) -> None:
    """Refuse a seed that does not fit.

    Raises:
        InvalidInputError: It is negative or above 2**63 - 1.
    """
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise InvalidInputError(
            f"The seed {seed} is outside 0 to {MAX_SEED}.", remedy="Give a whole number in that range.", stage="seed"
        )


def check_brief(brief: str) -> None:
    """Refuse a brief that nobody would read to its end.

    Raises:
        InvalidInputError: It has more than ``MAX_BRIEF`` characters.
    """
    if len(brief) > MAX_BRIEF:
        raise InvalidInputError(
            f"The brief has {len(brief)} characters; at most {MAX_BRIEF} are read.",
            remedy="Say it in fewer words.",
            stage="brief",
        )


def _check_can_work(artist: Artist) -> None:
    if artist.status in {LifecycleStatus.PAUSED, LifecycleStatus.RETIRED}:
        remedy = (
            f"Let it work again: noktvrn artist resume {artist.slug}"
            if artist.status is LifecycleStatus.PAUSED
            else "Choose another artist: noktvrn artist list"
        )
        raise InvalidTransitionError(
            f"{artist.identity.name} is {artist.status.value} ({artist.status_reason}) and starts no run.",
            remedy=remedy,
            stage="select_artist",
        )
