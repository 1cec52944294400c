"""Slugs, and names that belong to somebody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.roster.known_acts import KNOWN_ACTS, known_act, known_act_within
from noktvrn.roster.slug import MAX_SLUG_LENGTH, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nova Lux", "nova-lux"),
        ("  Æther & Óðinn! ", "aether-and-odinn"),
        ("Μαρία Νόβα", "maria-nova"),
        ("Чайка", "chaika"),
        ("Don't Look", "dont-look"),
        ("Straße 9", "strasse-9"),
    ],
)
def test_names_become_slugs_that_people_can_read(name, slug):
    assert slug_of(name) == slug


@given(st.text(max_size=80), st.sets(st.text(alphabet="ab-2", max_size=4), max_size=6))
def test_a_slug_is_never_empty_never_taken_and_always_safe(name, taken):
    slug = slug_of(name, taken=taken)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= MAX_SLUG_LENGTH
    assert slug not in taken
    assert slug == slug_of(name, taken=taken)


def test_a_taken_slug_gets_a_number():
    assert slug_of("Nova", taken={"nova", "nova-2"}) == "nova-3"


def test_famous_names_are_known_in_any_spelling():
    assert known_act("beyonce") == "Beyoncé"
    assert known_act("WEEKND") == "The Weeknd"
    assert known_act("Nova Lux") is None
    assert len(KNOWN_ACTS) >= 150


def test_descriptions_may_not_name_an_act_but_may_use_common_words():
    assert known_act_within("drums like Daft Punk at dawn") == "Daft Punk"
    assert known_act_within("future garage with blur and air, for those who wait at the doors") is None
