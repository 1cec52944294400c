"""Equal loudness without scripts: the louder of two songs is turned down before it is sent."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from noktvrn.errors import MediaUnreadableError
from noktvrn.interfaces.web.levels import Levels
from noktvrn.studio.sound.mp3 import write_mp3


@pytest.fixture
def song(tmp_path):
    time_s = np.arange(2 * 44_100) / 44_100
    tone = (0.4 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    write_mp3(tmp_path / "song.mp3", np.stack([tone, tone]), kbps=128)
    return tmp_path / "song.mp3"


def _rms_db(path) -> float:
    audio, _ = soundfile.read(path)
    return float(20 * np.log10(np.sqrt(np.mean(audio[8_000:-8_000] ** 2))))


def test_a_song_is_turned_down_by_as_much_as_is_asked_and_only_once(song):
    levels = Levels()
    quieter, name = levels.rendition(song, "ab" * 32, -3.7)
    assert _rms_db(song) - _rms_db(quieter) == pytest.approx(3.7, abs=0.1)
    made_at = quieter.stat().st_mtime_ns
    assert levels.rendition(song, "ab" * 32, -3.7) == (quieter, name)
    assert quieter.stat().st_mtime_ns == made_at
    assert levels.rendition(song, "ab" * 32, -1.0)[1] != name
    levels.close()
    assert not quieter.exists()


def test_what_is_no_sound_is_refused(tmp_path):
    levels = Levels()
    (tmp_path / "words.mp3").write_text("no sound")
    with pytest.raises(MediaUnreadableError):
        levels.rendition(tmp_path / "words.mp3", "cd" * 32, -1.0)
    levels.close()


def test_both_sides_are_heard_without_scripts(shared_site):
    browser = shared_site.browser()
    page = browser.get(f"/review/{shared_site.waiting}").text
    sides = [browser.get(f"/level/{shared_site.waiting}/{side}.mp3") for side in "ab"]
    if "<noscript>" in page:
        assert [side.status_code for side in sides] == [200, 200]
        assert {side.headers["content-type"] for side in sides} == {"audio/mpeg"}
    else:
        assert [side.status_code for side in sides] == [404, 404]
    assert browser.get(f"/level/{shared_site.waiting}/c.mp3").status_code == 404
    assert shared_site.stranger().get(f"/level/{shared_site.waiting}/a.mp3").is_redirect
