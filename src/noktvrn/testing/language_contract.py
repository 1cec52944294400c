"""What every language model behind the port must do: answer in the shape asked for, or fail with the right fault, once.

Subclass :class:`LanguageModelContract` and give it a fixture ``staged``: a function from a scene to a model that plays
it. Good answers are ``{"title": "Slow Water", "mood": 3}``, for 100 tokens sent and 50 answered.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel, Field

from noktvrn.errors import ModelCallError
from noktvrn.ports.language import Fault, LanguageModel, ModelCall, TokenUsage
from noktvrn.testing.language_servers.scenes import NINETEEN, Scene, fault_of_scene

Staged: TypeAlias = Callable[[Scene], LanguageModel]


class Song(BaseModel):
    """A song of the label."""

    title: str = Field(max_length=80)
    mood: int


ANSWER = {"title": "Slow Water", "mood": 3}


def song_call(**changes: Any) -> ModelCall[Song]:
    """Return a call for a song, with fields changed."""
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


class LanguageModelContract:
    """The contract of :class:`noktvrn.ports.language.LanguageModel`."""

    @pytest.fixture
    def loop(self) -> Iterator[asyncio.Runner]:
        with asyncio.Runner() as runner:
            yield runner

    def test_an_answer_has_the_shape_asked_for_and_says_what_was_billed(
        self, staged: Staged, loop: asyncio.Runner
    ) -> None:
        model = staged(Scene.WELL)
        answer = loop.run(model.ask(song_call()))
        assert answer.value == Song(title="Slow Water", mood=3)
        assert answer.usage == TokenUsage(100, 50)
        assert answer.served_by == model.ref.model

    @pytest.mark.parametrize("scene", NINETEEN)
    def test_every_scene_comes_out_as_its_fault(self, scene: Scene, staged: Staged, loop: asyncio.Runner) -> None:
        model = staged(scene)
        error = _failure(loop, model, timeout_s=0.2 if scene is Scene.HANGS else 30.0)
        assert error.fault == fault_of_scene(scene, model.ref.vendor), error
        assert error.provider == model.ref.vendor
        assert str(model.ref) in error.message
        assert error.message.endswith(".")
        assert error.remedy.endswith(".")
        assert ".." not in error.message

    def test_an_answer_that_was_billed_says_so_when_it_is_unusable(self, staged: Staged, loop: asyncio.Runner) -> None:
        for scene in (Scene.WRONG_SHAPE, Scene.BROKEN_JSON, Scene.REFUSAL_IN_WORDS, Scene.CUT_OFF, Scene.EMPTY):
            error = _failure(loop, staged(scene))
            assert (error.input_tokens, error.output_tokens) == (100, 50), scene

    def test_seconds_to_wait_are_told(self, staged: Staged, loop: asyncio.Runner) -> None:
        assert _failure(loop, staged(Scene.RATE_LIMITED)).retry_after_s == 7

    def test_a_call_ends_at_its_limit_of_time(self, staged: Staged, loop: asyncio.Runner) -> None:
        model = staged(Scene.HANGS)
        began = time.monotonic()
        assert _failure(loop, model, timeout_s=0.1).fault == Fault.TIMED_OUT
        assert time.monotonic() - began < 5

    def test_a_cancelled_call_ends_at_once(self, staged: Staged, loop: asyncio.Runner) -> None:
        model = staged(Scene.HANGS)

        async def give_up() -> float:
            task = asyncio.create_task(model.ask(song_call()))
            await asyncio.sleep(0.05)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - began

        assert loop.run(give_up()) < 1

    def test_calls_at_the_same_time_do_not_disturb_each_other(self, staged: Staged, loop: asyncio.Runner) -> None:
        model = staged(Scene.WELL)

        async def together() -> list[str]:
            answers = await asyncio.gather(*(model.ask(song_call()) for _ in range(8)))
            return [answer.value.title for answer in answers]

        assert loop.run(together()) == ["Slow Water"] * 8

    def test_a_complaint_may_be_sent_along(self, staged: Staged, loop: asyncio.Runner) -> None:
        call = song_call(complaint="mood: must be a number", temperature=None, seed=None)
        assert loop.run(staged(Scene.WELL).ask(call)).value.mood == 3

    def test_a_model_says_whose_it_is_and_what_it_can_take(self, staged: Staged) -> None:
        model = staged(Scene.WELL)
        assert str(model.ref) == f"{model.ref.vendor}:{model.ref.model}"
        assert model.account
        assert model.traits.context_tokens is None or model.traits.context_tokens > 0


def _failure(loop: asyncio.Runner, model: LanguageModel, **changes: Any) -> ModelCallError:
    with pytest.raises(ModelCallError) as caught:
        loop.run(model.ask(song_call(**changes)))
    return caught.value
