import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.genres import GENRES
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.tension import correlation, heard_tension


@given(st.sampled_from(GENRES), st.integers(0, 300), st.floats(20.0, 300.0))
@settings(max_examples=50)
def test_every_bar_has_a_tension_and_sections_keep_their_arc(genre, seed, length_s):
    plan = make_plan(SongRequest(genre, seed, length_s=length_s))
    assert len(plan.tension) == plan.bars
    assert all(0.0 <= value <= 1.0 for value in plan.tension)
    for section in plan.sections:
        first, last = plan.tension[section.first_bar], plan.tension[section.end_bar - 1]
        if section.kind == "prechorus" and section.bars >= 4:
            assert last > first
        if section.kind == "outro" and section.bars >= 4:
            assert last < first


def test_the_tension_stands_in_the_song_file():
    plan = make_plan(SongRequest("synthwave", 3))
    told = plan.as_json()
    assert len(told["tension"]) == plan.bars
    assert max(told["sections"], key=lambda s: s["tension"])["kind"] in {"chorus", "prechorus"}


@pytest.mark.parametrize("genre", GENRES)
def test_a_score_follows_the_tension_that_is_wanted(genre):
    found = []
    for seed in range(3):
        plan = make_plan(SongRequest(genre, seed))
        found.append(correlation(plan.tension, heard_tension(compose(plan))))
    assert sorted(found)[1] >= 0.5


def test_correlation_of_a_constant_is_none():
    assert correlation([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]) == pytest.approx(1.0)
    assert correlation([1.0, 1.0], [0.0, 1.0]) == 0.0
