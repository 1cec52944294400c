"""Whose turn it is."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import NotFoundError
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.roster.selection import WORKING, SelectionCandidate, SelectionSettings, choose_artist
from noktvrn.testing.builders import build_artist

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def candidate(number, status=LifecycleStatus.ACTIVE, hours_ago=None):
    artist = replace(build_artist(), id=f"artist-{number:03}", slug=f"a{number}", status=status)
    last = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return SelectionCandidate(artist, last)


def choose(candidates, seed=1):
    return choose_artist(candidates, SelectionSettings(), NOW, random.Random(seed))


def test_the_one_who_waited_longest_goes_first():
    chosen = choose([candidate(1, hours_ago=5), candidate(2, hours_ago=50), candidate(3, hours_ago=7)])
    assert chosen.artist.slug == "a2"
    assert "2.1 days" in chosen.reason


def test_one_who_never_worked_goes_before_all():
    assert choose([candidate(1, hours_ago=900), candidate(2)]).artist.slug == "a2"


def test_an_evolving_artist_weighs_more():
    chosen = choose([candidate(1, hours_ago=10), candidate(2, LifecycleStatus.EVOLVING, hours_ago=9)])
    assert chosen.artist.slug == "a2"


def test_an_empty_roster_says_how_to_create_an_artist():
    with pytest.raises(NotFoundError) as caught:
        choose([])
    assert "artist create" in caught.value.remedy


def test_a_roster_that_rests_says_whom_to_resume():
    with pytest.raises(NotFoundError) as caught:
        choose([candidate(1, LifecycleStatus.PAUSED), candidate(2, LifecycleStatus.RETIRED)])
    assert "1 paused, 1 retired" in caught.value.message
    assert caught.value.remedy.endswith("artist resume a1")


def test_equal_artists_are_chosen_about_equally_often():
    alike = [candidate(number, hours_ago=10) for number in range(4)]
    counts = Counter(choose(alike, seed=seed).artist.slug for seed in range(400))
    assert min(counts.values()) > 60


def test_nobody_waits_for_ever():
    last = {number: number for number in range(6)}
    turns = Counter()
    for turn in range(60):
        people = [candidate(number, hours_ago=turn + 10 - at) for number, at in last.items()]
        number = int(choose(people, seed=turn).artist.slug[1:])
        last[number] = turn + 10
        turns[number] += 1
    assert max(turns.values()) - min(turns.values()) <= 1


@given(
    st.lists(st.tuples(st.sampled_from(LifecycleStatus), st.none() | st.floats(0, 5000)), min_size=1, max_size=8),
    st.integers(0, 2**32),
)
def test_whoever_is_chosen_can_work_and_the_same_seed_chooses_the_same(people, seed):
    roster = [candidate(number, status, hours) for number, (status, hours) in enumerate(people)]
    if not any(one.artist.status in WORKING for one in roster):
        with pytest.raises(NotFoundError):
            choose(roster, seed=seed)
        return
    chosen = choose(roster, seed=seed)
    assert chosen.artist.status in WORKING
    assert chosen == choose(list(reversed(roster)), seed=seed)
