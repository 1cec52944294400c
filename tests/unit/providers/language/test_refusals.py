"""Refusals are told from answers, and songs that begin like one are not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.providers.language.refusals import holds_refusal, is_refusal

REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I’m sorry, but I can’t assist with that request.",
    "I am sorry, I cannot comply with this request.",
    "Sorry, but I'm not able to help with that.",
    "I can't help with that request.",
    "I cannot create this kind of content.",
    "I won't write that kind of material.",
    "I must decline this request, as it goes against my guidelines.",
    "Unfortunately, I cannot provide copyrighted lyrics.",
    "As an AI language model, I am unable to generate such content.",
    "As an AI, I can't write that kind of content.",
    "I apologize, but I am unable to assist with this request.",
    "\"I'm sorry, but as an AI language model, I can't write that.\"",
    "I will not produce content that violates the usage policies; your request does.",
]

SUNG = [
    "I can't help falling through the floor",
    "I'm sorry but I can't help loving you",
    "I'm sorry, I can't come home tonight",
    "Sorry that I could not stay, your light was on",
    "I cannot write your name without the rain",
    "I won't create another storm",
    "I can't provide for two on diner pay",
    "I will not discuss the moon again",
    "Unfortunately this town is out of stars",
    "I can't do this any more, says the sea",
    "As an island I was never much",
    "I have to refuse the last dance",
    "Lo siento, the radio said, and died",
    "I'm sorry, this road was never yours",
    "I can't answer when the morning calls",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_one_as_prose_and_within_a_field(text):
    assert is_refusal(text)
    assert holds_refusal({"title": "x", "sections": [{"lines": ["", text]}]})


@pytest.mark.parametrize("line", SUNG)
def test_a_line_of_a_song_within_an_answer_is_no_refusal(line):
    assert not holds_refusal({"title": line, "sections": [{"kind": "verse", "lines": [line, line]}]})


@pytest.mark.parametrize(
    "text",
    ["Here is your song: Slow Water", "Title: Slow Water", "The sea said sorry", "Guidelines for driving at night"],
)
def test_other_prose_is_no_refusal(text):
    assert not is_refusal(text)
    assert not holds_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Es tut mir leid, aber dabei kann ich nicht helfen.",
        "Je suis désolé, mais je ne peux pas vous aider.",
        "Lo siento, pero no puedo ayudar con eso.",
    ],
)
def test_apologies_in_other_tongues_where_json_was_due_are_refusals(text):
    assert is_refusal(text)


def test_a_long_text_that_begins_with_an_apology_is_an_answer():
    assert not is_refusal("I'm sorry, but I can't help with that request. " + "And then the rain came down. " * 100)


@given(st.text(max_size=300))
def test_any_text_is_judged_without_failing(text):
    is_refusal(text)
    holds_refusal([text, {"a": text}, 3, None])


@given(st.lists(st.sampled_from(["i", "can't", "sorry", "help", "write", "the", "a", "moon", "request"]), max_size=200))
def test_judging_takes_no_long_time(words):
    is_refusal(" ".join(words))
