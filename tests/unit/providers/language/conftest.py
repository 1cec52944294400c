"""One event loop, one server of all vendors and one shelf over it: vendors' packages are slow to load."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, Field

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import ModelAnswer, ModelCall
from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.testing.language_servers import LanguageServer

KEY = "key-for-tests-0123456789"
VENDORS = ("openai", "anthropic", "google", "mistral", "x-ai", "deepseek", "endpoint")


class Song(BaseModel):
    """A song of the label."""

    title: str = Field(max_length=80)
    mood: int


def call(**changes: Any) -> ModelCall[Song]:
    """Return a call for a song."""
    given: dict[str, Any] = {
        "instructions": "You write songs.",
        "prompt": "Write one about the sea.",
        "answer": Song,
        "max_output_tokens": 300,
        "timeout_s": 30.0,
        "temperature": 0.7,
        "seed": 2**40 + 5,
    }
    return ModelCall(**{**given, **changes})


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def serving() -> Iterator[LanguageServer]:
    with LanguageServer() as server:
        yield server


@pytest.fixture
def server(serving: LanguageServer) -> LanguageServer:
    serving.answer = {"title": "Slow Water", "mood": 3}
    serving.heard.clear()
    for vendor in VENDORS:
        serving.play(vendor)
    return serving


@pytest.fixture(scope="module")
def shelf(serving: LanguageServer, runner: asyncio.Runner) -> Iterator[SettledShelf]:
    shelf = SettledShelf(serving.settings(key=f"  {KEY}\n"))
    yield shelf
    runner.run(shelf.close())


@pytest.fixture
def of_vendor(shelf: SettledShelf) -> Callable[[str], VendorModel]:
    models = {model.ref.vendor: model for model in shelf.models()}
    return models.__getitem__


@pytest.fixture
def ask(runner: asyncio.Runner) -> Callable[..., ModelAnswer[Song] | ModelCallError]:
    """Ask a model and return its answer or its error."""

    def ask(model: VendorModel, **changes: Any) -> ModelAnswer[Song] | ModelCallError:
        try:
            return runner.run(model.ask(call(**changes)))
        except ModelCallError as error:
            return error

    return ask
