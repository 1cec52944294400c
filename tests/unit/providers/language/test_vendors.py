"""Every vendor's adapter against a server that speaks its format: good answers, nineteen faults, and worse."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
import tracemalloc

import pytest
from pydantic import BaseModel

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, ModelAnswer, ModelRef
from noktvrn.providers.language.model import VendorModel
from noktvrn.providers.language.shelf import SettledShelf
from noktvrn.providers.language.transport import MAX_ANSWER_BYTES
from noktvrn.settings.models import ModelsSettings
from noktvrn.testing.language_contract import LanguageModelContract, Song, Staged, song_call
from noktvrn.testing.language_servers import NINETEEN, LanguageServer, Scene, fault_of_scene

from .conftest import KEY, VENDORS

SLOW = {Scene.HANGS, Scene.DRIPS}
BILLED = {
    Scene.FILTERED_EMPTY,
    Scene.FILTERED_PARTLY,
    Scene.REFUSAL_MARKED,
    Scene.CUT_OFF,
    Scene.REFUSAL_IN_WORDS,
    Scene.REFUSAL_IN_FIELDS,
    Scene.BROKEN_JSON,
    Scene.WRONG_SHAPE,
    Scene.EMPTY,
}
BROKEN_OFF = {Scene.DROPPED, Scene.VAST, Scene.VAST_PACKED}


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestVendorsKeepTheContract(LanguageModelContract):
    @pytest.fixture
    def loop(self, runner: asyncio.Runner) -> asyncio.Runner:
        return runner

    @pytest.fixture
    def staged(self, vendor, server, of_vendor) -> Staged:
        def staged(scene: Scene) -> VendorModel:
            server.play(vendor, scene)
            return of_vendor(vendor)

        return staged


def test_there_are_nineteen_faults():
    assert len(NINETEEN) == 19


@pytest.mark.parametrize("scene", list(Scene))
def test_every_scene_is_one_request_and_the_odd_ones_too_come_out_as_they_should(vendor, scene, server, of_vendor, ask):
    server.play(vendor, scene)
    outcome = ask(of_vendor(vendor), timeout_s=0.2 if scene in SLOW else 30.0)
    assert len(server.heard) == 1
    expected = fault_of_scene(scene, vendor)
    if expected is None:
        assert isinstance(outcome, ModelAnswer)
        assert outcome.value == Song(title="Slow Water", mood=3)
    else:
        assert isinstance(outcome, ModelCallError)
        assert outcome.fault == expected, outcome
        assert ((outcome.input_tokens, outcome.output_tokens) == (100, 50)) == (scene in BILLED), outcome
        if scene not in SLOW and not outcome.input_tokens:
            assert outcome.may_be_billed is (scene in BROKEN_OFF), "an answer that began was paid for"


def test_a_key_that_the_vendor_echoes_stands_nowhere(vendor, server, of_vendor, runner, caplog):
    caplog.set_level(logging.DEBUG, "noktvrn")
    server.play(vendor, Scene.KEY_REFUSED)
    model = of_vendor(vendor)
    with pytest.raises(ModelCallError) as caught:
        runner.run(model.ask(song_call()))
    if vendor != "endpoint":
        assert server.heard[0].key == KEY, "blanks and line breaks around it are gone"
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.remedy
    shown = repr(model) + model.account + repr(model.traits) + str(vars(caught.value))
    logged = "".join(record.getMessage() for record in caplog.records if record.name.startswith("noktvrn"))
    assert KEY not in told + shown + logged


def test_what_is_asked_reaches_the_vendor_whole(vendor, server, of_vendor, ask):
    outcome = ask(of_vendor(vendor), complaint="mood: must be a number", seed=None)
    assert isinstance(outcome, ModelAnswer)
    sent = str(server.heard[0].body)
    for words in ("You write songs.", "about the sea", "mood: must be a number"):
        assert words in sent
    assert server.heard[0].model == of_vendor(vendor).ref.model
    assert "300" in sent
    assert "mood" in sent, "the shape of the answer is sent along"


def test_an_endpoint_may_be_held_to_the_shape_in_three_ways(server, runner):
    for answers, marks in (("schema", "json_schema"), ("tool", "'tools'"), ("prompt", "JSON")):
        endpoint = {"endpoint": {"url": server.url("endpoint"), "models": ["small"], "answers": answers}}
        shelf = SettledShelf(server.settings(compatible=endpoint, order="endpoint:small"))
        server.heard.clear()
        assert runner.run(shelf.models()[0].ask(song_call())).value.title == "Slow Water"
        assert marks in str(server.heard[0].body), answers
        assert server.heard[0].key in {"", "none"}
        limits = {name for name in server.heard[0].body if name.startswith("max_")}
        assert limits == {"max_tokens"}, "Ollama passes over the newer name of the limit without a word"
        runner.run(shelf.close())


@pytest.mark.parametrize("scene", [Scene.VAST, Scene.VAST_PACKED])
def test_fifty_megabytes_end_early_and_take_little_memory(scene, server, of_vendor, ask):
    ask(of_vendor("openai"))
    server.play("openai", scene)
    tracemalloc.start()
    began = time.process_time()
    try:
        assert ask(of_vendor("openai")).fault == Fault.NOT_API
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 5
    assert peak < 8 * MAX_ANSWER_BYTES


def test_many_calls_at_once_are_kept_apart(server, of_vendor, runner):
    server.answer = lambda heard: {"title": str(heard.body["messages"])[-60:], "mood": len(server.heard)}

    async def all_at_once() -> list[ModelAnswer[Song]]:
        asked = [of_vendor("openai").ask(song_call(prompt=f"Song number {number}!")) for number in range(40)]
        return await asyncio.gather(*asked)

    answers = runner.run(all_at_once())
    assert [f"number {number}!" in answer.value.title for number, answer in enumerate(answers)] == [True] * 40


def test_a_loop_of_its_own_gets_connections_of_its_own(server, of_vendor, shelf):
    async def ask_and_close() -> str:
        title = (await of_vendor("mistral").ask(song_call())).value.title
        await shelf.close()
        return title

    assert [asyncio.run(ask_and_close()) for _ in range(2)] == ["Slow Water", "Slow Water"]


def test_a_shelf_that_was_closed_opens_again_when_a_model_is_asked(of_vendor, shelf, server, runner):
    async def ask_close_ask() -> str:
        await of_vendor("google").ask(song_call())
        await shelf.close()
        return (await of_vendor("google").ask(song_call())).value.title

    assert runner.run(ask_close_ask()) == "Slow Water"


def test_nobody_there_is_unreachable(vendor, server, runner):
    port = "127.0.0.1:9"  # discard, which nobody serves
    settings = server.settings()
    section = {"api_key": KEY, "base_url": f"http://{port}"}
    changed = (
        {"compatible": {"endpoint": {"url": f"http://{port}", "models": ["small"]}}}
        if vendor == "endpoint"
        else {vendor.replace("-", "_"): section}
    )
    shelf = SettledShelf(type(settings).model_validate(changed))
    with pytest.raises(ModelCallError) as caught:
        runner.run(shelf.models()[0].ask(song_call()))
    assert caught.value.fault == Fault.UNREACHABLE
    assert "cannot be reached: nobody answers at its address." in caught.value.message
    runner.run(shelf.close())


def test_a_prompt_beyond_the_window_is_not_sent(server, of_vendor, ask):
    error = ask(of_vendor("mistral"), prompt="sea " * 600_000)
    assert error.fault == Fault.TOO_LONG
    assert "262,144" in error.message
    assert server.heard == []


def test_an_unknown_model_is_told_with_the_nearest_known(server, runner):
    server.play("anthropic", Scene.MODEL_UNKNOWN)
    shelf = SettledShelf(server.settings(order="anthropic:claude-haiku-5.5-fast"))
    with pytest.raises(ModelCallError, match=r"claude-haiku-5\.5-fast") as caught:
        runner.run(shelf.models()[0].ask(song_call()))
    assert "Did you mean claude-haiku-5-5" in caught.value.remedy
    runner.run(shelf.close())


def test_a_package_that_does_not_load_is_told_with_the_way_to_get_it(server, runner, monkeypatch):
    monkeypatch.setattr("noktvrn.providers.language.wires.import_module", lambda name: __import__("no_such_package"))
    shelf = SettledShelf(server.settings(order="mistral:mistral-small-2603"))
    with pytest.raises(ModelCallError, match="no_such_package") as caught:
        runner.run(shelf.models()[0].ask(song_call()))
    assert caught.value.fault == Fault.SDK_MISSING
    assert "noktvrn[llm]" in caught.value.remedy
    assert server.heard == []


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_request_that_was_heard_and_never_answered_may_be_billed(runner, is_heard):
    async def hang_up(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
        writer.close()

    async def fail():
        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        if not is_heard:
            server.close()
        endpoint = {"url": f"http://127.0.0.1:{port}/v1", "models": ["small"]}
        shelf = SettledShelf(ModelsSettings.model_validate({"compatible": {"hasty": endpoint}}))
        with pytest.raises(ModelCallError) as caught:
            await shelf.models()[0].ask(song_call())
        await shelf.close()
        server.close()
        return caught.value

    error = runner.run(fail())
    assert (error.fault, error.may_be_billed) == (Fault.UNREACHABLE, is_heard)


def test_preparing_sends_nothing_and_leaves_a_missing_package_to_be_told_when_asked(server, runner, monkeypatch):
    shelf = SettledShelf(server.settings(order="mistral:mistral-small-2603"))
    [model] = shelf.models()
    with monkeypatch.context() as patched:
        patched.setattr("noktvrn.providers.language.wires.import_module", lambda name: __import__("no_such_package"))
        runner.run(model.prepare())
        with pytest.raises(ModelCallError, match="no_such_package"):
            runner.run(model.ask(song_call()))
    runner.run(model.prepare())
    assert server.heard == []
    assert runner.run(model.ask(song_call())).value.title == "Slow Water"
    runner.run(shelf.close())


class Branch(BaseModel):
    """Holds others of its kind."""

    name: str
    branches: list[Branch] = []


class Unspeakable(BaseModel):
    """Has no schema in JSON."""

    model_config = {"arbitrary_types_allowed": True}
    lock: LanguageServer


def test_a_schema_that_cannot_be_expressed_is_refused_and_not_sent(vendor, server, of_vendor, ask):
    error = ask(of_vendor(vendor), answer=Unspeakable)
    assert error.fault == Fault.REQUEST_REFUSED
    assert server.heard == []


def test_a_schema_that_holds_itself_works_or_is_refused(vendor, server, of_vendor, ask):
    server.answer = {"name": "root", "branches": [{"name": "leaf", "branches": []}]}
    outcome = ask(of_vendor(vendor), answer=Branch)
    if isinstance(outcome, ModelCallError):
        assert outcome.fault == Fault.REQUEST_REFUSED
    else:
        assert outcome.value.branches[0].name == "leaf"


def test_models_know_their_windows_and_accounts(shelf):
    by_vendor = {model.ref.vendor: model for model in shelf.models()}
    assert by_vendor["openai"].traits.context_tokens == 1_050_000
    assert by_vendor["endpoint"].traits.context_tokens is None
    assert by_vendor["endpoint"].traits.is_local
    assert not by_vendor["openai"].traits.is_local
    assert len({model.account for model in shelf.models()}) == 7
    assert all("127.0.0.1" in model.account for model in shelf.models())
    assert by_vendor["x-ai"].ref == ModelRef("x-ai", "grok-4.3")


def test_the_name_of_an_openai_organisation_goes_to_openai_alone(vendor, server, runner, ask, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-ours")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-ours")
    shelf = SettledShelf(server.settings())
    ask(next(model for model in shelf.models() if model.ref.vendor == vendor))
    runner.run(shelf.close())
    [heard] = server.heard
    assert ("org-of-ours" in heard.headers.values()) == (vendor == "openai")
