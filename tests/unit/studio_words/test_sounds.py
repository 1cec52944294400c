"""How words sound."""

from __future__ import annotations

import pytest

from noktvrn.studio.words.sounds import nearly_rhymes, rhyme_key, rhymes, scan_fault, stresses, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("fire", 1), ("every", 2), ("loved", 1), ("wanted", 2), ("station", 2), ("table", 2), ("window", 2),
        ("idea", 3),
        ("apologise", 4), ("you'll", 1), ("couldn't", 2), ("it's", 1), ("radio", 3), ("quiet", 2), ("houses", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("night", "white"), ("door", "four"), ("stay", "grey"), ("through", "blue"), ("said", "bread"),
        ("rain", "again"),
        ("stone", "alone"), ("town", "down"), ("slow", "go"), ("love", "above"), ("stairs", "cares"), ("skies", "eyes"),
        ("closed", "supposed"), ("cracked", "packed"), ("fire", "wire"), ("machine", "seen"), ("tie", "goodbye"),
    ],
)  # fmt: skip
def test_words_that_rhyme_are_heard_however_they_are_spelled(one, other):
    assert rhymes(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("love", "move"), ("food", "good"), ("night", "night"), ("word", "lord"), ("said", "paid")]
)
def test_words_that_only_look_alike_do_not_rhyme(one, other):
    assert not rhymes(one, other)


def test_near_rhymes_share_the_vowel_and_the_kind_of_ending():
    assert nearly_rhymes("home", "alone")
    assert not nearly_rhymes("home", "night")
    assert rhyme_key("home") != rhyme_key("alone")


def test_a_regular_line_scans_better_than_a_lumpy_one():
    assert stresses("The kettle clicks, the radio's low").startswith("x/x/")
    assert scan_fault("The rain comes down on tired feet") < scan_fault("Big old cold grey stone walls fell")
