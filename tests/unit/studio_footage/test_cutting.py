"""Cuts fall on downbeats, in frames counted from the film's beginning."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.footage.cutting import CALM_KINDS, OPEN_KINDS, Shot, plan_shots

FPS = 30

KINDS = st.sampled_from(["intro", "verse", "prechorus", "chorus", "drop", "bridge", "break", "outro"])


@st.composite
def songs(draw: st.DrawFn) -> tuple[list[float], list[Part], int]:
    """Downbeats of a wandering tempo, a form on bar lines, and the film's frames."""
    bars = draw(st.integers(8, 60))
    bar_s = draw(st.floats(1.1, 4.0))
    drift = draw(st.lists(st.floats(-0.03, 0.03), min_size=bars, max_size=bars))
    times = [draw(st.floats(0, 0.6))]
    for each in drift:
        times.append(times[-1] + bar_s * (1 + each))
    parts, first = [], 0
    while first < bars:
        last = min(first + draw(st.integers(2, 12)), bars)
        parts.append(Part(draw(KINDS), times[first], times[last], draw(st.floats(0, 1))))
        first = last
    return times, parts, round(times[-1] * FPS) + draw(st.integers(0, 20))


def owner(parts: list[Part], time_s: float) -> Part | None:
    return next((part for part in parts if part.start_s - 0.02 <= time_s < part.end_s - 0.02), None)


@given(songs(), st.integers(0, 2**32))
def test_every_cut_is_within_a_frame_of_a_downbeat_or_in_a_chorus_of_a_half_bar(song, seed):
    times, parts, frames = song
    halves = [(a + b) / 2 for a, b in itertools.pairwise(times)]
    for shot in plan_shots(times, parts, frames, FPS, seed)[1:]:
        on_bar = min(abs(shot.first_frame - at * FPS) for at in times) <= 1
        on_half = min(abs(shot.first_frame - at * FPS) for at in halves) <= 1
        assert on_bar or (on_half and shot.kind in OPEN_KINDS)


@given(songs(), st.integers(0, 2**32))
def test_shots_fill_the_film_without_a_gap(song, seed):
    times, parts, frames = song
    shots = plan_shots(times, parts, frames, FPS, seed)
    assert shots[0].first_frame == 0
    assert sum(shot.frames for shot in shots) == frames
    for before, after in itertools.pairwise(shots):
        assert before.first_frame + before.frames == after.first_frame
        assert before.frames > 0
    assert plan_shots(times, parts, frames, FPS, seed) == shots


@given(songs(), st.integers(0, 2**32))
def test_only_a_section_that_does_not_open_up_begins_softly(song, seed):
    times, parts, frames = song
    shots = plan_shots(times, parts, frames, FPS, seed)
    assert shots[0].fade_frames == 0
    for before, shot in itertools.pairwise(shots):
        assert shot.fade_frames * 2 <= min(shot.frames, before.frames)
        if shot.fade_frames:
            assert shot.kind not in OPEN_KINDS
            assert owner(parts, before.first_frame / FPS) != owner(parts, shot.first_frame / FPS)


def bars_of(shots: tuple[Shot, ...], kind: str, bar_s: float) -> list[float]:
    return [round(shot.frames / FPS / bar_s, 2) for shot in shots if shot.kind == kind]


@pytest.mark.parametrize("seed", range(6))
def test_a_chorus_cuts_faster_than_a_verse_and_a_calm_section_slower(seed):
    bar_s = 2.0
    kinds = ("intro", "verse", "chorus", "bridge")
    energies = (0.2, 0.5, 0.9, 0.3)
    parts = [
        Part(kind, 16 * number, 16 * number + 16, energy)
        for number, (kind, energy) in enumerate(zip(kinds, energies, strict=True))
    ]
    shots = plan_shots([bar_s * bar for bar in range(33)], parts, 64 * FPS, FPS, seed)
    lengths = {kind: bars_of(shots, kind, bar_s) for kind in kinds}
    assert min(lengths["chorus"]) == 0.5
    assert min(lengths["verse"]) >= 1
    assert min(lengths["intro"] + lengths["bridge"]) >= 2
    assert {"intro", "bridge"} <= CALM_KINDS
    assert len(lengths["chorus"]) > len(lengths["verse"]) >= len(lengths["bridge"])


def test_half_bars_of_fast_songs_are_too_short_to_see():
    parts = [Part("chorus", 0, 40, 1.0)]
    shots = plan_shots([0.7 * bar for bar in range(57)], parts, 40 * FPS, FPS, 3)
    assert min(shot.frames for shot in shots[:-1]) >= 0.7 * FPS - 1


def test_no_shot_is_longer_than_the_longest_clip_where_that_can_be():
    parts = [Part("intro", 0, 64, 0.1)]
    shots = plan_shots([2.0 * bar for bar in range(33)], parts, 64 * FPS, FPS, 1, longest_s=2.5)
    assert max(shot.frames for shot in shots) <= 2.5 * FPS


@pytest.mark.parametrize("frames", [1, 20, 90, 3000])
@pytest.mark.parametrize("downbeats", [(), (0.0,), (0.5, 400.0)])
def test_a_recording_without_bars_is_cut_all_the_same(frames, downbeats):
    shots = plan_shots(downbeats, (), frames, FPS, 1)
    assert sum(shot.frames for shot in shots) == frames
