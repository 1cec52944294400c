import math

import numpy as np
import pyebur128
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.measure.loudness import integrated_lufs, k_energies, loudness_range_lu
from noktvrn.studio.measure.true_peak import true_peak_dbtp


def reference(audio, rate):
    interleaved = np.ascontiguousarray(audio.T, dtype=np.float64).reshape(-1)
    modes = pyebur128.MeasurementMode
    state = pyebur128.R128State(
        audio.shape[0], rate, modes.MODE_I | modes.MODE_LRA | modes.MODE_TRUE_PEAK | modes.MODE_SAMPLE_PEAK
    )
    state.add_frames(interleaved, audio.shape[1])
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(audio.shape[0]))
    return (
        pyebur128.get_loudness_global(state),
        pyebur128.get_loudness_range(state),
        20.0 * math.log10(peak),
    )


def tone(hz, rate, seconds, level):
    return (level * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_a_997_hz_tone_reads_as_the_recommendation_says(rate):
    mono = tone(997.0, rate, 5.0, 10 ** (-20 / 20))
    stereo = np.stack([mono, mono])
    assert integrated_lufs(k_energies(stereo, rate)) == pytest.approx(-20.0, abs=0.1)


def test_masters_read_as_in_another_meter(song, quiet_song):
    for made in (song, quiet_song):
        audio = decode(made.master).audio
        loudness, spread, peak = reference(audio, 44_100)
        energies = k_energies(audio, 44_100)
        assert integrated_lufs(energies) == pytest.approx(loudness, abs=0.1)
        assert loudness_range_lu(energies) == pytest.approx(spread, abs=1.0)
        assert true_peak_dbtp(audio) == pytest.approx(peak, abs=0.3)
        assert peak <= -1.0


@given(st.floats(-40.0, 12.0))
@settings(max_examples=15)
def test_gain_moves_loudness_by_as_much(gain_db):
    noise = np.random.default_rng(1).normal(0.0, 0.05, (2, 44_100 * 2)).astype(np.float32)
    before = integrated_lufs(k_energies(noise, 44_100))
    after = integrated_lufs(k_energies(noise * np.float32(10 ** (gain_db / 20)), 44_100))
    if after > -60.0:
        assert after - before == pytest.approx(gain_db, abs=0.05)


def test_silence_has_no_loudness():
    silence = np.zeros((2, 44_100), np.float32)
    assert integrated_lufs(k_energies(silence, 44_100)) == -math.inf
    assert loudness_range_lu(k_energies(silence, 44_100)) == 0.0
    assert true_peak_dbtp(silence) == -math.inf


def test_peaks_between_samples_are_found():
    # A quarter of the sample rate, sampled 45 degrees off its crests: samples read 3 dB too low.
    rate = 44_100
    wave = np.sin(2 * np.pi * (rate / 4) * np.arange(4000) / rate + np.pi / 4).astype(np.float32)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=1e-3)
    assert true_peak_dbtp(np.stack([wave, wave])[:, 100:-100]) == pytest.approx(0.0, abs=0.35)
