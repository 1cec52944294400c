"""Waveforms, contact sheets and posters."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from tests.unit.studio_footage.clips import write_clip

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.picture.previews.contact_sheet import draw_contact_sheet
from noktvrn.studio.picture.previews.frames import choose_poster, frames_at, poster_at, shape_of
from noktvrn.studio.picture.previews.sheet import rgb8, write_sheet
from noktvrn.studio.picture.previews.waveform import draw_waveform, read_peaks_of, write_peaks
from noktvrn.studio.picture.scene import Roles

NIGHT = Roles((0.16, 0.03, 280), (0.5, 0.15, 300), (0.62, 0.14, 340), (0.75, 0.15, 30), (0.97, 0.01, 280))
DAY = Roles((0.95, 0.02, 90), (0.55, 0.12, 150), (0.7, 0.1, 110), (0.6, 0.17, 30), (0.2, 0.03, 150))
RATE = 8_000


@pytest.fixture(scope="module")
def quiet_then_loud(tmp_path_factory) -> Path:
    time_s = np.arange(8 * RATE) / RATE
    tone = np.sin(2 * np.pi * 220 * time_s) * np.where(time_s < 4, 0.1, 0.8)
    path = tmp_path_factory.mktemp("sound") / "song.wav"
    soundfile.write(path, np.stack([tone, 0.5 * tone], axis=1), RATE)
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """Four seconds: a fade in from black, a flat grey, one second of sharp stripes, a fade out."""
    stripes = np.zeros((90, 160, 3), np.uint8)
    stripes[:, ::8] = stripes[:, 1::8] = stripes[:, 2::8] = (200, 190, 230)
    stripes[30:60, 50:110] = (230, 120, 40)
    grey = np.full((90, 160, 3), 120, np.uint8)
    pictures = [(stripes * (number / 45)).astype(np.uint8) for number in range(45)]
    pictures += [grey] * 15 + [stripes] * 20 + [(stripes * (1 - number / 40)).astype(np.uint8) for number in range(40)]
    return write_clip(tmp_path_factory.mktemp("film") / "film.mp4", pictures, entry_every=5, options={"qp": "14"})


def test_peaks_are_written_as_programs_read_them(quiet_then_loud, tmp_path):
    shape = read_peaks_of(quiet_then_loud, 400)
    kept = json.loads(write_peaks(shape, tmp_path / "new" / "peaks.json").read_text())
    assert sorted(kept) == ["duration_s", "max", "min", "rms"]
    assert kept["duration_s"] == 8.0
    assert [len(kept[name]) for name in ("min", "max", "rms")] == [400, 400, 400]
    assert kept["max"][300] == pytest.approx(0.8, abs=0.01)
    assert kept["min"][300] == pytest.approx(-0.8, abs=0.01)
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "peaks.json"]


@pytest.mark.parametrize("roles", [NIGHT, DAY], ids=["night", "day"])
def test_loud_parts_stand_higher_than_quiet_ones(quiet_then_loud, roles):
    drawn = draw_waveform(read_peaks_of(quiet_then_loud), roles, 800, 200)
    assert drawn.shape == (200, 800, 3)
    away = np.abs(drawn.astype(int) - drawn[2, 2]).sum(axis=2) > 60
    tops = [int(np.flatnonzero(away[:150, columns].any(axis=1))[0]) for columns in (slice(60, 380), slice(420, 740))]
    assert tops[1] < 40
    assert tops[0] > 90


def test_silence_and_a_blink_still_show_where_time_is(tmp_path):
    for name, samples in (("silent", np.zeros(3 * RATE)), ("blink", np.full(5, 0.5))):
        soundfile.write(tmp_path / f"{name}.wav", samples, RATE)
        drawn = draw_waveform(read_peaks_of(tmp_path / f"{name}.wav"), NIGHT, 400, 120)
        assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 4


@pytest.mark.parametrize("size", [(100, 360), (1600, 20), (9000, 360)])
def test_waveforms_of_impossible_size_are_refused(quiet_then_loud, size):
    with pytest.raises(ParameterError, match="pixels"):
        draw_waveform(read_peaks_of(quiet_then_loud), NIGHT, *size)


def test_a_contact_sheet_holds_the_film_in_the_order_of_time(film):
    sheet = draw_contact_sheet(film, columns=3, rows=2, width_px=640)
    assert sheet.shape[1] == 640
    ground = rgb8((0.17, 0.012, 275.0))
    filled = np.abs(sheet.astype(int) - ground).sum(axis=2) > 24
    assert filled.any(axis=0)[:12].sum() == 0
    assert 0.3 < filled.mean() < 0.95


@pytest.mark.parametrize(("columns", "rows", "width"), [(0, 2, 640), (3, 13, 640), (3, 2, 100)])
def test_sheets_of_impossible_size_are_refused(film, columns, rows, width):
    with pytest.raises(ParameterError):
        draw_contact_sheet(film, columns, rows, width)


def test_the_frame_of_a_moment_is_the_one_that_is_shown_then(film):
    assert shape_of(film) == (160, 90, pytest.approx(4.0, abs=0.05))
    dark, grey, late = frames_at(film, [0.05, 1.8, 99.0], 160, 90)
    assert dark.mean() < 20
    assert grey.std() < 6
    assert grey.mean() == pytest.approx(120, abs=5)
    assert late.mean() < 20


def test_a_poster_is_sharp_well_lit_and_in_no_fade(film):
    poster = choose_poster(film)
    assert 2.0 <= poster.time_s <= 2.65
    assert poster.picture.shape == (90, 160, 3)
    assert poster.sharpness > poster_at(film, 1.8).sharpness


def test_a_film_of_one_picture_has_a_poster(tmp_path):
    path = write_clip(tmp_path / "one.mp4", [np.full((54, 96, 3), 90, np.uint8)])
    assert choose_poster(path).picture.mean() == pytest.approx(90, abs=4)
    assert draw_contact_sheet(path, 2, 2, 320).shape[1] == 320


def test_what_is_no_film_is_refused(unusable, film):
    for name in ("page", "sound", "empty"):
        for look in (choose_poster, draw_contact_sheet):
            with pytest.raises(MediaUnreadableError, match=unusable[name].name):
                look(unusable[name])
    with pytest.raises(ParameterError, match="no frame at"):
        poster_at(film, 12.0)


def test_pictures_are_written_by_the_ending_of_their_name(tmp_path):
    sheet = np.full((40, 60, 3), 77, np.uint8)
    for name, kind in (("a.png", "PNG"), ("a.jpg", "JPEG")):
        with Image.open(write_sheet(sheet, tmp_path / name)) as image:
            assert (image.format, image.size) == (kind, (60, 40))
            assert image.info["icc_profile"]
    with pytest.raises(ParameterError, match="does not end as a picture"):
        write_sheet(sheet, tmp_path / "a.gif")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "a.png"]
