import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.spectrum import band_share_db, mean_spectrum, slope_db_per_octave
from noktvrn.studio.measure.true_peak import true_peak_dbtp
from noktvrn.studio.score.theory import frequency_hz
from noktvrn.studio.sound.export import to_pcm24
from noktvrn.studio.sound.filters import design, filter_block, power_response, rest
from noktvrn.studio.sound.instruments import play, release_frames
from noktvrn.studio.sound.kit import Kit
from noktvrn.studio.sound.limiter import BLOCK_FRAMES, allowed_gain
from noktvrn.studio.sound.master import master
from noktvrn.studio.sound.patches import Analog, Band
from noktvrn.studio.sound.ride import Stretch
from noktvrn.studio.sound.shapes import NOTE_COLUMNS

PATCHES = sorted(
    {patch for genre in GENRES for sound in genre_profile(genre).sounds.values() for patch in sound.patches}, key=repr
)


def one_note(patch, pitch, seconds=0.25, velocity=0.8):
    held = int(seconds * 44_100)
    out = np.zeros((2, held + release_frames(patch) + 4410), np.float32)
    note = np.zeros((1, NOTE_COLUMNS))
    note[0] = 0, held, frequency_hz(pitch), velocity, 0.5, 77, 0
    play(out, note, patch)
    return out


@pytest.mark.parametrize("patch", PATCHES, ids=lambda p: type(p).__name__)
def test_every_patch_sounds_stays_finite_and_ends_in_silence(patch):
    out = one_note(patch, 52)
    assert np.isfinite(out).all()
    assert 1e-4 < np.abs(out).max() < 4.0
    assert np.abs(out[:, -4000:]).max() == 0.0
    assert abs(float(out[:, 0].max())) < 0.05


@pytest.mark.parametrize("pitch", [45, 60, 81])
def test_a_voice_plays_in_tune(pitch):
    out = one_note(Analog(cutoff_hz=8000.0), pitch, 1.0)[0, 4410:37_485]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out)), 1 << 19))
    hz = frequency_hz(pitch)
    low, high = (int(hz * f * (1 << 19) / 44_100) for f in (0.97, 1.03))
    found = (low + int(spectrum[low:high].argmax())) * 44_100 / (1 << 19)
    assert abs(1200 * math.log2(found / hz)) < 3.0


def test_saws_alias_little():
    out = one_note(Analog(cutoff_hz=18_000.0, key_track=0.0, env_oct=0.0, poles=2.0), 84, 1.0)[0, 4410:37_485]
    spectrum = np.abs(np.fft.rfft(out * np.blackman(len(out))))
    hz = np.fft.rfftfreq(len(out), 1 / 44_100)
    fundamental = frequency_hz(84)
    below = (hz > 100) & (hz < fundamental * 0.9)
    assert 20 * math.log10(spectrum[below].max() / spectrum.max()) < -45.0


@pytest.mark.parametrize("genre", GENRES)
def test_all_drums_are_clean_one_shots(genre):
    kit = Kit(genre_profile(genre).kit, 3, 0.5)
    assert np.isfinite(kit.bank).all()
    assert np.abs(kit.bank).max() <= 1.0 + 1e-6
    for shot in np.split(kit.bank, kit.ends[1:-1]):
        assert np.abs(shot).max() > 0.3
        assert abs(shot[-1]) < 0.01


@given(
    st.sampled_from(["lowshelf", "highshelf", "peak", "lowpass", "highpass"]),
    st.floats(30.0, 16_000.0),
    st.floats(-12.0, 12.0),
)
@settings(max_examples=40)
def test_filters_are_stable_and_decay(shape, hz, gain_db):
    sections = design((Band(shape, hz, gain_db),))
    block = np.zeros((2, 30_000), np.float32)
    block[:, 0] = 1.0
    filter_block(block, 30_000, sections, rest(sections))
    assert np.isfinite(block).all()
    assert np.abs(block[:, -100:]).max() < 1e-3


def test_filtering_in_pieces_is_filtering_at_once():
    noise = np.random.default_rng(2).normal(0, 0.1, (2, 4096)).astype(np.float32)
    sections = design((Band("peak", 800.0, 6.0), Band("highpass", 40.0)))
    whole = noise.copy()
    filter_block(whole, 4096, sections, rest(sections))
    state = rest(sections)
    pieces = []
    for first in range(0, 4096, 512):
        piece = noise[:, first : first + 512].copy()
        filter_block(piece, 512, sections, state)
        pieces.append(piece)
    assert np.array_equal(np.concatenate(pieces, axis=1), whole)


@given(st.lists(st.floats(0.0, 4.0), min_size=40, max_size=200), st.floats(0.2, 6.0))
@settings(max_examples=40)
def test_the_limiter_never_lets_a_block_through(levels, gain):
    peaks = np.array(levels)
    gains = allowed_gain(peaks, gain, 0.8, 0.09)
    assert (gains <= 1.0 + 1e-9).all()
    for block in range(len(peaks)):
        neighbours = gains[max(block - 1, 0) : block + 2].max()
        assert peaks[block] * gain * neighbours <= 0.8 * (1 + 1e-9)


def test_mastering_meets_loudness_and_ceiling_on_anything():
    rng = np.random.default_rng(3)
    seconds = 12
    noise = rng.normal(0.0, 0.05, (2, 44_100 * seconds)).astype(np.float32)
    noise[:, :: 44_100 // 4] += 0.9
    style = MasterStyle()
    half = noise.shape[1] // 2
    report = master(noise, style, (Stretch(0, half, 0.3), Stretch(half, 2 * half, 0.9)), 0.5, lambda _: None)
    assert report.loudness_lufs == pytest.approx(-14.0, abs=0.3)
    assert true_peak_dbtp(noise) <= -1.0
    assert report.ride_db[0] < report.ride_db[1]
    assert BLOCK_FRAMES == 14


def test_the_response_of_a_cascade_is_what_it_does():
    bands = (Band("lowshelf", 140.0, -5.0), Band("peak", 1000.0, 4.0, 1.2), Band("highshelf", 7500.0, 6.0))
    impulse = np.zeros((2, 16_384), np.float32)
    impulse[:, 0] = 1.0
    sections = design(bands)
    filter_block(impulse, 16_384, sections, rest(sections))
    hz = np.fft.rfftfreq(16_384, 1 / 44_100)
    assert np.abs(np.fft.rfft(impulse[0])) ** 2 == pytest.approx(power_response(bands, hz), rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(("hz", "gain_db"), [(120.0, 7.0), (5000.0, -18.0), (3000.0, 10.0)])
def test_mastering_leads_lopsided_mixes_to_the_targets(hz, gain_db):
    rng = np.random.default_rng(3)
    spectrum = np.fft.rfft(rng.normal(0.0, 1.0, (2, 44_100 * 8)))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(44_100 * 8, 1 / 44_100), 20.0) / 1000.0)
    pink = np.fft.irfft(spectrum * 10.0 ** (-5.0 * octaves / 20.0)).astype(np.float32)
    mix = np.ascontiguousarray(0.05 * pink / np.abs(pink).max())
    sections = design((Band("lowshelf" if hz < 200.0 else "highshelf", hz, gain_db),))
    filter_block(mix, mix.shape[1], sections, rest(sections))
    style = MasterStyle()
    master(mix, style, (), 0.5, lambda _: None)
    power = mean_spectrum(mix)
    assert band_share_db(power, 44_100, 20.0, 250.0) < -2.0
    assert band_share_db(power, 44_100, 6000.0, 20_000.0) > -22.5
    assert slope_db_per_octave(power, 44_100) < -4.0
    assert 20.0 * math.log10(np.abs(mix).max() / np.sqrt(np.mean(mix**2))) < 14.0


def test_24_bit_rounds_to_the_nearest_and_counts_what_does_not_fit():
    audio = np.array([[0.0, 1.0, -1.0, 0.5, 2.0], [2.0**-23, -(2.0**-23), 0.6 * 2.0**-23, -1.5, -0.25]], np.float32)
    out = np.empty((5, 2), np.int32)
    assert to_pcm24(audio, 0, 5, out) == 3
    assert (out // 256).T.tolist() == [[0, 8388607, -8388608, 4194304, 8388607], [1, -1, 1, -8388608, -2097152]]
