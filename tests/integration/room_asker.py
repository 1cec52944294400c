"""A process that asks a room with erratic models: ``python -m tests.integration.room_asker URL CALLS SEED``."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter

from noktvrn.ports.language import Fault, OrchestrationStatus, Role, TokenUsage
from noktvrn.providers.clock import SystemClock
from noktvrn.providers.identifiers import FreshIdentifiers
from noktvrn.services.room.orchestrator import Orchestrator
from noktvrn.services.room.pricing import prompt_tokens
from noktvrn.settings import RoomSettings
from noktvrn.storage.database import open_database
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.language_models import Fails, FakeLanguageModel, FakePrices, FakeShelf, Says
from noktvrn.testing.room import SONG, build_request
from noktvrn.types import ArtistId, RunId, child_seed

PRICES = FakePrices({"a:large": (9.0, 40.0), "b:middle": (2.0, 11.0), "c:small": (0.3, 1.7)})
ROOM = RoomSettings.model_validate(
    {
        "day_usd": 1.5,
        "month_usd": 1.2,
        "run_usd": 0.3,
        "artist_month_usd": 0.6,
        "roles": {"critic": {"month_usd": 0.4}},
        "retry_delay_s": 0,
        "closed_s": 0,
    }
)
PASSING = [Fault.OVERLOADED, Fault.REFUSED, Fault.WRONG_SHAPE, Fault.TIMED_OUT, Fault.NOT_API]


def erratic(name: str, seed: int) -> FakeLanguageModel:
    """A model that bills anything up to the worst case, and fails every third time."""
    rng = random.Random(child_seed(seed, name))

    def reply(call):
        usage = TokenUsage(rng.randint(1, prompt_tokens(call)), rng.randint(1, call.max_output_tokens))
        if rng.random() < 1 / 3:
            return Fails(rng.choice(PASSING), usage=rng.choice([usage, TokenUsage()]), latency_s=rng.random() / 50)
        return Says(SONG, usage=usage, latency_s=rng.random() / 50)

    return FakeLanguageModel(name, reply)


async def ask_all(records: SqlRecords, calls: int, seed: int) -> Counter[OrchestrationStatus]:
    models = [erratic(name, seed) for name in PRICES.usd_per_million]
    core = Orchestrator(records, FakeShelf(models), PRICES, SystemClock(), FreshIdentifiers(), ROOM)
    rng = random.Random(seed)
    requests = [
        build_request(
            role=rng.choice([Role.AUTHOR, Role.CRITIC, Role.HELPER]),
            artist_id=ArtistId(f"artist{rng.randrange(4)}"),
            run_id=RunId(f"run{rng.randrange(9)}"),
            max_output_tokens=rng.choice([200, 1_000, 3_000]),
        )
        for _ in range(calls)
    ]
    results = await asyncio.gather(*(core.ask(request) for request in requests))
    core.close()
    return Counter(result.status for result in results)


def main(url: str, calls: str, seed: str) -> None:
    engine = open_database(url, synchronous="NORMAL")
    asyncio.run(ask_all(SqlRecords(engine), int(calls), int(seed)))
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
