"""The plan of a film: where it is cut, and what stands between the cuts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noktvrn.studio.picture.film.compositor import SCENES
from noktvrn.studio.picture.film.cutting import SHORTEST_SHOT_S, Part, cuts_of, plan_shots
from noktvrn.studio.picture.film.keys import KEYS
from noktvrn.studio.picture.film.treatments import TREATMENTS, treatment_of
from noktvrn.studio.picture.film.vertical import TALL_SCENES, plan_teaser
from noktvrn.studio.picture.look import STYLE_FAMILIES

KINDS = ("intro", "verse", "prechorus", "chorus", "break", "bridge", "outro", "something else")
RATE = 30


def song(bar_s: float, plan: list[tuple[str, int, float]]) -> tuple[list[Part], list[float], int]:
    parts, bar = [], 0
    for kind, bars, energy in plan:
        parts.append(Part(kind, bar * bar_s, (bar + bars) * bar_s, energy))
        bar += bars
    return parts, [number * bar_s for number in range(bar)], round(bar * bar_s * RATE)


PLANS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 20), st.floats(0.0, 1.0)), min_size=1, max_size=12)


@given(bar_s=st.floats(0.9, 5.0), plan=PLANS, family=st.sampled_from(STYLE_FAMILIES), footage=st.booleans())
@example(bar_s=0.90625, plan=[("intro", 13, 0.0)], family="silk", footage=False)
def test_every_cut_falls_on_a_downbeat_and_no_shot_is_too_short(bar_s, plan, family, footage):
    parts, downbeats, frames = song(bar_s, plan)
    shots = plan_shots(parts, downbeats, frames, RATE, treatment_of(family), has_footage=footage)
    bars = {round(beat * RATE) for beat in downbeats}
    assert set(cuts_of(shots)) <= bars
    assert (shots[0].first_frame, shots[-1].end_frame) == (0, frames)
    assert all(a.end_frame == b.first_frame for a, b in itertools.pairwise(shots))
    if len(shots) > 1:
        assert min(shot.end_frame - shot.first_frame for shot in shots) >= SHORTEST_SHOT_S * RATE - 1
    assert all(shot.scene in SCENES and shot.key in KEYS for shot in shots)


def test_a_song_opens_with_its_title_ends_with_its_credits_and_changes_with_its_sections():
    form = [("intro", 8, 0.3), ("verse", 16, 0.5), ("chorus", 16, 0.9), ("verse", 8, 0.5), ("chorus", 16, 1.0)]
    parts, downbeats, frames = song(2.18, [*form, ("outro", 8, 0.3)])
    shots = plan_shots(parts, downbeats, frames, RATE, TREATMENTS["halftone"])
    assert (shots[0].scene, shots[-1].scene) == ("title", "credits")
    borders = {round(part.start_s * RATE) for part in parts[1:]}
    assert borders <= set(cuts_of(shots))
    assert len({shot.scene for shot in shots}) >= 6
    assert len({shot.key for shot in shots}) >= 3


def test_choruses_are_cut_quicker_than_verses():
    parts, downbeats, frames = song(2.0, [("verse", 32, 0.5), ("chorus", 32, 0.9)])
    shots = plan_shots(parts, downbeats, frames, RATE, TREATMENTS["silk"])
    lengths = {
        group: [shot.end_frame - shot.first_frame for shot in shots if shot.group == group]
        for group in ("verse", "drop", "chorus")
    }
    fast = lengths["chorus"] + lengths["drop"]
    assert sum(fast) / len(fast) < sum(lengths["verse"]) / len(lengths["verse"])


@pytest.mark.parametrize("frames", [1, 30, 100, 400])
def test_a_recording_without_bars_or_time_is_one_shot(frames):
    shots = plan_shots([], [], frames, RATE, TREATMENTS["aura"])
    assert [(shot.first_frame, shot.end_frame) for shot in shots] == [(0, frames)]


def test_every_treatment_names_scenes_and_keys_that_exist_and_differs_from_the_others():
    for treatment in TREATMENTS.values():
        assert {scene for scenes in treatment.scenes.values() for scene in scenes} <= set(SCENES)
        assert {key for keys in treatment.keys.values() for key in keys} <= set(KEYS)
    assert len({(t.character, t.form, t.particles, tuple(t.scenes.items())) for t in TREATMENTS.values()}) == len(
        TREATMENTS
    )
    assert {treatment_of(family).form for family in STYLE_FAMILIES} >= {"ring", "ridges", "columns", "spine", "dots"}


@given(bar_s=st.floats(0.8, 4.0), has_lines=st.booleans(), offset_s=st.floats(0.0, 2.0))
def test_a_teaser_shows_its_page_first_and_is_cut_on_downbeats(bar_s, has_lines, offset_s):
    downbeats = [offset_s + bar * bar_s for bar in range(int(20 / bar_s))]
    shots = plan_teaser(downbeats, 600, RATE, TREATMENTS["silk"], has_lines)
    assert set(cuts_of(shots)) <= {round(beat * RATE) for beat in downbeats}
    assert shots[0].scene == "page"
    assert shots[-1].end_frame == 600
    assert min(shot.end_frame - shot.first_frame for shot in shots) >= 2.1 * RATE
    assert all(shot.scene in TALL_SCENES for shot in shots)
