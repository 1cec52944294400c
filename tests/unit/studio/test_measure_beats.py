"""Beats, bars, and measurements that somebody stops."""

import json
import os
import struct
import time

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.errors import MediaUnreadableError, StepCancelledError
from noktvrn.studio.measure import measure_file
from noktvrn.studio.measure.beats import find_beats, find_downbeats
from noktvrn.studio.measure.decoding import MAX_VALUES, Decoded
from noktvrn.studio.measure.fingerprint import as_digits, from_digits
from noktvrn.studio.measure.lowering import lowered
from noktvrn.studio.measure.measurement import measure_decoded
from noktvrn.studio.measure.tempo import FRAMES_PER_SECOND

RATE = 22_050
BPM = 120.0


def bars(count, first_s=0.0):
    """Bars of four beats: a chord for each bar, a drum on each beat."""
    rng = np.random.default_rng(3)
    beat = int(RATE * 60 / BPM)
    audio = np.zeros(int(first_s * RATE) + count * 4 * beat + RATE)
    for bar in range(count):
        begin = int(first_s * RATE) + bar * 4 * beat
        time_s = np.arange(4 * beat) / RATE
        for hz in ((220.0, 277.2, 329.6), (146.8, 185.0, 220.0), (164.8, 207.7, 246.9))[bar % 3]:
            audio[begin : begin + 4 * beat] += 0.1 * np.sin(2 * np.pi * hz * time_s)
        for place in range(4):
            at = begin + place * beat
            audio[at : at + 1000] += rng.normal(0, 0.3, 1000) * np.exp(-np.arange(1000) / 150)
    return audio.astype(np.float32)[None, :]


@pytest.fixture(scope="module")
def measured():
    return measure_decoded(Decoded(bars(8, 0.25), RATE, 16), genre="house")


def test_beats_lie_where_the_drum_is_struck(measured):
    beats = np.array(measured.beats_s)
    for true in 0.25 + np.arange(32) * 60.0 / BPM:
        assert np.abs(beats - true).min() < 0.05


def test_bars_begin_where_the_chord_changes(measured):
    downbeats = np.array(measured.downbeats_s)
    assert set(measured.downbeats_s) <= set(measured.beats_s)
    for true in 0.25 + np.arange(1, 8) * 240.0 / BPM:
        assert np.abs(downbeats - true).min() < 0.05


def test_what_originality_compares_comes_with_the_figures(measured):
    chroma = from_digits(measured.fingerprint)
    assert chroma.shape == (min(len(measured.beats_s) - 1, 768), 12)
    assert as_digits(chroma) == measured.fingerprint
    json.dumps(measured.fingerprint)


@settings(max_examples=30)
@given(st.floats(60.0, 190.0), st.integers(4, 30))
def test_beats_follow_a_steady_pulse(bpm, seconds):
    onsets = np.zeros(seconds * FRAMES_PER_SECOND)
    true = np.arange(0.1, seconds - 0.1, 60.0 / bpm)
    onsets[(true * FRAMES_PER_SECOND).astype(int)] = 1.0
    found = find_beats(onsets, bpm)
    assert np.all(np.diff(found) > 0.0)
    assert np.mean([np.abs(found - beat).min() <= 0.03 for beat in true]) > 0.9


def test_no_pulse_has_no_beats_and_no_bars():
    assert len(find_beats(np.zeros(1000), 120.0)) == 0
    assert len(find_beats(np.ones(1000), 0.0)) == 0
    assert len(find_downbeats(np.arange(5.0), np.zeros((4, 12), np.uint8), np.ones(600))) == 0


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000, 192_000])
def test_a_low_tone_survives_lowering_and_a_high_one_does_not(rate):
    time_s = np.arange(rate) / rate
    low, high = (np.sin(2 * np.pi * hz * time_s).astype(np.float32)[None, :] for hz in (440.0, 3_900.0))
    kept = lowered(low, rate)
    middle = slice(len(kept.mono) // 4, -len(kept.mono) // 4)
    assert 5_000.0 < kept.sample_rate_hz <= 11_100.0
    assert np.sqrt(2 * np.mean(kept.mono[middle] ** 2)) == pytest.approx(1.0, abs=0.03)
    if rate > 8_000:
        assert np.abs(lowered(high, rate).mono[middle]).max() < 0.1


def test_measuring_stops_when_asked_at_any_point(tmp_path):
    path = tmp_path / "song.flac"
    soundfile.write(path, bars(10).T, RATE)
    asked = 0

    def never():
        nonlocal asked
        asked += 1
        return False

    measure_file(path, cancelled=never)
    assert asked >= 10
    for place in range(1, asked + 1, 5):
        left = iter([False] * (place - 1))
        with pytest.raises(StepCancelledError):
            measure_file(path, cancelled=lambda left=left: next(left, True))


def test_a_long_recording_stops_within_a_second():
    audio = np.random.default_rng(1).normal(0, 0.1, (2, 44_100 * 20)).astype(np.float32)
    decoded = Decoded(np.tile(audio, 8), 44_100, 16)
    times = []

    def noted():
        times.append(time.process_time())
        return False

    measure_decoded(decoded, cancelled=noted)
    times.append(time.process_time())
    assert max(np.diff(times)) < 0.6


def test_six_hours_are_refused_by_their_header(tmp_path):
    path = tmp_path / "long.wav"
    size = 6 * 3600 * 44_100 * 4
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 2, 44_100, 176_400, 4, 16,
                         b"data", size)  # fmt: skip
    path.write_bytes(header)
    os.truncate(path, size + 44)
    with pytest.raises(MediaUnreadableError, match=f"at most {MAX_VALUES / 2 / 44_100 / 60:.0f} minutes") as caught:
        measure_file(path)
    assert "Cut it" in caught.value.remedy


def coded(path, audio, codec):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, layout="stereo", bit_rate=192_000)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(audio), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        pieces = av.AudioResampler(format=stream.format, layout="stereo", rate=RATE, frame_size=1024)
        for piece in [*pieces.resample(frame), *pieces.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))


def coded_as_ogg(path, audio, _codec):
    with soundfile.SoundFile(str(path), "w", RATE, 2) as file:
        for begin in range(0, audio.shape[1], 65_536):
            file.write(audio[:, begin : begin + 65_536].T)


@pytest.mark.parametrize(
    ("write", "codec", "suffix"),
    [(coded, "aac", "m4a"), (coded, "libmp3lame", "mp3"), (coded_as_ogg, "vorbis", "ogg")],
)
def test_lossy_recordings_are_measured_like_the_original(tmp_path, write, codec, suffix, measured):
    path = tmp_path / f"song.{suffix}"
    write(path, np.repeat(bars(8, 0.25), 2, axis=0), codec)
    found = measure_file(path, genre="house")
    assert found.bits_per_sample == 0
    assert found.bpm == pytest.approx(measured.bpm, rel=0.005)
    assert found.key == measured.key
    assert found.duration_s == pytest.approx(measured.duration_s, abs=0.15)
