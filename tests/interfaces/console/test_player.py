"""Hearing: whichever player there is, begun where one wants, and never left behind."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.interfaces.console.conftest import put_player

from noktvrn.errors import MediaUnreadableError
from noktvrn.interfaces.console.player import NO_PLAYER, PLAYERS, Heard, Player, find_player

MPV, APLAY = PLAYERS[0], next(kind for kind in PLAYERS if kind.program == "aplay")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "song.flac"
    soundfile.write(path, np.full((4 * 8_000, 2), 0.5), 8_000)
    return path


def _said(path: Path, lines: int = 1) -> list[str]:
    end = time.monotonic() + 60
    while not path.exists() or len(path.read_text().splitlines()) < lines:
        assert time.monotonic() < end
        time.sleep(0.01)
    return path.read_text().splitlines()


def test_the_first_player_that_is_there_is_taken():
    assert find_player(lambda name: None) is None
    assert find_player(lambda name: "/x" if name in {"aplay", "ffplay"} else None) == PLAYERS[1]


def test_without_a_player_nothing_is_played_and_it_says_so(tmp_path):
    player = Player(None, tmp_path)
    player.play("run", tmp_path, at_s=0, duration_s=10, gain_db=0)
    assert player.heard() == Heard(why_silent=NO_PLAYER)


def test_a_player_that_seeks_is_begun_at_the_second_at_its_loudness(recording, tmp_path, monkeypatch):
    said = put_player(tmp_path, monkeypatch, "mpv")
    seconds = iter((100.0, 101.5, 101.5, 103.0, 103.0))
    player = Player(MPV, tmp_path, clock=lambda: next(seconds))
    player.play("run", recording, at_s=1.0, duration_s=4.0, gain_db=-2.5, side="B")
    (words,) = _said(said)
    assert "--start=1.00" in words
    assert "volume=-2.5dB" in words
    assert words.endswith(str(recording))
    assert player.heard().position_s == 2.5
    player.pause()
    assert player.heard() == Heard("mpv", "run", False, 2.5, 4.0, "B", "")
    assert player.heard().share_of("run") == 0.625
    assert player.heard().share_of("another") is None
    player.close()
    assert not player.heard().run_id


def test_a_player_that_cannot_seek_is_given_a_cut_which_is_removed(recording, tmp_path, monkeypatch):
    said = put_player(tmp_path, monkeypatch, "aplay")
    player = Player(APLAY, tmp_path / "cuts")
    player.play("run", recording, at_s=3.0, duration_s=4.0, gain_db=-6.0)
    cut = Path(_said(said)[0].split(" ", 1)[1])
    with wave.open(str(cut)) as sound:
        assert sound.getnframes() == 8_000
        loudest = np.frombuffer(sound.readframes(8_000), "<i2").max()
    assert abs(loudest / 32_767 - 0.5 * 10 ** (-6 / 20)) < 0.001
    player.close()
    assert not cut.exists()


def test_a_player_that_ends_or_breaks_is_noticed(recording, tmp_path, monkeypatch):
    put_player(tmp_path, monkeypatch, "mpv", then="exit 0")
    player = Player(MPV, tmp_path)
    player.play("run", recording, at_s=1.0, duration_s=4.0, gain_db=0.0)
    _wait_for_silence(player)
    assert player.heard() == Heard("mpv", "run", False, 0.0, 4.0, "A", "")
    put_player(tmp_path, monkeypatch, "mpv", then="exit 3")
    player.play("run", recording, at_s=1.0, duration_s=4.0, gain_db=0.0)
    _wait_for_silence(player)
    assert player.heard().why_silent == "mpv stopped with status 3"


def test_one_sound_at_a_time_and_a_deaf_player_is_killed(recording, tmp_path, monkeypatch):
    put_player(tmp_path, monkeypatch, "mpv", then="trap '' TERM; while :; do /bin/sleep 0.05; done")
    player = Player(MPV, tmp_path)
    for _ in range(2):
        player.play("run", recording, at_s=0.0, duration_s=4.0, gain_db=0.0)
    process = player._process
    player.close()
    assert process is not None
    assert process.poll() is not None


def test_a_recording_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "noise").write_text("no sound")
    with pytest.raises(MediaUnreadableError):
        Player(APLAY, tmp_path).play("run", tmp_path / "noise", at_s=0.0, duration_s=4.0, gain_db=0.0)


def _wait_for_silence(player: Player) -> None:
    end = time.monotonic() + 60
    while player.heard().playing:
        assert time.monotonic() < end
        time.sleep(0.01)
