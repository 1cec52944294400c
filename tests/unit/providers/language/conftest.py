"""One event loop, one server of all vendors and one shelf over it: vendors' packages are slow to load."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import ModelAnswer
from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.testing.language_contract import ANSWER, Song, song_call
from noktvrn.testing.language_servers import LanguageServer

KEY = "key-for-tests-0123456789"
VENDORS = ("openai", "anthropic", "google", "mistral", "x-ai", "deepseek", "endpoint")


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
    serving.answer = ANSWER
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
            return runner.run(model.ask(song_call(**changes)))
        except ModelCallError as error:
            return error

    return ask
