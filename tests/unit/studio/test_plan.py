import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.errors import ParameterError
from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.plan import BPM_RANGE, Dials, SongRequest, make_plan
from noktvrn.studio.score.form import fit_form


@pytest.mark.parametrize("genre", GENRES)
def test_open_questions_are_answered_from_the_genre(genre):
    profile = genre_profile(genre)
    plan = make_plan(SongRequest(genre, 3))
    low, _, high = profile.bpm
    assert low <= plan.bpm <= high
    assert plan.key.mode in profile.modes
    assert profile.length_s[0] - 12 <= plan.seconds(plan.bars * 4) <= profile.length_s[1] + 12


@pytest.mark.parametrize("genre", GENRES)
def test_a_form_has_what_a_song_needs(genre):
    kinds = [section.kind for section in make_plan(SongRequest(genre, 1)).sections]
    assert kinds[0] == "intro"
    assert kinds[-1] == "outro"
    assert {"verse", "chorus"} <= set(kinds)
    assert {"break", "bridge"} & set(kinds)


@given(st.integers(0, 2**63 - 1), st.sampled_from(GENRES), st.floats(20.0, 600.0))
@settings(max_examples=60)
def test_sections_follow_each_other_and_the_length_is_met(seed, genre, length_s):
    plan = make_plan(SongRequest(genre, seed, length_s=length_s))
    assert plan.sections[0].first_bar == 0
    for before, after in zip(plan.sections, plan.sections[1:], strict=False):
        assert after.first_bar == before.end_bar
    bar_s = 240.0 / plan.bpm
    assert abs(plan.seconds(plan.bars * 4) + bar_s - length_s) <= 3.2 * bar_s + 3.0


def test_what_is_asked_for_is_kept():
    plan = make_plan(SongRequest("house", 9, bpm=124.5, key="F# dorian", mood="Dark", energy=0.8, length_s=100.0))
    assert plan.bpm == 124.5
    assert plan.key.name == "F# dorian"
    assert plan.mood == "dark"
    assert plan.energy == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"bpm": 0.0}, "bpm"),
        ({"bpm": math.nan}, "bpm"),
        ({"bpm": BPM_RANGE[1] + 1}, "240"),
        ({"key": "H minor"}, "tonic"),
        ({"key": "A flatish"}, "minor"),
        ({"energy": 1.5}, "energy"),
        ({"length_s": 36_000.0}, "600"),
        ({"seed": -1}, "seed"),
        ({"dials": Dials(density=2.0)}, "dials.density"),
        ({"genre": "polka"}, "synthwave"),
    ],
)
def test_impossible_values_are_refused_by_name_and_range(change, named):
    with pytest.raises(ParameterError) as caught:
        make_plan(SongRequest(**{"genre": "lofi", "seed": 1, **change}))
    assert named in caught.value.message + caught.value.remedy


def test_the_same_request_gives_the_same_plan_and_another_seed_another():
    plans = [make_plan(SongRequest("trap", seed)).as_json() for seed in (4, 4, 5)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_moods_lean_the_mode():
    happy = [make_plan(SongRequest("indie_pop", s, mood="joyful")).key.has_minor_third for s in range(40)]
    sad = [make_plan(SongRequest("indie_pop", s, mood="sad")).key.has_minor_third for s in range(40)]
    assert sum(happy) < sum(sad)


@given(st.integers(4, 300))
def test_a_fitted_form_keeps_whole_sections(bars):
    form = fit_form(genre_profile("synthwave").forms[0], bars)
    assert all(shape.bars >= 1 for shape in form)
    assert form[0].kind == "intro"
    assert form[-1].kind == "outro"
