import hashlib
import json
import subprocess
import sys

import mido
import numpy as np
import pytest
import soundfile

from noktvrn.errors import ParameterError, StepCancelledError
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.measure import measure_file
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.plan import Dials, make_plan
from noktvrn.studio.score.compose import compose
from noktvrn.studio.song import SongRequest, make_song
from noktvrn.studio.sound.mixdown import render_mix


def samples_sha(path):
    audio, _ = soundfile.read(path, dtype="int32")
    return hashlib.sha256(audio.tobytes()).hexdigest()


def test_a_song_meets_the_technical_gate(song, quiet_song):
    for made in (song, quiet_song):
        found = measure_file(made.master, genre=made.plan.genre, declared_bpm=made.bpm, declared_key=made.key)
        assert (found.sample_rate_hz, found.bits_per_sample, found.channels) == (44_100, 24, 2)
        assert found.loudness_lufs == pytest.approx(-14.0, abs=0.3)
        assert found.true_peak_dbtp <= -1.0
        assert found.clipped_samples == 0
        assert found.dc_offset < 1e-3
        assert found.lead_silence_s < 0.3
        assert found.longest_silence_s < 2.0
        assert found.click_count == 0
        assert found.bpm == pytest.approx(made.bpm, rel=0.005)
        assert found.key == made.key
        assert 0.3 <= found.stereo_correlation <= 0.95
        assert found.low_correlation > 0.9
        assert -14.5 <= found.side_to_mid_db <= -5.5
        assert found.mono_loss_db < 3.0
        assert found.crest_db < 16.0
        assert -7.0 <= found.spectrum_slope_db_per_octave <= -3.8


def test_a_song_ends_in_silence(song):
    audio = decode(song.master).audio
    assert np.abs(audio[:, -44:]).max() < 1e-3


def test_stems_add_up_to_the_mix(tmp_path):
    plan = make_plan(SongRequest("lofi", 21, length_s=20.0))
    mix, stems = render_mix(genre_profile("lofi"), plan, compose(plan), tmp_path, lambda _: None)
    total = np.zeros(mix.shape)
    for path in stems.values():
        audio, rate = soundfile.read(path, always_2d=True)
        assert rate == 44_100
        total += audio.T
    assert np.abs(total - mix).max() < 1e-6


def test_the_number_of_threads_changes_nothing(song, tmp_path):
    again = make_song(SongRequest("synthwave", 11, length_s=30.0), tmp_path, threads=1)
    assert samples_sha(again.master) == samples_sha(song.master)
    assert {n: samples_sha(p) for n, p in again.stems.items()} == {n: samples_sha(p) for n, p in song.stems.items()}


def test_another_process_makes_the_same_samples(song, tmp_path):
    code = (
        "from pathlib import Path; from noktvrn.studio.song import *; import sys;"
        "make_song(SongRequest('synthwave', 11, length_s=30.0), Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True)
    assert samples_sha(tmp_path / "master.flac") == samples_sha(song.master)


def test_the_record_tells_what_was_made(song):
    record = json.loads(song.record.read_text())
    assert record["engine_version"] == song.engine_version
    assert record["key"] == song.key
    assert record["tempo_map"][0]["bpm"] == song.bpm
    assert [s["kind"] for s in record["sections"]] == [s.kind for s in song.plan.sections]
    assert record["hook_start_s"] == song.hook_start_s
    assert set(record["stems"]) == set(song.stems)
    assert mido.MidiFile(song.score).length > 10


def test_sections_cover_the_recording(song):
    assert song.sections[0].start_s == 0.0
    assert song.sections[-1].end_s == song.duration_s
    for before, after in zip(song.sections, song.sections[1:], strict=False):
        assert before.end_s == pytest.approx(after.start_s)
    assert len(song.downbeats_s) == song.plan.bars
    chorus = next(s for s in song.sections if s.kind == "chorus")
    assert song.hook_start_s == pytest.approx(chorus.start_s)


def test_the_chorus_is_louder_than_the_verse(song):
    audio = decode(song.master).audio

    def level(kind):
        part = next(s for s in song.sections if s.kind == kind)
        piece = audio[:, int(part.start_s * 44_100) : int(part.end_s * 44_100)]
        return 10 * np.log10(np.mean(piece**2))

    assert level("chorus") > level("verse")


def test_progress_rises_to_one(tmp_path):
    seen = []
    make_song(
        SongRequest("techno", 2, length_s=20.0), tmp_path, progress=lambda share, what: seen.append((share, what))
    )
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert {"composing", "rendering", "mastering", "writing"} <= {what for _, what in seen}


def test_a_song_stops_when_it_is_told_to_and_leaves_nothing_half_written(song, tmp_path):
    asked = []

    def cancelled():
        asked.append(len(asked))
        return len(asked) > 14

    with pytest.raises(StepCancelledError):
        make_song(SongRequest("synthwave", 12, length_s=120.0), tmp_path, cancelled=cancelled)
    assert len(asked) == 15, "it was told once and went on"
    assert not list(tmp_path.rglob("*.part"))
    assert not list(tmp_path.rglob("*.flac"))


@pytest.mark.parametrize("stage", ["composing", "rendering", "mastering", "writing"])
def test_a_song_can_be_stopped_at_every_stage(tmp_path, stage):
    reached = []

    def progress(_share, what):
        reached.append(what)

    with pytest.raises(StepCancelledError):
        make_song(SongRequest("techno", 3, length_s=20.0), tmp_path, progress, lambda: stage in reached)
    assert reached[-1] == stage
    assert not list(tmp_path.rglob("*.part"))
    assert not (tmp_path / "master.flac").exists()
    assert not (tmp_path / "song.json").exists()


def test_brightness_can_be_heard(tmp_path):
    def share_of_air(brightness):
        request = SongRequest("synthwave", 4, length_s=20.0, dials=Dials(brightness=brightness))
        made = make_song(request, tmp_path / str(brightness))
        return measure_file(made.master).band_shares_db["air"]

    assert share_of_air(0.1) < share_of_air(0.5) < share_of_air(0.9)


def test_nonsense_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ParameterError):
        make_song(SongRequest("synthwave", 1, bpm=0.0), tmp_path / "out")
    assert not (tmp_path / "out").exists()
