"""What films and covers do with material that nobody would give on purpose."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.unit.studio_picture.requests import request

from noktvrn.errors import MediaUnreadableError, ParameterError, RenderError
from noktvrn.studio.picture.cover import paint_cover
from noktvrn.studio.picture.files import read_artwork, read_picture, written_aside
from noktvrn.studio.picture.film.camera import Camera
from noktvrn.studio.picture.film.field import Grain
from noktvrn.studio.picture.film.lyrics import untimed_lines
from noktvrn.studio.picture.film.sound import read_excerpt, read_mono
from noktvrn.studio.picture.typesetting import balanced_breaks, fit_block


def test_samples_that_are_no_numbers_are_heard_as_silence(tmp_path):
    sound = np.full((48_000, 2), 0.25, np.float32)
    sound[4_000:8_000] = np.nan
    sound[9_000] = np.inf
    soundfile.write(tmp_path / "holes.wav", sound, 48_000, subtype="FLOAT")
    for heard in (read_mono(tmp_path / "holes.wav"), read_excerpt(tmp_path / "holes.wav", 0.0, 1.0)):
        assert np.isfinite(heard).all()
        assert 0.2 < np.abs(heard).max() < 1.0


def test_an_artwork_too_small_to_be_shown_is_refused_with_its_size(tmp_path):
    Image.new("RGB", (1, 40)).save(tmp_path / "dot.png")
    with pytest.raises(MediaUnreadableError, match="1 x 40") as refused:
        read_artwork(tmp_path / "dot.png")
    assert "64 x 64" in refused.value.remedy


def test_a_large_picture_within_the_limit_is_read_without_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5_000)
    Image.new("RGB", (90, 90)).save(tmp_path / "large.png")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_picture(tmp_path / "large.png").shape == (90, 90, 3)
    Image.new("RGB", (200, 200)).save(tmp_path / "bomb.png")
    with pytest.raises(MediaUnreadableError, match="claims far more pixels") as refused:
        read_picture(tmp_path / "bomb.png")
    assert "12000 x 12000" in refused.value.remedy


@pytest.mark.parametrize("level", [0, 128, 255])
def test_the_grain_of_a_flat_artwork_is_not_drawn_out_into_noise(level):
    camera = Camera(np.full((300, 300, 3), level, np.uint8), Grain(320, np.random.Generator(np.random.PCG64(1))))
    low, high = camera.levels
    assert high - low >= 40


def test_a_folder_that_is_a_file_is_named_as_what_cannot_be_written_to(tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(RenderError, match="taken") as refused, written_aside(tmp_path / "taken" / "cover.jpg"):
        pytest.fail("nothing can be written there")
    assert "folder" in refused.value.remedy


def test_a_title_of_200_letters_without_a_space_is_broken_so_that_it_can_be_read():
    block = fit_block("W" * 200, "grotesk_bold", 2640, 1680, most_lines=8)
    assert "".join(line.text for line in block.lines) == "W" * 200
    assert block.cap_height_px > 60


def test_the_longest_words_of_languages_stay_whole():
    words = "Supercalifragilisticexpialidocious Grundstücksverkehrsgenehmigung"
    assert balanced_breaks(words, 4, "grotesk_bold", 0.0) == tuple(words.split())


@given(st.lists(st.text("abcW", min_size=1, max_size=130), min_size=1, max_size=6), st.integers(1, 8))
def test_breaking_lines_neither_loses_nor_adds_a_letter(words, lines):
    text = " ".join(words)
    broken = balanced_breaks(text, lines, "grotesk_bold", 0.0)
    assert "".join("".join(broken).split()) == "".join(words)
    rest = text
    for line, after in itertools.zip_longest(broken, broken[1:]):
        assert rest.startswith(line)
        rest = rest[len(line) :].lstrip() if after is not None else rest[len(line) :]
    assert not rest


def test_lines_whose_time_cannot_be_read_are_counted_and_what_describes_the_song_is_not():
    text = "[ti:Odd]\n[offset:+50]\n\n[00:01.00]sung\n[00:0x.00] nonsense\nplain\n[00:07.00]\n"
    assert untimed_lines(text) == 2


def test_a_start_after_the_end_of_a_recording_is_named(tmp_path):
    soundfile.write(tmp_path / "short.wav", np.full(4 * 8_000, 0.1), 8_000)
    with pytest.raises(ParameterError, match="ends before 500"):
        read_excerpt(tmp_path / "short.wav", 500.0, 20.0)


def test_a_cover_for_a_place_that_cannot_be_written_is_refused_before_it_is_painted(tmp_path):
    (tmp_path / "taken").write_text("a file")
    shares: list[float] = []
    with pytest.raises(RenderError, match=r"cover\.jpg cannot be written"):
        paint_cover(request(), tmp_path / "taken", lambda share, _: shares.append(share))
    assert shares == []
