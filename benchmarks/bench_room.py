"""What the writers' room adds to a call: CPU above the bare model, the ledger on SQLite included."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import httpx2

from benchmarks.bench_language_call import BODY, KEY, address, many, settings_for
from benchmarks.harness import at_most, in_turns, report, spend
from noktvrn.ports.language import Fault, ModelCall
from noktvrn.providers.clock import SystemClock
from noktvrn.providers.identifiers import FreshIdentifiers
from noktvrn.providers.language.prices import KnownPrices
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.storage.database import open_database, sqlite_url
from noktvrn.storage.migrations import upgrade
from noktvrn.storage.records import SqlRecords
from noktvrn.testing.builders import ARTIST_ID, build_artist
from noktvrn.testing.language_models import Fails, FakeLanguageModel, Says
from noktvrn.testing.room import SONG, build_orchestrator, build_request
from noktvrn.types import RunId

NAME = "Writers' room"
ROUNDS, CALLS = 9, 60
GOAL_MS = 12.0

_FLOOR = "httpx2 alone"
_SONG_TEXT = "\n".join(["Oh, we were only passing through, and the night kept all its lights on"] * 40)


def run(quick: bool) -> dict[str, Any]:
    rounds = 3 if quick else ROUNDS
    logging.getLogger("noktvrn.services.room").setLevel(logging.ERROR)  # the fallbacks are meant to happen
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(sqlite_url(Path(folder) / "label.db"))
        upgrade(engine)
        records = SqlRecords(engine)
        with records.write() as unit:
            unit.artists.add(build_artist())
            unit.commit()
        cpu_ms = {what: _median_ms(records, rounds, **how) for what, how in _WAYS.items()}
        whole_ms = _whole_ms(records, 2 if quick else 5)
        engine.dispose()
    bare, floor = cpu_ms.pop("bare"), whole_ms.pop(_FLOOR)
    return report(
        NAME,
        method=f"{CALLS} calls one after the other of a model that answers at once, {rounds} rounds in turns, median;"
        " two transactions for each call on SQLite with full flushing; the bare call costs"
        f" {bare:.3f} ms. Whole calls go through a vendor's adapter to a server in another process on loopback.",
        figures=[
            *(at_most(what, value - bare, "CPU ms", GOAL_MS, "the bare model") for what, value in cpu_ms.items()),
            *(
                at_most(f"whole call, {vendor}", value - floor, "CPU ms", GOAL_MS, "httpx2 alone, the same request")
                for vendor, value in whole_ms.items()
            ),
        ],
    )


_WAYS: dict[str, dict[str, Any]] = {
    "bare": {},
    "one model, ranked": {"mode": "ranked"},
    "one of six models, best, an answer of 2,800 letters in English": {"mode": "best", "models": 6, "is_long": True},
    "after one fallback": {"mode": "ranked", "fails": True, "models": 2},
}


def _median_ms(
    records: SqlRecords, rounds: int, mode: str = "", models: int = 1, *, is_long: bool = False, fails: bool = False
) -> float:
    return (
        median(
            spend(lambda: asyncio.run(_calls(records, mode, models, is_long=is_long, fails=fails))).cpu_s
            for _ in range(rounds)
        )
        / CALLS
        * 1e3
    )


async def _calls(records: SqlRecords, mode: str, count: int, *, is_long: bool, fails: bool) -> None:
    song = SONG.model_copy(update={"title": _SONG_TEXT}) if is_long else SONG
    models = [FakeLanguageModel(f"vendor{number}:model", [Says(song)]) for number in range(count)]
    if fails:
        models[0] = FakeLanguageModel("vendor0:model", [Fails(Fault.REFUSED)])
    request = build_request(language="en", artist_id=ARTIST_ID, run_id=RunId("run"))
    if not mode:
        call = ModelCall(request.instructions, request.prompt, request.answer, 6_000, 60.0)
        for _ in range(CALLS):
            await models[0].ask(call)
        return
    budgets = {"day_usd": 1e5, "month_usd": 1e5, "run_usd": 1e5, "artist_month_usd": 1e5}
    core = build_orchestrator(
        models,
        records=records,
        clock=SystemClock(),
        identifiers=FreshIdentifiers(),
        settings={"mode": mode, **budgets},
    )
    for _ in range(CALLS):
        await core.ask(request)
    core.close()


def _whole_ms(records: SqlRecords, rounds: int) -> dict[str, float]:
    """Return CPU of an orchestrated call through each vendor's adapter, and of the bare request."""
    with address() as base, asyncio.Runner() as runner:
        settings = settings_for(base)
        shelf, client = SettledShelf(settings), httpx2.AsyncClient()
        rooms = {
            model.title: build_orchestrator(
                [model],
                records=records,
                prices=KnownPrices(settings),
                clock=SystemClock(),
                identifiers=FreshIdentifiers(),
                settings={"day_usd": 1e5, "month_usd": 1e5, "run_usd": 1e5},
            )
            for model in shelf.models()
        }
        headers = {"authorization": f"Bearer {KEY}"}
        ways: dict[str, Callable[[], Awaitable[object]]] = {
            _FLOOR: lambda: client.post(f"{base}/openai/v1/chat/completions", json=BODY, headers=headers)
        }
        request = build_request(language="en", run_id=RunId("run"), max_output_tokens=300)
        for title, core in rooms.items():
            ways[title] = lambda core=core: core.ask(request)
        acts = [many(runner, way, CALLS) for way in ways.values()]
        for act in acts:
            act()  # loads packages, opens connections
        costs = in_turns(acts, rounds)
        for core in rooms.values():
            core.close()
        runner.run(shelf.close())
        runner.run(client.aclose())
    return {title: cost.cpu_s / CALLS * 1e3 for title, cost in zip(ways, costs, strict=True)}
