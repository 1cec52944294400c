"""The adapters against a server of others, so that they are right about the formats and not only about our server."""

from __future__ import annotations

import json
import urllib.request

import pytest

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import TokenUsage
from noktvrn.testing.language_contract import Song, song_call
from noktvrn.testing.language_servers import NINETEEN, Scene, fault_of_scene

from .playing import DONE_ON_THE_WAY, MARKED_BY_THE_PROXY, TRANSPORT, VENDORS, fixtures, model_name
from .proxy import Proxy

# aimock ends Gemini's calls of tools with a word that Google's package does not know and warns of.
pytestmark = pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")

QUICK_S = 0.3
"""Time limit of calls that are never answered."""


def journal(aimock: Proxy) -> str:
    """Return what aimock wrote down of the requests it answered."""
    with urllib.request.urlopen(f"{aimock.url}/__aimock/journal?limit=5000", timeout=60) as answer:
        return str(answer.read(), "utf-8")


def times_asked(aimock: Proxy, model: str) -> int:
    return sum(model in json.dumps(entry) for entry in json.loads(journal(aimock)))


def failure(models, runner, vendor: str, scene: Scene) -> ModelCallError:
    limit_s = QUICK_S if scene in {Scene.HANGS, Scene.DRIPS} else 60.0
    with pytest.raises(ModelCallError) as caught:
        runner.run(models[vendor, scene].ask(song_call(timeout_s=limit_s)))
    return caught.value


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_good_answer_is_read_with_its_tokens(vendor, models, runner):
    answer = runner.run(models[vendor, Scene.WELL].ask(song_call()))
    assert answer.value == Song(title="Slow Water", mood=3)
    assert answer.usage == TokenUsage(100, 50)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("scene", [*NINETEEN, *TRANSPORT])
def test_every_fault_is_told_apart_as_on_our_own_server(vendor, scene, aimock, models, runner):
    error = failure(models, runner, vendor, scene)
    assert error.fault == fault_of_scene(scene, vendor), error
    assert (error.provider, str(models[vendor, scene].ref) in error.message) == (vendor, True)
    assert error.message.endswith(".")
    assert error.remedy.endswith(".")
    if scene not in {Scene.HANGS, Scene.DRIPS}:  # there the call ends before the proxy is done with it
        assert (scene, vendor) in aimock.passed


@pytest.mark.parametrize("vendor", VENDORS)
def test_billed_tokens_of_unusable_answers_are_read(vendor, models, runner):
    for scene in (Scene.WRONG_SHAPE, Scene.BROKEN_JSON, Scene.REFUSAL_IN_WORDS, Scene.CUT_OFF, Scene.EMPTY):
        error = failure(models, runner, vendor, scene)
        assert (error.input_tokens, error.output_tokens) == (100, 50), scene


def test_aimock_is_told_what_to_answer_in_all_that_is_not_done_on_the_way():
    told = {each["match"]["model"] for each in fixtures() if "model" in each["match"]}
    assert told == {
        model_name(scene, vendor) for scene in NINETEEN if scene not in DONE_ON_THE_WAY for vendor in VENDORS
    }
    assert sum(vendor != "endpoint" for _, vendor in MARKED_BY_THE_PROXY) == 5


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_call_is_one_request(vendor, aimock, models, runner):
    name = model_name(Scene.OVERLOADED, vendor)
    before = times_asked(aimock, name)
    failure(models, runner, vendor, Scene.OVERLOADED)
    assert times_asked(aimock, name) - before == 1


def test_no_key_reaches_an_answer_of_ours(models, runner):
    for vendor in VENDORS:
        error = failure(models, runner, vendor, Scene.KEY_REFUSED)
        assert "key-for-aimock" not in error.message + error.remedy
