"""Which clip is chosen, and what is said about it."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from noktvrn.services.as_json import as_json, from_json
from noktvrn.studio.picture.footage.choosing import Wish, choose_clips
from noktvrn.studio.picture.footage.cutting import Shot
from noktvrn.studio.picture.footage.facts import Clip, ClipCredit, ClipRecord
from noktvrn.studio.picture.footage.plan import FootagePlan, shares_of
from noktvrn.testing.footage_contract import build_clip_facts

FPS = 30
FACTS = replace(
    build_clip_facts(), duration_s=12.0, claimed_s=12.0, motion=0.5, entries_s=(0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
)
WIDE = Wish(1920, 1080, seed=4)


def clip(name: str, *tags: str, record: ClipRecord | None = None, author: str = "", **facts: object) -> Clip:
    return Clip(
        digest=name.ljust(64, "0"),
        path=Path("library") / f"{name}.mp4",
        facts=replace(FACTS, **facts),
        tags=tags,
        credit=ClipCredit(author, "CC BY 4.0") if author else ClipCredit(),
        record=record or ClipRecord(),
    )


def shots(count: int, frames: int = 60, energy: float = 0.5) -> list[Shot]:
    return [Shot(frames * number, frames, "verse", energy) for number in range(count)]


def names(plan: FootagePlan) -> list[str]:
    return [Path(shot.path).stem for shot in plan.shots]


def reason(plan: FootagePlan, kind: str) -> str:
    return next(each.text for each in plan.shots[0].reasons if each.kind == kind)


def test_what_the_song_speaks_of_is_shown():
    plan = choose_clips(
        shots(1), FPS, [clip("a", "sea"), clip("b", "harbour"), clip("c")], replace(WIDE, words=("Harbours",))
    )
    assert names(plan) == ["b"]
    assert reason(plan, "words") == "the song speaks of harbour"


def test_scenes_that_suit_the_mood_are_shown():
    plan = choose_clips(shots(1), FPS, [clip("a", "party"), clip("b", "rain")], replace(WIDE, mood="wistful"))
    assert names(plan) == ["b"]
    assert reason(plan, "mood") == "rain suits wistful"


def test_motion_follows_energy():
    clips = [clip("a", motion=0.05), clip("b", motion=0.95)]
    assert names(choose_clips(shots(1, energy=0.95), FPS, clips, WIDE)) == ["b"]
    assert names(choose_clips(shots(1, energy=0.05), FPS, clips, WIDE)) == ["a"]


def test_what_was_approved_before_is_preferred_and_said():
    clips = [
        clip("a", record=ClipRecord(films=4, rejected=4)),
        clip("b", record=ClipRecord(films=4, approved=3, rejected=1)),
    ]
    plan = choose_clips(shots(1), FPS, clips, WIDE)
    assert names(plan) == ["b"]
    assert reason(plan, "success") == "3 of 4 films with it were approved, 1 rejected"


def test_one_film_says_little_about_a_clip():
    assert ClipRecord().success == 0.5
    assert 0.5 < ClipRecord(films=1, approved=1).success < ClipRecord(films=9, approved=9).success
    assert ClipRecord(films=1, changes=1).success > ClipRecord(films=1, rejected=1).success


def test_small_upright_and_damaged_clips_come_last():
    good = clip("z")
    for worse in (
        clip("a", width_px=1080, height_px=1920),
        clip("a", width_px=480, height_px=270),
        clip("a", damage=0.4),
    ):
        assert names(choose_clips(shots(1), FPS, [worse, good], WIDE)) == ["z"]
    assert names(choose_clips(shots(1), FPS, [clip("a", width_px=1080, height_px=1920), good], Wish(1080, 1920))) == [
        "a"
    ]


@given(
    count=st.integers(2, 9),
    long=st.integers(1, 40),
    motions=st.lists(st.floats(0, 1), min_size=9, max_size=9),
    seed=st.integers(0, 2**40),
)
def test_no_clip_is_shown_twice_in_a_row_and_the_same_seed_gives_the_same_film(count, long, motions, seed):
    clips = [clip("abcdefghi"[number], motion=motions[number]) for number in range(count)]
    wish = replace(WIDE, seed=seed)
    plan = choose_clips(shots(long), FPS, clips, wish)
    shown = names(plan)
    assert all(before != after for before, after in itertools.pairwise(shown))
    assert choose_clips(shots(long), FPS, clips[::-1], wish) == plan


def test_all_clips_are_shown_before_a_film_repeats_itself_much():
    plan = choose_clips(shots(12), FPS, [clip(name) for name in "abcdef"], WIDE)
    assert {share.shots for share in shares_of(plan)} == {2}
    assert sum(share.seconds for share in shares_of(plan)) == 24.0


def test_a_clip_that_comes_again_shows_another_part():
    plan = choose_clips(shots(6), FPS, [clip("a"), clip("b")], WIDE)
    begins = [shot.start_s for shot in plan.shots if shot.path.endswith("a.mp4")]
    assert len(set(begins)) == len(begins) == 3


def test_a_single_clip_fills_the_film_and_none_leaves_it_empty():
    assert names(choose_clips(shots(3), FPS, [clip("a")], WIDE)) == ["a", "a", "a"]
    empty = choose_clips(shots(3), FPS, [], WIDE)
    assert (empty.shots, empty.frames) == ((), 180)


def test_clips_too_short_for_a_shot_are_taken_only_when_there_is_no_other():
    short = clip("a", "sea", duration_s=1.0, entries_s=(0.0,))
    wish = replace(WIDE, words=("sea",))
    assert set(names(choose_clips(shots(4, frames=90), FPS, [short, clip("b"), clip("c")], wish))) == {"b", "c"}
    assert names(choose_clips(shots(1, frames=90), FPS, [short], wish)) == ["a"]


def test_a_plan_is_kept_as_json_and_comes_back_whole():
    plan = choose_clips(shots(3), FPS, [clip("a", "sea", author="Ada Moll"), clip("b")], replace(WIDE, words=("sea",)))
    assert from_json(FootagePlan, json.loads(json.dumps(as_json(plan)))) == plan


def test_those_who_filmed_are_credited_once_each():
    clips = [clip("a", author="Ada Moll"), clip("b", author="Ben Ito"), clip("c")]
    plan = choose_clips(shots(8), FPS, clips, WIDE)
    assert sorted(plan.credits) == ["Ada Moll (CC BY 4.0)", "Ben Ito (CC BY 4.0)"]
