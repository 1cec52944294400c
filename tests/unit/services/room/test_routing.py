"""Whom to ask first: the operator's ranking, price, time, or what was learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.ports.language import ModelRef, Role
from noktvrn.ports.room_state import Standing
from noktvrn.services.room.board import REFRESH_S
from noktvrn.services.room.learning import HALF_LIFE_S, learned, rated
from noktvrn.services.room.routing import Candidate, in_order
from noktvrn.testing.builders import ARTIST_ID, build_artist
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import FakeLanguageModel, Says
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, build_request, fake_room

AUTHOR = Role.AUTHOR
MODES = ["ranked", "cheapest", "fastest", "best"]


def candidate(name, good=0.0, bad=0.0, latency_s=3.0, cost_usd=0.002, rating=1.0, ratings=0.0, listed_usd=0.002):
    model = FakeLanguageModel(f"{name}:model", [Says(SONG)])
    calls = round(good + bad)
    standing = Standing(AUTHOR, name, "model", good, bad, latency_s, cost_usd, rating, ratings, calls, NOON)
    return Candidate(model, standing if calls else None, listed_usd)


def order(mode, *candidates, seed=0, bar=0.8):
    found = in_order(mode, candidates, bar=bar, at=NOON, rng=Random(seed))
    return [each.model.ref.vendor for each in found]


def usual(mode, *candidates):
    """The order that most requests meet, exploration aside."""
    orders = [tuple(order(mode, *candidates, seed=seed)) for seed in range(40)]
    return list(max(set(orders), key=orders.count))


def test_ranked_is_the_operators_order_whatever_was_learned():
    assert order("ranked", candidate("a", 1, 40), candidate("b", 40, 0)) == ["a", "b"]


def test_cheapest_asks_those_that_meet_the_bar_by_what_a_good_answer_costs():
    dear = candidate("dear", 50, 1, cost_usd=0.02)
    cheap = candidate("cheap", 45, 5, cost_usd=0.001)
    poor = candidate("poor", 10, 40, cost_usd=0.0001)
    assert order("cheapest", dear, poor, cheap) == ["cheap", "dear", "poor"]
    assert order("cheapest", dear, poor, cheap, bar=0.1) == ["poor", "cheap", "dear"]


def test_fastest_asks_those_that_meet_the_bar_by_their_time():
    slow, quick, poor = candidate("slow", 50, 1, 20), candidate("quick", 45, 5, 2), candidate("poor", 10, 40, 0.5)
    assert order("fastest", slow, poor, quick) == ["quick", "slow", "poor"]


@pytest.mark.parametrize("mode", ["cheapest", "fastest"])
def test_without_experience_list_prices_and_the_ranking_decide(mode):
    first, second = candidate("first", listed_usd=0.01), candidate("second", listed_usd=0.001)
    assert order(mode, first, second) == (["second", "first"] if mode == "cheapest" else ["first", "second"])


def test_best_keeps_the_ranking_while_the_difference_may_be_chance():
    assert usual("best", candidate("a", 3, 1), candidate("b", 4, 0)) == ["a", "b"]


def test_best_prefers_what_is_surely_better():
    assert usual("best", candidate("a", 20, 40), candidate("b", 60, 1)) == ["b", "a"]
    dear, cheap = candidate("dear", 60, 2, cost_usd=0.03), candidate("cheap", 58, 4, cost_usd=0.001)
    assert usual("best", dear, cheap) == ["cheap", "dear"]


def test_best_prefers_answers_that_were_found_better():
    dull = candidate("dull", 60, 1, rating=0.4, ratings=50)
    bright = candidate("bright", 60, 1, rating=0.9, ratings=50)
    assert usual("best", dull, bright) == ["bright", "dull"]


def test_best_tries_what_is_little_known_now_and_then():
    known, unknown = candidate("known", 60, 5), candidate("unknown")
    firsts = [order("best", known, unknown, seed=seed)[0] for seed in range(400)]
    assert 0.01 < firsts.count("unknown") / len(firsts) < 0.2


def test_what_is_surely_worse_is_never_tried():
    known, hopeless = candidate("known", 60, 5), candidate("hopeless", 1, 60, cost_usd=0.05)
    assert {order("best", known, hopeless, seed=seed)[0] for seed in range(200)} == {"known"}


STANDINGS = st.tuples(
    st.floats(0, 60), st.floats(0, 60), st.floats(0, 60), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 60)
)


@given(st.lists(STANDINGS, min_size=1, max_size=7), st.sampled_from(MODES), st.integers(0, 99))
def test_everybody_is_asked_once_in_every_mode(given_standings, mode, seed):
    candidates = [candidate(f"v{number}", *values) for number, values in enumerate(given_standings)]
    assert sorted(order(mode, *candidates, seed=seed)) == [f"v{number}" for number in range(len(candidates))]


@given(st.lists(st.booleans(), max_size=80))
def test_what_is_learned_stays_within_its_bounds(outcomes):
    standing = None
    for is_good in outcomes:
        standing = learned(standing, AUTHOR, ModelRef("a", "b"), is_good=is_good, latency_s=2, cost_usd=0.1, at=NOON)
    if standing is not None:
        assert standing.calls == len(outcomes)
        assert 0 <= standing.good + standing.bad <= len(outcomes) + 1e-9
        assert standing.latency_s == pytest.approx(2)
        assert standing.cost_usd == pytest.approx(0.1)


def test_old_experience_fades():
    ref = ModelRef("a", "b")
    standing = None
    for _ in range(20):
        standing = learned(standing, AUTHOR, ref, is_good=True, latency_s=1, cost_usd=0, at=NOON)
    later = learned(
        standing, AUTHOR, ref, is_good=False, latency_s=1, cost_usd=0, at=NOON + timedelta(seconds=HALF_LIFE_S)
    )
    assert later.good == pytest.approx(standing.good / 2, rel=0.03)


def test_ratings_are_a_moving_mean():
    standing = learned(None, AUTHOR, ModelRef("a", "b"), is_good=True, latency_s=1, cost_usd=0, at=NOON)
    assert rated(standing, 0.4).rating == 0.4
    assert 0.4 < rated(rated(standing, 0.4), 0.8).rating < 0.8


def test_what_is_learned_survives_a_restart():
    records = InMemoryRecords()
    models = [FakeLanguageModel("a:m", [Says("not json")]), FakeLanguageModel("b:m", [Says(SONG)])]
    identifiers = CountingIdentifiers()
    refs = []
    for _ in range(4):
        with fake_room(models, records=records, settings={"mode": "best"}, identifiers=identifiers) as room:
            refs += [str(room.ask(build_request()).attempts[0].ref) for _ in range(15)]
    with records.read() as unit:
        standings = {each.vendor: each for each in unit.room_state.standings()}
    assert (standings["a"].good, standings["b"].bad) == (0, 0)
    assert refs[0] == "a:m"
    assert refs[30:].count("b:m") >= 28


def test_ratings_change_whom_best_asks():
    records = InMemoryRecords()
    models = [FakeLanguageModel("a:m", [Says(SONG)]), FakeLanguageModel("b:m", [Says(SONG)])]
    with fake_room(models, records=records, settings={"mode": "best"}) as room:
        refs = []
        for _ in range(120):
            result = room.ask(build_request())
            room.rate(AUTHOR, result.ref, 0.2 if result.ref.vendor == "a" else 0.95)
            refs.append(result.ref.vendor)
    assert refs[0] == "a"
    assert refs[60:].count("b") > 50


def test_rankings_of_roles_and_artists_name_models_or_vendors():
    records = InMemoryRecords()
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
    names = ["a:one", "a:two", "b:one"]
    models = [FakeLanguageModel(name, [Says(SONG)]) for name in names]
    settings = {"roles": {"critic": {"models": ["b"]}}, "artists": {"nova-lux": {"models": ["a:two", "b"]}}}
    with fake_room(models, records=records, settings=settings) as room:
        asked = [
            room.ask(build_request(role=role, artist_id=artist_id))
            for role, artist_id in ((AUTHOR, None), (Role.CRITIC, None), (Role.CRITIC, ARTIST_ID))
        ]
    assert [str(each.ref) for each in asked] == ["a:one", "b:one", "a:two"]


def test_a_ranking_given_to_an_artist_by_hand_wins_over_the_settings_and_is_taken_up_by_a_running_room():
    records, clock = InMemoryRecords(), FrozenClock()
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.commit()
        stored = unit.artists.get(ARTIST_ID)
    models = [FakeLanguageModel(name, [Says(SONG)]) for name in ("a:one", "b:one", "c:one")]
    settings = {"artists": {"nova-lux": {"models": ["b"]}}}
    more = {"records": records, "clock": clock, "settings": settings, "identifiers": CountingIdentifiers()}
    with fake_room(models, **more) as room:
        assert str(room.ask(build_request(artist_id=ARTIST_ID)).ref) == "b:one"
        with records.write() as unit:
            unit.artists.save(replace(stored, writer=replace(stored.writer, models=("c", "a:one"))))
            unit.commit()
        clock.advance(REFRESH_S + 1)
        assert str(room.ask(build_request(artist_id=ARTIST_ID)).ref) == "c:one"
        assert str(room.ask(build_request()).ref) == "a:one"


def test_a_ranking_that_names_nobody_leaves_the_embedded_way(caplog):
    with fake_room(
        [FakeLanguageModel("a:one", [Says(SONG)])], settings={"roles": {"author": {"models": ["z"]}}}
    ) as room:
        assert room.ask(build_request()).value is None
        assert not room.is_open(AUTHOR)
    assert "names z" in caplog.text
