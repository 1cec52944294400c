"""CPU of one call of a language model through the port, above a bare HTTP client and above the vendor's own package."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from openai import AsyncOpenAI
from pydantic import BaseModel

from benchmarks.harness import Figure, at_most, in_turns, python_command, report
from noktvrn.ports.language import ModelCall
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.settings import ModelsSettings

NAME = "A call of a language model"
GOAL_MS = 12.0
KEY = "key-for-the-bench"

_SERVER = """
import sys
from noktvrn.testing.language_servers import LanguageServer
with LanguageServer() as server:
    server.answer = {"title": "Slow Water", "mood": 3}
    print(server.url("openai"), flush=True)
    sys.stdin.read()
"""


class Song(BaseModel):
    """A song."""

    title: str
    mood: int


CALL = ModelCall("You write songs.", "Write one about the sea.", Song, 300, 60.0)
BODY = {
    "model": "gpt-6-luna",
    "messages": [{"role": "system", "content": CALL.instructions}, {"role": "user", "content": CALL.prompt}],
    "max_completion_tokens": 300,
}


@contextmanager
def address() -> Iterator[str]:
    """A server of all vendors in a process of its own, whose CPU is not counted."""
    command = python_command("-c", _SERVER)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        yield url.removesuffix("/openai/v1")
        server.communicate()


def settings_for(base: str) -> ModelsSettings:
    places = {"openai": "/openai/v1", "anthropic": "/anthropic", "google": "/google", "mistral": "/mistral"}
    return ModelsSettings.model_validate(
        {vendor: {"api_key": KEY, "base_url": base + place} for vendor, place in places.items()}
    )


def run(quick: bool) -> dict[str, Any]:
    calls, rounds = (20, 2) if quick else (100, 7)
    with address() as base, asyncio.Runner() as runner:
        shelf = SettledShelf(settings_for(base))
        bare = httpx2.AsyncClient()
        sdk = AsyncOpenAI(api_key=KEY, base_url=f"{base}/openai/v1", max_retries=0)

        async def by_http() -> Song:
            headers = {"authorization": f"Bearer {KEY}"}
            answer = await bare.post(f"{base}/openai/v1/chat/completions", json=BODY, headers=headers)
            return Song.model_validate(json.loads(answer.json()["choices"][0]["message"]["content"]))

        async def by_package() -> Song:
            answer = await sdk.chat.completions.create(**BODY)
            return Song.model_validate(json.loads(answer.choices[0].message.content))

        ways: dict[str, Callable[[], Awaitable[object]]] = {"httpx2 alone": by_http, "openai's package": by_package}
        for model in shelf.models():
            ways[f"through the port, {model.title}"] = lambda model=model: model.ask(CALL)
        acts = [many(runner, way, calls) for way in ways.values()]
        for act in acts:
            act()  # loads packages, opens connections
        costs = in_turns(acts, rounds)
        runner.run(_closed(shelf, bare, sdk))
    each_ms = {name: cost.cpu_s / calls * 1e3 for name, cost in zip(ways, costs, strict=True)}
    floor = each_ms["httpx2 alone"]
    figures = [Figure(f"{name}: CPU", each_ms[name], "ms") for name in ("httpx2 alone", "openai's package")]
    figures += [
        at_most(f"{name}: CPU above httpx2 alone", each_ms[name] - floor, "ms", GOAL_MS, against="the same request")
        for name in each_ms
        if name.startswith("through")
    ]
    return report(
        NAME,
        method=(
            f"{calls} calls one after the other against a server in another process on loopback, {rounds} rounds in "
            "turns; CPU of the calling process. Through the port a schema is sent and the answer checked against it; "
            "the goal is that of the whole orchestrated call."
        ),
        figures=figures,
    )


def many(runner: asyncio.Runner, way: Callable[[], Awaitable[object]], calls: int) -> Callable[[], None]:
    async def work() -> None:
        for _ in range(calls):
            await way()

    return lambda: runner.run(work())


async def _closed(shelf: SettledShelf, bare: httpx2.AsyncClient, sdk: AsyncOpenAI) -> None:
    await shelf.close()
    await bare.aclose()
    await sdk.close()
