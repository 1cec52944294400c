"""Films from the command line: any recording, no database."""

from __future__ import annotations

import itertools

import av
import numpy as np
import pytest
import soundfile
from PIL import Image
from tests.interfaces.commanding import command

NAMES = ("--title", "Night Bus", "--artist", "Nova Lux")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A recording of three seconds with its artwork and lyrics beside it."""
    place = tmp_path_factory.mktemp("night")
    time_s = np.arange(3 * 16_000) / 16_000
    soundfile.write(place / "song.wav", 0.3 * np.sin(2 * np.pi * 220 * time_s), 16_000)
    Image.effect_noise((300, 300), 60).convert("RGB").save(place / "artwork.jpg")
    (place / "song.lrc").write_text("[00:00.50]hold the line\n", encoding="utf-8")
    return place


def test_a_film_is_made_of_any_recording_with_its_captions_beside_it(folder):
    out = folder / "film.mp4"
    answer = command(
        "studio", "film", str(folder / "song.wav"), *NAMES, "--style", "typographic", "--lyrics",
        str(folder / "song.lrc"), "--captions", str(folder / "film.srt"), "--preset", "ultrafast", "--out", str(out),
        "--json",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    assert (answer.value["frames"], answer.value["path"]) == (90, str(out))
    assert out.is_file()
    assert "hold the line" in (folder / "film.srt").read_text(encoding="utf-8")


def test_a_film_of_nothing_names_the_path(folder):
    answer = command("studio", "film", str(folder / "absent.wav"), *NAMES, "--out", str(folder / "none.mp4"), "--json")
    assert answer.status == 3
    assert "absent.wav" in answer.error["message"]
    assert not (folder / "none.mp4").exists()


def test_an_unknown_style_is_refused_with_the_known_ones(folder):
    answer = command(
        "studio", "canvas", str(folder / "song.wav"), *NAMES, "--style", "baroque", "--out", str(folder / "c.mp4"),
        "--json",
    )  # fmt: skip
    assert answer.status != 0
    assert "silk" in answer.error["remedy"]


@pytest.mark.parametrize("name", ["film.txt", "film", "taken.mp4"])
def test_a_place_that_no_film_can_take_is_refused_before_anything_is_made(folder, name):
    (folder / "taken.mp4").mkdir(exist_ok=True)
    for kind in ("film", "teaser", "canvas"):
        answer = command("studio", kind, str(folder / "song.wav"), *NAMES, "--out", str(folder / name), "--json")
        assert answer.status == 2
        assert name in answer.error["message"]
        assert answer.error["stage"] == kind
    assert not any(folder.glob("*.part"))


def test_a_film_is_never_written_over_what_it_is_made_from(folder):
    recording = folder / "clip.mp4"
    recording.write_bytes((folder / "song.wav").read_bytes())
    answer = command("studio", "film", str(recording), *NAMES, "--out", f"{folder}/./clip.mp4", "--json")
    assert answer.status == 2
    assert "made from" in answer.error["message"]
    assert recording.read_bytes() == (folder / "song.wav").read_bytes()


def test_captions_of_an_unknown_kind_are_refused_before_the_film_is_made(folder):
    out = folder / "captioned.mp4"
    answer = command(
        "studio", "film", str(folder / "song.wav"), *NAMES, "--captions", str(folder / "words.doc"), "--out", str(out),
        "--json",
    )  # fmt: skip
    assert answer.status == 2
    assert ".srt" in answer.error["remedy"]
    assert not out.exists()


def test_what_is_no_recording_is_refused_in_its_stage_before_a_cover_is_painted(tmp_path):
    (tmp_path / "page.mp3").write_text("<html>")
    answer = command("studio", "teaser", str(tmp_path / "page.mp3"), *NAMES, "--out", str(tmp_path / "t.mp4"), "--json")
    assert (answer.status, answer.error["stage"]) == (1, "teaser")
    assert "painting" not in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["page.mp3"]


def test_a_teaser_of_a_silent_short_recording_says_so(tmp_path):
    soundfile.write(tmp_path / "song.wav", np.zeros(2 * 16_000), 16_000)
    Image.effect_noise((300, 300), 60).convert("RGB").save(tmp_path / "artwork.jpg")
    shared = (*NAMES, "--preset", "ultrafast", "--json")
    teaser = command("studio", "teaser", str(tmp_path / "song.wav"), *shared, "--out", str(tmp_path / "t.mp4"))
    assert teaser.status == 0, teaser.err
    assert any("silent" in note for note in teaser.value["notes"])
    assert any("2.0 s of the 20 s" in note for note in teaser.value["notes"])


def test_lyrics_that_cannot_be_shown_are_told(folder):
    (folder / "odd.lrc").write_text("[00:01.00]sung\nplain\n[09:00.00]late\n", encoding="utf-8")
    answer = command(
        "studio", "film", str(folder / "song.wav"), *NAMES, "--lyrics", str(folder / "odd.lrc"), "--preset",
        "ultrafast", "--out", str(folder / "odd.mp4"), "--json",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    told = " ".join(answer.value["notes"])
    assert "without a time" in told
    assert "after the recording ends" in told


def test_a_title_that_no_face_can_show_is_told_and_lines_under_the_title_are_shown(folder):
    shared = ("--lyrics", str(folder / "song.lrc"), "--preset", "ultrafast", "--json")
    names = ("--title", "\U0001f319", "--artist", "Nova Lux")
    answer = command("studio", "film", str(folder / "song.wav"), *names, *shared, "--out", str(folder / "moon.mp4"))
    assert answer.status == 0, answer.err
    assert answer.value["missing_glyphs"] == "\U0001f319"
    bare = command("studio", "film", str(folder / "song.wav"), *names, *shared[2:], "--out", str(folder / "bare.mp4"))
    with_line, without = (_frame(value["path"], 40) for value in (answer.value, bare.value))
    assert np.abs(with_line - without).max() > 80


def _frame(path: str, number: int) -> np.ndarray:
    with av.open(path) as film:
        frames = film.decode(video=0)
        return next(itertools.islice(frames, number, None)).to_ndarray(format="gray").astype(int)
