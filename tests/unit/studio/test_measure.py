import numpy as np
import pytest
import soundfile

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.measure import measure_file, peaks
from noktvrn.studio.measure.faults import count_clicks
from noktvrn.studio.measure.features import band_energies, follow
from noktvrn.studio.measure.form import find_sections
from noktvrn.studio.measure.tempo import estimate_tempo
from noktvrn.studio.measure.tonality import estimate_key
from noktvrn.studio.score.theory import frequency_hz

RATE = 44_100


def clicks(bpm, seconds, rate=RATE):
    rng = np.random.default_rng(1)
    audio = np.zeros((1, int(seconds * rate)), np.float32)
    beat = 0
    while (at := int(beat * 60 / bpm * rate)) < audio.shape[1] - 2000:
        length = 1500
        burst = rng.normal(0, 0.3 if beat % 4 else 0.6, length) * np.exp(-np.arange(length) / 200)
        audio[0, at : at + length] += burst.astype(np.float32)
        beat += 1
    return audio


def chords(pitches, seconds):
    t = np.arange(int(seconds * RATE)) / RATE
    out = np.zeros(len(t))
    for i, chord in enumerate(pitches):
        inside = (t >= i * seconds / len(pitches)) & (t < (i + 1) * seconds / len(pitches))
        for pitch in chord:
            for harmonic in (1, 2, 3):
                out += inside * np.sin(2 * np.pi * frequency_hz(pitch) * harmonic * t) / harmonic / 12
    return out[None, :].astype(np.float32)


@pytest.mark.parametrize("bpm", [82.0, 101.3, 128.0, 174.0])
def test_tempo_is_found_to_half_a_percent(bpm):
    found = estimate_tempo(clicks(bpm, 30.0), RATE, (70.0, 180.0), None)
    octave = round(np.log2(found.bpm / bpm))
    assert found.bpm / 2.0**octave == pytest.approx(bpm, rel=0.005)


def test_a_declared_tempo_chooses_the_octave_and_a_wrong_one_is_not_believed():
    audio = clicks(140.0, 30.0)
    assert estimate_tempo(audio, RATE, None, 70.0).bpm == pytest.approx(70.0, rel=0.005)
    wrong = estimate_tempo(audio, RATE, None, 117.0).bpm
    assert abs(wrong / 117.0 - 1.0) > 0.02


def test_silence_has_neither_tempo_nor_key():
    silence = np.zeros((2, RATE * 10), np.float32)
    assert estimate_tempo(silence, RATE, None, 120.0).bpm == 0.0
    assert estimate_key(silence, RATE, None).key == ""


def test_keys_are_found():
    major = chords([(60, 64, 67), (65, 69, 72), (67, 71, 74), (60, 64, 67)], 8.0)
    assert estimate_key(major, RATE, None).key == "C major"
    minor = chords([(57, 60, 64), (62, 65, 69), (64, 68, 71), (57, 60, 64)], 8.0)
    assert estimate_key(minor, RATE, None).key == "A minor"
    assert estimate_key(minor, RATE, "A minor").key == "A minor"
    assert estimate_key(minor, RATE, "F# major").key != "F# major"


def test_noise_over_a_bass_line_hides_no_key():
    rng = np.random.default_rng(5)
    harmony = chords([(38, 62, 65, 69), (34, 58, 62, 65), (31, 58, 62, 67), (33, 57, 61, 64), (38, 62, 65, 69)], 15.0)
    noisy = harmony + rng.normal(0.0, 0.05, harmony.shape).astype(np.float32)
    assert estimate_key(noisy, RATE, None).key == "D minor"


def test_borders_between_unlike_sections_are_found():
    rng = np.random.default_rng(2)
    dull = np.cumsum(rng.normal(0, 0.01, RATE * 20))
    dull -= np.linspace(dull[0], dull[-1], len(dull))
    bright = rng.normal(0, 0.1, RATE * 20)
    audio = np.concatenate([dull * 0.1, bright, dull * 0.1])[None, :].astype(np.float32)
    sections = find_sections(audio, RATE)
    assert [round(start) for start, _, _ in sections] == [0, 20, 40]
    assert sections[0][2] == sections[2][2] != sections[1][2]


def test_clicks_are_counted_and_edges_of_waves_are_not():
    t = np.arange(RATE) / RATE
    saw = (0.4 * (2 * ((t * 110) % 1) - 1)).astype(np.float32)[None, :]
    sine = (0.4 * np.sin(2 * np.pi * 220 * t)).astype(np.float32)[None, :]
    assert count_clicks(saw) == 0
    assert count_clicks(sine) == 0
    sine[0, 20_000] += 0.3
    assert count_clicks(sine) == 1


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 1), (192_000, 2), (48_000, 6)])
def test_unusual_formats_are_measured(tmp_path, rate, channels):
    rng = np.random.default_rng(3)
    path = tmp_path / "odd.wav"
    soundfile.write(path, rng.normal(0, 0.1, (rate * 3, channels)), rate, subtype="PCM_16")
    found = measure_file(path)
    assert (found.sample_rate_hz, found.channels) == (rate, channels)
    assert found.duration_s == pytest.approx(3.0)
    assert -40 < found.loudness_lufs < 0


def test_silence_and_a_single_sample_are_measured(tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros((RATE * 4, 2)), RATE)
    found = measure_file(tmp_path / "silence.wav", declared_bpm=100.0, declared_key="C")
    assert found.lead_silence_s == pytest.approx(4.0)
    assert found.bpm == 0.0
    soundfile.write(tmp_path / "one.wav", np.ones((1, 1)) * 0.5, RATE)
    assert measure_file(tmp_path / "one.wav").sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not audio at all" * 100, b"ID3\x03" + bytes(200)])
def test_what_cannot_be_decoded_is_refused(tmp_path, content):
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(MediaUnreadableError):
        measure_file(path)


def test_an_empty_recording_a_folder_and_an_absent_file_are_refused(tmp_path):
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 2)), RATE)
    for path in (tmp_path / "empty.wav", tmp_path, tmp_path / "absent.flac"):
        with pytest.raises(MediaUnreadableError):
            measure_file(path)


def test_not_a_number_is_refused(tmp_path):
    audio = np.full((1000, 2), np.nan, np.float32)
    soundfile.write(tmp_path / "nan.wav", audio, RATE, subtype="FLOAT")
    with pytest.raises(MediaUnreadableError):
        measure_file(tmp_path / "nan.wav")


def test_silence_offset_and_clipping_are_found(tmp_path):
    audio = np.zeros((RATE * 6, 2), np.float32)
    rng = np.random.default_rng(4)
    audio[RATE : 2 * RATE] = rng.normal(0, 0.1, (RATE, 2))
    audio[4 * RATE : 5 * RATE] = rng.normal(0, 0.1, (RATE, 2))
    audio[4 * RATE : 4 * RATE + 10] = 1.0
    soundfile.write(tmp_path / "faulty.wav", audio, RATE, subtype="PCM_24")
    found = measure_file(tmp_path / "faulty.wav")
    assert found.lead_silence_s == pytest.approx(1.0, abs=0.01)
    assert found.tail_silence_s == pytest.approx(1.0, abs=0.01)
    assert found.longest_silence_s == pytest.approx(2.0, abs=0.01)
    assert found.clipped_samples == 20


def test_the_waveform_covers_the_recording(song):
    shape = peaks(song.master, 500)
    assert len(shape.minimum) == len(shape.maximum) == len(shape.rms) == 500
    assert (shape.minimum <= shape.maximum).all()
    assert shape.duration_s == pytest.approx(song.duration_s)
    with pytest.raises(ParameterError):
        peaks(song.master, 0)


def test_features_follow_the_music(song):
    found = band_energies(song.master, 30.0, 24)
    frames = int(song.duration_s * 30)
    assert found.bands.shape == (frames, 24)
    assert found.bands.dtype == np.float32
    for curve in (found.bands, found.bass, found.onset):
        assert 0.0 <= curve.min() <= curve.max() <= 1.0
    part = band_energies(song.master, 30.0, 24, start_s=5.0, length_s=4.0)
    assert part.bands.shape == (120, 24)
    with pytest.raises(ParameterError):
        band_energies(song.master, 30.0, 24, start_s=10_000.0)


def test_a_tone_lights_its_own_band():
    t = np.arange(RATE * 2) / RATE
    found = follow((0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32), RATE, 30.0, 16)
    edges = np.geomspace(40.0, 14_000.0, 18)[1:-1]
    raw = found.bands[30]
    assert abs(int(raw.argmax()) - int(np.abs(np.log(edges / 1000)).argmin())) <= 1
