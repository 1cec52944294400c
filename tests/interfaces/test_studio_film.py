"""Films from the command line: any recording, no database."""

from __future__ import annotations

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
