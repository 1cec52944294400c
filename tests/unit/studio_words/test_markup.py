"""The notation of the banks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.studio.words.markup import Speaker, expand, suits, variant_count, voice

LINE = "I walk_ to you* and you keep^ my coat, I'm late / And you were^ kind, and I was_ not"


def test_first_person_is_written_as_it_stands_without_marks():
    assert voice(LINE, Speaker()) == "I walk to you and you keep my coat, I'm late / And you were kind, and I was not"


def test_second_person_speaks_to_somebody_about_others():
    told = voice(LINE, Speaker("second"))
    assert told == "you walk to them and they keep your coat, you're late / And they were kind, and you were not"


def test_third_person_conjugates_and_swaps_for_a_man():
    she = voice(LINE, Speaker("third"))
    assert she == "she walks to him and he keeps her coat, she's late / And he was kind, and she was not"
    he = voice(LINE, Speaker("third", is_man=True))
    assert he == "he walks to her and she keeps his coat, he's late / And she was kind, and he was not"


@pytest.mark.parametrize(
    ("verb", "third"), [("carry", "carries"), ("watch", "watches"), ("have", "has"), ("go", "goes"), ("say", "says")]
)
def test_verbs_take_their_ending(verb, third):
    assert voice(f"I {verb}_ it", Speaker("third")) == f"she {third} it"


def test_we_cannot_be_told_to_a_you():
    assert not suits("We ran", Speaker("second"))
    assert suits("We ran", Speaker("third"))
    assert suits("The tower went on", Speaker("second"))


@pytest.mark.parametrize(
    ("row", "second", "third"),
    [
        ("Give me {t}", False, True),
        ("So [hold|keep] your [breath|nerve], so count to ten", False, False),
        ("Wait for me {t}", False, True),
        ("Count the waves", True, True),
        ("I give_ you* my coat", True, True),
        ("And if you ask^ me [then|now], I might", True, True),
        ("The tower went on / So tell me when the coast is clear", False, True),
    ],
)
def test_an_order_can_be_given_only_to_somebody_who_is_there(row, second, third):
    assert suits(row, Speaker())
    assert suits(row, Speaker("second")) is second
    assert suits(row, Speaker("third")) is third


def test_tied_choices_agree():
    for seed in range(40):
        assert expand("[1:stay|go] [a|b] [1:grey|slow]", random.Random(seed)).replace(" a ", " ").replace(
            " b ", " "
        ) in {
            "stay grey",
            "go slow",
        }
    assert variant_count("[1:stay|go] [a|b|c] [1:grey|slow]") == 6


@given(st.integers(0, 2**40))
def test_expansion_leaves_no_notation(seed):
    text = expand("The [rain|sea] [1:a|b] is [1:c|d]", random.Random(seed))
    assert not set("[]|") & set(text)
