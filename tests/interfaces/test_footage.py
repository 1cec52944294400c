"""The commands of the footage library and of previews, over real small files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from tests.interfaces.commanding import command
from tests.unit.studio_footage.clips import sliding, write_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "sea" / "waves.mp4", sliding(30))
    (folder / "page.mp4").write_text("<html>")
    (folder / "credits.toml").write_text('author = "Ada Moll"\nlicence = "CC BY 4.0"')
    return folder


def test_clips_are_scanned_listed_shown_and_removed(clips):
    scanned = command("footage", "scan", str(clips), "--json").value
    assert [Path(clip["path"]).name for clip in scanned["added"]] == ["waves.mp4"]
    assert scanned["refused"][0]["reason"] == "page.mp4 is a web page, not a film."
    listed = command("footage", "list")
    assert "waves.mp4" in listed.out
    assert "page.mp4" not in listed.out
    assert "web page" in command("footage", "list", "--all").out
    shown = command("footage", "show", "waves.mp4")
    assert "Ada Moll (CC BY 4.0)" in shown.out
    assert "sea" in shown.out
    digest = command("footage", "show", "waves.mp4", "--json").value["digest"]
    assert "used no more" in command("footage", "remove", digest[:10]).out
    assert command("footage", "list", "--json").value == {"clips": []}
    assert "left out" in command("footage", "scan", str(clips)).out
    assert command("footage", "scan", str(clips), "--take-back", "--json").value["known"]


def test_the_folder_of_the_settings_is_scanned_when_none_is_given(clips, monkeypatch):
    monkeypatch.setenv("NOKTVRN_FOOTAGE_FOLDER", str(clips))
    assert len(command("footage", "scan", "--json").value["added"]) == 1


def test_an_empty_library_says_how_to_fill_it_and_unknown_clips_are_not_found(tmp_path):
    assert "footage scan DIR" in command("footage", "list").err
    lost = command("footage", "show", "wave", "--json")
    assert (lost.status, lost.error["code"]) == (3, "not_found")
    assert "noktvrn footage list" in lost.error["remedy"]
    assert command("footage", "scan", str(tmp_path / "nowhere")).status == 3


def test_previews_are_drawn(clips, tmp_path):
    soundfile.write(tmp_path / "tone.wav", np.sin(np.arange(16_000) / 9), 8_000)
    wave, peaks = tmp_path / "wave.png", tmp_path / "peaks.json"
    words = ("studio", "waveform", str(tmp_path / "tone.wav"), "--out", str(wave), "--peaks", str(peaks))
    assert command(*words, "--width", "400", "--height", "120", "--json").value["duration_s"] == 2.0
    film = str(clips / "sea" / "waves.mp4")
    sheet, poster = tmp_path / "sheet.jpg", tmp_path / "poster.png"
    assert "3 x 2" in command("studio", "contact-sheet", film, "--columns", "3", "--rows", "2", "--out", str(sheet)).out
    assert command("studio", "poster", film, "--out", str(poster), "--json").value["width_px"] == 96
    with Image.open(wave) as drawn, Image.open(sheet) as laid:
        assert drawn.size == (400, 120)
        assert laid.width == 1920
    assert peaks.exists()


@pytest.mark.parametrize(
    ("verb", "file", "out", "status"),
    [
        ("poster", "page.mp4", "p.png", 1),
        ("poster", "none.mp4", "p.png", 3),
        ("poster", "sea/waves.mp4", "p.gif", 2),
        ("contact-sheet", "page.mp4", "p.png", 1),
        ("waveform", "page.mp4", "p.png", 1),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(clips, tmp_path, verb, file, out, status):
    answer = command("studio", verb, str(clips / file), "--out", str(tmp_path / out), "--json")
    assert answer.status == status
    assert answer.error["remedy"]
    assert list(tmp_path.iterdir()) == []
