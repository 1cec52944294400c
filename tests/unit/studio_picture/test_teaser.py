from __future__ import annotations

import itertools

import av
import numpy as np
import pytest
from tests.unit.studio_picture.requests import look, teaser_request

from noktvrn.errors import MediaUnreadableError, ParameterError, StepCancelledError
from noktvrn.studio.picture.files import read_picture
from noktvrn.studio.picture.film.framing import framed
from noktvrn.studio.picture.film.inspection import inspect_film, write_poster
from noktvrn.studio.picture.film.planes import Planes, lay, picture_planes, tinted_sprite, video_colours
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ, read_excerpt
from noktvrn.studio.picture.teaser import make_teaser, nearest_downbeat


def test_a_teaser_is_a_whole_tagged_film(filmed):
    facts = inspect_film(filmed.path)
    assert (facts.width_px, facts.height_px, facts.frames_per_s) == (180, 320, 30.0)
    assert facts.frames == filmed.frames == 450
    assert (facts.video_codec, facts.video_profile, facts.audio_codec, facts.audio_rate_hz) == (
        "h264",
        "High",
        "aac",
        SAMPLE_RATE_HZ,
    )
    assert facts.tags["title"] == "Midnight Rain"
    assert facts.tags["artist"] == "Nova Kestrel"
    assert facts.tags["comment"] == "AI-generated"
    assert [path.name for path in filmed.path.parent.iterdir()] == ["teaser.mp4"]


def test_colours_are_tagged_as_bt709_limited_range(filmed):
    with av.open(str(filmed.path)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range, frame.color_primaries) == (1, 1, 1)
        assert frame.format.name == "yuv420p"


def test_the_index_stands_before_the_frames(filmed):
    head = filmed.path.read_bytes()[:200_000]
    assert 0 < head.find(b"moov") < head.find(b"mdat")


def test_sound_is_as_long_as_the_picture_and_fades_at_both_ends(filmed):
    with av.open(str(filmed.path)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(sound) / SAMPLE_RATE_HZ == pytest.approx(filmed.duration_s, abs=0.08)
    body = np.sqrt(np.mean(sound**2))
    assert np.sqrt(np.mean(sound[2048:4096] ** 2)) < 0.3 * body
    assert np.sqrt(np.mean(sound[-1200:] ** 2)) < 0.3 * body


def test_brightness_never_flashes(filmed):
    assert inspect_film(filmed.path).brightest_step < 0.04


def test_the_picture_moves_with_the_music(filmed):
    with av.open(str(filmed.path)) as container:
        frames = [
            frame.to_ndarray(format="gray") for at, frame in enumerate(container.decode(video=0)) if at % 60 == 45
        ]
    steps = [float(np.abs(a.astype(int) - b.astype(int)).mean()) for a, b in itertools.pairwise(frames)]
    assert min(steps) > 1.0


def test_it_begins_on_the_nearest_downbeat(filmed):
    assert filmed.start_s == 2.0
    assert nearest_downbeat(10.0, (2.0, 4.0)) == 10.0
    assert nearest_downbeat(3.2, ()) == 3.2


def test_an_excerpt_that_would_run_past_the_end_begins_earlier(recording, painted, tmp_path):
    wanted = teaser_request(recording, painted.artwork, start_s=14.0, downbeats_s=(), width_px=90, height_px=160)
    result = make_teaser(wanted, tmp_path / "late.mp4")
    assert result.start_s == pytest.approx(5.0, abs=0.05)
    assert result.duration_s == pytest.approx(15.0, abs=0.1)


@pytest.mark.parametrize(("family", "form"), [("halftone", "columns"), ("aura", "spine"), ("silk", "ring")])
def test_every_look_has_its_form_on_paper_and_night(family, form, recording, painted, tmp_path):
    wanted = teaser_request(
        recording, painted.artwork, look=look(family, night=family != "aura"), width_px=90, height_px=160
    )
    assert make_teaser(wanted, tmp_path / "film.mp4").form == form


def test_a_teaser_is_cut_on_downbeats_only(recording, painted, tmp_path):
    bars = tuple(2.0 * bar for bar in range(10))
    wanted = teaser_request(recording, painted.artwork, downbeats_s=bars, width_px=90, height_px=160)
    made = make_teaser(wanted, tmp_path / "film.mp4")
    assert made.cuts
    assert all(cut % 60 == 0 for cut in made.cuts)


@pytest.mark.parametrize("after", [0, 4])
def test_a_cancelled_teaser_leaves_nothing(after, recording, painted, tmp_path):
    asked: list[int] = []
    with pytest.raises(StepCancelledError):
        make_teaser(
            teaser_request(recording, painted.artwork),
            tmp_path / "film.mp4",
            cancelled=lambda: asked.append(1) or len(asked) > after,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong", [{"length_s": 5.0}, {"length_s": 90.0}, {"start_s": -1.0}, {"energy": 2.0}, {"width_px": 181}]
)
def test_impossible_teasers_are_refused(wrong, recording, painted, tmp_path):
    with pytest.raises(ParameterError):
        make_teaser(teaser_request(recording, painted.artwork, **wrong), tmp_path / "film.mp4")


def test_sound_that_cannot_be_decoded_is_told_as_such(painted, tmp_path):
    fake = tmp_path / "song.flac"
    fake.write_bytes(b"no sound at all")
    with pytest.raises(MediaUnreadableError):
        make_teaser(teaser_request(fake, painted.artwork), tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["song.flac"]
    with pytest.raises(MediaUnreadableError):
        inspect_film(fake)


def test_an_excerpt_begins_where_it_is_asked_to(recording):
    # the kick falls on every half second
    sound = read_excerpt(recording, 4.0, 3.0)
    assert sound.shape == (2, 3 * SAMPLE_RATE_HZ)
    low = np.abs(sound[0, SAMPLE_RATE_HZ : SAMPLE_RATE_HZ + 2400]).max()
    before = np.abs(sound[0, SAMPLE_RATE_HZ - 2400 : SAMPLE_RATE_HZ - 100]).max()
    assert low > before


def test_a_poster_is_one_frame(filmed, tmp_path):
    poster = write_poster(filmed.path, tmp_path / "poster.jpg", 3.0)
    assert read_picture(poster).shape == (320, 180, 3)


def test_white_and_black_stand_at_the_ends_of_the_limited_range():
    assert np.allclose(video_colours([[1, 1, 1], [0, 0, 0]]), [[235, 128, 128], [16, 128, 128]], atol=0.01)


def test_a_sprite_changes_only_its_own_place():
    planes = picture_planes(np.full((40, 60, 3), 90, np.uint8))
    before = Planes(planes.y.copy(), planes.u.copy(), planes.v.copy())
    lay(planes, tinted_sprite(np.full((9, 11), 255, np.uint8), (0.9, 0.1, 40.0)), 20, 10)
    changed = np.argwhere(planes.y != before.y)
    assert changed.min(axis=0).tolist() == [10, 20]
    assert changed.max(axis=0).tolist() == [18, 30]


def test_a_sprite_over_the_edge_is_cut_off():
    planes = picture_planes(np.zeros((20, 20, 3), np.uint8))
    lay(planes, tinted_sprite(np.full((10, 10), 255, np.uint8), (0.9, 0.0, 0.0)), -4, 16)
    assert planes.y[17, 2] > 150
    assert planes.y[17, 8] < 20


def test_framing_finds_the_figure_and_leaves_a_full_picture_whole():
    picture = np.full((600, 600, 3), 20, np.uint8)
    picture[380:560, 200:420] = 220
    assert framed(picture).shape[0] < 450
    busy = np.random.default_rng(1).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    assert framed(busy).shape == busy.shape
