"""Whom to ask first.

Four modes: the operator's ranking; the lowest price or the shortest wait among those that answer well often enough; or
the best by what was learned. Since the next model is asked when one fails, what counts is not the share of good answers
alone but what a good answer costs: a call's price and time divided by the share. That order is optimal for trying one
after the other (exchange argument; Weitzman 1979, with equal prizes).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from noktvrn.ports.language import LanguageModel
from noktvrn.ports.room_state import Standing
from noktvrn.services.room.learning import faded
from noktvrn.settings import RoutingMode

PRIOR_GOOD, PRIOR_BAD = 1.6, 0.4
"""What is believed of a model before it was asked: four of five answers are good, with the weight of two calls."""

ANSWER_USD = 0.05
"""What a good answer is worth to us, in US dollars; only its ratio to prices and seconds matters."""

SECOND_USD = 0.0002
"""What a second of waiting is worth."""

ASKING_USD = 0.0005
"""What it takes to ask at all, whatever the vendor bills: a failure is told to people and fills logs."""

SURE = 0.9
"""Standard errors by which a lower-ranked model, taken at its worst, must be better than the other at its best.

For two equal errors that is 1.28 standard errors of their difference: nine in ten.
"""

HOPE = 2.0
"""Standard errors by which a model may be better than is believed, to be worth a try."""

RATING_SPREAD = 0.2
"""Standard deviation of what a critic says of equally good answers."""

EXPLORED_SHARE = 0.03
"""Share of requests that try a model of which too little is known; more of them while all is new."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that may be asked.

    Attributes:
        model: The model.
        standing: What was learned of it in the role; None without experience.
        listed_usd: What a call of usual length costs by its list price; None when unknown.
    """

    model: LanguageModel
    standing: Standing | None
    listed_usd: float | None


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a candidate.

    Attributes:
        good: Believed share of good answers.
        weight: Calls that this rests on, the prior included.
        cost_usd: Believed cost of a call.
        latency_s: Believed seconds of a call.
        rating: Believed worth of its good answers, 0..1.
        ratings: Judged answers that this rests on.
    """

    good: float
    weight: float
    cost_usd: float
    latency_s: float
    rating: float
    ratings: float

    @property
    def spread(self) -> float:
        """Standard error of the share of good answers (of a Beta distribution)."""
        return math.sqrt(self.good * (1 - self.good) / (self.weight + 1))


def believed(candidate: Candidate, at: datetime, usual_latency_s: float) -> Belief:
    """Return what is believed of a candidate at an instant."""
    held = candidate.standing
    listed_usd = candidate.listed_usd or 0.0
    if held is None or held.calls == 0:
        share = PRIOR_GOOD / (PRIOR_GOOD + PRIOR_BAD)
        return Belief(share, PRIOR_GOOD + PRIOR_BAD, listed_usd, usual_latency_s, 1.0, 0.0)
    fading = faded(held, at)
    good, bad = PRIOR_GOOD + held.good * fading, PRIOR_BAD + held.bad * fading
    return Belief(
        good=good / (good + bad),
        weight=good + bad,
        cost_usd=held.cost_usd,
        latency_s=held.latency_s,
        rating=held.rating,
        ratings=held.ratings * fading,
    )


def in_order(
    mode: RoutingMode, candidates: Sequence[Candidate], *, bar: float, at: datetime, rng: Random
) -> list[Candidate]:
    """Return candidates in the order in which they are asked.

    Args:
        mode: By what.
        candidates: In the operator's ranking.
        bar: Share of good answers that ``cheapest`` and ``fastest`` ask for.
        at: UTC.
        rng: Decides what is tried out.
    """
    if mode == "ranked" or len(candidates) < 2:
        return list(candidates)
    latencies = [c.standing.latency_s for c in candidates if c.standing is not None and c.standing.calls]
    usual_s = sorted(latencies)[len(latencies) // 2] if latencies else 0.0
    beliefs = [believed(candidate, at, usual_s) for candidate in candidates]
    if mode == "best":
        order = _best(beliefs, rng)
    else:
        spent: Callable[[Belief], float] = _dollars if mode == "cheapest" else _seconds
        order = sorted(range(len(beliefs)), key=lambda i: _by_bar(beliefs[i], bar, spent(beliefs[i]), i))
    return [candidates[place] for place in order]


def _dollars(belief: Belief) -> float:
    return belief.cost_usd / max(belief.good, 0.01)


def _seconds(belief: Belief) -> float:
    return belief.latency_s / max(belief.good, 0.01)


def _by_bar(belief: Belief, bar: float, spent: float, rank: int) -> tuple[bool, float, int]:
    """Those below the bar come after all others; among equals the ranking decides."""
    is_below = belief.good < bar - 1e-9
    return is_below, -belief.good if is_below else spent, rank


def _best(beliefs: Sequence[Belief], rng: Random) -> list[int]:
    order: list[int] = []
    for newcomer in range(len(beliefs)):
        place = len(order)
        while place > 0 and _is_surely_better(beliefs[newcomer], beliefs[order[place - 1]]):
            place -= 1
        order.insert(place, newcomer)
    tried = _to_try(beliefs, order, rng)
    if tried is not None:
        order.remove(tried)
        order.insert(0, tried)
    return order


def worth(belief: Belief, errors: float = 0.0) -> float:
    """Return what asking a candidate is worth when somebody else is asked after a failure, in US dollars.

    Args:
        belief: What is believed of it.
        errors: Standard errors by which it is taken to be better, or worse when negative, than is believed.
    """
    good = min(0.99, max(0.01, belief.good + errors * belief.spread))
    rating_error = RATING_SPREAD / math.sqrt(belief.ratings) if belief.ratings else 0.0
    rating = min(1.0, max(0.0, belief.rating + errors * rating_error))
    return ANSWER_USD * rating - (belief.cost_usd + SECOND_USD * belief.latency_s + ASKING_USD) / good


def _is_surely_better(one: Belief, other: Belief) -> bool:
    return worth(one, -SURE) > worth(other, SURE)


def _to_try(beliefs: Sequence[Belief], order: Sequence[int], rng: Random) -> int | None:
    """Return a candidate that could be better than the first and of which too little is known, once in a while."""
    asked = sum(belief.weight for belief in beliefs)
    if rng.random() >= max(EXPLORED_SHARE, min(0.3, 6.0 / (1.0 + asked))):
        return None
    first = beliefs[order[0]]
    hopeful = [place for place in order[1:] if worth(beliefs[place], HOPE) > worth(first)]
    return min(hopeful, key=lambda place: beliefs[place].weight) if hopeful else None
