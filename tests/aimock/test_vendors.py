"""The adapters against a server of others, so that they are right about the formats and not only about our server."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Iterator

import pytest

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, TokenUsage
from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.settings import ModelsSettings
from noktvrn.testing.language_contract import Song, song_call

PATHS = {"openai": "/v1", "anthropic": "", "google": "", "mistral": "", "x-ai": "/v1", "deepseek": "/v1"}
VENDORS = (*PATHS, "endpoint")

FAULTS = {
    "m-429": {Fault.RATE_LIMITED},
    "m-503": {Fault.OVERLOADED},
    "m-401": {Fault.KEY_REFUSED},
    # aimock hands the filter's word on in the formats of OpenAI and Gemini; in the others the answer is just empty.
    "m-filter": {Fault.CONTENT_FILTERED, Fault.REFUSED, Fault.EMPTY},
    "m-length": {Fault.CUT_OFF},
    "m-prose": {Fault.REFUSED},
    "m-shape": {Fault.WRONG_SHAPE},
    "m-malformed": {Fault.NOT_API},
    "m-drop": {Fault.UNREACHABLE},
}


@pytest.fixture(scope="module")
def models(aimock: str, runner: asyncio.Runner) -> Iterator[dict[tuple[str, str], VendorModel]]:
    """Every model of every vendor, by both names."""
    key, names = "key-for-aimock", ("m-good", *FAULTS)
    endpoint = {"endpoint": {"url": f"{aimock}/v1", "api_key": key, "models": names}}
    sections = {vendor.replace("-", "_"): {"api_key": key, "base_url": aimock + path} for vendor, path in PATHS.items()}
    order = [f"{vendor}:{name}" for vendor in VENDORS for name in names]
    shelf = SettledShelf(ModelsSettings.model_validate({**sections, "compatible": endpoint, "order": order}))
    yield {(model.ref.vendor, model.ref.model): model for model in shelf.models()}
    runner.run(shelf.close())


def requests_of(aimock: str, model: str) -> int:
    with urllib.request.urlopen(f"{aimock}/__aimock/journal?limit=1000", timeout=10) as answer:
        journal = json.load(answer)
    return sum(model in json.dumps(entry) for entry in journal)


# aimock ends Gemini's calls of tools with a word that Google's package does not know and warns of.
@pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_good_answer_is_read_with_its_tokens(vendor, models, runner):
    answer = runner.run(models[vendor, "m-good"].ask(song_call()))
    assert answer.value == Song(title="Slow Water", mood=3)
    assert answer.usage == TokenUsage(100, 50)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("model", FAULTS)
def test_faults_are_told_apart(vendor, model, models, runner):
    with pytest.raises(ModelCallError) as caught:
        runner.run(models[vendor, model].ask(song_call()))
    assert caught.value.fault in FAULTS[model], caught.value


def test_every_call_was_one_request(aimock, models, runner):
    before = requests_of(aimock, "m-503")
    for vendor in VENDORS:
        with pytest.raises(ModelCallError):
            runner.run(models[vendor, "m-503"].ask(song_call()))
    assert requests_of(aimock, "m-503") - before == len(VENDORS)
