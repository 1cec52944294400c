import numpy as np
import pytest
import soundfile

from noktvrn.errors import ParameterError, RenderError
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.true_peak import true_peak_dbtp
from noktvrn.studio.song import make_preview
from noktvrn.studio.sound.export import write_flac
from noktvrn.studio.sound.mp3 import write_mp3


def noise(seconds=1.0, level=0.1):
    return np.random.default_rng(1).normal(0, level, (2, int(44_100 * seconds))).astype(np.float32)


def test_flac_keeps_24_bits_and_tags(tmp_path):
    audio = noise()
    write_flac(tmp_path / "a.flac", audio, tags={"title": "Nacht", "artist": "Ü", "comment": "AI-generated"})
    back = decode(tmp_path / "a.flac")
    assert back.bits_per_sample == 24
    assert np.abs(back.audio - audio).max() <= 2.0**-24 * 1.01
    with soundfile.SoundFile(tmp_path / "a.flac") as file:
        assert (file.title, file.artist, file.comment) == ("Nacht", "Ü", "AI-generated")
    assert not list(tmp_path.glob("*.part"))


def test_a_preview_stays_below_the_ceiling_when_decoded(song, tmp_path):
    gain_db = make_preview(song, tmp_path / "preview.mp3", {"title": "T", "artist": "A"})
    assert gain_db <= 0.0
    back = decode(tmp_path / "preview.mp3")
    assert true_peak_dbtp(back.audio) <= -1.0
    assert back.audio.shape[1] / 44_100 == pytest.approx(song.duration_s, abs=0.1)


def test_a_hot_recording_gets_its_own_gain(tmp_path):
    audio = np.clip(noise(2.0, 0.5), -0.99, 0.99)
    gain_db = write_mp3(tmp_path / "hot.mp3", audio, kbps=128)
    assert gain_db < -0.5
    assert true_peak_dbtp(decode(tmp_path / "hot.mp3").audio) <= -0.8


def test_impossible_rates_and_places_are_refused(tmp_path):
    with pytest.raises(ParameterError):
        write_mp3(tmp_path / "a.mp3", noise(0.1), kbps=1000)
    with pytest.raises(RenderError):
        write_flac(tmp_path / "absent" / "a.flac", noise(0.1))
