"""Footage along a film: right picture, right frame, right colours, whatever becomes of the clips."""

from __future__ import annotations

import itertools
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.studio_footage.clips import cut_off, sliding, write_clip

from noktvrn.errors import MediaUnreadableError, NotFoundError, StepCancelledError
from noktvrn.studio.picture.film.cutting import Part
from noktvrn.studio.picture.film.planes import video_colour
from noktvrn.studio.picture.footage.decoder import Decoder
from noktvrn.studio.picture.footage.grading import Grader
from noktvrn.studio.picture.footage.laying import FootageRequest, examine_folder, open_footage, open_plan, plan_footage
from noktvrn.studio.picture.footage.plan import FootagePlan, PlannedShot, Spare
from noktvrn.studio.picture.footage.track import CutFootage
from noktvrn.studio.picture.look import STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.palette import Oklch

FPS = 30
NIGHT: tuple[Oklch, ...] = ((0.16, 0.03, 280), (0.5, 0.15, 300), (0.62, 0.14, 340), (0.75, 0.15, 30), (0.97, 0.01, 280))
DAY: tuple[Oklch, ...] = ((0.95, 0.02, 90), (0.55, 0.12, 150), (0.7, 0.1, 110), (0.6, 0.17, 30), (0.2, 0.03, 150))


def look(family: str = "silk", palette: tuple[Oklch, ...] = NIGHT) -> LookSpec:
    ground, dominant, support, accent, ink = palette
    return LookSpec(family, (ground, dominant, support, accent, ink), "serif_light", "grotesk_semibold", "spine")


def request(**changes: object) -> FootageRequest:
    bars = tuple(0.8 * bar for bar in range(16))
    parts = (Part("verse", 0.0, 4.8, 0.4), Part("chorus", 4.8, 9.6, 0.9), Part("outro", 9.6, 12.0, 0.2))
    return replace(FootageRequest(look(), 96, 54, 12 * FPS, FPS, bars, parts, seed=3), **changes)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """Three clips whose brightness tells them apart, and a page that is no clip."""
    folder = tmp_path_factory.mktemp("library")
    for name, level in (("dusk", 40), ("noon", 150), ("dawn", 90)):
        write_clip(folder / "sky" / f"{name}.mp4", sliding(75, level=level, step=1))
    (folder / "page.mp4").write_text("<html>")
    (folder / "credits.toml").write_text('author = "Ada Moll"')
    return folder


def even(folder: Path, *levels: int) -> list[Path]:
    """Clips of one grey each, a second long."""
    return [
        write_clip(folder / f"grey{level}.mp4", [np.full((54, 96, 3), level, np.uint8)] * 30, options={"qp": "8"})
        for level in levels
    ]


def planned(paths: list[Path], frames: int = 15, spares: list[Path] | None = None, fade: int = 0) -> FootagePlan:
    shots = tuple(
        PlannedShot(frames * number, frames, "verse", fade if number else 0, path.stem, str(path), 0.0, 0.4, 0.23)
        for number, path in enumerate(paths)
    )
    kept = tuple(Spare(path.stem, str(path), 1.0, 0.4, 0.23) for path in spares or [])
    return FootagePlan(frames * len(paths), FPS, shots, kept)


def play(plan: FootagePlan) -> CutFootage:
    return open_plan(plan, look("typographic"), "", 96, 54)


def test_a_folder_becomes_a_track_of_the_films_size(library):
    with open_footage(library, request()) as track:
        plan = track.plan
        assert plan.credits == ("Ada Moll",)
        left_out, owed = track.notes
        assert left_out.startswith("clip left out: page.mp4")
        assert owed == "credit owed: Ada Moll"
        shown = [track.planes(frame) for frame in range(plan.frames)]
        assert track.substitutions == []
        assert track.planes(plan.frames) is None
    for planes in shown:
        assert planes is not None
        assert [plane.shape for plane in planes] == [(54, 96), (27, 48), (27, 48)]
        assert planes[0].min() >= 16
        assert planes[0].max() <= 235


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(library):
    clips = examine_folder(library).clips
    assert plan_footage(request(), clips) == plan_footage(request(), clips[::-1])
    assert len({plan_footage(request(seed=seed), clips).shots for seed in range(4)}) > 1


def test_every_cut_of_the_picture_is_where_the_plan_has_it(tmp_path):
    paths = even(tmp_path, 40, 200)
    plan = planned([paths[0], paths[1]] * 3, frames=13)
    with play(plan) as track:
        means = np.array([track.planes(frame)[0].mean() for frame in range(plan.frames)])
    assert tuple(np.flatnonzero(np.abs(np.diff(means)) > 20) + 1) == plan.cuts


def test_a_crossfade_goes_from_one_to_the_other_in_its_frames(tmp_path):
    paths = even(tmp_path, 40, 200)
    with play(planned(paths, frames=20, fade=8)) as track:
        means = [float(track.planes(frame)[0].mean()) for frame in range(17, 32)]
    assert np.ptp(means[:3]) < 2
    assert all(0 < step < 25 for step in np.diff(means[2:12]))
    assert np.ptp(means[11:]) < 2


def test_frames_can_be_asked_for_in_any_order(library):
    with open_footage(library, request()) as track:
        first = {frame: track.planes(frame) for frame in (5, 6, 100, 200)}
        again = {frame: track.planes(frame) for frame in (200, 6, 100, 5)}
    for frame, planes in first.items():
        assert all(np.array_equal(a, b) for a, b in zip(planes, again[frame], strict=True))


def test_a_clip_that_ends_early_is_followed_by_another_and_that_is_recorded(tmp_path):
    long = write_clip(tmp_path / "long.mp4", sliding(90), container={"movflags": "+faststart"})
    short = cut_off(long, tmp_path / "short.mp4", 0.6)
    [grey] = even(tmp_path, 200)
    with play(planned([short], frames=75, spares=[short, grey])) as track:
        shown = [track.planes(frame) for frame in range(75)]
    [substitution] = track.substitutions
    assert (substitution.planned, substitution.shown) == ("short", "grey200")
    assert "ends before" in substitution.reason
    assert 20 < substitution.frame < 74
    assert shown[-1][0].std() < 1 < shown[0][0].std()


@pytest.mark.parametrize("lost", ["gone", "page"])
def test_a_clip_that_is_lost_or_spoilt_after_it_was_chosen_is_replaced_everywhere(tmp_path, lost):
    first, second = even(tmp_path, 60, 180)
    plan = planned([first, second, first], spares=[first, second])
    first.unlink()
    if lost == "page":
        first.write_text("<html>")
    with play(plan) as track:
        assert all(track.planes(frame) is not None for frame in range(plan.frames))
    assert {(each.planned, each.shown) for each in track.substitutions} == {("grey60", "grey180")}


class HastyWithPipes(Decoder):
    """Waits half a second for what nobody writes into, and as long as it takes for a clip."""

    def _ask(self, order, path, patience_s):
        return super()._ask(order, path, 0.5 if path.is_fifo() else 120.0)


def test_a_clip_that_hangs_is_replaced_and_the_clip_before_it_goes_on_fading(tmp_path):
    first, second, third = even(tmp_path, 60, 120, 180)
    second.unlink()
    os.mkfifo(second)
    plan = planned([first, second], spares=[second, third], fade=6)
    with CutFootage(plan, Grader(look()), 96, 54, HastyWithPipes()) as track:
        means = [float(track.planes(frame)[0].mean()) for frame in range(13, 24)]
    [substitution] = track.substitutions
    assert (substitution.frame, substitution.shown) == (15, "grey180")
    assert "takes too long" in substitution.reason
    assert all(before <= after for before, after in itertools.pairwise(means))


def test_without_a_spare_the_last_picture_stands_and_without_any_the_field_is_drawn(tmp_path):
    [grey] = even(tmp_path, 60)
    with play(planned([grey], frames=60)) as track:
        shown = [track.planes(frame) for frame in (0, 20, 45, 59)]
    assert all(planes is not None for planes in shown)
    assert [each.shown for each in track.substitutions] == [""]
    grey.unlink()
    with play(planned([grey], frames=60)) as track:
        assert track.planes(3) is None
    with play(FootagePlan(90, FPS)) as track:
        assert track.planes(3) is None


def test_folders_without_clips_are_refused(tmp_path, unusable):
    with pytest.raises(NotFoundError):
        open_footage(tmp_path / "nowhere", request())
    with pytest.raises(MediaUnreadableError, match="no clip that can be used"):
        open_footage(tmp_path, request())
    shutil.copy(unusable["page"], tmp_path / "page.mp4")
    with pytest.raises(MediaUnreadableError, match="web page"):
        open_footage(tmp_path, request())


def test_examining_stops_when_asked_to(library):
    with pytest.raises(StepCancelledError):
        examine_folder(library, cancelled=lambda: True)


@pytest.mark.parametrize("palette", [NIGHT, DAY], ids=["night", "day"])
@pytest.mark.parametrize("family", STYLE_FAMILIES)
def test_grades_stay_in_range_and_keep_light_above_dark(family, palette):
    grade = Grader(look(family, palette), "dreamy").grade(0.4, 0.2)
    steps = grade.luma.astype(int)
    assert np.all(np.diff(steps) >= 0)
    assert steps[16] >= 16
    assert steps[235] - steps[16] > 110
    for chroma in (grade.blue, grade.red):
        assert 16 <= chroma.min() <= chroma.max() <= 240


def test_dark_and_bright_clips_come_out_alike():
    grader = Grader(look())
    middles = [int(grader.grade(level, 0.2).luma[round(16 + 219 * level)]) for level in (0.2, 0.4, 0.6)]
    assert np.ptp(middles) < 12


def test_a_grade_has_the_hue_of_the_artists_palette():
    tables = Grader(look("typographic")).grade(0.4, 0.23)
    _, blue, red = video_colour(NIGHT[1])
    middle = int(np.abs(tables.luma.astype(int) - video_colour(NIGHT[1])[0]).argmin())
    assert (tables.blue[middle] - 128) * (blue - 128) > 0
    assert (
        abs(np.arctan2(tables.red[middle] - 128, tables.blue[middle] - 128) - np.arctan2(red - 128, blue - 128)) < 0.5
    )
