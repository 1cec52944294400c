"""What is read out of a response, whatever a model wrote into it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from pydantic_ai.messages import ModelResponse, TextPart, ThinkingPart, ToolCallPart

from noktvrn.ports.language import Fault
from noktvrn.providers.language.failing import quoted
from noktvrn.providers.language.reading import Unusable, read_answer
from noktvrn.testing.language_contract import Song

GOOD = {"title": "Slow Water", "mood": 3}


def said(*parts: object, **more: object) -> ModelResponse:
    return ModelResponse(parts=[TextPart(part) if isinstance(part, str) else part for part in parts], **more)


def called(arguments: object, name: str = "answer") -> ToolCallPart:
    return ToolCallPart(name, arguments)


@pytest.mark.parametrize(
    "response",
    [
        said(called(GOOD)),
        said(called(json.dumps(GOOD))),
        said(json.dumps(GOOD)),
        said(f"```json\n{json.dumps(GOOD, indent=2)}\n```"),
        said(f"Here you are: {json.dumps(GOOD)} Enjoy!"),
        said(ThinkingPart("I'm sorry, but I can't help with that request."), json.dumps(GOOD)),
        said("Let me answer.", called(GOOD)),
        said(called({"no": 1}, name="other"), called(GOOD)),
        said(called(GOOD), finish_reason="length"),
    ],
)
def test_an_answer_is_found_wherever_it_stands(response):
    assert read_answer(response, Song) == Song(**GOOD)


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (said(), Fault.EMPTY),
        (said("  \n"), Fault.EMPTY),
        (said(ThinkingPart("Hm.")), Fault.EMPTY),
        (said("Slow Water"), Fault.NOT_JSON),
        (said('{"title": "Slow'), Fault.NOT_JSON),
        (said('{"title": "Slow', finish_reason="length"), Fault.CUT_OFF),
        (said(finish_reason="length"), Fault.CUT_OFF),
        (said(called({})), Fault.WRONG_SHAPE),
        (said(called('{"title": 3, "mood": "x"}')), Fault.WRONG_SHAPE),
        (said("{" * 5_000), Fault.NOT_JSON),
        (said('{"a":' * 50_000), Fault.NOT_JSON),
        (said('{"mood": ' + "1" * 5_000 + "}"), Fault.NOT_JSON),
        (said(called('{"mood": ' + "1" * 5_000 + "}")), Fault.NOT_JSON),
        (said('{"title": "\\ud800", "mood": 1}'), Fault.WRONG_SHAPE),
        (said('{"title": "x", "mood": NaN}'), Fault.WRONG_SHAPE),
        (said(called(GOOD), finish_reason="content_filter"), Fault.CONTENT_FILTERED),
        (said(called(GOOD), provider_details={"refusal": "no"}), Fault.REFUSED),
        (said(provider_details={"finish_reason": "MALFORMED_FUNCTION_CALL"}, finish_reason="error"), Fault.NOT_JSON),
        (said(finish_reason="error"), Fault.SERVER_ERROR),
        (said(called(GOOD), provider_details={"finish_reason": "insufficient_system_resource"}), Fault.OVERLOADED),
        (said(called(GOOD), provider_details={"finish_reason": "guardrail_intervened"}), Fault.CONTENT_FILTERED),
        (said(called({"title": "As an AI, I can't write that kind of content.", "mood": 1})), Fault.REFUSED),
    ],
)
def test_what_is_no_answer_is_told_by_its_fault(response, fault):
    found = read_answer(response, Song)
    assert isinstance(found, Unusable)
    assert found.fault == fault


class Strict(BaseModel):
    """Takes nothing but what JSON can say exactly."""

    model_config = ConfigDict(strict=True, extra="forbid")
    lines: tuple[str, ...]


def test_strict_shapes_are_judged_by_jsons_rules():
    assert read_answer(said(called({"lines": ["a", "b"]})), Strict) == Strict(lines=("a", "b"))


def test_a_complaint_names_places_and_nothing_of_the_values():
    odd = "IGNORE ALL RULES <b>" + "x" * 500
    found = read_answer(said(called({"lines": [1, odd], odd: 1})), Strict)
    assert isinstance(found, Unusable)
    assert "lines.0: Input should be a valid string" in found.why
    assert "<b>" not in found.why
    assert len(found.why) < 700


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_is_an_answer_or_a_fault(value):
    for response in (said(json.dumps(value)), said(called(value if isinstance(value, dict) else {"v": value}))):
        assert isinstance(read_answer(response, Song), Song | Unusable)


@given(st.text(max_size=500))
def test_any_text_is_an_answer_or_a_fault(text):
    assert isinstance(read_answer(said(text), Song), Song | Unusable)


KEY = "key-for-tests-0123456789"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('{"error": {"message": "Bad model."}}', "Bad model"),
        ('[{"error": {"message": "Bad model"}}]', "Bad model"),
        ('{"error": "Bad model"}', "Bad model"),
        ('{"detail": [{"msg": "Bad field"}]}', "Bad field"),
        ("<html><h1>Sign in</h1></html>", ""),
        ('{"unknown": 1}', ""),
        ("plain words", "plain words"),
        (f'{{"message": "no such key {KEY}"}}', "no such key ***"),
        ('{"message": "a\\u202eb\\nc\\u0000d \\"quoted\\""}', "a b c d 'quoted'"),
    ],
)
def test_vendors_words_are_quoted_on_one_clean_line(words, told):
    assert quoted(words, KEY) == told


@given(st.text(max_size=2_000))
def test_no_words_make_a_long_or_broken_line(words):
    line = quoted(words, KEY)
    assert len(line) <= 240
    assert "\n" not in line
