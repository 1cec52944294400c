"""Whom the writers' room learns to ask: the real orchestrator in a simulated world, against an oracle.

Each world has six models with hidden shares of good answers, ratings, prices and latencies that drift, and outages that
come and go; the operator's ranking is drawn at random. Utility of a request: what a good answer is worth by its rating,
less what all its calls cost, less the time. The oracle sees what is hidden, of the present moment too, and asks in the
best order. Everybody meets the same world; time is simulated.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from statistics import mean, stdev
from typing import Any

from benchmarks.harness import Figure, report
from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, LanguageModel, Missing, ModelAnswer, ModelCall, ModelRef, Role, TokenUsage
from noktvrn.services.room.orchestrator import Orchestrator
from noktvrn.services.room.routing import ANSWER_USD, SECOND_USD
from noktvrn.settings import RoomSettings
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import TRAITS, FakePrices
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_request
from noktvrn.types import child_seed

NAME = "Router of the writers' room"
SEEDS, LEARNING, JUDGED, MODELS = 30, 300, 300, 6
GOAL = 0.9
FIRST_SEED = 1_001
"""The router's constants were chosen on worlds of lower seeds."""
CRITIC_SPREAD = 0.15
"""Standard deviation of a critic's rating of equally good answers."""

_TOKENS = TokenUsage(input_tokens=2_000, output_tokens=800)
_BAD = (Fault.WRONG_SHAPE, Fault.REFUSED, Fault.EMPTY)


@dataclass
class Nature:
    """What is hidden of one model at the present moment."""

    good: float
    rating: float
    cost_usd: float
    latency_s: float
    is_down: bool = False

    def drift(self, rng: Random, passed_s: float) -> None:
        """Change as time passes: slowly in everything, and into and out of outages of some twenty minutes."""
        step = math.sqrt(passed_s / 86_400)
        self.good = min(0.99, max(0.3, self.good + rng.gauss(0, 0.05) * step))
        self.rating = min(1.0, max(0.4, self.rating + rng.gauss(0, 0.04) * step))
        self.latency_s = min(40.0, max(0.5, self.latency_s * math.exp(rng.gauss(0, 0.1) * step)))
        mean_s = 1_200.0 if self.is_down else 6 * 3_600.0
        if rng.random() < 1 - math.exp(-passed_s / mean_s):
            self.is_down = not self.is_down


class World:
    """Models, time, and what was spent and won by the request under way."""

    def __init__(self, seed: int) -> None:
        rng = Random(child_seed(seed, "world"))
        self.natures = [
            Nature(
                good=rng.uniform(0.5, 0.98),
                rating=rng.uniform(0.5, 1.0),
                cost_usd=math.exp(rng.uniform(math.log(0.0003), math.log(0.03))),
                latency_s=math.exp(rng.uniform(math.log(1.5), math.log(25))),
            )
            for _ in range(MODELS)
        ]
        self.clock = FrozenClock()
        self.critic = Random(child_seed(seed, "critic"))
        self._rng = Random(child_seed(seed, "drift"))
        self.elapsed_s = self.spent_usd = 0.0

    def next_request(self) -> None:
        """Let some minutes pass until the next request comes."""
        passed_s = self._rng.expovariate(1 / 300.0)
        self.clock.advance(passed_s)
        for nature in self.natures:
            nature.drift(self._rng, passed_s)
        self.spent_usd = 0.0
        self.began_at = self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)

    def timer(self) -> float:
        """Seconds that only grow."""
        return self.clock.now().timestamp()

    def utility(self, rating: float) -> float:
        """What the request under way was worth in the end, in US dollars."""
        took_s = (self.clock.now() - self.began_at) / timedelta(seconds=1)
        return ANSWER_USD * rating - self.spent_usd - SECOND_USD * took_s


class Simulated:
    """A model of the world. See :class:`noktvrn.ports.language.LanguageModel`."""

    def __init__(self, world: World, number: int, rng: Random) -> None:
        self.ref = ModelRef(f"vendor{number}", "model")
        self.traits = TRAITS
        self.account = self.ref.vendor
        self.nature = world.natures[number]
        self._world = world
        self._rng = rng

    async def prepare(self) -> None:
        """Do nothing: there is nothing to load."""

    async def ask(self, call: ModelCall[Any]) -> ModelAnswer[Any]:
        """Answer, or fail, as its nature is."""
        nature, draw = self.nature, self._rng.random()
        if nature.is_down:
            self._world.clock.advance(1.0)
            raise self._error(Fault.OVERLOADED, TokenUsage())
        self._world.clock.advance(nature.latency_s * self._rng.uniform(0.6, 1.4))
        self._world.spent_usd += nature.cost_usd
        if draw > nature.good:
            raise self._error(self._rng.choice(_BAD), _TOKENS)
        return ModelAnswer(SONG, _TOKENS, self.ref.model)

    def worth(self) -> float:
        """What it is worth to ask it now, when somebody else is asked after a failure."""
        good = 0.001 if self.nature.is_down else self.nature.good
        burden = 3.5 * SECOND_USD if self.nature.is_down else self.nature.cost_usd + SECOND_USD * self.nature.latency_s
        return ANSWER_USD * self.nature.rating - burden / good

    def _error(self, fault: Fault, usage: TokenUsage) -> ModelCallError:
        return ModelCallError(
            "It failed.",
            remedy="Ask another.",
            provider=self.ref.vendor,
            operation="ask",
            fault=fault.value,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )


class Shelf:
    """Models in the order that a policy gives them. See :class:`noktvrn.ports.language.ModelShelf`."""

    def __init__(self, models: Sequence[Simulated]) -> None:
        self.order: Sequence[LanguageModel] = models

    def models(self) -> Sequence[LanguageModel]:
        """Return them."""
        return self.order

    def missing(self) -> Sequence[Missing]:
        """Return nobody."""
        return ()


Policy = Callable[[Sequence[Simulated], int], Sequence[LanguageModel]]


def _as_ranked(models: Sequence[Simulated], _number: int) -> Sequence[LanguageModel]:
    return models


def _round_robin(models: Sequence[Simulated], number: int) -> Sequence[LanguageModel]:
    turn = number % len(models)
    return [*models[turn:], *models[:turn]]


def _oracle(models: Sequence[Simulated], _number: int) -> Sequence[LanguageModel]:
    return sorted(models, key=lambda model: -model.worth())


POLICIES: dict[str, tuple[str, Policy]] = {
    "oracle": ("ranked", _oracle),
    "best": ("best", _as_ranked),
    "ranked": ("ranked", _as_ranked),
    "round-robin": ("ranked", _round_robin),
    "cheapest": ("cheapest", _as_ranked),
    "fastest": ("fastest", _as_ranked),
}


async def utilities(seed: int, mode: str, policy: Policy, requests: int) -> list[float]:
    """Return the utility of each request in the world of a seed."""
    world = World(seed)
    rng = Random(child_seed(seed, "answers"))
    models = [Simulated(world, number, rng) for number in range(MODELS)]
    Random(child_seed(seed, "ranking")).shuffle(models)
    shelf = Shelf(models)
    core = Orchestrator(
        InMemoryRecords(world.clock),
        shelf,
        _prices(models),
        world.clock,
        CountingIdentifiers(seed * 10_000 + 1),
        RoomSettings.model_validate({"mode": mode, "day_usd": None, "month_usd": None, "run_usd": None}),
        timer=world.timer,
        sleep=world.sleep,
    )
    found = [await _one(core, shelf, world, models, policy, number) for number in range(requests)]
    core.close()
    return found


async def _one(
    core: Orchestrator, shelf: Shelf, world: World, models: Sequence[Simulated], policy: Policy, number: int
) -> float:
    world.next_request()
    shelf.order = policy(models, number)
    result = await core.ask(build_request(role=Role.AUTHOR))
    [rating] = [model.nature.rating for model in models if model.ref == result.ref] or [0.0]
    if result.ref is not None:
        judged = rating + world.critic.gauss(0, CRITIC_SPREAD)
        core.rate(Role.AUTHOR, result.ref, min(1.0, max(0.0, judged)))
    return world.utility(rating)


def _prices(models: Sequence[Simulated]) -> FakePrices:
    tokens = _TOKENS.input_tokens + _TOKENS.output_tokens
    per_million = {str(model.ref): model.nature.cost_usd / tokens * 1e6 for model in models}
    return FakePrices({name: (float(Decimal(str(price))), price) for name, price in per_million.items()})


def _run(waiting: Awaitable[list[float]]) -> list[float]:
    async def awaited() -> list[float]:
        return await waiting

    return asyncio.run(awaited())


def shares(seeds: int, learning: int, judged: int) -> dict[str, tuple[list[float], list[float]]]:
    """Return for each policy and seed its share of the oracle's utility, while learning and after."""
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in POLICIES if name != "oracle"}
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        all_of = {name: _run(utilities(seed, *how, learning + judged)) for name, how in POLICIES.items()}
        for name, (early, late) in found.items():
            early.append(sum(all_of[name][:learning]) / sum(all_of["oracle"][:learning]))
            late.append(sum(all_of[name][learning:]) / sum(all_of["oracle"][learning:]))
    return found


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and half of its 95 % interval (normal)."""
    return mean(values), 1.96 * stdev(values) / math.sqrt(len(values))


def run(quick: bool) -> dict[str, Any]:
    seeds, learning, judged = (4, 60, 60) if quick else (SEEDS, LEARNING, JUDGED)
    logging.getLogger("noktvrn.services.room").setLevel(logging.ERROR)  # thousands of fallbacks are meant to happen
    found = shares(seeds, learning, judged)
    figures = []
    for name, (early, late) in found.items():
        for when, values in ((f"the first {learning}", early), (f"the {judged} after", late)):
            middle, half = interval(values)
            is_goal = name == "best" and values is late
            figures.append(
                Figure(
                    f"{name}, {when}",
                    middle,
                    "",
                    against=f"the oracle; 95 % interval ± {half:.3f}, worst world {min(values):.2f}",
                    goal=f">= {GOAL:g}" if is_goal else "",
                    met=middle - half >= GOAL if is_goal else None,
                )
            )
    best, gains = found["best"][1], []
    for other in ("ranked", "round-robin"):
        middle, half = interval([mine - theirs for mine, theirs in zip(best, found[other][1], strict=True)])
        gains.append(
            Figure(
                f"best less {other}, the {judged} after",
                middle,
                "",
                against=f"95 % interval ± {half:.3f}",
                goal="above 0",
                met=middle - half > 0,
            )
        )
    return report(
        NAME,
        method=f"{seeds} worlds of {MODELS} models with drifting hidden shares of good answers, ratings, prices,"
        " latencies and outages, and a critic who errs; share of the oracle's utility over"
        f" {learning} requests and the {judged} after them.",
        figures=[*figures, *gains],
        seed=FIRST_SEED,
    )
